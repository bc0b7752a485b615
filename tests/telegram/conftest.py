"""A whole Shenbi on an emulated Telegram, with canned pictures."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram import TelegramAdapter, limiter
from adapters.telegram.adapter import Telegram
from adapters.telegram.limits import CAPABILITIES
from bot.app import App, build
from config.settings import Settings
from studio.server import Studio
from tests.databases import prepared
from tests.emulators.telegram import Bot, Chat, FloodLimits, Message, MessageList, Person, TelegramServer

TOKEN = "123456:an-emulated-token"


@dataclass
class RunningBot:
    """A running bot on an emulated Telegram, and two people."""

    tg: TelegramServer
    bot: Bot
    ann: Person
    bob: Person
    chat: Chat
    app: App
    studio: Studio

    def mine(self, chat: Chat | None = None) -> MessageList:
        """The bot's messages in a chat (Ann's private one by default)."""
        return (chat or self.chat).messages.by(self.bot)

    async def picture(self, chat: Chat | None = None, count: int = 1) -> Message:
        """Wait until `count` messages of the bot show a photo; the newest of them."""

        def found(messages: MessageList) -> MessageList:
            pictures = messages.by(self.bot).pictures()
            return pictures if len(pictures) >= count else MessageList()

        pictures = await (chat or self.chat).wait_for(found, 90.0, f"{count} pictures")
        return pictures[-1]

    async def tg_calls(self, condition: Callable[[], object]) -> None:
        """Wait for something that the emulator is asked and that no chat shows."""
        for _ in range(2000):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"what was expected was not asked:\n{self.tg.transcript()}")

    async def words(self, part: str, chat: Chat | None = None) -> Message:
        """Wait until a message of the bot contains `part`."""

        def found(messages: MessageList) -> Message | None:
            return next((m for m in messages.by(self.bot) if part in m.words), None)

        message = await (chat or self.chat).wait_for(found, 90.0, repr(part))
        assert message is not None
        return message


def settings(folder: Path, tg: TelegramServer, studio: Studio, **more: Any) -> Settings:
    """Settings for a bot on an emulated Telegram and an embedded studio under one account with a real price."""
    telegram = {"bot_token": TOKEN, "base_url": tg.origin, **more.pop("telegram", {})}
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    return Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": upstream,
            "telegram": telegram,
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            **more,
        }
    )


@asynccontextmanager
async def running(made: Settings) -> AsyncIterator[App]:
    """A bot that runs until the context ends."""
    async with build(prepared(made), adapters=[TelegramAdapter]) as app:
        task = asyncio.create_task(app.run())
        try:
            yield app
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@contextmanager
def no_chat_interval() -> Iterator[None]:
    """Have the bot send to a chat without pauses: Telegram's one message a second would be most of what a test takes."""
    rates = replace(CAPABILITIES.rates, chat_interval_s=0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiter, "CHAT_INTERVAL_S", 0.0)
        patch.setattr(Telegram, "capabilities", replace(CAPABILITIES, rates=rates))
        yield


@asynccontextmanager
async def emulated(limits: FloodLimits | None = None, **about: Any) -> AsyncIterator[tuple[TelegramServer, Bot]]:
    """An emulated Telegram with one bot; it must see no violation. Without `limits` it has no flood control, and the bot
    does not keep to it."""
    pauses = contextlib.nullcontext() if limits else no_chat_interval()
    with pauses:
        async with TelegramServer(limits=limits or FloodLimits.off()) as tg:
            bot = tg.add_bot(TOKEN, supports_inline_queries=True, **about)
            yield tg, bot
            assert tg.violations == [], tg.transcript()


@asynccontextmanager
async def running_bot(
    folder: Path, studio: Studio, tg: TelegramServer, bot: Bot, **more: Any
) -> AsyncIterator[RunningBot]:
    """Ann, Bob and the running bot."""
    ann = tg.add_person("Ann", username="ann_test")
    bob = tg.add_person("Bob", language_code="zh-hans")
    async with running(settings(folder, tg, studio, **more)) as app:
        yield RunningBot(tg, bot, ann, bob, tg.private_chat(bot, ann), app, studio)


@pytest.fixture
async def env(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningBot]:
    """A running bot in privacy mode."""
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as ready:
        yield ready
