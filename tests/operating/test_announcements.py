"""Announcements through the chat: asked with the number of conversations, posted with their lines, stopped, switched off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapter_api import RetryLater
from bot.store.rows import AuditEntryRow
from studio.server import Studio
from tests.conftest import RunningApp, running_app

ACCESS = {"admins": ["scripted:boss"], "moderators": ["scripted:mod"]}


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    async with running_app(tmp_path, studio, access=ACCESS) as made:
        yield made


async def painted(shenbi: RunningApp, *people: str) -> None:
    for person in people:
        await shenbi.chat.say("/imagine a fox", user=person, chat=person, language="zh" if person == "li" else "en")
    for person in people:
        await shenbi.chat.picture(person)


def announced(shenbi: RunningApp, chat: str) -> list[str]:
    return [m.view.text for m in shenbi.chat.visible(chat) if "📢" in m.view.text]


async def test_announce__is_asked_about_with_its_reach_and_posted_as_it_was_written(shenbi: RunningApp) -> None:
    await painted(shenbi, "ann", "li", "off")
    await shenbi.chat.say("/settings announcements off", user="off", chat="off")
    await shenbi.chat.text("Announcements of the admins: no", "off")
    await shenbi.chat.say("/admin announce Down tonight,\n16:9 hours --n 4 #fun", user="mod", chat="mod")
    await shenbi.chat.text("Your rank does not allow that", "mod")
    await shenbi.chat.say("/admin announce Down tonight,\n16:9 hours --n 4 #fun", user="boss", chat="boss")
    asked = await shenbi.chat.text("Announce to all:", "boss")
    assert "2 conversations" in asked.view.text
    assert "1 more want no announcements" in asked.view.text
    assert not announced(shenbi, "ann")
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.until(lambda: announced(shenbi, "ann") and announced(shenbi, "li"))
    assert "📢 Down tonight,\n16:9 hours --n 4 #fun" in announced(shenbi, "ann")[0]
    assert "/settings announcements off" in announced(shenbi, "ann")[0]
    assert "不想再收到" in announced(shenbi, "li")[0]
    assert not announced(shenbi, "off")
    await shenbi.chat.say("/admin announce Down tonight,\n16:9 hours --n 4 #fun", user="boss", chat="boss")
    await shenbi.chat.text("in the last 24 hours (announcement no. 1)", "boss")
    await shenbi.chat.say("/admin stop 1", user="boss", chat="boss")
    await shenbi.chat.text("nothing left to withdraw", "boss")
    entries = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert [(each.actor, each.action) for each in entries] == [
        ("scripted:boss", "announce"),
        ("scripted:mod", "refused"),
    ]


async def test_announce__what_is_not_sent_yet_is_withdrawn(shenbi: RunningApp) -> None:
    await painted(shenbi, "ann", "li")
    await shenbi.chat.say("/admin 公告 今晚维护", user="boss", chat="boss")
    asked = await shenbi.chat.text("2 conversations", "boss")
    later = RetryLater(0.5)
    original = shenbi.chat.post

    async def refuse(conversation, call):  # type: ignore[no-untyped-def]
        return later if "📢" in call.view.text else await original(conversation, call)

    shenbi.chat.post = refuse  # type: ignore[method-assign]
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    done = await shenbi.chat.text("✓ Announce", "boss")
    await shenbi.chat.press(done, "Undo", user="boss")
    asked = await shenbi.chat.text("Stop announcement no. 1", "boss")
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Stop announcement no. 1", "boss")
    shenbi.chat.post = original  # type: ignore[method-assign]

    async def unsent() -> int:
        return int(await shenbi.app.store.read(lambda tx: tx.value("posts.count_open")))

    for _ in range(600):
        if not await unsent():
            break
        await shenbi.app.clock.wait(asyncio.Event(), shenbi.app.clock.now() + 0.05)
    assert not await unsent()
    assert not announced(shenbi, "ann")
    assert not announced(shenbi, "li")


async def test_announce__only_here(shenbi: RunningApp) -> None:
    await painted(shenbi, "ann")
    await shenbi.chat.say("/admin announce here Hello\nyou", user="boss", chat="boss")
    asked = await shenbi.chat.text("Post to scripted:boss: “Hello you”?", "boss")
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.until(lambda: announced(shenbi, "boss"))
    assert "📢 Hello\nyou" in announced(shenbi, "boss")[0]
    assert not announced(shenbi, "ann")
    await shenbi.chat.say("/admin announce Here is the news", user="boss", chat="boss")
    await shenbi.chat.text("Announce to all: “Here is the news”", "boss")
