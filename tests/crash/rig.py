"""What a crash test needs: a studio, a platform, and houses that are started and killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.house import Plan
from tests.crash.platform import Chats
from tests.databases import sqlite_url

ROOT = Path(__file__).parents[2]
END_S = 60.0
QUICK = {
    "language": "en",
    "keeping": {"low_disk_mb": 0},
    "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100000},
    "leases": {"intake_s": 2, "prepare_s": 2, "poll_s": 2, "collect_s": 2, "resolve_s": 2, "post_s": 2},
}
"""Settings for everybody here: short leases, so that a dead worker's work is soon somebody else's."""
QUICK_UPSTREAM = {"send_window_s": 0.4, "create_timeout_s": 0.5, "listing_margin_s": 0.2, "between_listings_s": 0.2}


@dataclass(slots=True)
class House:
    """A started Shenbi. `status` is what it ended with, negative for a signal."""

    name: str
    pid: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    status: int | None = None

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it is still there."""
        if not self.ended.is_set():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal and wait for the end; the exit status."""
        self.send(number)
        await asyncio.wait_for(self.ended.wait(), END_S)
        assert self.status is not None
        return self.status


class Builder:
    """Starts houses, by way of a zygote that has loaded everything."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._houses: dict[str, House] = {}
        self._started: dict[str, asyncio.Future[House]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._count = 0

    async def __aenter__(self) -> Builder:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crash.house", "--zygote",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._reader is not None
        self._process.stdin.close()  # Whatever still runs is killed by this.
        await self._process.wait()
        await self._reader

    async def start(self, plan: Plan) -> House:
        """Start a house."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._count += 1
        name = f"house-{self._count}"
        self._started[name] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"name": name, "plan": plan.dumps()}).encode() + b"\n")
        return await asyncio.wait_for(self._started[name], END_S)

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            news = json.loads(line)
            if name := news.get("started"):
                self._houses[name] = House(name, news["pid"])
                self._started.pop(name).set_result(self._houses[name])
            else:
                house = self._houses.pop(news["ended"])
                house.status = news["status"]
                house.ended.set()


@dataclass(slots=True)
class Rig:
    """A studio, a platform, and one folder and database for the houses."""

    builder: Builder
    studio: Studio
    chats: Chats
    plan: Plan
    seed: int
    houses: list[House] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The database's URL."""
        return str(self.plan.settings["database_url"])

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.plan.data_dir)

    async def start(self, **changes: Any) -> House:
        """Start a house; `changes` to the plan are for this one only."""
        house = await self.builder.start(replace(self.plan, **changes))
        self.houses.append(house)
        return house

    def log(self) -> str:
        """What the houses had to say."""
        path = Path(self.plan.log)
        return path.read_text(encoding="utf-8", errors="replace")[-6000:] if path.exists() else ""


@asynccontextmanager
async def rigged(
    folder: Path,
    builder: Builder,
    *,
    url: str = "",
    seed: int = 1,
    studio: StudioSettings | None = None,
    upstream: dict[str, Any] | None = None,
    accounts: int = 1,
    **settings: Any,
) -> AsyncIterator[Rig]:
    """A rig on a database (`url`; SQLite in `folder` by default). `accounts`: how many accounts upstream."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    options = StudioOptions(settings=studio or StudioSettings(canned=True, min_task_s=0.05), seed=seed)
    async with Studio(options) as running, Chats(seed) as chats:
        keys = [{"name": f"account-{i}", "keys": [f"sk-crash-{i:04}"]} for i in range(1, accounts + 1)]
        made = {
            **QUICK,
            "database_url": url or sqlite_url(folder / "shenbi.db"),
            "upstream": {"base_url": running.base_url, "accounts": keys, **QUICK_UPSTREAM, **(upstream or {})},
            **settings,
        }
        plan = Plan(str(folder), chats.url, log=str(folder / "house.log"), settings=made)
        rig = Rig(builder, running, chats, plan, seed)
        try:
            yield rig
        finally:
            for house in rig.houses:
                house.send(signal.SIGCONT)
                await house.end()
