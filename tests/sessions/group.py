"""A group that plays a session: the whole bot on a scripted platform, which can be restarted on the same folder."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.sessions.album.content import Album, AlbumBuilder
from bot.sessions.model import Session
from bot.store import Tx
from bot.store.loops import Loop
from bot.store.rows import PlacedPictureRow
from config.settings import Settings
from studio.server import Studio
from tests.databases import prepared
from tests.scripted import BotMessage, ScriptedPlatform
from tests.sessions.stored import WAIT_S, StoredSession

CHAT = "group"


@dataclass
class Group(StoredSession):
    """A running bot and a group chat."""

    app: App
    chat: ScriptedPlatform

    def where(self) -> dict[str, str]:
        """The group."""
        return {"platform": self.chat.name, "chat_id": CHAT}

    async def say(self, user: str, text: str, **more: Any) -> str:
        """Send a message to the group."""
        return await self.chat.say(text, user=user, chat=CHAT, group=True, **more)

    async def say_with(self, user: str, text: str, *images: bytes, **more: Any) -> str:
        """Send a message with several pictures to the group."""
        handles = [self.chat._add_image(image) for image in images]
        data = {
            "text": text, "images": handles, "quote": None, "user": user, "chat": CHAT, "language": "en", "admin": False,
            "direct": False, "name": "", **more,
        }  # fmt: skip
        return await self.chat.push(data)

    async def ideas(self, count: int) -> Session:
        """Wait until there are so many ideas, or painting has begun."""
        return await self.until(lambda s: len(s.current_round.ideas) >= count or s.phase != "gathering")

    async def round_over(self, round_: int) -> Session:
        """Wait until a round is finished."""
        return await self.until(lambda s: s.phase == "ended" or s.current_round.number > round_)

    async def card(self) -> BotMessage:
        """The card (where messages can be edited there is only one)."""
        return await self.shown(lambda m: m.view.title.startswith("🎨"))

    async def shown(self, condition: Callable[[BotMessage], bool]) -> BotMessage:
        """Wait for a message that meets a condition; returns the newest."""
        found: BotMessage = await self.chat.until(
            lambda: next((m for m in reversed(self.chat.visible(CHAT)) if condition(m)), None), WAIT_S
        )
        return found

    async def text(self, part: str, chat: str = CHAT) -> BotMessage:
        """Wait for a message with this text."""
        return await self.chat.text(part, chat)

    async def vote(self, user: str, number: int) -> None:
        """Vote by button where the platform has callbacks, by text otherwise."""
        if self.chat.capabilities.callbacks:
            session = await self.session()
            data = {
                "action": f"vote:{session.id}:{session.current_round.number}:{number}", "under": "card", "user": user,
                "chat": CHAT, "language": "en", "admin": False, "direct": False,
            }  # fmt: skip
            await self.chat.push(data)
        else:
            await self.say(user, f"vote {number}")

    async def album(self) -> Album:
        """The content of the album."""
        session = await self.session()
        return AlbumBuilder(self.app.texts, self.app.settings.zone, uses_studio=False).build(session, "en")

    async def seeds(self) -> list[int]:
        """The seeds of all painted candidates, in order."""
        session = await self.session()

        def look(tx: Tx) -> list[int]:
            return [int(tx.get(PlacedPictureRow, "pictures.by_key", key=c.picture).seed) for c in session.candidates()]

        return await self.app.store.read(look)


@asynccontextmanager
async def group(
    folder: Path,
    studio: Studio,
    chat: ScriptedPlatform,
    *,
    without: tuple[type[Loop], ...] = (),
    **settings: Any,
) -> AsyncIterator[Group]:
    """The bot on `folder` without some of its loops, so that it stays in a phase that would be over in a moment."""
    made = Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            "limits": {"daily_yuan": 100, "requests_per_minute": 0},
            **settings,
        }
    )
    async with build(prepared(made), adapters=[chat]) as app:
        app.loops = [loop for loop in app.loops if not isinstance(loop, without)]
        running = asyncio.create_task(app.run())
        try:
            yield Group(app, chat)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
