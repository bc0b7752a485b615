"""One run: a whole Shenbi between the studio and the emulators, in a time that leaps over what is only waiting."""

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
from benchmarks.leaping import LeapingLoop, LoopClock
from bot.app import App, build
from bot.jobs.states import ENDED, State
from bot.store import Row, Tx, loops
from config.settings import Settings
from tests.soak.ends import MEAN_TASK_S, MODEL, Arrival, Ends, ends
from tests.soak.faults import HOUR_S, Plan, draw
from tests.soak.witness import Witness

JOBS_OF_A_PERSON = 8
OVERTIME_S = 12 * HOUR_S
"""How long after the last arrival everything must have ended: what is never answered is told after hours."""
LOOK_EVERY_S = 60.0
AGAIN_S = 1.0
ARRIVED_AFTER_S = 900.0
"""A platform that is away brings what was written meanwhile when it is back."""
REFUSED = "refused"
"""The state of a request that was turned down before it became a job: its chat takes no pictures."""
SETTLED_S = 300.0
"""What comes after everything has ended: a second picture would stand by then."""
TIDY_EVERY_S = 600.0


@dataclass
class Result:
    """What came of a run. `waits`: by person, of each of their jobs, the seconds from the order to the final word in the chat,
    without those in which nobody could be served."""

    jobs: int = 0
    ended: int = 0
    told: int = 0
    paid_twice: int = 0
    posted_twice: int = 0
    states: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)
    """People none of whose requests drew a fault of its own."""
    memory_growth_mb: float = 0.0
    untold: list[str] = field(default_factory=list)

    @property
    def silent(self) -> int:
        return self.jobs - self.told


def arrivals(rng: random.Random, begins: float, hours: float, slots: int, load: float) -> list[Arrival]:
    """Requests at random moments, so many that the slots are busy for `load` of the time."""
    rate = load * slots / MEAN_TASK_S
    people = max(4, round(hours * HOUR_S * rate / JOBS_OF_A_PERSON))
    found: list[Arrival] = []
    at = begins
    while (at := at + rng.expovariate(rate)) < begins + hours * HOUR_S:
        found.append(Arrival(at, f"p{rng.randrange(people)}", f"word{len(found):05d}"))
    return found


def soak(folder: Path, seed: int, hours: float, slots: int, *, faults: bool, load: float = 0.6) -> Result:
    """Let a day pass. Raises AssertionError if it does not end in time."""
    random.seed(seed)
    # Loops look again by themselves so often for the sake of other processes; here they are woken, or a minute is lost.
    often = mock.patch.object(loops, "LONGEST_REST_S", 60.0)
    with often, asyncio.Runner(loop_factory=lambda: LeapingLoop(standing=True)) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, LeapingLoop)
        return runner.run(_soak(LoopClock(loop), folder, seed, hours, slots, faults=faults, load=load))


async def _soak(
    clock: LoopClock, folder: Path, seed: int, hours: float, slots: int, *, faults: bool, load: float
) -> Result:
    rng = random.Random(zlib.crc32(f"soak {seed}".encode()))
    begins = clock.now() + 60.0
    coming = arrivals(rng, begins, hours, slots, load)
    plan = draw(rng, [each.word for each in coming], begins, hours, on=faults)
    async with ends(clock, plan, seed, slots) as outside:
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
            # Pools that nobody asks for have nothing to show, and looking at them was most of the work.
            app.loops[:] = [loop for loop in app.loops if getattr(loop, "pool", {"model": MODEL})["model"] == MODEL]
            running = [asyncio.create_task(app.run()), asyncio.create_task(outside.weather())]
            try:
                memory = await _live(app, outside, coming, hours, running[0])
                return await _count(app, outside, coming, plan, memory)
            finally:
                for task in running:
                    task.cancel()
                for task in running:
                    with contextlib.suppress(asyncio.CancelledError):
                        await task


