"""What all crash tests share: an upstream, children on one folder and one database, kills, and the wait until all is done."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.chat_server import ChatServer
from tests.crash.child import Child, ForkServer
from tests.crash.fork_server import ChildSpec
from tests.crash.verdict import Verdict, open_work, read_rows
from tests.databases import sqlite_url

STOP_S = (2.2, 3.5)
"""How long a child stays stopped by SIGSTOP: longer than every lease of `SHORT_LEASES`."""
SHORT_LEASES = {
    "language": "en",
    "keeping": {"low_disk_mb": 0},
    "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100000},
    "leases": {"intake_s": 2, "prepare_s": 2, "poll_s": 2, "collect_s": 2, "resolve_s": 2, "post_s": 2},
}
"""Settings with short leases, so that the work of a killed process is soon claimed by another."""
SHORT_UPSTREAM_TIMES = {
    "send_window_s": 0.4,
    "create_timeout_s": 0.5,
    "listing_margin_s": 0.2,
    "between_listings_s": 0.2,
}


ANSWER_LIMIT_S = 5.0
"""How long an answer may take that brings the pictures: longer than any task of the studio here, and than a child is stopped."""


@dataclass(slots=True)
class Outcome:
    """What came of one run."""

    name: str
    seed: int
    kills: int
    verdict: Verdict
    seconds: float
    stops: int = 0
    log: str = field(repr=False, default="")

    def figures(self) -> dict[str, Any]:
        """All counts in one flat mapping."""
        return {"kills": self.kills, "stops": self.stops, **self.verdict.figures()}


async def kill_at_random(
    children: Sequence[Child],
    rng: Random,
    kills: int,
    *,
    pause_s: tuple[float, float],
    failpoints: Sequence[str] = (),
    stop_share: float = 0.0,
    attacked: Callable[[Child], Awaitable[None]] | None = None,
) -> int:
    """Kill children until there were so many kills, and start each again at once. Returns how often one was stopped.

    A kill comes at a random moment, or, with `failpoints`, half of the time at one of its first five hits if it comes to that
    before. `stop_share` of the attacks are SIGSTOP for a while instead; half of those that are stopped are killed in that state.
    `attacked` is called when a child was killed or stopped.
    The last start is not armed.
    """
    assert len(children) == 1 or not failpoints, "another one could be left armed"
    done = stops = 0
    armed: set[Child] = set()
    stopped: dict[Child, asyncio.Task[None]] = {}
    while done < kills:
        child = rng.choice(children)
        if await child.ends_within(rng.uniform(*pause_s)):
            assert child in armed, f"the app ended by itself: {child.status}\n{child.log()}"
        else:
            stop = stopped.get(child)
            is_stopped = stop is not None and not stop.done()
            if is_stopped and rng.random() < 0.5:
                continue
            if rng.random() < stop_share and not is_stopped:
                stops += 1
                stopped[child] = asyncio.create_task(_stop_for(child, rng.uniform(*STOP_S), attacked))
                continue
        status = await child.end(signal.SIGKILL)
        assert status == -signal.SIGKILL, f"the app ended by itself: {status}\n{child.log()}"
        done += 1
        armed.discard(child)
        if attacked:
            await attacked(child)
        crash_at = ""
        if failpoints and done < kills and rng.random() < 0.5:
            crash_at = f"{rng.choice(failpoints)}:{rng.randint(1, 5)}"
            armed.add(child)
        await child.start(crash_at=crash_at)
        assert await child.until_ready() or crash_at, f"the app ended by itself: {child.status}\n{child.log()}"
    await asyncio.gather(*stopped.values())
    return stops


async def _stop_for(child: Child, seconds: float, attacked: Callable[[Child], Awaitable[None]] | None = None) -> None:
    child.send(signal.SIGSTOP)
    await child.ends_within(seconds)
    if attacked and child.running:
        await attacked(
            child
        )  # Not before: a statement that was on its way to a database server has been committed by now.
    child.send(signal.SIGCONT)


def _nothing() -> list[str]:
    return []


async def until_settled(
    url: str, within_s: float, children: Sequence[Child] = (), also: Callable[[], list[str]] = _nothing
) -> list[str]:
    """Wait until no update, job or post is in progress and `also()` is empty; what still is in progress after `within_s`."""
    deadline = time.monotonic() + within_s
    while busy := open_work(await read_rows(url)) + also():
        if time.monotonic() > deadline:
            return busy
        for child in children:
            assert child.running, f"the app ended by itself: {child.status}\n{child.log()}"
        await asyncio.sleep(0.2)
    return []


def write_config(folder: Path, studio: Studio, **settings: Any) -> Path:
    """Write shenbi.toml as an operator would: data in `folder`, `studio` as the upstream, no limits that the load would meet."""
    upstream = {
        "base_url": studio.base_url,
        "create_timeout_s": 2,
        "accounts": [{"name": "main", "keys": ["sk-crash-0001"]}],
        **settings.pop("upstream", {}),
    }
    made = {
        "data_dir": str(folder / "data"),
        "language": "en",
        "keeping": {"low_disk_mb": 0},
        "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100000},
        "upstream": upstream,
        "web": {"enabled": False},
        **settings,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "shenbi.toml"
    path.write_text("".join(f"{name} = {_toml(value)}\n" for name, value in made.items()), encoding="utf-8")
    return path


def _toml(value: Any) -> str:
    """A value as inline TOML; what is neither table nor array is written as in JSON."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def database_url(folder: Path) -> str:
    """Of the database that a child on `write_config(folder, ...)` uses."""
    return f"sqlite:///{folder / 'data' / 'shenbi.db'}"


