"""How times grow with the database: everyday things on a large one, and on one with 1 % of that, in turn.

    python -m benchmarks.growth --json
    {"sqlite": {"claim": {"p50_ms": .., "p99_ms": .., "p50_growth": .., "p99_growth": ..}, .., "bytes_per_job": ..}, ..}

The large database has `--ended` jobs of the last year, a tenth as many people and waiting jobs, a hundredth as many
lanes in which those wait; `--full` makes that ten million jobs. Both databases are open in this process, each thing is done
on one and then on the other, so that whatever else the machine does meets both. `growth` is the time on the large one over
that on the small one. `bytes_per_job` is the size of the large database over its jobs, `by_table` that of its parts.
PostgreSQL has its statistics, as autovacuum would make them; SQLite has none, as in production.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from benchmarks.figures import Figures, percentile
from benchmarks.growth_probes import Probes, pool_of
from benchmarks.growth_sizes import size_by_table
from benchmarks.harness import Platform, SerialUpstream, built_app, unlimited_settings
from benchmarks.history import Sizes, fill_postgresql, fill_sqlite
from bot.jobs.manager import JobManager
from bot.runtime.clock import SystemClock
from bot.store import open_store
from bot.upstream.catalogue import Catalogue
from tests.databases import sqlite_url
from tests.postgres import start

OLD = 6000
"""Jobs and files that wait to be cleared: more than all rounds clear, on both databases."""
P50_BAR, P99_BAR = 1.5, 2.0
ROUNDS = 100
SLOW_ROUNDS = 20
SLOW_MS = 60.0
"""What takes longer than this on either database is done in fewer rounds, and so is clearing: what can be cleared ends."""


def sizes_of(ended: int) -> Sizes:
    """How much there is beside so many ended jobs."""
    tenth = max(1000, ended // 10)
    return Sizes(ended, people=tenth, waiting=tenth, lanes=tenth // 10, starred=ended // 100, old=OLD)


async def _prepare(url: str, sizes: Sizes) -> None:
    """Migrate and fill a database."""
    store = await open_store(url, SystemClock())
    settings = unlimited_settings(Path())
    await store.write(JobManager(settings, Catalogue.load(), ("main",)).set_up)
    pool_id = await store.read(pool_of)
    await store.close()
    if url.startswith("sqlite:///"):
        await asyncio.to_thread(fill_sqlite, Path(url.removeprefix("sqlite:///")), sizes, pool_id)
    else:
        await asyncio.to_thread(fill_postgresql, url, sizes, pool_id)


@asynccontextmanager
async def opened(folder: Path, url: str, sizes: Sizes) -> AsyncIterator[Probes]:
    """A filled database with the app on it. None of its loops runs by itself."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    url = url or sqlite_url(folder / "growth.db")
    began = time.monotonic()
    await _prepare(url, sizes)
    print(f"{sizes.jobs} jobs in {time.monotonic() - began:.0f} s", flush=True)
    clock, platform = SystemClock(), Platform()
    settings = unlimited_settings(folder, database_url=url)
    async with built_app(settings, clock, platform, SerialUpstream(clock, lambda number: 1e6)) as app:
        yield Probes(app, platform, sizes, await app.store.read(pool_of))


async def alternate(small: Probes, large: Probes, only: str) -> dict[str, dict[str, float]]:
    """Times of each probe on both."""
    found: dict[str, dict[str, float]] = {}
    for name in small.steps:
        if only and only not in name:
            continue
        took: dict[bool, list[float]] = defaultdict(list)
        rounds = 3
        while len(took[True]) < rounds:
            for is_large in (False, True) if len(took[True]) % 2 else (True, False):
                side = large if is_large else small
                step = side.steps[name]
                await side.settle()
                began = time.perf_counter()
                await step()
                took[is_large].append((time.perf_counter() - began) * 1000)
            if len(took[True]) == 3 and rounds == 3:
                is_slow = name.startswith("clearing") or max(min(times) for times in took.values()) > SLOW_MS
                rounds = SLOW_ROUNDS if is_slow else ROUNDS
                took.clear()
        ours = {is_large: [percentile(times, share) for share in (0.5, 0.99)] for is_large, times in took.items()}
        found[name] = {
            "p50_ms": round(ours[True][0], 2),
            "p99_ms": round(ours[True][1], 2),
            "p50_growth": round(ours[True][0] / ours[False][0], 2),
            "p99_growth": round(ours[True][1] / ours[False][1], 2),
        }
        print(f"{name:>24}  {found[name]}", flush=True)
    return found


async def measure_dialect(dialect: str, ended: int, only: str) -> Figures:
    """Both sizes on one kind of database."""
    async with AsyncExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="growth"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        urls = ["", ""]
        if dialect == "postgresql":
            server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
            stack.callback(handle.cleanup)
            urls = [server.create()[1], server.create()[1]]
        small = await stack.enter_async_context(opened(folder / "small", urls[0], sizes_of(ended // 100)))
        large = await stack.enter_async_context(opened(folder / "large", urls[1], sizes_of(ended)))
        await asyncio.to_thread(os.sync)  # Nothing of the filling is to be written while something is measured.
        gc.collect()
        gc.freeze()
        tables = await asyncio.to_thread(size_by_table, folder / "large" / "growth.db", urls[1])
        found: dict[str, Any] = {"probes": await alternate(small, large, only)}
        found["bytes_per_job"] = round(sum(tables.values()) / large.sizes.jobs)
        found["by_table"] = {
            name: round(size / large.sizes.jobs) for name, size in tables.items() if size > large.sizes.jobs
        }
        found["beyond"] = beyond(found["probes"])
    return found


def beyond(probes: dict[str, dict[str, float]]) -> list[str]:
    """What grows more than it may."""
    return [name for name, each in probes.items() if each["p50_growth"] > P50_BAR or each["p99_growth"] > P99_BAR]


async def measure(ended: int, dialects: tuple[str, ...], only: str) -> Figures:
    """Both kinds of databases."""
    return {dialect: await measure_dialect(dialect, ended, only) for dialect in dialects}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--ended", type=int, default=1_000_000, help="ended jobs; 1,000,000 if not given")
    parser.add_argument("--full", action="store_true", help="10,000,000 ended jobs")
    parser.add_argument("--only", default="", help="probes whose name contains this")
    parser.add_argument("--dialect", choices=("sqlite", "postgresql"), action="append", help="both if not given")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    dialects = tuple(wanted.dialect or ("sqlite", "postgresql"))
    figures = asyncio.run(measure(10_000_000 if wanted.full else wanted.ended, dialects, wanted.only))
    if wanted.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