async def _live(app: App, outside: Ends, coming: list[Arrival], hours: float, running: asyncio.Task[None]) -> float:
    """Until everything has ended. Returns by how many MB the memory has grown since the second hour."""
    clock = outside.clock
    begins, end = clock.now(), clock.now() + hours * HOUR_S
    waiting = list(reversed(coming))
    early = late = tidied = 0.0
    while True:
        assert not running.done(), running
        pause = min(LOOK_EVERY_S, waiting[-1].at - clock.now()) if waiting else LOOK_EVERY_S
        await asyncio.sleep(pause if pause > 0 else AGAIN_S)
        again = []
        while waiting and waiting[-1].at <= clock.now():
            if outside.takes(waiting[-1]):
                outside.write(waiting.pop())
            else:
                again.append(waiting.pop())
        waiting.extend(reversed(again))
        if clock.now() >= tidied + TIDY_EVERY_S:
            tidied = clock.now()
            outside.forget()
        if not early and clock.now() > begins + min(2 * HOUR_S, hours * HOUR_S / 4):
            early = own_mb(outside)
        if not late and clock.now() >= end:
            late = own_mb(outside)
        all_heard = not waiting and clock.now() > coming[-1].at + ARRIVED_AFTER_S
        if all_heard and not len(outside.bot.queue) and await app.store.read(_nothing_left):
            await asyncio.sleep(SETTLED_S)
            return (late or own_mb(outside)) - early
        assert clock.now() < end + OVERTIME_S, await app.store.read(_what_is_left)


def _nothing_left(tx: Tx) -> bool:
    jobs = [job for job in tx.all("jobs.all_open") if job["state"] != State.HELD]
    return not jobs and not tx.value("inbox.count_open") and not tx.value("posts.count_open")


def _what_is_left(tx: Tx) -> str:
    jobs = [(job["id"], job["state"]) for job in tx.all("jobs.all_open") if job["state"] != State.HELD]
    counts = [tx.value(name) for name in ("jobs.newest_id", "inbox.count_open", "posts.count_open")]
    return f"something never ends: jobs {jobs}; newest, inbox, posts {counts}"


async def _count(app: App, outside: Ends, coming: list[Arrival], plan: Plan, memory: float) -> Result:
    jobs = await app.store.read(_jobs_by_word)
    seen = Witness(outside, app.texts)
    result = Result(jobs=len(coming), memory_growth_mb=memory)
    for each in coming:
        job = jobs.get(each.word)
        state = job["state"] if job else REFUSED
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


def billed(outside: Ends) -> Counter[str]:
    """By word, how many of its tasks the studio has painted: those are billed."""
    told = outside.studio.record()["tasks"]
    return Counter(task["prompt"] for task in told if task["status"] == "SUCCEEDED")


def _jobs_by_word(tx: Tx) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for number in range(1, int(tx.value("jobs.newest_id") or 0) + 1):
        job = tx.get("jobs.get", id=number)
        found[json.loads(job["request"])["prompt"]] = job
    return found


def worst_wait_ratio(plain: Result, faulty: Result) -> tuple[float, str]:
    """Of people none of whose requests drew a fault: the largest ratio of the mean wait with faults to that without, and whose it
    is, with their waits in seconds ("" if there is nobody)."""

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    ratios = {person: mean(faulty.waits[person]) / mean(plain.waits[person]) for person in faulty.untouched}
    if not ratios:
        return 0.0, ""
    worst = max(ratios, key=ratios.__getitem__)
    before, after = ([round(wait) for wait in run.waits[worst]] for run in (plain, faulty))
    return ratios[worst], f"{worst}, who waited {after} s instead of {before} s"


def own_mb(outside: Ends) -> float:
    """Memory of this process, without what is free in it and what the ends remember, in MB."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # Of glibc.
    if trim is not None:
        trim(0)
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", text)[0]) / 1000 - outside.held_mb()
