"""Only a person's own fresh words are an order, and what cannot be read is said (section C of the cases)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.decode import decode as read_telegram
from bot.adapter_api import Ignored, Message
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.dingtalk.payloads import DIRECT
from tests.dingtalk.payloads import message as dingtalk
from tests.scripted import BotMessage
from tests.telegram.payloads import ME, PHOTO, PRIVATE, SUPERGROUP, saved
from tests.telegram.payloads import message as told

FILE = {"file_id": "f", "file_unique_id": "u"}
GIF = {"animation": FILE | {"mime_type": "video/mp4"}, "document": FILE | {"mime_type": "video/mp4"}}
KINDS: dict[str, dict[str, Any]] = {
    "animation": GIF,
    "video": {"video": FILE},
    "voice": {"voice": FILE},
    "audio": {"audio": FILE},
    "sticker": {"sticker": FILE | {"is_animated": True}},
    "document": {"document": FILE | {"mime_type": "application/pdf", "file_name": "a.pdf"}},
    "paid": {"paid_media": {"star_count": 1, "paid_media": []}},
    "other": {"location": {"latitude": 1, "longitude": 2}},
}


def telegram(chat: dict[str, Any] = PRIVATE, **fields: Any) -> Message:
    decoded = read_telegram(saved(told(chat, **fields)))
    assert isinstance(decoded, Message), decoded
    return decoded


@pytest.mark.parametrize("kind", KINDS)
def test_authorship__telegram_tells_of_what_cannot_be_read(kind: str) -> None:
    """amd/gaia#3263 (M5), openclaw/openclaw#46730 (M4)."""
    said = telegram(**KINDS[kind])
    assert (said.unreadable, said.images) == (kind, ())
    quote = telegram(text="/restyle", reply_to_message=told(PRIVATE, **KINDS[kind])["message"]).reply_to
    assert quote is not None
    assert quote.unreadable == kind


@pytest.mark.parametrize(
    "file",
    [
        {"mime_type": "application/octet-stream", "file_name": "plain.avif"},
        {"mime_type": "", "file_name": "IMG"},
        {"file_name": "photo"},
        {"mime_type": "application/octet-stream"},
        {"mime_type": "image/avif"},
    ],
)
def test_authorship__of_a_file_without_a_type_the_content_decides(file: dict[str, Any]) -> None:
    """opensource-socialnetwork#1984, jshttp/mime-types#101."""
    said = telegram(document=FILE | file)
    assert (len(said.images), said.unreadable) == (1, "")


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ({"msgtype": "video", "content": {"duration": "5", "videoType": "mp4", "downloadCode": "x"}}, "video"),
        ({"msgtype": "audio", "content": {"downloadCode": "x"}}, "voice"),
        ({"msgtype": "file", "content": {"fileName": "a.pdf", "downloadCode": "x"}}, "document"),
        ({"msgtype": "unknownMsgType", "content": {"unknownMsgType": "..."}}, "other"),
        ({"msgtype": "interactiveCard", "content": {}}, "other"),
        ({"msgtype": "audio", "content": {"downloadCode": "x", "recognition": "一只猫"}}, ""),
    ],
)
def test_authorship__dingtalk_tells_of_what_cannot_be_read(payload: dict[str, Any], kind: str) -> None:
    assert dingtalk(DIRECT | payload).unreadable == kind


def test_authorship__telegram_tells_whose_words_they_are() -> None:
    origin = {"type": "user", "date": 1, "sender_user": {"id": 9, "is_bot": False, "first_name": "Bo"}}
    assert telegram(text="Shall we meet?", forward_origin=origin).authorship == "forwarded"
    assert (
        telegram(photo=PHOTO, caption="#1", via_bot={"id": 1, "is_bot": True, "first_name": "x"}).authorship
        == "via-bot"
    )
    assert telegram(text="a fox").authorship == "typed"
    foreign = telegram(text="/imagine a fox", via_bot={"id": 1, "is_bot": True, "first_name": "x"})
    assert foreign.authorship == "via-bot"
    chosen = telegram(text="/imagine@shenbi_bot a fox", via_bot={"id": ME.id, "is_bot": True, "first_name": "x"})
    assert (chosen.authorship, chosen.text) == ("typed", "/imagine a fox")
    edited = told(PRIVATE, text="a fox")
    changed = read_telegram(saved({"update_id": 1, "edited_message": edited["message"]}))
    assert isinstance(changed, Message)
    assert changed.authorship == "edited"
    place = told(PRIVATE, location={"latitude": 1, "longitude": 2})["message"]
    assert isinstance(read_telegram(saved({"update_id": 1, "edited_message": place})), Ignored)


