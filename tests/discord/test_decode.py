"""Decoding events of the gateway: each of the shapes that people and servers cause."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.discord.attachments import ImageHandle
from adapters.discord.decode import decode
from adapters.discord.options import MESSAGE_COMMANDS
from adapters.discord.people import parent_of
from bot.adapter_api import BotMembership, Conversation, Ignored, ImageSource, MemberLeft, Message, Press, Sender
from bot.grammar.parsing import parse
from tests.discord.payloads import (
    BOB,
    BOT,
    CHANNEL,
    DIRECT,
    GUILD,
    JPEG,
    PDF,
    PNG,
    SENT,
    SENT_AT,
    US,
    Json,
    frame,
    interaction,
    message,
    on_message,
    press,
    slash,
    submission,
)

IN_CHANNEL, IN_DM = Conversation("discord", GUILD, CHANNEL), Conversation("discord", DIRECT)
REPLIED: Json = {
    "id": "700", "type": 0, "channel_id": CHANNEL, "author": BOB, "content": "my fox", "attachments": [PNG], "mentions": [],
}  # fmt: skip
TO_BOB: Json = {
    "type": 19,
    "message_reference": {"type": 0, "message_id": "700", "channel_id": CHANNEL, "guild_id": GUILD},
}
MENTION: Json = {"mentions": [US]}


def said(data: Json, name: str = "MESSAGE_CREATE", **more: Any) -> Message:
    decoded = decode(frame(name, data, **more), BOT)
    assert isinstance(decoded, Message), decoded
    return decoded


def ignored(data: Json, name: str = "MESSAGE_CREATE") -> str:
    decoded = decode(frame(name, data), BOT)
    assert isinstance(decoded, Ignored), decoded
    return decoded.reason


def acted(data: Json, **more: Any) -> Message:
    return said(data, "INTERACTION_CREATE", **more)


def pressed(data: Json) -> Press:
    decoded = decode(frame("INTERACTION_CREATE", data), BOT)
    assert isinstance(decoded, Press), decoded
    return decoded


# --- messages


def test_decode__words_in_a_direct_chat_need_no_command() -> None:
    assert said(message("a fox", direct=True)) == Message(
        IN_DM, Sender("discord", "42", "Ann Lee"), SENT, "a fox", direct=True, addressed=True, sent_at=SENT_AT
    )


def test_decode__a_channel_is_a_thread_of_its_server_and_rights_are_not_told() -> None:
    decoded = said(message("a fox"))
    assert (decoded.conversation, decoded.direct, decoded.addressed) == (IN_CHANNEL, False, False)
    assert decoded.sender.is_admin is None
    assert said(message("hi", member={"nick": "Annie"})).sender.name == "Annie"


@pytest.mark.parametrize(
    ("content", "text", "addressed"),
    [
        ("<@900> a fox", "a fox", True),
        ("<@!900>, a fox", "a fox", True),
        ("<@900>：画一只猫", "画一只猫", True),
        ("a fox, <@900>", "a fox", True),
        ("paint <@900> a fox", "paint a fox", True),
        ("<@9001> a fox", "<@9001> a fox", False),
        ("<@&900> a fox", "<@&900> a fox", False),
        ("/imagine a fox", "/imagine a fox", False),
    ],
)
def test_decode__the_mention_is_taken_off(content: str, text: str, addressed: bool) -> None:
    decoded = said(message(content))
    assert (decoded.text, decoded.addressed) == (text, addressed)


@pytest.mark.parametrize(
    "fields",
    [
        {"author": BOB | {"bot": True}},
        {"author": BOB | {"system": True}},
        {"author": US},
        {"webhook_id": "800"},
        {"type": 7},
        {"type": 6},
        {"type": 20},
        {"type": 18},
        {"content": ""},
    ],
)
def test_decode__what_no_person_says_to_us_is_ignored(fields: Json) -> None:
    ignored(message("a fox") | fields)


def test_decode__a_message_without_the_intent_says_nothing_and_is_no_order() -> None:
    """Not even that it has a picture; a reply to the answer of a command arrives so, too."""
    ignored(message(""))
    assert ignored(message("", **TO_BOB)) == "nothing that we may read"


def test_decode__reply_with_a_mention_brings_the_picture_it_replies_to() -> None:
    decoded = said(message("<@900> make it night", **TO_BOB, **MENTION, referenced_message=REPLIED))
    assert decoded.addressed
    assert decoded.text == "make it night"
    assert decoded.reply_to is not None
    assert (decoded.reply_to.keys, decoded.reply_to.text, decoded.reply_to.from_bot) == (("700",), "my fox", False)
    (image,) = decoded.reply_to.images
    handle = ImageHandle.parse(image.handle)
    assert (handle.channel, handle.message, handle.attachment, handle.url) == (CHANNEL, "700", "501", PNG["url"])
    assert not decoded.reply_to.withheld


def test_decode__a_reply_whose_picture_is_not_shown_to_us_is_withheld() -> None:
    """Absent: not looked up; emptied: without the intent; null: deleted, and then there is nothing to be shown."""
    words = message("<@900> make it night", **TO_BOB, **MENTION)
    emptied = REPLIED | {"content": "", "attachments": []}
    for data, withheld in (
        (words, True),
        (words | {"referenced_message": emptied}, True),
        (words | {"referenced_message": None}, False),
    ):
        quote = said(data).reply_to
        assert quote is not None
        assert (quote.keys, quote.images, quote.withheld) == (("700",), (), withheld)


def test_decode__a_ping_by_the_reply_alone_addresses_us() -> None:
    ours = REPLIED | {"author": US, "content": "#1"}
    decoded = said(message("make it night", **TO_BOB, **MENTION, referenced_message=ours))
    assert decoded.addressed
    assert decoded.reply_to is not None
    assert decoded.reply_to.from_bot
    assert said(message("make it night", **TO_BOB, referenced_message=ours)).addressed, "without the ping, too"


def test_decode__pictures_of_a_message_are_its_images_and_other_files_are_told() -> None:
    decoded = said(message("x", attachments=[PNG, PDF, JPEG], direct=True))
    assert [ImageHandle.parse(image.handle).attachment for image in decoded.images] == ["501", "502"]
    assert decoded.images[0] == ImageSource(f"{DIRECT}/{SENT}/501 {PNG['url']}", "image/png", 1234)
    assert said(message("", attachments=[PDF], direct=True)).unreadable == "document"
    assert said(message("", attachments=[PNG, PDF], direct=True)).unreadable == "document"
    assert said(message("", attachments=[PDF | {"content_type": "video/mp4"}], direct=True)).unreadable == "video"
    voice = PDF | {"content_type": "audio/ogg", "filename": "voice.ogg"}
    assert said(message("", attachments=[voice], flags=1 << 13, direct=True)).unreadable == "voice"
    assert (
        said(message("", sticker_items=[{"id": "1", "name": "s", "format_type": 1}], direct=True)).unreadable
        == "sticker"
    )


def test_decode__forwarded_words_are_not_the_senders() -> None:
    snapshot = {"message": {"content": "/imagine a fox", "attachments": [PNG], "type": 0}}
    forward: Json = {
        "message_reference": {"type": 1, "message_id": "5", "channel_id": "6"},
        "message_snapshots": [snapshot],
    }
    decoded = said(message("", direct=True, **forward))
    assert (decoded.text, decoded.authorship, len(decoded.images)) == ("/imagine a fox", "forwarded", 1)
    assert decoded.reply_to is None


# --- interactions


def test_decode__a_command_tells_language_rights_and_where_its_answer_goes() -> None:
    decoded = acted(
        slash("imagine", ("prompt", 3, "a fox"), ("n", 4, 2), ("style", 3, "oil painting"), permissions="32")
    )
    assert decoded == Message(
        IN_CHANNEL,
        Sender("discord", "42", "Ann Lee", "en-GB", is_admin=True),
        f"i{SENT}",
        '/imagine --style "oil painting" --n "2" a fox',
        addressed=True,
        sent_at=SENT_AT,
        awaits_answer=True,
        pictures_allowed=True,
    )
    assert parse(decoded.text).options == {"style": "oil painting", "n": 2}


def test_decode__a_session_may_wish_for_a_thread_where_the_bot_can_open_one() -> None:
    able = slash("session", ("action", 3, "start"), ("words", 3, "the sea"), ("thread", 5, True))
    able |= {"app_permissions": str(1 << 35)}
    wished = acted(able)
    assert parse(wished.text).text == "start the sea"
    assert wished.conversation == Conversation("discord", GUILD, f"new-{CHANNEL}-{SENT}")
    assert parent_of(wished.conversation) == CHANNEL
    for unable in (
        able | {"app_permissions": "0"},
        able | {"channel": {"id": CHANNEL, "type": 11}},
        able | {"data": slash("session", ("action", 3, "status"), ("thread", 5, True))["data"]},
        able | {"data": slash("session", ("action", 3, "start"), ("thread", 5, False))["data"]},
    ):
        assert acted(unable).conversation == IN_CHANNEL
    assert parent_of(IN_CHANNEL) == parent_of(Conversation("discord", GUILD, "new-x-1")) == ""


@pytest.mark.parametrize(
    ("permissions", "admin"), [("8", True), ("32", True), ("0", False), ("1024", False), ("40", True)]
)
def test_decode__who_manages_the_server_is_admin(permissions: str, admin: bool) -> None:
    assert acted(slash("jobs", permissions=permissions)).sender.is_admin is admin
    assert pressed(press("again:1", permissions=permissions)).sender.is_admin is admin


def test_decode__a_command_in_a_direct_chat_and_in_other_peoples() -> None:
    direct = acted(slash("jobs", direct=True))
    assert (direct.conversation, direct.direct, direct.sender.is_admin) == (IN_DM, True, False)
    others = acted(slash("jobs", direct=True) | {"context": 2, "channel": {"id": DIRECT, "type": 3}})
    assert not others.direct


def test_decode__attachments_are_images_in_the_order_of_the_fields() -> None:
    chosen = (("image2", 11, "502"), ("prompt", 3, "both"), ("image", 11, "501"))
    decoded = acted(slash("blend", *chosen, attachments=(JPEG, PNG)))
    assert [ImageHandle.parse(image.handle) for image in decoded.images] == [
        ImageHandle("", "", "501", PNG["url"]),
        ImageHandle("", "", "502", PNG["url"]),
    ]
    assert acted(slash("describe", ("image", 11, "503"), attachments=(PDF,))).unreadable == "document"
    mixed = acted(slash("blend", ("image", 11, "501"), ("image2", 11, "503"), attachments=(PNG, PDF)))
    assert (len(mixed.images), mixed.unreadable) == (1, "document"), "it is told, not left out"


@pytest.mark.parametrize(
    "value", ['" --n 12', "x --n 12", "a\n/forget", "{a, b}", "+noir", "“ --n 12", "x\u2028/forget", "a /imagine b"]
)
def test_decode__no_value_injects_an_option_or_a_command(value: str) -> None:
    for option in ("style", "no", "model", "modifier", "size"):
        parsed = parse(acted(slash("imagine", ("prompt", 3, "a fox"), (option, 3, value))).text)
        assert parsed.command == "imagine"
        assert not parsed.variants
        assert parsed.problems or (parsed.text == "a fox" and not {"n", "set"} & set(parsed.options))


def test_decode__a_command_of_another_version_is_answered() -> None:
    """Ignored, it would stay "thinking"."""
    assert parse(acted(slash("teleport")).text).command == "unknown"
    assert parse(acted(on_message("Frame this", REPLIED)).text).command == "unknown"
    ignored(interaction(4, {"name": "imagine"}), "INTERACTION_CREATE")


@pytest.mark.parametrize(("name", "command"), list(MESSAGE_COMMANDS.items()))
def test_decode__a_message_command_needs_no_intent(name: str, command: str) -> None:
    decoded = acted(on_message(name, REPLIED))
    assert decoded.text == f"/{command}"
    assert decoded.reply_to is not None
    assert decoded.reply_to.keys == ("700",)
    assert len(decoded.reply_to.images) == 1
    assert decoded.addressed


def test_decode__a_press_has_its_action_whole_and_says_what_is_answered() -> None:
    decoded = pressed(press("restyle:42:1:repaint:oil painting"))
    assert decoded == Press(
        IN_CHANNEL,
        Sender("discord", "42", "Ann Lee", "en-GB"),
        "restyle:42:1:repaint:oil painting",
        "600",
        sent_at=SENT_AT,
        answer_to=f"i{SENT}",
        pictures_allowed=True,
    )
    assert decoded.reply_key == f"i{SENT}"
    assert pressed(press("select:0", values=["pick:17:sketch"])).action == "pick:17:sketch"


def test_decode__a_form_of_a_button_is_a_press_with_words() -> None:
    under = {"id": "600", "author": US}
    decoded = pressed(submission("?idea:7:0f3c9a", " a fox ", message=under))
    assert (decoded.action, decoded.text, decoded.message_id) == ("idea:7:0f3c9a", "a fox", "600")
    old = {"type": 1, "components": [{"type": 4, "custom_id": "words", "value": "x"}]}
    assert pressed(interaction(5, {"custom_id": "?prompt:42", "components": [old]})).text == "x"


def test_decode__a_form_about_a_message_brings_that_message() -> None:
    decoded = acted(submission("about:edit:700", "make it night"), shenbi={"target": REPLIED})
    assert decoded.text == "/edit make it night"
    assert decoded.reply_to is not None
    assert len(decoded.reply_to.images) == 1
    forgotten = acted(submission("about:similar:700", "a lighthouse"))
    assert forgotten.text == "/similar a lighthouse"
    assert forgotten.reply_to is not None
    assert (forgotten.reply_to.keys, forgotten.reply_to.withheld) == (("700",), True)


# --- servers


def test_decode__an_outage_is_not_a_removal() -> None:
    assert ignored({"id": GUILD, "unavailable": True}, "GUILD_DELETE") == "an outage of a server"
    ignored({"id": GUILD, "unavailable": True}, "GUILD_CREATE")
    place = Conversation("discord", GUILD)
    assert decode(frame("GUILD_DELETE", {"id": GUILD}), BOT) == BotMembership(place, active=False)
    assert decode(frame("GUILD_CREATE", {"id": GUILD, "unavailable": False, "name": "x"}), BOT) == BotMembership(
        place, active=True
    )


def test_decode__a_deleted_channel_or_thread_is_that_conversation_alone() -> None:
    for name in ("CHANNEL_DELETE", "THREAD_DELETE"):
        gone = decode(frame(name, {"id": CHANNEL, "guild_id": GUILD, "type": 0}), BOT)
        assert gone == BotMembership(IN_CHANNEL, active=False)
    ignored({"id": DIRECT, "type": 1}, "CHANNEL_DELETE")


def test_decode__a_member_who_leaves() -> None:
    left = decode(frame("GUILD_MEMBER_REMOVE", {"guild_id": GUILD, "user": BOB}), BOT)
    assert left == MemberLeft(Conversation("discord", GUILD), Sender("discord", "43", "bob", is_admin=False))
    ignored({"guild_id": GUILD, "user": US}, "GUILD_MEMBER_REMOVE")


@pytest.mark.parametrize("name", ["MESSAGE_UPDATE", "MESSAGE_DELETE", "TYPING_START", ""])
def test_decode__other_events_need_nothing(name: str) -> None:
    ignored({"id": SENT}, name)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"t": "MESSAGE_CREATE"}',
        '{"t": "MESSAGE_CREATE", "d": []}',
        "[" * 100_000,
        json.dumps({"t": 1, "d": {}}),
    ],
)
def test_decode__other_shapes_are_value_errors(body: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(body, BOT)
