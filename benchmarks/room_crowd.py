"""The people of one room, in a process of their own, with a studio that paints at once.

`python -m benchmarks.room_crowd` prints one line of JSON with the studio's address, then obeys lines of JSON on its standard
input, and answers each with one line:

    {"open": {"address", "room", "people"}}                 all have opened the room
    {"load": {"seconds", "talk_per_s", "jobs_per_s"}}       what was written, once every picture is shown: {"said", "jobs"}
    {"seen": {"revision", "at": [[revision, time], ..]}}    lateness of each change at each page, and of what people wrote

Times are of the monotonic clock, which processes of one machine share.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import lru_cache
from typing import Any

import aiohttp
import structlog

from benchmarks.figures import Figures, percentile
from benchmarks.real_pictures import real_pictures
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions

SIGN_ON = "X-Remote-User"
PATIENCE_S = 60.0
TYPES_FOR_S = 2.0
SEED = 5
WORDS = "paper lanterns over a quiet harbour at dusk, long exposure"


@lru_cache(maxsize=64)
def parsed(text: str) -> dict[str, Any]:
    """A message of the socket; each page gets the same."""
    found: dict[str, Any] = json.loads(text)
    return found


class Page:
    """One person's open page. `reached` are (revision, time) as they arrived, `nonces` when what people wrote came."""

    def __init__(self, number: int, room: str, address: str) -> None:
        self.number = number
        self.room = room
        self.address = address
        self.revision = 0
        self.reached: list[tuple[int, float]] = []
        self.nonces: dict[str, float] = {}
        self.pictures: set[str] = set()
        self.messages = 0
        self.characters = 0
        self.resets = 0
        self.arrived = asyncio.Event()
        self.socket: aiohttp.ClientWebSocketResponse
        self.session: aiohttp.ClientSession

    async def open(self, stack: AsyncExitStack) -> None:
        """Open the room as a browser does behind a proxy with single sign-on."""
        headers = {
            SIGN_ON: f"person{self.number}",
            "X-Forwarded-For": f"10.0.{self.number // 250}.{self.number % 250 + 1}",
            "Origin": self.address.rstrip("/"),
        }
        self.session = await stack.enter_async_context(aiohttp.ClientSession(headers=headers))
        answer = await self._post("api/start", {"room": self.room, "language": "en"})
        self.revision = answer["revision"]
        url = f"{self.address}ws/{self.room}?since={self.revision}"
        self.socket = await stack.enter_async_context(self.session.ws_connect(url))
        reading = asyncio.create_task(self._read())
        stack.callback(reading.cancel)

    async def _read(self) -> None:
        async for message in self.socket:
            now = time.monotonic()
            content = parsed(message.data)
            self.messages += 1
            self.characters += len(message.data)
            if content["kind"] == "reset":
                self.resets += 1
            elif content["kind"] == "changes":
                self.revision = content["revision"]
                self.reached.append((self.revision, now))
                for entry in content["entries"]:
                    if "nonce" in entry:
                        self.nonces.setdefault(entry["nonce"], now)
                    if entry.get("picture"):
                        self.pictures.add(entry["id"])
                self.arrived.set()

    async def say(self, text: str, nonce: str) -> float:
        """Write a message, as one who types it; the time when it was sent."""
        await self.socket.send_json({"kind": "typing", "on": True})
        await asyncio.sleep(TYPES_FOR_S)
        await self.socket.send_json({"kind": "typing", "on": False})
        sent = time.monotonic()
        await self._post(f"api/rooms/{self.room}/messages", {"text": text, "nonce": nonce, "language": "en"})
        return sent

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.session.post(self.address + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def until_revision(self, revision: int) -> None:
        """Wait until it has this one."""
        await self.until(lambda: self.revision >= revision)

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait until something is so that only messages change."""
        async with asyncio.timeout(PATIENCE_S):
            while not done():
                self.arrived.clear()
                await self.arrived.wait()


class Crowd:
    """All pages of the room; `sent` is when each message was sent, by its nonce."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.sent: dict[str, float] = {}

    async def open(self, stack: AsyncExitStack, *, address: str, room: str, people: int) -> Figures:
        """Everybody opens the room."""
        for number in range(len(self.pages), people):
            page = Page(number, room, address)
            await page.open(stack)
            self.pages.append(page)
        return {}

    async def load(self, *, seconds: int, talk_per_s: int, jobs_per_s: int) -> Figures:
        """People write at a steady rate, in turn; returns once all pictures that they asked for are shown."""
        rng = random.Random(SEED)
        kinds = ["talk"] * (talk_per_s * seconds) + ["job"] * (jobs_per_s * seconds)
        rng.shuffle(kinds)
        self.sent.clear()
        writing: list[asyncio.Task[None]] = []
        for page in self.pages:
            page.messages = page.characters = 0
        first, before, began = self.pages[0], len(self.pages[0].pictures), time.monotonic()
        for number, kind in enumerate(kinds):
            await asyncio.sleep(began + number / (talk_per_s + jobs_per_s) - time.monotonic())
            page = self.pages[number % len(self.pages)]
            text = f"/imagine {number} {WORDS}" if kind == "job" else f"message {number}: {WORDS}"
            writing.append(asyncio.create_task(self._say(page, text, f"{len(self.pages)}n{number}")))
        await asyncio.gather(*writing)
        await first.until(lambda: len(first.pictures) - before >= jobs_per_s * seconds)
        return {"said": len(kinds), "jobs": jobs_per_s * seconds, "took_s": time.monotonic() - began}

    async def _say(self, page: Page, text: str, nonce: str) -> None:
        self.sent[nonce] = await page.say(text, nonce)

    async def seen(self, *, revision: int, at: list[tuple[int, float]]) -> Figures:
        """The lateness of each change of the room at each page, once all have the newest."""
        for page in self.pages:
            await page.until_revision(revision)
        late: list[float] = []
        for page in self.pages:
            reached = iter(page.reached)
            newest, time_of = 0, 0.0
            for number, committed in sorted(at):
                while newest < number:
                    newest, time_of = next(reached)
                late.append(time_of - committed)
        written = [
            page.nonces.get(nonce, float("inf")) - sent for nonce, sent in self.sent.items() for page in self.pages
        ]
        return {
            "p50_ms": ms(late, 0.5),
            "p95_ms": ms(late, 0.95),
            "p99_ms": ms(late, 0.99),
            "worst_ms": ms(late, 1),
            "written_p50_ms": ms(written, 0.5),
            "written_p95_ms": ms(written, 0.95),
            "missed": sum(each == float("inf") for each in written),
            "deliveries": len(late),
            "messages": sum(page.messages for page in self.pages),
            "characters_mb": round(sum(page.characters for page in self.pages) / 1e6, 1),
            "resets": sum(page.resets for page in self.pages),
        }


def ms(values: list[float], share: float) -> float:
    return round(percentile(values, share) * 1000, 1)


async def serve() -> None:
    """Until standard input ends."""
    settings = StudioSettings(canned=True, min_task_s=0.0, submissions_per_second={"wanx-v1": 50.0})
    loop, crowd = asyncio.get_running_loop(), Crowd()
    with real_pictures():
        async with Studio(StudioOptions(settings=settings)) as studio, AsyncExitStack() as stack:
            say({"studio": studio.base_url})
            while line := await loop.run_in_executor(None, sys.stdin.readline):
                ((verb, how),) = json.loads(line).items()
                if verb == "open":
                    say(await crowd.open(stack, **how))
                else:
                    say(await (crowd.load(**how) if verb == "load" else crowd.seen(**how)))


def say(found: Figures) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # It would write to stdout.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(serve())
