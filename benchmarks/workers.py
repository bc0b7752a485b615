"""Utilisation of shared pools by 1, 2 and 4 processes on one PostgreSQL.

    python -m benchmarks.workers --json      {"utilisation": {"1": .., "2": .., "4": ..}, "violations": 0}

1, 2 and 4 complete instances on one PostgreSQL, with 8 accounts at a studio (canned pictures, 1 task at once for each account,
tasks of 2 to 4 s), in real time over HTTP. 64 people with 1 to 3 jobs each write on a chat platform that all processes serve.
`utilisation` is the share of the 8 pools' time in which they were busy, from the first task's start for as long as more tasks
wait than there are slots. `violations` counts, from the studio's record, submissions and queries over the rate, more than one
task running in a pool, more tasks open than slots, jobs that were paid twice, and jobs that were never finished.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, show
from studio.server import Settings as StudioSettings
from studio.server.options import Durations
from tests.crash.chat_server import ChatServer
from tests.crash.chat_verdict import judge_chats
from tests.crash.child import ForkServer
from tests.crash.harness import chat_harness
from tests.postgres import Server, start

PROCESSES = (1, 2, 4)
ACCOUNTS = 8
PEOPLE = 64
TASK_S = (2.0, 4.0)
PATIENCE_S = 200.0
SEED = 5
SLOTS = 2 * ACCOUNTS
"""A running task and a spare one for each account."""


def demand() -> list[tuple[str, int]]:
    """(person, number of the job), in the order of arrival."""
    rng = random.Random(SEED)
    jobs = [(f"p{person}", number) for person in range(PEOPLE) for number in range(rng.randint(1, 3))]
    rng.shuffle(jobs)
    return jobs


def utilisation(tasks: list[dict[str, Any]]) -> float:
    """The share of the pools' time in which they were busy, from the first start to that of the last task but SLOTS."""
    starts = sorted(task["scheduled"] for task in tasks)
    begin, end = starts[0], starts[-SLOTS]
    busy = sum(max(0.0, min(task["ended"], end) - task["scheduled"]) for task in tasks)
    return float(busy / (ACCOUNTS * (end - begin)))


async def run(server: Server, processes: int) -> tuple[float, int]:
    """Utilisation and violations with `processes` processes."""
    painter = StudioSettings(canned=True, min_task_s=0.0, durations=Durations("uniform", *TASK_S))
    usual = {"send_window_s": 5, "create_timeout_s": 30, "listing_margin_s": 5, "between_listings_s": 5}
    jobs = demand()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            ForkServer() as fork_server,
            chat_harness(
                Path(folder),
                fork_server,
                url=server.create()[1],
                seed=SEED,
                studio=painter,
                upstream=usual,
                accounts=ACCOUNTS,
                leases={},
            ) as harness,
        ):
            children = [await harness.start() for _ in range(processes)]
            for person, number in jobs:
                harness.chats.say(f"/imagine {person} {number}", user=person)
            async with asyncio.timeout(PATIENCE_S):
                while _shown(harness.chats) < len(jobs):  # noqa: ASYNC110 - the platform has no event for the last call
                    await asyncio.sleep(0.5)
            for child in children:
                await child.end()
            record = harness.studio.record()
            verdict = await judge_chats(harness.url, record, harness.chats)
    wrong = verdict.rate_violations + verdict.slot_violations + verdict.paid_twice + verdict.lost
    wrong += sum(max(0, pool["most_running"] - 1) for pool in record["summary"]["pools"])
    return utilisation(record["tasks"]), wrong


def _shown(chats: ChatServer) -> int:
    return sum(len(chats.pictures(f"p{person}")) for person in range(PEOPLE))


async def measure() -> Figures:
    """Measure each number of processes in turn."""
    server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
    shares, violations = {}, 0
    try:
        for processes in PROCESSES:
            share, wrong = await run(server, processes)
            shares[str(processes)] = round(share, 3)
            violations += wrong
    finally:
        await asyncio.to_thread(handle.cleanup)
    return {"utilisation": shares, "violations": violations}


if __name__ == "__main__":
    show(measure, __doc__)
