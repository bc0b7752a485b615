"""Decoding recorded shapes."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.telegram.decode import ANONYMOUS_ADMIN_ID, decode
from adapters.telegram.identity import BotIdentity
from bot.adapter_api import (
    BotMembership,
    ChatMigrated,
    Conversation,
    Ignored,
    ImageSource,
    MemberLeft,
    Message,
    Press,
    RawUpdate,
    Sender,
)
from tests.telegram.payloads import ANN, CHANNEL, GROUP, PHOTO, PRIVATE, SUPERGROUP, Json, message, press, saved

ANN_SENDER = Sender("telegram", "42", "Ann Lee", "en-GB")


def said(update: Json, **known: Any) -> Message:
    decoded = decode(saved(update, **known))
    assert isinstance(decoded, Message), decoded
    return decoded


def test_decode__words_in_a_private_chat() -> None:
    assert said(message(text="a fox")) == Message(
        Conversation("telegram", "42"), ANN_SENDER, "42:7", "a fox", direct=True, sent_at=1_800_000_000.0
    )


@pytest.mark.parametrize(
    ("text", "expected", "addressed"),
    [
        ("/imagine@shenbi_bot a fox", "/imagine a fox", True),
        ("/IMAGINE@Shenbi_Bot a fox", "/IMAGINE a fox", True),
        ("／画@shenbi_bot 狐狸", "／画 狐狸", True),
        ("/imagine a fox", "/imagine a fox", False),
        ("@shenbi_bot a fox", "a fox", True),
        ("a fox please @shenbi_bot", "a fox please", True),
        ("mail me@shenbi_bot a fox", "mail me@shenbi_bot a fox", False),
        ("@shenbi_bot2 a fox", "@shenbi_bot2 a fox", False),
    ],
)
def test_decode__bots_name_is_taken_off(text: str, expected: str, addressed: bool) -> None:
    decoded = said(message(SUPERGROUP, text=text))
    assert (decoded.text, decoded.addressed, decoded.direct) == (expected, addressed, False)


def test_decode__another_bots_command_is_ignored_in_groups() -> None:
    assert isinstance(decode(saved(message(SUPERGROUP, text="/imagine@other_bot a fox"))), Ignored)


def test_decode__largest_photo_and_its_caption() -> None:
    decoded = said(message(photo=PHOTO, caption="/restyle@shenbi_bot anime", media_group_id="55"))
    assert decoded.images == (ImageSource("large", "image/jpeg", 120_000),)
    assert (decoded.text, decoded.album, decoded.album_order) == ("/restyle anime", "55", 7)


def test_decode__reply_to_a_picture_of_an_album() -> None:
    original = message(photo=PHOTO, media_group_id="55")["message"]
    quote = said(message(text="/restyle anime", reply_to_message=original)).reply_to
    assert quote is not None
    assert (quote.album, len(quote.images)) == ("55", 1)


@pytest.mark.parametrize(
    ("document", "is_image"),
    [
        ({"file_id": "d", "mime_type": "image/png", "file_size": 5}, True),
        ({"file_id": "d", "mime_type": "application/octet-stream", "file_name": "IMG_1.HEIC"}, True),
        ({"file_id": "d", "file_name": "a.webp"}, True),
        ({"file_id": "d", "mime_type": "application/octet-stream", "file_name": "a.avif"}, True),
        ({"file_id": "d", "mime_type": "application/octet-stream", "file_name": "photo"}, True),
        ({"file_id": "d"}, True),
        ({"file_id": "d", "mime_type": "application/pdf", "file_name": "a.png"}, True),
        ({"file_id": "d", "mime_type": "application/pdf", "file_name": "a"}, False),
        ({"file_id": "d", "mime_type": "video/mp4"}, False),
    ],
)
def test_decode__files_that_are_images(document: Json, is_image: bool) -> None:
    assert bool(said(message(document=document, caption="/restyle")).images) is is_image


def test_decode__stickers_that_stand_still() -> None:
    assert said(message(sticker={"file_id": "s", "is_animated": False, "is_video": False})).images
    assert not said(message(sticker={"file_id": "s", "is_animated": True, "is_video": False})).images


def test_decode__topics_but_not_chains_of_replies() -> None:
    assert said(message(SUPERGROUP, text="/styles", message_thread_id=9)).conversation.thread_id == ""
    in_topic = said(message(SUPERGROUP, text="/styles", message_thread_id=9, is_topic_message=True))
    assert in_topic.conversation.thread_id == "9"


def test_decode__what_opens_a_topic_is_no_reply() -> None:
    root = {"message_id": 9, "date": 1, "chat": SUPERGROUP, "forum_topic_created": {"name": "x", "icon_color": 1}}
    decoded = said(
        message(SUPERGROUP, text="/restyle", message_thread_id=9, is_topic_message=True, reply_to_message=root)
    )
    assert decoded.reply_to is None


def test_decode__reply_to_somebodys_photo() -> None:
    original = {"message_id": 3, "date": 1, "chat": SUPERGROUP, "from": {"id": 5, "is_bot": False}, "photo": PHOTO}
    quote = said(message(SUPERGROUP, text="/restyle", reply_to_message=original)).reply_to
    assert quote is not None
    assert (quote.keys, quote.images[0].handle, quote.from_bot) == (("-1001234567890:3",), "large", False)


def test_decode__reply_to_the_bot_itself() -> None:
    original = {"message_id": 3, "date": 1, "chat": PRIVATE, "from": {"id": 123456, "is_bot": True}, "text": "#1"}
    quote = said(message(text="/again", reply_to_message=original)).reply_to
    assert quote is not None
    assert quote.from_bot


def test_decode__reply_to_another_chat() -> None:
    origin = {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 4}
    external = {"origin": origin, "chat": CHANNEL, "message_id": 4, "photo": PHOTO}
    quote = said(message(text="/restyle", external_reply=external)).reply_to
    assert quote is not None
    assert (quote.keys, quote.images[0].handle) == (("-1009999999999:4",), "large")


@pytest.mark.parametrize(
    ("chat", "known", "me", "withheld"),
    [
        (GROUP, {}, BotIdentity(123456, "shenbi_bot"), True),
        (GROUP, {"bot_admin": True}, BotIdentity(123456, "shenbi_bot"), False),
        (GROUP, {}, BotIdentity(123456, "shenbi_bot", reads_all=True), False),
        (SUPERGROUP, {}, BotIdentity(123456, "shenbi_bot"), False),
        (PRIVATE, {}, BotIdentity(123456, "shenbi_bot"), False),
    ],
)
def test_decode__where_telegram_withholds_a_reply(
    chat: Json, known: dict[str, bool], me: BotIdentity, withheld: bool
) -> None:
    decoded = decode(saved(message(chat, text="/restyle@shenbi_bot"), me, **known))
    assert isinstance(decoded, Message)
    assert bool(decoded.reply_to and decoded.reply_to.withheld) is withheld


def test_decode__anonymous_administrator_rules() -> None:
    bot = {"id": ANONYMOUS_ADMIN_ID, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    decoded = said(message(SUPERGROUP, text="/styles", **{"from": bot, "sender_chat": SUPERGROUP}))
    assert decoded.sender == Sender("telegram", "-1001234567890", "Painters", is_admin=True, hidden=True)


def test_decode__somebody_who_writes_as_a_channel_does_not_rule() -> None:
    decoded = said(message(SUPERGROUP, text="/styles", sender_chat=CHANNEL))
    assert decoded.sender == Sender("telegram", "-1009999999999", "Gallery", hidden=True)


def test_decode__channel_post_has_no_from() -> None:
    update = message(CHANNEL, text="/imagine a fox", sender_chat=CHANNEL, **{"from": None})
    decoded = decode(saved({"update_id": 1, "channel_post": update["message"]}))
    assert isinstance(decoded, Message)
    assert decoded.sender.is_admin


def test_decode__known_administrator() -> None:
    assert said(message(SUPERGROUP, text="/styles"), sender_admin=True).sender.is_admin


def test_decode__administrators_are_not_known() -> None:
    assert said(message(SUPERGROUP, text="/styles"), sender_admin=False).sender.is_admin is False
    assert said(message(SUPERGROUP, text="/styles"), sender_admin=None).sender.is_admin is None
    pressed = decode(saved(press(SUPERGROUP), sender_admin=None))
    assert isinstance(pressed, Press)
    assert pressed.sender.is_admin is None


def test_decode__press() -> None:
    assert decode(saved(press())) == Press(
        Conversation("telegram", "42"), ANN_SENDER, "again:1", message_id="42:8", direct=True
    )


def test_decode__press_under_a_message_too_old_to_be_told() -> None:
    decoded = decode(saved(press(message={"chat": SUPERGROUP, "message_id": 8, "date": 0})))
    assert isinstance(decoded, Press)
    assert decoded.message_id == "-1001234567890:8"


def test_decode__moves() -> None:
    old, new = Conversation("telegram", "-77"), Conversation("telegram", "-1001234567890")
    assert decode(saved(message(GROUP, migrate_to_chat_id=SUPERGROUP["id"]))) == ChatMigrated(old, new)
    assert decode(saved(message(SUPERGROUP, migrate_from_chat_id=-77))) == ChatMigrated(old, new)


@pytest.mark.parametrize(
    ("standing", "here"),
    [
        ({"status": "member"}, True),
        ({"status": "administrator"}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": True}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": False}, False),
        ({"status": "restricted", "is_member": False, "can_send_messages": True}, False),
        ({"status": "left"}, False),
        ({"status": "kicked", "until_date": 0}, False),
    ],
)
def test_decode__what_became_of_the_bot_in_a_chat(standing: Json, here: bool) -> None:
    bot = {"id": 123456, "is_bot": True, "first_name": "Shenbi"}
    change = {"chat": SUPERGROUP, "from": ANN, "date": 1, "new_chat_member": {"user": bot, **standing}}
    decoded = decode(saved({"update_id": 1, "my_chat_member": change}))
    assert decoded == BotMembership(Conversation("telegram", "-1001234567890"), here)


def test_decode__who_left_a_group() -> None:
    bob = {"id": 43, "is_bot": False, "first_name": "Bob"}
    here = Conversation("telegram", "-1001234567890")
    assert decode(saved(message(SUPERGROUP, left_chat_member=bob))) == MemberLeft(here, Sender("telegram", "43", "Bob"))
    bot = {"id": 123456, "is_bot": True, "first_name": "Shenbi"}
    assert isinstance(decode(saved(message(SUPERGROUP, left_chat_member=bot))), Ignored)


@pytest.mark.parametrize(
    ("payload", "shown"),
    [("show_42", "/show 42"), ("show-7", "/show 7"), ("inline", "/start inline"), ("show_x", "/start show_x")],
)
def test_decode__deep_links(payload: str, shown: str) -> None:
    assert said(message(text=f"/start {payload}")).text == shown


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "edited_message": message(photo=PHOTO)["message"]},
        {"update_id": 1, "my_chat_member": {"chat": PRIVATE, "new_chat_member": {"status": "promoted"}}},
        {"update_id": 1},
        message(SUPERGROUP, new_chat_members=[ANN]),
        message(SUPERGROUP, text="/imagine x", **{"from": {"id": 9, "is_bot": True, "first_name": "Robot"}}),
        message(SUPERGROUP, photo=PHOTO, is_automatic_forward=True, sender_chat=CHANNEL),
        press(message=None, inline_message_id="x"),
        press(data=None),
    ],
    ids=["edited", "member", "empty", "service", "bot", "automatic forward", "inline press", "game"],
)
def test_decode__what_is_none_of_our_business(update: Json) -> None:
    assert isinstance(decode(saved(update)), Ignored)


@pytest.mark.parametrize(
    "update",
    [
        message(text=5),
        message({"type": "private"}, text="x"),
        message(text="x", **{"from": {"id": "42"}}),
        message(photo=[{"width": 5, "height": 5}]),
        message(photo={"file_id": "x"}),
        message(text="x", chat=[]),
        message(text="x", reply_to_message=[]),
        message(text="x", date=True),
        press(message={"date": 1}),
        {"update_id": 1, "message": []},
        {"update_id": 1, "callback_query": "x"},
        message({"id": 2**70, "type": "private"}, text="x"),
    ],
)
def test_decode__what_cannot_be_understood_is_a_value_error(update: Json) -> None:
    with pytest.raises(ValueError):
        decode(saved(update))


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '"x"', "[" * 200_000, '{"a":' * 100_000])
def test_decode__what_is_no_json_object_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError):
        decode(RawUpdate("1", body))


def test_decode__what_no_database_keeps_is_taken_out() -> None:
    decoded = decode(saved(message(text="a\0b \ud83d c")))
    assert isinstance(decoded, Message)
    assert decoded.text.encode() == b"ab ? c"
