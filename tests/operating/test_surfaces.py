"""Acts from the buttons of the panel, on every platform alike: asked once, shown in the panel, taken back from the answer.

What differs is declared: the room has a field for a free value, Telegram copies the beginning of the order, DingTalk's buttons
are words and nothing is edited in place.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.app import App
from bot.store import Tx
from bot.store.rows import AuditEntryRow
from studio.server import Studio
from tests.access.test_console import room
from tests.dingtalk.conftest import Environment, environment
from tests.telegram.conftest import RunningBot, emulated, running_bot
from tests.web.visitor import PATIENCE_S, Visitor, visiting

BOB = "bob-7"


class Face(Protocol):
    """An admin at one platform."""

    app: App
    name: str
    edits: bool

    async def say(self, text: str) -> None: ...

    async def find(self, part: str) -> Any: ...

    async def press(self, message: Any, label: str) -> None: ...

    async def free(self, message: Any, value: str) -> None:
        """Give a value that has no button."""
        ...


class OnTelegram:
    name, edits = "telegram", True

    def __init__(self, bot: RunningBot) -> None:
        self.bot, self.app = bot, bot.app

    async def say(self, text: str) -> None:
        self.bot.ann.say(self.bot.chat, text)

    async def find(self, part: str) -> Any:
        return await self.bot.words(part)

    async def press(self, message: Any, label: str) -> None:
        self.bot.ann.press(message, label)

    async def free(self, message: Any, value: str) -> None:
        await self.say(message.button("✎ Another value").copy_text + value)


class OnDingTalk:
    name, edits = "dingtalk", False

    def __init__(self, made: Environment) -> None:
        self.made, self.app = made, made.app

    async def say(self, text: str) -> None:
        self.made.li.say(self.made.chat, text)

    async def find(self, part: str) -> Any:
        return await self.made.says(self.made.chat, part)

    async def press(self, message: Any, label: str) -> None:
        assert self.made.li.press(message, label) is not None

    async def free(self, message: Any, value: str) -> None:
        await self.say(f"/admin limit dingtalk:{BOB} pictures_per_day {value}")


class InTheRoom:
    name, edits = "web", True

    def __init__(self, app: App, visitor: Visitor) -> None:
        self.app, self.visitor = app, visitor
        self.nonces = itertools.count()

    async def say(self, text: str) -> None:
        await self.visitor.say(text, language="en")

    async def find(self, part: str) -> Any:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = [each for each in await self.visitor.entries() if part in str(each.get("text", ""))]
                if found:
                    return found[-1]
                await asyncio.sleep(0.02)

    async def _press(self, message: Any, label: str, text: str = "") -> None:
        button = next(each for row in message["buttons"] for each in row if label in each["label"])
        body = {"entry": message["id"], "action": button["action"], "nonce": f"p{next(self.nonces)}", "text": text}
        answer = await self.visitor.post("api/rooms/~/presses", {**body, "language": "en"})
        assert answer.status == 200, await answer.text()

    async def press(self, message: Any, label: str) -> None:
        await self._press(message, label)

    async def free(self, message: Any, value: str) -> None:
        await self._press(message, "✎ Another value", value)


@asynccontextmanager
async def on_telegram(folder: Path, studio: Studio) -> AsyncIterator[Face]:
    async with emulated() as (tg, bot), running_bot(folder, studio, tg, bot) as ready:
        yield OnTelegram(ready)


@asynccontextmanager
async def on_dingtalk(folder: Path, studio: Studio) -> AsyncIterator[Face]:
    async with environment(studio, folder, language="en") as made:
        yield OnDingTalk(made)
        assert not made.dd.violations


@asynccontextmanager
async def in_the_room(folder: Path, studio: Studio) -> AsyncIterator[Face]:
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    async with room(folder, upstream=upstream) as (app, address), visiting(address) as visitor:
        yield InTheRoom(app, visitor)


def known(tx: Tx, platform: str) -> None:
    """Whoever has spoken is an admin; Bob is known, and below them."""
    tx._run("UPDATE person SET rank = 'admin', language = 'en'", {})
    tx.run("people.person", platform=platform, user_id=BOB, name="Bob", hint="", reply_key="", now=tx.now)


@pytest.mark.parametrize("surface", [on_telegram, on_dingtalk, in_the_room])
async def test_surfaces__person_is_limited_from_the_panel_and_it_is_taken_back(
    surface: Any, tmp_path: Path, studio: Studio
) -> None:
    async with surface(tmp_path, studio) as face:
        await face.say("/help")
        await face.find("/imagine")
        await face.app.store.write(known, face.name)
        await face.say(f"/admin person {face.name}:{BOB}")
        panel = await face.find("ordinary user")
        await face.press(panel, "Limits")
        panel = await face.find(f"Limits of Bob ({face.name}:{BOB}) now")
        await face.press(panel, "Pictures a day")
        panel = await face.find("pictures a day: no limit")
        await face.press(panel, "20")
        asked = await face.find(f"Limit Bob ({face.name}:{BOB}) to 20 (pictures a day)?")
        assert await limits(face.app) == []
        await face.press(asked, "Yes, do it")
        done = await face.find("✓ Limit Bob")
        assert await limits(face.app) == [("pictures_per_day", "20")]
        if face.edits:
            panel = await face.find("pictures a day: 20 (their own)")
        await face.press(done, "↩ Undo")
        asked = await face.find("Take the own limit “pictures a day” of Bob")
        await face.press(asked, "Yes, do it")
        await face.find("✓ Take the own limit")
        assert await limits(face.app) == []
        if face.edits:
            panel = await face.find("pictures a day: no limit")
        await face.free(panel, "13")
        await face.press(await face.find("to 13 (pictures a day)?"), "Yes, do it")
        await face.find("to 13 (pictures a day) — done")
        assert await limits(face.app) == [("pictures_per_day", "13")]
        entries = await face.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
        assert [(each.action, each.surface, each.undone_by) for each in entries] == [
            ("limit", "chat", 0),
            ("limit", "chat", 0),
            ("limit", "chat", entries[1].id),
        ]


async def limits(app: App) -> list[tuple[str, str]]:
    """The limits of people of their own."""
    return await app.store.read(
        lambda tx: [tuple(row) for row in tx._run("SELECT name, value FROM limit_override", {}).fetchall()]
    )
