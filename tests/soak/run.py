"""One run: the whole app between the studio and the emulators, on a clock that jumps over mere waiting."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import json
import random
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from adapters.dingtalk import DingTalkAdapter
from adapters.telegram import TelegramAdapter
from benchmarks.virtual_time import VirtualTimeClock, VirtualTimeLoop
from bot.app import App, build
from bot.jobs.states import ENDED, State
from bot.jobs.workers import Submitter
from bot.store import Tx, loops
from bot.store.rows import JobRow
from config.settings import Settings
from tests.soak.environment import MEAN_TASK_S, MODEL, Arrival, Environment, environment
from tests.soak.faults import HOUR_S, Plan, draw_plan
from tests.soak.observations import ChatObservations

JOBS_PER_PERSON = 8
OVERTIME_S = 12 * HOUR_S
"""How long after the last request everything must have ended: requests that are never answered time out after hours."""
POLL_S = 60.0
RETRY_S = 1.0
REDELIVERY_S = 900.0
"""After an outage a platform delivers what was written meanwhile."""
REFUSED = "refused"
"""The state of a request that was refused before it became a job: its chat accepts no pictures."""
SETTLED_S = 300.0
"""Time after everything has ended in which a second picture would be shown."""
PRUNE_INTERVAL_S = 600.0


@dataclass
class Result:
    """The result of a run. `waits`: by user, for each of their requests, the seconds until its end was shown, without those of
    outages."""

    jobs: int = 0
    ended: int = 0
    told: int = 0
    paid_twice: int = 0
    posted_twice: int = 0
    states: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)
    """Users none of whose requests has a fault of its own."""
    memory_growth_mb: float = 0.0
    untold: list[str] = field(default_factory=list)

    @property
    def silent(self) -> int:
        return self.jobs - self.told


def arrivals(rng: random.Random, begins: float, hours: float, slots: int, load: float) -> list[Arrival]:
    """Requests at random times, as many as keep the slots busy for `load` of the time."""
    rate = load * slots / MEAN_TASK_S
    people = max(4, round(hours * HOUR_S * rate / JOBS_PER_PERSON))
    found: list[Arrival] = []
    at = begins
    while (at := at + rng.expovariate(rate)) < begins + hours * HOUR_S:
        found.append(Arrival(at, f"p{rng.randrange(people)}", f"word{len(found):05d}"))
    return found


def soak(folder: Path, seed: int, hours: float, slots: int, *, faults: bool, load: float = 0.6) -> Result:
    """Simulate so many hours. Raises AssertionError if the work does not end in time."""
    random.seed(seed)
    # Loops poll this often only for the sake of other processes; with one process they are woken, or lose a minute.
    often = mock.patch.object(loops, "LONGEST_REST_S", 60.0)
    with often, asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(freeze_work=True)) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualTimeLoop)
        return runner.run(_soak(VirtualTimeClock(loop), folder, seed, hours, slots, faults=faults, load=load))


async def _soak(
    clock: VirtualTimeClock, folder: Path, seed: int, hours: float, slots: int, *, faults: bool, load: float
) -> Result:
    rng = random.Random(zlib.crc32(f"soak {seed}".encode()))
    begins = clock.now() + 60.0
    coming = arrivals(rng, begins, hours, slots, load)
    plan = draw_plan(rng, [each.word for each in coming], begins, hours, on=faults)
    async with environment(clock, plan, seed, slots) as outside:
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "language": "en",
                "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 1_000_000},
                "keeping": {"low_disk_mb": 0},
                "web": {"enabled": False},
                **outside.settings(),
            }
        )
        async with build(settings, clock, adapters=[TelegramAdapter, DingTalkAdapter]) as app:
            # Loops of pools without jobs prove nothing, and polling them was most of the work.
            app.loops[:] = [loop for loop in app.loops if not isinstance(loop, Submitter) or loop.pool.model == MODEL]
            running = [asyncio.create_task(app.run()), asyncio.create_task(outside.run_faults())]
            try:
                memory = await _run_until_settled(app, outside, coming, hours, running[0])
                return await _count(app, outside, coming, plan, memory)
            finally:
                for task in running:
                    task.cancel()
                for task in running:
                    with contextlib.suppress(asyncio.CancelledError):
                        await task


async def _run_until_settled(
    app: App, outside: Environment, coming: list[Arrival], hours: float, running: asyncio.Task[None]
) -> float:
    """Run until everything has ended. Returns the growth of memory since the second hour, in MB."""
    clock = outside.clock
    begins, end = clock.now(), clock.now() + hours * HOUR_S
    waiting = list(reversed(coming))
    early = late = pruned = 0.0
    while True:
        assert not running.done(), running
        pause = min(POLL_S, waiting[-1].at - clock.now()) if waiting else POLL_S
        await asyncio.sleep(pause if pause > 0 else RETRY_S)
        again = []
        while waiting and waiting[-1].at <= clock.now():
            if outside.would_deliver(waiting[-1]):
                outside.write(waiting.pop())
            else:
                again.append(waiting.pop())
        waiting.extend(reversed(again))
        if clock.now() >= pruned + PRUNE_INTERVAL_S:
            pruned = clock.now()
            outside.prune()
        if not early and clock.now() > begins + min(2 * HOUR_S, hours * HOUR_S / 4):
            early = own_mb(outside)
        if not late and clock.now() >= end:
            late = own_mb(outside)
        all_delivered = not waiting and clock.now() > coming[-1].at + REDELIVERY_S
        if all_delivered and not len(outside.bot.queue) and await app.store.read(_nothing_left):
            await asyncio.sleep(SETTLED_S)
            return (late or own_mb(outside)) - early
        assert clock.now() < end + OVERTIME_S, await app.store.read(_what_is_left)


def _nothing_left(tx: Tx) -> bool:
    jobs = [job for job in tx.all(JobRow, "jobs.oldest_open", limit=1000) if job.state != State.HELD]
    return not jobs and not tx.value("inbox.count_open") and not tx.value("posts.count_open")


def _what_is_left(tx: Tx) -> str:
    jobs = [(job.id, job.state) for job in tx.all(JobRow, "jobs.oldest_open", limit=1000) if job.state != State.HELD]
    counts = [tx.value(name) for name in ("jobs.newest_id", "inbox.count_open", "posts.count_open")]
    return f"still open: jobs {jobs}; newest, inbox, posts {counts}"


async def _count(app: App, outside: Environment, coming: list[Arrival], plan: Plan, memory: float) -> Result:
    jobs = await app.store.read(_jobs_by_word)
    seen = ChatObservations(outside, app.texts)
    result = Result(jobs=len(coming), memory_growth_mb=memory)
    for each in coming:
        job = jobs.get(each.word)
        state = job.state if job else REFUSED
        result.states[state] += 1
        result.ended += state == REFUSED or State(state) in ENDED
        told_at = seen.told_at(each.person, each.word, job) if job else seen.refused_at(each.person, each.at)
        result.told += told_at > 0
        if not told_at:
            kind = plan.of_word.get(each.word, "")
            saw = seen.of(each.person, each.word) or seen.by_person[each.person][-3:]
            result.untold.append(f"{each.word} of {each.person}, {kind}, {state}: {saw}")
        wait = told_at - each.at - plan.unserved_s(each.platform, each.at, told_at)
        result.waits.setdefault(each.person, []).append(wait)
    result.posted_twice = sum(count > 1 for count in seen.pictures().values())
    result.paid_twice = sum(count > 1 for count in billed(outside).values())
    touched = {each.person for each in coming if each.word in plan.of_word}
    result.untouched = {each.person for each in coming} - touched
    return result


def billed(outside: Environment) -> Counter[str]:
    """By word, how many tasks the studio has painted and so billed."""
    told = outside.studio.record()["tasks"]
    return Counter(task["prompt"] for task in told if task["status"] == "SUCCEEDED")


def _jobs_by_word(tx: Tx) -> dict[str, JobRow]:
    found: dict[str, JobRow] = {}
    for number in range(1, int(tx.value("jobs.newest_id") or 0) + 1):
        job = tx.get(JobRow, "jobs.get", id=number)
        found[json.loads(job.request)["prompt"]] = job
    return found


def worst_wait_ratio(plain: Result, faulty: Result) -> tuple[float, str]:
    """The largest ratio of a user's mean wait with faults to that without, among users without a fault of their own; and which
    user, with their waits in seconds ("" if there is none)."""

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    ratios = {person: mean(faulty.waits[person]) / mean(plain.waits[person]) for person in faulty.untouched}
    if not ratios:
        return 0.0, ""
    worst = max(ratios, key=ratios.__getitem__)
    before, after = ([round(wait) for wait in run.waits[worst]] for run in (plain, faulty))
    return ratios[worst], f"{worst}, who waited {after} s instead of {before} s"


def own_mb(outside: Environment) -> float:
    """Memory of this process, without free blocks and what the environment keeps, in MB."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # Of glibc.
    if trim is not None:
        trim(0)
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", text)[0]) / 1000 - outside.kept_mb()