def test_authorship__dingtalk_tells_of_a_chat_record() -> None:
    assert dingtalk(DIRECT | {"msgtype": "chatRecord", "content": {"summary": "..."}}).authorship == "forwarded"


@pytest.mark.parametrize(
    "text",
    [
        "@shenbi_bot画一只猫",
        "@Shenbi_Bot 画一只猫",
        "画一只猫@shenbi_bot",
        "@shenbi_bot，画一只猫",
        "画一只猫，@shenbi_bot",
    ],
)
def test_authorship__mention_ends_where_chinese_begins(text: str) -> None:
    """M7: ignored in a group in which the bot sees everything."""
    said = telegram(SUPERGROUP, text=text)
    assert (said.addressed, said.text) == (True, "画一只猫")


def test_authorship__command_for_the_bot_ends_where_chinese_begins() -> None:
    """M7b: taken for another bot's."""
    said = telegram(SUPERGROUP, text="/imagine@shenbi_bot一只鸟")
    assert (said.addressed, said.text) == (True, "/imagine 一只鸟")


@pytest.mark.parametrize(
    "text", ["@神笔画一只猫", "@神笔 画一只猫", "@Shenbi：画一只猫", "＠神笔，画一只猫", "画一只猫 @神笔"]
)
def test_authorship__dingtalks_mention_without_a_space(text: str) -> None:
    from tests.dingtalk.payloads import GROUP

    assert dingtalk(GROUP | {"text": {"content": text}}).text == "画一只猫"


# --- what the bot does about it


