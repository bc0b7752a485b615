"""How long it takes until 200 people in one room have seen a change, and what that costs.

    python -m benchmarks.room --json
    {"sqlite": {"p50_ms", "p95_ms", "p99_ms", "cpu_us_per_delivery", ..}, "postgresql": {..}}

The whole app with the room in this process, `people` pages with open sockets in another one (benchmarks/room_crowd.py), over
loopback, each of a person of their own who has signed on at a proxy. People type and write at a steady rate, some of them ask for
pictures, which arrive with all the changes of a post. Lateness is from the moment when a change gets its revision, before its
commit, to when a page has it: of every change at every page; `written_*` is from the sending of a person's message.
`missed` counts messages that a page did not get.

`cpu_us_per_delivery`: the same load is measured first with FEW in the room; what the others cost more is shared by what
they got.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil

from adapters.web import rooms
from benchmarks.figures import Figures, show
from benchmarks.room_crowd import SIGN_ON
from bot.store import Tx
from config.settings import Settings
from tests.access.test_console import room
from tests.crash.chaos import free_port
from tests.postgres import start

ROOM = "team"
FEW = 50
ACCOUNTS = 8
LONGEST_LINE = 64 * 2**20


class Changes:
    """When each change of the room got its revision."""

    def __init__(self) -> None:
        self.at: list[tuple[int, float]] = []
        self._original = rooms.next_revision

    def next_revision(self, tx: Tx, room: str) -> int:
        """In place of `rooms.next_revision`."""
        revision = self._original(tx, room)
        if room == ROOM:
            self.at.append((revision, time.monotonic()))
        return revision


class Visitors:
    """The other process."""

    def __init__(self, process: Process, studio: str) -> None:
        self._process = process
        self.studio = studio

    async def tell(self, verb: str, **how: Any) -> Figures:
        """Have it do something; its answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({verb: how}).encode() + b"\n")
        line = await self._process.stdout.readline()
        assert line, "the visitors' process has ended"
        found: Figures = json.loads(line)
        return found


@asynccontextmanager
async def visitors() -> AsyncIterator[Visitors]:
    """A new process until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.room_crowd", stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
    )
    try:
        assert process.stdout is not None
        yield Visitors(process, json.loads(await process.stdout.readline())["studio"])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def settings(studio: str, port: int) -> dict[str, Any]:
    """A room behind a proxy that people sign on at; nothing limits what they may paint."""
    accounts = [{"name": f"a{n}", "keys": [f"sk-bench-{n}"]} for n in range(ACCOUNTS)]
    return Settings.model_validate(
        {
            "web": {
                "port": port,
                "public_origin": f"http://127.0.0.1:{port}",
                "token": "bench-room-token",
                "sign_on_header": SIGN_ON,
                "sign_on_proxies": ["127.0.0.1"],
            },
            "upstream": {"base_url": studio, "accounts": accounts},
            "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 1_000_000},
        }
    ).model_dump(include={"web", "upstream", "limits"}, exclude_unset=True)


async def measure_one(folder: Path, url: str, people: int, load: dict[str, int]) -> Figures:
    """One database, SQLite if there is no `url`."""
    more: dict[str, Any] = {"database_url": url} if url else {}
    changes, used = Changes(), dict[int, float]()
    process = psutil.Process()
    with patch.object(rooms, "next_revision", changes.next_revision):
        async with visitors() as crowd:
            port = free_port()
            async with room(folder, **settings(crowd.studio, port), **more) as (app, address):
                for count in (FEW, people):
                    await crowd.tell("open", address=address, room=ROOM, people=count)
                    first = len(changes.at)
                    before = process.cpu_times()
                    done = await crowd.tell("load", **load)
                    after = process.cpu_times()
                    used[count] = after.user + after.system - before.user - before.system
                    newest = await app.store.read(rooms.revision, room=ROOM)
                seen = await crowd.tell("seen", revision=newest, at=changes.at[first:])
    counted = len(changes.at) - first
    return {
        **seen,
        "changes": counted,
        "changes_per_s": round(counted / done["took_s"], 1),
        "cpu_percent": round(used[people] / done["took_s"] * 100, 1),
        "cpu_us_per_delivery": round((used[people] - used[FEW]) / counted / (people - FEW) * 1e6, 1),
    }


async def measure(people: int, seconds: int, talk: int, jobs: int) -> Figures:
    """Both databases, one after the other."""
    load = {"seconds": seconds, "talk_per_s": talk, "jobs_per_s": jobs}
    with tempfile.TemporaryDirectory() as folder:
        on_sqlite = await measure_one(Path(folder), "", people, load)
    print("sqlite", on_sqlite, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
        try:
            on_postgresql = await measure_one(Path(folder), server.create()[1], people, load)
        finally:
            await asyncio.to_thread(handle.cleanup)
    return {"sqlite": on_sqlite, "postgresql": on_postgresql}


if __name__ == "__main__":
    show(measure, __doc__, people=200, seconds=20, talk=4, jobs=1)
