"""sendMessage, chat actions and reactions: what arrives, and what is refused in which words."""

import pytest
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden

from .conftest import Environment


async def test_sending__text_with_markup_arrives(env: Environment) -> None:
    asked = env.ann.say(env.chat, "/imagine a fox")
    sent = await env.api.send_message(
        env.chat.id,
        " <b>fox</b> 🦊 <a href='https://x.example'>more</a>\n",
        ParseMode.HTML,
        reply_to_message_id=asked.id,
    )
    assert sent.text == "fox 🦊 more"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 3), ("text_link", 7, 4)]
    assert sent.entities[1].url == "https://x.example"
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/imagine a fox"
    assert env.chat.messages[-1].reply_to is asked


async def test_sending__buttons_are_shown(env: Environment) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Again", callback_data="again:1"),
                InlineKeyboardButton("Site", url="https://x.example"),
            ],
            [InlineKeyboardButton("Prompt", copy_text=CopyTextButton("a fox"))],
        ]
    )
    sent = await env.api.send_message(env.chat.id, "done", reply_markup=keyboard)
    assert sent.reply_markup == keyboard
    shown = env.chat.messages[-1]
    assert shown.rows == [["Again", "Site"], ["Prompt"]]
    assert shown.button("Prompt").copy_text == "a fox"
    assert shown.button("again:1").text == "Again"


@pytest.mark.parametrize(
    ("text", "mode", "refusal"),
    [
        ("", None, "Message text is empty"),
        (" \n ", None, "Message text is empty"),
        ("<b></b>", "HTML", "Message text is empty"),
        ("x" * 4097, None, "Message is too long"),
        ("<b>x", "HTML", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        (
            "<b>x</i>",
            "HTML",
            'Can\'t parse entities: unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("a < b", "HTML", 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
        ("<h1>x</h1>", "HTML", 'Can\'t parse entities: unsupported start tag "h1" at byte offset 0'),
        ("x</b>", "HTML", "Can't parse entities: unexpected end tag at byte offset 1"),
        ("x", "Wiki", "Unsupported parse_mode"),
    ],
)
async def test_sending__texts_that_are_refused(env: Environment, text: str, mode: str | None, refusal: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await env.api.send_message(env.chat.id, text, mode)
    assert caught.value.message == refusal
    assert not env.chat.messages


async def test_sending__length_counts_code_points_after_parsing(env: Environment) -> None:
    await env.api.send_message(env.chat.id, "<b>" + "🦊" * 4096 + "</b>", "HTML")
    assert env.chat.messages[-1].entities[0]["length"] == 2 * 4096


async def test_sending__own_entities_count_utf16_units(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "🦊 fox", entities=[MessageEntity("italic", 3, 3)])
    assert sent.parse_entities() == {sent.entities[0]: "fox"}
    for offset, length in ((3, 4), (1, 2)):
        with pytest.raises(BadRequest):
            await env.api.send_message(env.chat.id, "🦊 fox", entities=[MessageEntity("italic", offset, length)])


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x", "callback_data": "画" * 21 + "12"}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "copy_text": {"text": "y" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "x", "url": "gopher://x"},
            "inline keyboard button URL 'gopher://x' is invalid: unsupported URL protocol",
        ),
    ],
)
async def test_sending__buttons_that_are_refused(env: Environment, button: dict[str, object], refusal: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await env.call("sendMessage", chat_id=env.chat.id, text="x", reply_markup=markup)
    assert (answer.status, answer.body["description"]) == (400, f"Bad Request: {refusal}")
    assert not env.chat.messages


async def test_sending__64_bytes_of_callback_data_are_allowed(env: Environment) -> None:
    keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("x", callback_data="画" * 21 + "1"))
    await env.api.send_message(env.chat.id, "x", reply_markup=keyboard)


async def test_sending__reply_target_must_exist(env: Environment) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await env.api.send_message(env.chat.id, "x", reply_parameters=ReplyParameters(777))
    sent = await env.api.send_message(
        env.chat.id, "x", reply_parameters=ReplyParameters(777, allow_sending_without_reply=True)
    )
    assert sent.reply_to_message is None