@pytest.fixture
async def known(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    """Ann has had a picture, and showed a photo just now."""
    async with running_app(tmp_path, studio) as running:
        await running.chat.say("/imagine the first one")
        await running.chat.picture()
        await running.chat.say("", image=photo())
        await running.chat.text("style")
        yield running


async def push(
    known: RunningApp, text: str = "", *, image: bytes | None = None, group: bool = False, **more: Any
) -> list[BotMessage]:
    """Push a message and a harmless command after it; what stands there of both."""
    chat = "room" if group else "ann"
    before = len(known.chat.visible(chat))
    images = []
    if image is not None:
        known.chat.images["pushed"] = image
        images = ["pushed"]
    data = {
        "text": text,
        "images": images,
        "quote": None,
        "user": "ann",
        "chat": chat,
        "language": "en",
        "admin": False,
    }
    await known.chat.push({**data, "direct": not group, **more})
    await known.chat.say("/lang en", chat=chat, group=group)
    await known.chat.until(lambda: any("English" in m.view.text for m in known.chat.visible(chat)[before:]))
    return [m for m in known.chat.visible(chat)[before:] if "English" not in m.view.text]


@pytest.mark.parametrize("text", ["", "/restyle watercolor", "make this cat a watercolor", "水彩", "/imagine a cat"])
async def test_authorship__film_is_said_to_be_unreadable_and_no_other_picture_is_taken(
    known: RunningApp, text: str
) -> None:
    """openclaw/openclaw#46730 (M4, M4b): the photo before it was restyled and charged."""
    (note,) = await push(known, text, unreadable="animation")
    assert "can't read a GIF" in note.view.text
    await known.chat.say("/restyle watercolor")
    await known.chat.text("Which picture")
    assert len(await known.jobs()) == 1


async def test_authorship__reply_to_a_film_is_told_so(known: RunningApp) -> None:
    quote = {"keys": [], "images": [], "unreadable": "video"}
    (note,) = await push(known, "/restyle watercolor", quote=quote)
    assert "can't read a video" in note.view.text
    assert len(await known.jobs()) == 1


async def test_authorship__album_of_films_is_one_line(known: RunningApp) -> None:
    first = await push(known, unreadable="video", album="a1")
    assert len(first) == 1
    assert await push(known, unreadable="video", album="a1") == []


async def test_authorship__in_a_group_nothing_is_said_of_what_is_not_for_the_bot(known: RunningApp) -> None:
    assert await push(known, "look", unreadable="video", group=True) == []
    assert await push(known, "Shall we meet?", authorship="forwarded", group=True) == []
    (note,) = await push(known, "/restyle watercolor", unreadable="video", group=True)
    assert "can't read a video" in note.view.text


@pytest.mark.parametrize("authorship", ["forwarded", "via-bot"])
async def test_authorship__what_was_passed_on_is_asked_about(known: RunningApp, authorship: str) -> None:
    """griffinwork40/agent-afk#686, pugson/telegram-twitter-url-expand-bot#41 (M1, M2): painted and charged."""
    (question,) = await push(known, "Shall we meet on Friday at seven? #watercolor --n 2", authorship=authorship)
    assert "Shall I paint" in question.view.text
    assert len(await known.jobs()) == 1
    await known.chat.press(question, "Paint it")
    await known.chat.until(lambda: len(known.chat.visible()) > 2)
    await known.chat.picture(count=2)
    request = (await known.jobs())[0].request
    assert '"prompt": "Shall we meet on Friday at seven? #watercolor --n 2"' in request
    assert '"style": "auto"' in request


@pytest.mark.parametrize("authorship", ["forwarded", "via-bot"])
async def test_authorship__picture_that_was_passed_on_is_a_picture_alone(known: RunningApp, authorship: str) -> None:
    """M1, and necrosskull/mirea-teacher-schedule-bot#26 (M3): the caption was taken for an order."""
    caption = "#1 · a sea of roses watercolor · 1024×1024 · wanx-v1 · ¥0.16 #news"
    (question,) = await push(known, caption, image=photo(), authorship=authorship)
    assert "Which style" in question.view.text
    assert len(await known.jobs()) == 1


async def test_authorship__edit_is_no_second_request(known: RunningApp) -> None:
    (note,) = await push(known, "/imagine a fox", authorship="edited")
    assert "edited message" in note.view.text
    assert len(await known.jobs()) == 1


async def after_a_long_one(known: RunningApp, seconds: float, text: str) -> list[str]:
    """What is answered to a text that is sent so long after one that the client may have split."""
    now = known.app.clock.now()
    mine: dict[str, Any] = {"images": [], "quote": None, "user": "ann", "chat": "ann", "language": "en", "admin": False}
    mine["direct"] = True
    before = len(known.chat.visible())
    await known.chat.push({**mine, "text": "/imagine " + "a fox and a hen, " * 240, "sent_at": now - 60})
    await known.chat.push({**mine, "text": text, "sent_at": now - 60 + seconds})
    await known.chat.say("/lang en")
    await known.chat.until(lambda: any("English" in m.view.text for m in known.chat.visible()[before:]))
    return [m.view.text for m in known.chat.visible()[before:] if "English" not in m.view.text]


async def test_authorship__rest_of_a_message_that_the_client_split_is_not_painted(known: RunningApp) -> None:
    """RichardAtCT/claude-code-telegram#186 (M6): the head was refused, the tail painted and charged."""
    answers = await after_a_long_one(known, 1, "and a small white house with a red door at the end of the path")
    assert any("Paint it?" in answer for answer in answers), "of a model that reads so much, at its price"
    assert "If your app sent the rest of this as a message of its own, I leave that out." in answers
    assert len(await known.jobs()) == 1


async def test_authorship__message_after_a_long_one_is_not_swallowed(known: RunningApp) -> None:
    """M6, the other way round: a person who was told that it is too long writes a short one at once."""
    answers = await after_a_long_one(known, 6, "a red fox")
    assert any("may be the end of the long message before" in answer for answer in answers)
    assert len(await known.jobs()) == 1
    await known.chat.say("yes")
    await known.chat.picture(count=2)
    assert '"prompt": "a red fox"' in (await known.jobs())[0].request


async def test_authorship__command_after_a_long_message_is_a_command(known: RunningApp) -> None:
    await after_a_long_one(known, 1, "/imagine a red fox")
    await known.chat.picture(count=2)
