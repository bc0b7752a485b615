"""Buttons and inline mode."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultPhoto,
    InputMediaPhoto,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest

from .conftest import Stage, png

TOO_OLD = "Query is too old and response timeout expired or query id is invalid"
KEYBOARD = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Again", callback_data="again:1"))


async def test_press_and_answer(stage: Stage) -> None:
    sent = await stage.api.send_message(stage.chat.id, "done", reply_markup=KEYBOARD)
    press = stage.ann.press(stage.chat.messages[-1], "Again")
    update = Update.de_json((await stage.drain())[0], stage.api)
    query = update.callback_query
    assert query is not None and query.data == "again:1"
    assert query.message is not None and query.message.message_id == sent.message_id
    assert query.chat_instance
    assert press.spinning
    await query.answer("painting", show_alert=True)
    answer = await press.wait_answer()
    assert (answer.text, answer.show_alert) == ("painting", True)
    with pytest.raises(BadRequest) as caught:
        await query.answer("twice")
    assert caught.value.message == TOO_OLD


async def test_answers_come_too_late_after_15_seconds(stage: Stage) -> None:
    await stage.api.send_message(stage.chat.id, "done", reply_markup=KEYBOARD)
    early, late = (stage.ann.press(stage.chat.messages[-1], "again:1") for _ in range(2))
    await stage.clock.advance(15)
    await stage.api.answer_callback_query(early.id)
    await stage.clock.advance(1)
    for query_id in (late.id, "12345"):
        with pytest.raises(BadRequest) as caught:
            await stage.api.answer_callback_query(query_id)
        assert caught.value.message == TOO_OLD
    assert late.spinning


async def test_inaccessible_message(stage: Stage) -> None:
    await stage.api.send_message(stage.chat.id, "done", reply_markup=KEYBOARD)
    stage.ann.press(stage.chat.messages[-1], "Again", accessible=False)
    query = Update.de_json((await stage.drain())[0], stage.api).callback_query
    assert query is not None and query.message is not None
    assert query.message.is_accessible is False


async def test_pressing_what_is_not_there(stage: Stage) -> None:
    await stage.api.send_message(stage.chat.id, "done", reply_markup=KEYBOARD)
    with pytest.raises(LookupError, match="no single button 'Stop'"):
        stage.ann.press(stage.chat.messages[-1], "Stop")


async def test_inline_query_with_cached_photo(stage: Stage) -> None:
    photo = await stage.api.send_photo(stage.chat.id, png(), filename="x.png")
    query = stage.ann.type_inline(stage.bot, "fox")
    update = Update.de_json((await stage.drain())[0], stage.api)
    assert update.inline_query is not None and update.inline_query.query == "fox"
    results = [
        InlineQueryResultCachedPhoto("p1", photo.photo[-1].file_id, caption="a fox", reply_markup=KEYBOARD),
        InlineQueryResultArticle("a1", "Paint this", InputTextMessageContent("painting: fox"), reply_markup=KEYBOARD),
    ]
    await update.inline_query.answer(results, cache_time=0, is_personal=True)
    assert [result["id"] for result in await query.wait_results()] == ["p1", "a1"]
    assert (query.cache_time, query.is_personal) == (0, True)

    message = stage.ann.choose(query, "a1")
    chosen = Update.de_json((await stage.drain())[0], stage.api).chosen_inline_result
    assert chosen is not None and chosen.inline_message_id == message.inline_message_id
    press = stage.ann.press(message, "Again")
    pressed = Update.de_json((await stage.drain())[0], stage.api).callback_query
    assert pressed is not None and pressed.message is None
    await pressed.answer()
    assert not press.spinning
    done = await stage.api.edit_message_media(
        InputMediaPhoto(photo.photo[-1].file_id, "a fox"), inline_message_id=chosen.inline_message_id
    )
    assert done is True
    assert message.photo is not None and message.caption == "a fox"


async def test_inline_answers_that_are_refused(stage: Stage) -> None:
    article = InlineQueryResultArticle("a", "A", InputTextMessageContent("x"))
    query = stage.ann.type_inline(stage.bot, "fox")
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        await stage.api.answer_inline_query(query.id, [article, article])
    many = [article.to_dict() | {"id": str(number)} for number in range(51)]
    answer = await stage.call("answerInlineQuery", inline_query_id=query.id, results=many)
    assert answer.body["description"] == "Bad Request: RESULTS_TOO_MUCH"
    with pytest.raises(BadRequest, match="Webdocument_url_invalid"):
        await stage.api.answer_inline_query(
            query.id, [InlineQueryResultPhoto("p", "https://x.example/x.jpg", "https://x.example/t.jpg")]
        )
    stage.tg.violations.clear()
    await stage.clock.advance(31)
    with pytest.raises(BadRequest) as caught:
        await stage.api.answer_inline_query(query.id, [article])
    assert caught.value.message == TOO_OLD
