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

from .conftest import Environment, png

TOO_OLD = "Query is too old and response timeout expired or query id is invalid"
KEYBOARD = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Again", callback_data="again:1"))


async def test_query__press_and_answer(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "done", reply_markup=KEYBOARD)
    press = env.ann.press(env.chat.messages[-1], "Again")
    update = Update.de_json((await env.drain())[0], env.api)
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


async def test_query__answers_come_too_late_after_15_seconds(env: Environment) -> None:
    await env.api.send_message(env.chat.id, "done", reply_markup=KEYBOARD)
    early, late = (env.ann.press(env.chat.messages[-1], "again:1") for _ in range(2))
    await env.clock.advance(15)
    await env.api.answer_callback_query(early.id)
    await env.clock.advance(1)
    for query_id in (late.id, "12345"):
        with pytest.raises(BadRequest) as caught:
            await env.api.answer_callback_query(query_id)
        assert caught.value.message == TOO_OLD
    assert late.spinning


async def test_query__inaccessible_message(env: Environment) -> None:
    await env.api.send_message(env.chat.id, "done", reply_markup=KEYBOARD)
    env.ann.press(env.chat.messages[-1], "Again", accessible=False)
    query = Update.de_json((await env.drain())[0], env.api).callback_query
    assert query is not None and query.message is not None
    assert query.message.is_accessible is False


async def test_query__pressing_what_is_not_there(env: Environment) -> None:
    await env.api.send_message(env.chat.id, "done", reply_markup=KEYBOARD)
    with pytest.raises(LookupError, match="no single button 'Stop'"):
        env.ann.press(env.chat.messages[-1], "Stop")


async def test_query__inline_query_with_cached_photo(env: Environment) -> None:
    photo = await env.api.send_photo(env.chat.id, png(), filename="x.png")
    query = env.ann.type_inline(env.bot, "fox")
    update = Update.de_json((await env.drain())[0], env.api)
    assert update.inline_query is not None and update.inline_query.query == "fox"
    results = [
        InlineQueryResultCachedPhoto("p1", photo.photo[-1].file_id, caption="a fox", reply_markup=KEYBOARD),
        InlineQueryResultArticle("a1", "Paint this", InputTextMessageContent("painting: fox"), reply_markup=KEYBOARD),
    ]
    await update.inline_query.answer(results, cache_time=0, is_personal=True)
    assert [result["id"] for result in await query.wait_results()] == ["p1", "a1"]
    assert (query.cache_time, query.is_personal) == (0, True)

    message = env.ann.choose(query, "a1")
    chosen = Update.de_json((await env.drain())[0], env.api).chosen_inline_result
    assert chosen is not None and chosen.inline_message_id == message.inline_message_id
    press = env.ann.press(message, "Again")
    pressed = Update.de_json((await env.drain())[0], env.api).callback_query
    assert pressed is not None and pressed.message is None
    await pressed.answer()
    assert not press.spinning
    done = await env.api.edit_message_media(
        InputMediaPhoto(photo.photo[-1].file_id, "a fox"), inline_message_id=chosen.inline_message_id
    )
    assert done is True
    assert message.photo is not None and message.caption == "a fox"


async def test_query__inline_answers_that_are_refused(env: Environment) -> None:
    article = InlineQueryResultArticle("a", "A", InputTextMessageContent("x"))
    query = env.ann.type_inline(env.bot, "fox")
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        await env.api.answer_inline_query(query.id, [article, article])
    many = [article.to_dict() | {"id": str(number)} for number in range(51)]
    answer = await env.call("answerInlineQuery", inline_query_id=query.id, results=many)
    assert answer.body["description"] == "Bad Request: RESULTS_TOO_MUCH"
    with pytest.raises(BadRequest, match="Webdocument_url_invalid"):
        await env.api.answer_inline_query(
            query.id, [InlineQueryResultPhoto("p", "https://x.example/x.jpg", "https://x.example/t.jpg")]
        )
    env.tg.violations.clear()
    await env.clock.advance(31)
    with pytest.raises(BadRequest) as caught:
        await env.api.answer_inline_query(query.id, [article])
    assert caught.value.message == TOO_OLD