def child_on(config: Path, fork_server: ForkServer, ready: Callable[[], Awaitable[object]] | None = None) -> Child:
    """`shenbi run` on a configuration file; the log goes beside it."""
    spec = ChildSpec(str(config.with_name("log.txt")), str(config))
    return Child(fork_server, spec, ready) if ready else Child(fork_server, spec)


@dataclass(slots=True)
class ChatHarness:
    """Children that serve the chat server's platform, with one folder and one database."""

    fork_server: ForkServer
    studio: Studio
    chats: ChatServer
    spec: ChildSpec
    seed: int
    children: list[Child] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The database's URL."""
        return str(self.spec.settings["database_url"])

    def child(self, **changes: Any) -> Child:
        """A child that is not started yet; `changes` to its spec hold for all of its starts."""
        self.children.append(Child(self.fork_server, replace(self.spec, **changes)))
        return self.children[-1]

    async def start(self, **changes: Any) -> Child:
        """A new child, started; `changes` to its spec hold for this start only."""
        child = self.child()
        await child.start(**changes)
        return child

    def log(self) -> str:
        """The end of what all children logged."""
        return self.children[0].log() if self.children else ""


@asynccontextmanager
async def chat_harness(
    folder: Path,
    fork_server: ForkServer,
    *,
    url: str = "",
    seed: int = 1,
    studio: StudioSettings | None = None,
    upstream: dict[str, Any] | None = None,
    accounts: int = 1,
    **settings: Any,
) -> AsyncIterator[ChatHarness]:
    """A harness on a database (`url`; SQLite in `folder` by default). `accounts`: how many accounts upstream."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    options = StudioOptions(settings=studio or StudioSettings(canned=True, min_task_s=0.05), seed=seed)
    async with Studio(options) as running, ChatServer(seed) as chats:
        keys = [{"name": f"account-{i}", "keys": [f"sk-crash-{i:04}"]} for i in range(1, accounts + 1)]
        made = {
            **SHORT_LEASES,
            "data_dir": str(folder),
            "database_url": url or sqlite_url(folder / "shenbi.db"),
            "upstream": {"base_url": running.base_url, "accounts": keys, **SHORT_UPSTREAM_TIMES, **(upstream or {})},
            **settings,
        }
        spec = ChildSpec(str(folder / "log.txt"), settings=made, chat_url=chats.url, answer_limit_s=ANSWER_LIMIT_S)
        harness = ChatHarness(fork_server, running, chats, spec, seed)
        try:
            yield harness
        finally:
            for child in harness.children:
                if child.starts:
                    child.send(signal.SIGCONT)
                    await child.end()