async def test_sending__quote_must_be_in_the_original(env: Environment) -> None:
    asked = env.ann.say(env.chat, "a 🦊 and a hen")
    sent = await env.api.send_message(env.chat.id, "x", reply_parameters=ReplyParameters(asked.id, quote="hen"))
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("hen", 11)
    with pytest.raises(BadRequest, match="Quote_text_invalid"):
        await env.api.send_message(env.chat.id, "x", reply_parameters=ReplyParameters(asked.id, quote="cat"))


async def test_sending__where_a_bot_may_write(env: Environment) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await env.api.send_message(99, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await env.api.send_message("@nobody_here", "x")
    with pytest.raises(BadRequest, match="Chat_id is empty"):
        await env.api.send_message("", "x")
    env.tg.private_chat(env.bot, env.bob, started=False)
    with pytest.raises(Forbidden) as caught:
        await env.api.send_message(env.bob.id, "x")
    assert caught.value.message == "Forbidden: bot can't initiate conversation with a user"
    env.bob.start(env.bot, "from-poster")
    await env.api.send_message(env.bob.id, "welcome")


async def test_sending__blocked_bot_is_told_so(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "x")
    env.ann.block(env.bot)
    for call in (env.api.send_message(env.chat.id, "y"), sent.edit_text("z"), sent.delete()):
        with pytest.raises(Forbidden) as caught:
            await call
        assert caught.value.message == "Forbidden: bot was blocked by the user"
    told = (await env.drain())[-1]["my_chat_member"]
    assert isinstance(told, dict)
    assert (told["old_chat_member"]["status"], told["new_chat_member"]["status"]) == ("member", "kicked")
    env.ann.unblock(env.bot)
    await env.api.send_message(env.chat.id, "back")


async def test_sending__chat_action_lasts_five_seconds_or_until_a_message(env: Environment) -> None:
    await env.api.send_chat_action(env.chat.id, ChatAction.UPLOAD_PHOTO)
    assert env.chat.action() == "upload_photo"
    await env.clock.advance(5)
    assert env.chat.action() is None
    await env.api.send_chat_action(env.chat.id, ChatAction.TYPING)
    await env.api.send_message(env.chat.id, "x")
    assert env.chat.action() is None
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await env.api.send_chat_action(env.chat.id, "paint")


async def test_sending__reactions_are_standard_emoji(env: Environment) -> None:
    asked = env.ann.say(env.chat, "x")
    await env.api.set_message_reaction(env.chat.id, asked.id, "👀")
    assert asked.reactions == {env.bot.id: "👀"}
    await env.api.set_message_reaction(env.chat.id, asked.id)
    assert asked.reactions == {}
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await env.api.set_message_reaction(env.chat.id, asked.id, "✅")
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await env.api.set_message_reaction(env.chat.id, asked.id, ["👀", "👍"])
    with pytest.raises(BadRequest, match="Message to react not found"):
        await env.api.set_message_reaction(env.chat.id, 999, "👀")


async def test_sending__message_with_a_reply_keyboard_cannot_be_edited(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "x", reply_markup=ReplyKeyboardMarkup([["yes", "no"]]))
    assert sent.reply_markup is None
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await env.api.edit_message_text("y", env.chat.id, sent.message_id)


async def test_sending__copy_message(env: Environment) -> None:
    asked = env.ann.say(env.chat, "copy me")
    copied = await env.api.copy_message(env.chat.id, env.chat.id, asked.id)
    assert env.chat.messages[-1].id == copied.message_id
    assert env.chat.messages[-1].text == "copy me"


async def test_sending__markdown_is_honestly_not_emulated(env: Environment) -> None:
    with pytest.raises(BadRequest, match="The emulator does not parse markdownv2"):
        await env.api.send_message(env.chat.id, "*x*", ParseMode.MARKDOWN_V2)
    assert env.tg.violations == ["sendMessage: the emulator does not parse MarkdownV2; use HTML or entities"]
    env.tg.violations.clear()
