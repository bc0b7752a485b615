"""The world outside of a bot, in a process of its own: Telegram's emulator with people, and a studio that answers at once.

`python -m benchmarks.world` prints one line of JSON with its addresses and the bot's token. Each line on its standard input is
`JOBS RATE`: people ask for so many pictures, so many a second; when all are shown it prints `done`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from benchmarks.real_pictures import real_pictures
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.emulators.telegram import Bot, Chat, FloodLimits, MessageList, Person, TelegramServer

TOKEN = "123456:world"
ACCOUNTS = 8
PEOPLE = 50
PATIENCE_S = 240.0
WORDS = "paper lanterns over a quiet harbour at dusk, long exposure"


@dataclass(frozen=True, slots=True)
class World:
    """A running one, as the process sees it that measures a bot."""

    process: Process
    telegram: str
    studio: str

    async def ask(self, jobs: int, rate: int) -> None:
        """Have people ask, and wait until they have their pictures."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{jobs} {rate}\n".encode())
        line = await self.process.stdout.readline()
        assert line == b"done\n", "the world has ended"


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """A new one until the end of the block."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.world", stdin=PIPE, stdout=PIPE)
    try:
        assert process.stdout is not None
        said = json.loads(await process.stdout.readline())
        yield World(process, said["telegram"], said["studio"])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Crowd:
    """People in private chats with the bot, who ask in turn."""

    def __init__(self, telegram: TelegramServer, bot: Bot, people: int) -> None:
        self._telegram, self._bot = telegram, bot
        self._people: list[Person] = [telegram.add_person(f"P{number}") for number in range(people)]
        self._asked = 0

    async def write(self, jobs: int, rate: int) -> None:
        """Returns when all have their pictures."""
        chats: dict[int, Chat] = {}
        for _ in range(jobs):
            person = self._people[self._asked % len(self._people)]
            chat = self._telegram.private_chat(self._bot, person)
            person.say(chat, f"/imagine {self._asked} {WORDS}")
            self._asked += 1
            chats[chat.id] = chat
            await asyncio.sleep(1 / rate)
        for chat in chats.values():
            asked = sum(message.sender is not self._bot for message in chat.messages)
            await chat.wait_for(_has(asked), PATIENCE_S)


def _has(pictures: int) -> Callable[[MessageList], bool]:
    return lambda messages: len(messages.pictures()) >= pictures


async def serve() -> None:
    """Until standard input ends."""
    rates = {"wanx-v1": 50.0}
    settings = StudioSettings(canned=True, min_task_s=0.0, submissions_per_second=rates, queries_per_second=1000)
    loop = asyncio.get_running_loop()
    with real_pictures():
        async with (
            Studio(StudioOptions(settings=settings)) as studio,
            TelegramServer(limits=FloodLimits.off()) as telegram,
        ):
            crowd = Crowd(telegram, telegram.add_bot(TOKEN, username="world_bot"), PEOPLE)
            say({"telegram": telegram.origin, "studio": studio.base_url})
            while line := await loop.run_in_executor(None, sys.stdin.readline):
                jobs, rate = map(int, line.split())
                await crowd.write(jobs, rate)
                sys.stdout.write("done\n")
                sys.stdout.flush()


def say(found: dict[str, str]) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
    )  # It would write to stdout.
    asyncio.run(serve())
