"""Growth of resident memory while one process does 100,000 jobs.

    python -m benchmarks.memory --json                  {"growth_mb": .., "jobs": 100000, ...}; six minutes and more
    python -m benchmarks.memory --json --jobs 10000     the same for fewer

The production app with an in-process upstream and platform that store nothing: 1,000 people's messages are received, their jobs
submitted, polled, collected and posted without pause, in virtual time. `growth_mb` is the resident memory at the end minus that
after the first 2,000 jobs (by then all code is loaded and the caches are warm). The database is on a RAM disk where there is one,
so that the disk is not the bottleneck.
"""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.figures import Figures, show
from benchmarks.harness import Platform, SerialUpstream, Stepper, built_app, message_update, unlimited_settings
from bot.adapter_api import PostCall, RawUpdate, Remove
from bot.intake.inbox import Inbox
from bot.store import Tx
from bot.store.rows import PoolRow
from tests.clock import DrivenClock

PEOPLE = 1000
WARM_UP_JOBS = 2000
AT_ONCE = 50
"""Jobs in flight at a time."""
RAM_DISK = Path("/dev/shm")


def resident_mb() -> float:
    """Resident memory of this process after a garbage collection."""
    gc.collect()
    return float(psutil.Process().memory_info().rss / 1e6)


async def measure(jobs: int) -> Figures:
    """Do `jobs` jobs after the warm-up."""
    clock, finished = DrivenClock(), set[int]()
    done = 0

    def on_call(call: PostCall) -> None:
        if not isinstance(call, Remove) and call.view.milestone == "done":
            finished.add(call.post_id)

    upstream, platform = SerialUpstream(clock, lambda number: 0.001), Platform(on_call=on_call)
    with tempfile.TemporaryDirectory(dir=RAM_DISK) as folder:
        settings = unlimited_settings(
            Path(folder), upstream={"accounts": [{"name": "main", "keys": ["sk-bench-0001"]}], "tasks_at_once": AT_ONCE}
        )
        async with built_app(settings, clock, platform, upstream) as app:
            await app.store.write(_lift_the_rate)
            stepper = Stepper(clock, app.loops)
            number, before = 0, 0.0
            began = time.perf_counter()
            while done < WARM_UP_JOBS + jobs:
                if not before and done >= WARM_UP_JOBS:
                    before, began = resident_mb(), time.perf_counter()
                wanted = min(AT_ONCE, WARM_UP_JOBS + jobs - done)
                updates = [
                    message_update(n, f"p{n % PEOPLE}", f"/imagine job {n}") for n in range(number, number + wanted)
                ]
                number += wanted
                await _save(app.inbox, platform.name, updates)
                while len(finished) < wanted:
                    await stepper.advance()
                done += len(finished)
                finished.clear()
            after, took = resident_mb(), time.perf_counter() - began
    return {
        "growth_mb": round(after - before, 1),
        "jobs": jobs,
        "resident_mb": round(after, 1),
        "ms_per_job": round(took / jobs * 1000, 1),
    }


def _lift_the_rate(tx: Tx) -> None:
    """At the default of two submissions a second every job has its own due time, and all loops run for each."""
    for pool in tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1"):
        tx.run(
            "queue.ensure_pool",
            account=pool.account,
            model=pool.model,
            submissions_per_s=1e6,
            tasks_at_once=pool.tasks_at_once,
        )


async def _save(inbox: Inbox, platform: str, updates: list[RawUpdate]) -> None:
    saving = asyncio.create_task(inbox.save(platform, updates))
    await asyncio.sleep(0)
    await inbox.once()
    await saving


if __name__ == "__main__":
    show(measure, __doc__, jobs=100_000)
