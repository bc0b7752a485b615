"""Edits and deletions."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from .conftest import Environment, png

NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
KEYBOARD = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Again", callback_data="again"))


async def test_editing__edit_text_and_keyboard(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "queued: 3", reply_markup=KEYBOARD)
    await env.clock.advance(2)
    edited = await sent.edit_text("queued: 2", reply_markup=KEYBOARD)
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None and (edited.edit_date - edited.date).seconds == 2
    with pytest.raises(BadRequest) as caught:
        await sent.edit_text("queued: 2", reply_markup=KEYBOARD)
    assert caught.value.message == NOT_MODIFIED
    await sent.edit_text("queued: 2")
    assert env.chat.messages[0].rows == [], "a keyboard that is not given again is taken away"
    assert [(change.kind, change.message_id) for change in env.chat.history] == [
        ("new", sent.message_id),
        ("edit", sent.message_id),
        ("edit", sent.message_id),
    ]


async def test_editing__text_becomes_photo_and_never_text_again(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "queued")
    media = InputMediaPhoto(png(), "a fox", filename="x.png")
    edited = await sent.edit_media(media, reply_markup=KEYBOARD)
    assert not isinstance(edited, bool)
    assert edited.text is None and edited.caption == "a fox" and edited.photo
    assert len(env.chat.messages) == 1
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("text")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_media(InputMediaPhoto(png(), "a fox", filename="y.png"), reply_markup=KEYBOARD)
    edited = await sent.edit_caption("another fox", reply_markup=KEYBOARD)
    edited = await sent.edit_media(InputMediaDocument(b"x", filename="x.txt"))
    assert not isinstance(edited, bool) and edited.document is not None


async def test_editing__reply_markup_alone(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "x")
    edited = await sent.edit_reply_markup(KEYBOARD)
    assert not isinstance(edited, bool) and edited.edit_date is None
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(KEYBOARD)


async def test_editing__what_cannot_be_edited(env: Environment) -> None:
    asked = env.ann.say(env.chat, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await env.api.edit_message_text("x", env.chat.id, asked.id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await env.api.edit_message_text("x", env.chat.id, 999)
    with pytest.raises(BadRequest, match="Message identifier is not specified"):
        await env.api.edit_message_text("x", env.chat.id)
    sent = await env.api.send_message(env.chat.id, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await sent.edit_caption("y")
    env.ann.delete(env.chat.messages[-1])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("y")


async def test_editing__null_keyboard_is_refused(env: Environment) -> None:
    sent = await env.api.send_message(env.chat.id, "x")
    params = {"chat_id": env.chat.id, "message_id": sent.message_id, "text": "y", "reply_markup": "null"}
    answer = await env.call("editMessageText", **params)
    assert (answer.status, answer.body["description"]) == (400, "Bad Request: object expected as reply markup")
    assert env.chat.messages[0].text == "x"


async def test_editing__album_items_keep_their_kind_and_take_no_keyboard(env: Environment) -> None:
    items = [InputMediaPhoto(png(color=color), filename="x.png") for color in ("red", "green")]
    first, _ = await env.api.send_media_group(env.chat.id, items)
    await first.edit_media(InputMediaPhoto(png(color="blue"), filename="x.png"))
    with pytest.raises(BadRequest, match="Can't use media of the specified type in the album"):
        await first.edit_media(InputMediaDocument(b"x", filename="x.txt"))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await first.edit_reply_markup(KEYBOARD)
    await env.api.set_message_reaction(env.chat.id, env.chat.messages[1].id, "🔥")
    assert env.chat.messages[0].reactions, "a reaction to an album goes to its first message"


async def test_editing__delete_within_48_hours(env: Environment) -> None:
    asked = env.ann.say(env.chat, "mine")
    first, second = [await env.api.send_message(env.chat.id, text) for text in ("1", "2")]
    await env.clock.advance(48 * 3600 - 1)
    await first.delete()
    await env.api.delete_message(env.chat.id, asked.id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await first.delete()
    await env.clock.advance(1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await second.delete()
    assert await second.edit_text("deleted"), "a bot may edit its own messages for ever"
    assert list(env.chat.messages.texts()) == ["deleted"]


async def test_editing__delete_many_skips_the_missing(env: Environment) -> None:
    ids = [(await env.api.send_message(env.chat.id, str(n))).message_id for n in range(3)]
    await env.api.delete_messages(env.chat.id, [*ids, 999])
    assert not env.chat.messages
    with pytest.raises(BadRequest, match="Too many message identifiers specified"):
        await env.api.delete_messages(env.chat.id, range(1, 102))
