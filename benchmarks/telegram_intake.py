"""Telegram updates handled per second, compared with a minimal python-telegram-bot echo bot on the same emulator in the same run.

    python -m benchmarks.telegram_intake --json      {"updates_per_s": .., "ptb_echo_per_s": ..}

Each bot finds the same number of `/imagine` waiting and is timed from its first poll. Shenbi's update counts when it is handled:
saved before it was confirmed, its job accepted and its post inserted, all committed. The echo bot's counts when its handler
has sent its one message; it stores nothing. (Shenbi sends its answers concurrently at Telegram's 30 a second, which the echo bot
ignores: the emulator's flood control is off.) The emulator runs in its own process.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bot.store import Tx

os.environ.setdefault("PTB_TIMEDELTA", "1")

PEOPLE = 200
EACH = 5
PATIENCE_S = 300.0


@asynccontextmanager
async def emulator() -> AsyncIterator[str]:
    """Run an emulator in its own process; yields its origin."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.emulators.telegram", "--no-flood", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


class UserGroup:
    """The users of one bot."""

    def __init__(self, origin: str, number: int) -> None:
        self.origin = origin
        self.token = f"{number}:bench"
        self.name = f"bench_{number}_bot"

    async def write(self) -> None:
        """Every user sends `EACH` requests, before the bot polls."""
        async with aiohttp.ClientSession() as http:

            async def control(verb: str, **asked: Any) -> dict[str, Any]:
                async with http.post(f"{self.origin}/_control/{verb}", json=asked) as response:
                    assert response.status == 200, await response.text()
                    answer: dict[str, Any] = await response.json()
                    return answer

            await control("add_bot", token=self.token, username=self.name)
            people = [(await control("add_person", first_name=f"P{n}"))["id"] for n in range(PEOPLE)]
            for number in range(EACH):
                for person in people:
                    chat = {"bot": self.name, "person": person}
                    await control("say", chat=chat, person=person, text=f"/imagine fox {number}")


async def measure_shenbi(users: UserGroup, folder: Path) -> float:
    """Updates per second until all of them are handled."""
    from adapters.telegram import TelegramAdapter
    from bot.app import build
    from config.settings import Settings
    from studio.server import Settings as StudioSettings
    from studio.server import Studio, StudioOptions

    total = PEOPLE * EACH
    # Tasks outlast the measurement, so that the painter is not measured.
    async with Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=600.0))) as studio:
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "telegram": {"bot_token": users.token, "base_url": users.origin},
                "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]},
                "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100_000},
                "keeping": {"low_disk_mb": 0},
            }
        )
        async with build(settings, adapters=[TelegramAdapter]) as app:
            began = time.monotonic()
            running = asyncio.create_task(app.run())
            accepted = app.store.hints.event("inbox", "posts")
            async with asyncio.timeout(PATIENCE_S):
                while await app.store.read(_handled) < total:
                    accepted.clear()
                    await accepted.wait()
            took = time.monotonic() - began
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    return total / took


def _handled(tx: Tx) -> int:
    return int(tx.value("jobs.newest_id") or 0)


async def measure_echo(users: UserGroup, *, at_once: bool) -> float:
    """Messages per second of a bot written like python-telegram-bot's examples; sequential, or `at_once`: concurrent."""
    from telegram import Update
    from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

    total, done = PEOPLE * EACH, asyncio.Event()
    left = total

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal left
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")
        left -= 1
        if not left:
            done.set()

    app: Application[Any, Any, Any, Any, Any, Any] = (
        ApplicationBuilder()
        .token(users.token)
        .base_url(f"{users.origin}/bot")
        .base_file_url(f"{users.origin}/file/bot")
        .concurrent_updates(at_once)
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, echo))
    began = time.monotonic()
    async with app:
        assert app.updater is not None
        await app.updater.start_polling()
        await app.start()
        async with asyncio.timeout(PATIENCE_S):
            await done.wait()
        took = time.monotonic() - began
        await app.updater.stop()
        await app.stop()
    return total / took


async def measure() -> dict[str, float]:
    """Measure Shenbi, then the echo bot in both modes; the faster mode counts."""
    async with emulator() as origin:
        with tempfile.TemporaryDirectory() as folder:
            shenbi_users = UserGroup(origin, 1001)
            await shenbi_users.write()
            updates = await measure_shenbi(shenbi_users, Path(folder))
        echoes = 0.0
        for number, at_once in ((1002, False), (1003, True)):
            echo_users = UserGroup(origin, number)
            await echo_users.write()
            echoes = max(echoes, await measure_echo(echo_users, at_once=at_once))
    return {"updates_per_s": round(updates, 1), "ptb_echo_per_s": round(echoes, 1)}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.telegram_intake", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(arguments)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    figures = asyncio.run(measure())
    if options.json:
        print(json.dumps(figures))
    else:
        print(
            f"Shenbi handles {figures['updates_per_s']} updates a second, durably; the echo bot {figures['ptb_echo_per_s']}"
        )


if __name__ == "__main__":
    main()
