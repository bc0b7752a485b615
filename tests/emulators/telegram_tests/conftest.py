"""An emulator, a bot on it, and python-telegram-bot's Bot as its client."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import telegram
from PIL import Image
from telegram.request import HTTPXRequest

from tests.emulators.telegram import Bot, Chat, DrivenClock, FileLimits, FloodLimits, Person, TelegramServer

TOKEN = "123456:emulated-token"


def png(width: int = 64, height: int = 48, color: str = "red", kind: str = "PNG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()


def client(tg: TelegramServer, token: str = TOKEN) -> telegram.Bot:
    """A client without certificates of authorities: to read them, which httpx does for both pools, takes 70 ms of CPU."""
    pools = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return telegram.Bot(token, tg.base_url, tg.base_file_url, request=pools[0], get_updates_request=pools[1])


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for a condition that no message in a chat announces."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("the condition was not met")


@dataclass(frozen=True, slots=True)
class Raw:
    """An HTTP response without interpretation."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Environment:
    """An emulator with a bot, two people and a private chat, and clients for it."""

    tg: TelegramServer
    bot: Bot
    api: telegram.Bot
    ann: Person
    bob: Person
    chat: Chat
    http: aiohttp.ClientSession

    @property
    def clock(self) -> DrivenClock:
        assert isinstance(self.tg.clock, DrivenClock)
        return self.tg.clock

    async def call(self, method: str, **params: Any) -> Raw:
        """Call a method with a JSON body, without a client library."""
        async with self.http.post(f"{self.tg.base_url}{self.bot.token}/{method}", json=params) as response:
            body = await response.json() if response.content_type == "application/json" else {}
            return Raw(response.status, body, dict(response.headers))

    async def updates(self, offset: int = 0, **more: Any) -> list[dict[str, Any]]:
        """Raw updates, without long polling."""
        self.bot.last_poll = (-1, 0.0)  # Otherwise a second poll within three seconds would wait.
        answer = await self.call("getUpdates", offset=offset, **more)
        assert answer.status == 200, answer.body
        result: list[dict[str, Any]] = answer.body["result"]
        return result

    async def drain(self, **more: Any) -> list[dict[str, Any]]:
        """All waiting updates, confirmed."""
        found = await self.updates(**more)
        if found:
            self.bot.queue.fetch(found[-1]["update_id"] + 1, 1)
        return found


@pytest.fixture
async def bare() -> AsyncIterator[TelegramServer]:
    """An emulator on a driven clock, without flood control. Fails if it saw a violation."""
    limits = FileLimits(document_bytes=200_000, photo_bytes=100_000, download_bytes=150_000)
    async with TelegramServer(clock=DrivenClock(), limits=FloodLimits.off(), files=limits) as tg:
        yield tg
        assert tg.violations == []


@pytest.fixture
async def env(bare: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Environment]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # Without it every RetryAfter warns, and warnings are errors.
    bot = bare.add_bot(TOKEN, "shenbi_bot", supports_inline_queries=True, inline_feedback=True)
    ann, bob = bare.add_person("Ann", username="ann_test"), bare.add_person("Bob", language_code="zh-hans")
    api = client(bare)
    async with api, aiohttp.ClientSession() as http:
        bare.recorder.calls.clear()
        yield Environment(bare, bot, api, ann, bob, bare.private_chat(bot, ann), http)
