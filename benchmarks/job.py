"""What one picture costs, from the message to the posted picture: CPU, statements, commits and bytes written, by phase.

    python -m benchmarks.job --json
    {"sqlite": {"cpu_ms": .., "statements": .., "commits": ..}, "postgresql": {..}, "plain": {"cpu_ms": ..}}

The whole app on Telegram, and the plainest honest bot (`benchmarks/plain_bot.py`) with the same people, pictures and emulator,
which run in another process, as does the studio. `cpu_ms` is the CPU time of this process for one of the jobs, `server_cpu_ms`
that of PostgreSQL. Each bot first does fifty jobs that are not counted. In a second run of as many jobs, CPU time, statements
and write transactions are counted by phase (which costs some CPU itself): `intake` is polling, saving and handling messages,
`post` writing to Telegram; `rest` is what no loop caused: commits, the event loop, garbage collection. `commits` are those of the
database file (SQLite makes one commit of several writes) and the transactions that wrote (PostgreSQL). `bytes` went to the disk
(SQLite; with what the file system rounds up, less the pictures) or into the write-ahead log (PostgreSQL).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.figures import Figures, show
from benchmarks.phases import Phases, counted_phases
from benchmarks.plain_bot import plain_bot
from benchmarks.processes import cpu_s, pid_of
from benchmarks.world import ACCOUNTS, PEOPLE, TOKEN, World, world
from config.settings import Settings
from tests.postgres import start

WARM_UP_JOBS = PEOPLE
SETTLE_S = 2.0


@asynccontextmanager
async def shenbi(folder: Path, outside: World, url: str) -> AsyncIterator[None]:
    """The whole app, until the end of the block."""
    from adapters.telegram import TelegramAdapter
    from bot.app import build

    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "database_url": url,
            "language": "en",
            "telegram": {"bot_token": TOKEN, "base_url": outside.telegram},
            "upstream": {
                "base_url": outside.studio,
                "accounts": [{"name": f"a{n}", "keys": [f"sk-job-{n}"]} for n in range(ACCOUNTS)],
            },
            "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100_000},
            "keeping": {"low_disk_mb": 0},
        }
    )
    async with build(settings, adapters=[TelegramAdapter]) as app:
        running = asyncio.create_task(app.run())
        yield
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


class Meter:
    """What this process and PostgreSQL have used so far."""

    def __init__(self, url: str, server_pid: int, pictures: Path) -> None:
        self._url, self._server_pid, self._pictures = url, server_pid, pictures

    def read(self) -> dict[str, float]:
        """CPU seconds, and bytes written."""
        found = {"cpu_ms": time.process_time() * 1000}
        if self._url:
            found["server_cpu_ms"] = cpu_s(self._server_pid) * 1000
            with psycopg.connect(self._url) as raw:
                row = raw.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')").fetchone()
            assert row is not None
            found["bytes"] = float(row[0])
        else:
            written = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
            kept = sum(path.stat().st_size for path in self._pictures.rglob("*") if path.is_file())
            found["bytes"] = float(written["write_bytes"]) - kept
        return found


async def used(meter: Meter, outside: World, jobs: int, rate: int) -> dict[str, float]:
    """What each of `jobs` jobs uses."""
    gc.collect()
    before = await asyncio.to_thread(meter.read)
    await outside.ask(jobs, rate)
    await asyncio.sleep(SETTLE_S)
    after = await asyncio.to_thread(meter.read)
    return {name: round((after[name] - before[name]) / jobs, 1) for name in after}


async def measure_shenbi(folder: Path, urls: tuple[str, str], server_pid: int, jobs: int, rate: int) -> Figures:
    """On one kind of database, twice: SQLite if the URLs are empty."""
    meter = Meter(urls[0], server_pid, folder / "plain" / "pictures")
    async with world() as outside, shenbi(folder / "plain", outside, urls[0]):
        await outside.ask(WARM_UP_JOBS, rate)
        found: dict[str, Any] = await used(meter, outside, jobs, rate)
    with counted_phases(asyncio.get_running_loop()) as phases:
        async with world() as outside, shenbi(folder / "traced", outside, urls[1]):
            await outside.ask(WARM_UP_JOBS, rate)
            phases.clear()
            traced = await used(meter, outside, jobs, rate)
            return found | _by_phase(phases, traced["cpu_ms"], jobs, sqlite=not urls[1])


def _by_phase(phases: Phases, cpu_ms: float, jobs: int, *, sqlite: bool) -> Figures:
    each: dict[str, Any] = dict(phases.per_job(jobs))
    each["rest"] = {"cpu_ms": round(cpu_ms - sum(phase["cpu_ms"] for phase in each.values()), 2)}
    writes = sum(phases.writes.values())
    return {
        "statements": round(sum(phases.statements.values()) / jobs, 1),
        "writes": round(writes / jobs, 1),
        "commits": round((phases.commits if sqlite else writes) / jobs, 1),
        "phases": each,
    }


async def measure(jobs: int, rate: int) -> Figures:
    """The plain bot, then Shenbi on both databases."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with world() as outside, plain_bot(outside):
            await outside.ask(WARM_UP_JOBS, rate)
            plain = await used(Meter("", 0, Path(folder)), outside, jobs, rate)
        found["sqlite"] = await measure_shenbi(Path(folder) / "sqlite", ("", ""), 0, jobs, rate)
        server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
        try:
            pid = await asyncio.to_thread(pid_of, server)
            urls = (server.create()[1], server.create()[1])
            found["postgresql"] = await measure_shenbi(Path(folder) / "pg", urls, pid, jobs, rate)
        finally:
            await asyncio.to_thread(handle.cleanup)
    found["plain"] = {"cpu_ms": plain["cpu_ms"]}
    for name in ("sqlite", "postgresql"):
        found[name]["times_plain"] = round(found[name]["cpu_ms"] / plain["cpu_ms"], 2)
    return found


if __name__ == "__main__":
    show(measure, __doc__, jobs=200, rate=4)
