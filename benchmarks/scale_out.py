"""1, 2, 4 and 8 processes on one PostgreSQL in front of 64 accounts of five tasks at once.

    python -m benchmarks.scale_out --json
    {"1": {"jobs_per_s", "painted_per_s", "share", "cpu_ms", "server_cpu_ms", "lock_wait_ms", "waits": {..}, ..}, "2": .., ..}

Complete instances in front of one studio (canned pictures, tasks of `--task_s` on average), in real time over HTTP. People
on a chat platform that all processes serve ask at once for more pictures than there are slots. `jobs_per_s` is over the
whole time, from the first message to the last picture; `painted_per_s` and `share`, the share of the slots' time in which
they were busy, are counted without the first and the last tenth of the jobs; a share of 1.0 is what the accounts allow
(`possible_per_s`). With short tasks they allow more than the machine can do, with tasks of half a minute (`--task_s 30`), as
the service's are, they are what limits. `cpu_ms` and `server_cpu_ms` are the CPU time of our processes and of PostgreSQL for
one job, from its message to its posted picture. `lock_wait_ms` is how long connections waited for locks, for each job, from
samples of pg_stat_activity; `waits` how many connections waited at a time, by what for. `machine_busy` is the share of this
machine's cores in use, by the studio and the platform, too.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.figures import Figures, show
from benchmarks.processes import cpu_s, pid_of
from studio.server import Settings as StudioSettings
from studio.server.options import Durations
from tests.crash.child import ForkServer
from tests.crash.harness import ChatHarness, chat_harness
from tests.postgres import Server, start

PROCESSES = (1, 2, 4, 8)
ACCOUNTS, AT_ONCE = 64, 5
SLOTS = ACCOUNTS * AT_ONCE
MODEL = "wanx-v1"
SHORTEST = 2 / 3
"""The shortest task, in lengths of the mean one; the longest is as much longer."""
SAMPLE_S = 0.05
START_S = 6.0
PATIENCE_S = 600.0
WAITING = r"""
SELECT wait_event_type || ' ' || wait_event || CASE WHEN wait_event_type = 'Lock'
    THEN ': ' || left(regexp_replace(query, '\s+', ' ', 'g'), 50) ELSE '' END, count(*) FROM pg_stat_activity
WHERE datname = %s AND state = 'active' AND pid <> pg_backend_pid() AND wait_event_type IN ('Lock', 'LWLock', 'IO') GROUP BY 1
"""


class Waits:
    """Samples of what connections to a database wait for."""

    def __init__(self, server: Server, database: str) -> None:
        self._server, self._database = server, database
        self.samples = 0
        self.seen: Counter[str] = Counter()

    async def sample(self) -> None:
        """Until cancelled."""
        async with await psycopg.AsyncConnection.connect(self._server.url, autocommit=True) as raw:
            while True:
                rows = await (await raw.execute(WAITING, [self._database])).fetchall()
                self.samples += 1
                for name, count in rows:
                    self.seen[name] += count
                await asyncio.sleep(SAMPLE_S)

    def at_a_time(self) -> dict[str, float]:
        """The mean number of waiting connections, by what they wait for."""
        each = ((name, count / max(1, self.samples)) for name, count in self.seen.most_common(8))
        return {name: round(mean, 2) for name, mean in each if mean >= 0.01}

    def on_locks(self) -> float:
        """The mean number of connections that wait for a lock of a row or an advisory lock."""
        return sum(n for name, n in self.seen.items() if name.startswith("Lock ")) / max(1, self.samples)


def plateau(tasks: list[dict[str, Any]]) -> tuple[float, float]:
    """Tasks ended a second, and the share of the slots' time that was used, without the first and the last tenth of the tasks."""
    ends = sorted(task["ended"] for task in tasks)
    tenth = len(ends) // 10
    begin, end = ends[tenth], ends[-tenth]
    busy = sum(max(0.0, min(task["ended"], end) - max(task["scheduled"], begin)) for task in tasks)
    return (len(ends) - 2 * tenth) / (end - begin), float(busy / (SLOTS * (end - begin)))


async def run(server: Server, processes: int, jobs: int, task_s: int) -> Figures:
    """The figures with so many processes."""
    shortest_s = SHORTEST * task_s
    painter = StudioSettings(
        canned=True,
        min_task_s=0.0,
        durations=Durations("uniform", shortest_s, 2 * task_s - shortest_s),
        tasks_at_once={MODEL: AT_ONCE},
        queries_per_second=1000,
    )
    upstream = {
        "send_window_s": 5,
        "create_timeout_s": 30,
        "listing_margin_s": 5,
        "between_listings_s": 5,
        "tasks_at_once": AT_ONCE,
        "allowed_models": [MODEL],
    }
    database, url = server.create()
    server_pid = pid_of(server)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            ForkServer() as fork_server,
            chat_harness(
                Path(folder), fork_server, url=url, studio=painter, upstream=upstream, accounts=ACCOUNTS, leases={}
            ) as harness,
        ):
            children = [await harness.start() for _ in range(processes)]
            await asyncio.sleep(START_S)

            def used() -> tuple[float, float]:
                return sum(cpu_s(child.process.pid) for child in children), cpu_s(server_pid)

            before, waits, began = used(), Waits(server, database), time.monotonic()
            sampling = asyncio.create_task(waits.sample())
            psutil.cpu_percent()
            await ask(harness, jobs)
            busy, took = psutil.cpu_percent() / 100, time.monotonic() - began
            after = used()
            sampling.cancel()
            with suppress(asyncio.CancelledError):
                await sampling
            for child in children:
                await child.end()
            rate, share = plateau(harness.studio.record()["tasks"])
    server.drop(database)
    return {
        "jobs_per_s": round(jobs / took, 2),
        "painted_per_s": round(rate, 2),
        "share": round(share, 3),
        "cpu_ms": round((after[0] - before[0]) / jobs * 1000, 1),
        "server_cpu_ms": round((after[1] - before[1]) / jobs * 1000, 1),
        "lock_wait_ms": round(waits.on_locks() * took / jobs * 1000, 1),
        "waits": waits.at_a_time(),
        "machine_busy": round(busy, 2),
        "seconds": round(took, 1),
    }


async def ask(harness: ChatHarness, jobs: int) -> None:
    """Have people ask for one picture each, and wait for the last of them."""
    people = [f"p{number}" for number in range(jobs)]
    for person in people:
        harness.chats.say(f"/imagine {person} --n 1", user=person)
    async with asyncio.timeout(PATIENCE_S):
        while not all(map(harness.chats.pictures, people)):  # noqa: ASYNC110 - the platform has no event for the last call
            await asyncio.sleep(1.0)


async def measure(jobs: int, task_s: int) -> Figures:
    """Each number of processes in turn."""
    server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
    found: Figures = {"possible_per_s": round(SLOTS / task_s, 2)}
    try:
        for processes in PROCESSES:
            found[str(processes)] = await run(server, processes, jobs, task_s)
            print(processes, found[str(processes)], flush=True)
    finally:
        await asyncio.to_thread(handle.cleanup)
    return found


if __name__ == "__main__":
    show(measure, __doc__, jobs=1500, task_s=6)
