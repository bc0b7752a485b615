"""How long tasks take, learnt by model and number of pictures, and when they are polled: where past ones ended."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.jobs import poll_schedule
from bot.jobs.poll_schedule import LONGEST_S, LONGEST_SHARE
from bot.jobs.states import State
from bot.jobs.task_stats import (
    DUE_POLL_S,
    MAX_SAMPLES,
    MIN_SAMPLES,
    POLL_MAX_S,
    TaskDuration,
    earliest_s,
    estimate,
    next_poll_s,
    record,
)
from bot.store import Tx
from tests.jobs.bench import bench

Draw = Callable[[random.Random], float]
KINDS: dict[str, Draw] = {
    "uniform": lambda rng: rng.uniform(8, 20),
    "lognormal": lambda rng: rng.lognormvariate(math.log(15), 0.3),
    "wide": lambda rng: rng.lognormvariate(math.log(15), 0.6),
    "bimodal": lambda rng: rng.gauss(10, 1) if rng.random() < 0.7 else rng.gauss(35, 2),
    "one value": lambda rng: 15.0,
    "quick": lambda rng: 0.05,
    "with an outlier": lambda rng: 10_800.0 if rng.random() < 0.05 else rng.uniform(14, 16),
}


def known(*recent: float) -> TaskDuration:
    """What is known after tasks that took so long."""
    typical = sorted(recent)[len(recent) // 2]
    deviation = sorted(abs(each - typical) for each in recent)[len(recent) // 2]
    return TaskDuration(typical, deviation, len(recent), recent)


def looks(duration: TaskDuration, seconds: float) -> tuple[int, float]:
    """How often a task that takes `seconds` is looked at, and how long after its end it is seen."""
    at, count = earliest_s(duration), 1
    while at < seconds:
        at += next_poll_s(duration, at)
        count += 1
    return count, at - seconds


def learnt(draw: Draw, tasks: int) -> list[tuple[int, float]]:
    """The looks at tasks one after another, each learnt from the ones before."""
    rng = random.Random(3)
    past = [draw(rng) for _ in range(MAX_SAMPLES)]
    found = []
    for _ in range(tasks):
        seconds = draw(rng)
        found.append(looks(known(*past[-MAX_SAMPLES:]), seconds))
        past.append(seconds)
    return found


def test_task_stats__end_is_noticed_soon_with_no_more_queries_than_a_fixed_half_second_took() -> None:
    found = learnt(KINDS["uniform"], 400)
    late = sorted(lateness for _, lateness in found)
    assert sum(count for count, _ in found) / len(found) <= 12.5
    assert late[200] <= 0.3
    assert late[380] <= 0.7


def test_task_stats__mean_lateness_is_near_the_least_that_so_many_queries_allow() -> None:
    """For ends that are equally likely from 8 s to 20 s, queries times lateness is at least 8/3 s: half of the square of the
    integral of sqrt(density * survival)."""
    found = learnt(KINDS["uniform"], 1000)
    queries = sum(count for count, _ in found) / len(found)
    late = sum(lateness for _, lateness in found) / len(found)
    assert 8 / 3 * 0.9 <= queries * late <= 8 / 3 * 1.2


def test_task_stats__hardly_a_query_where_no_task_has_ended() -> None:
    rng = random.Random(5)
    ages = poll_schedule.ages(tuple(KINDS["bimodal"](rng) for _ in range(MAX_SAMPLES)), DUE_POLL_S)
    assert sum(age < 6 for age in ages) == 0
    assert sum(8 < age < 12 for age in ages) >= 8
    assert sum(16 < age < 28 for age in ages) <= 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("samples", [1, 2, MIN_SAMPLES, 20, MAX_SAMPLES])
def test_task_stats__intervals_are_neither_too_short_nor_too_long(kind: str, samples: int) -> None:
    rng = random.Random(samples)
    for _ in range(20):
        durations = tuple(max(0.0, KINDS[kind](rng)) for _ in range(samples))
        ages = poll_schedule.ages(durations, DUE_POLL_S)
        assert ages[0] >= DUE_POLL_S
        assert ages[-1] >= max(durations)
        for before, after in itertools.pairwise(ages):
            pause = after - before
            assert DUE_POLL_S - 1e-9 <= pause <= min(LONGEST_S, DUE_POLL_S + LONGEST_SHARE * after) + 1e-9
        for age in (0.0, *ages, ages[-1] + 1, 100.0, 1e5):
            assert DUE_POLL_S / 2 <= next_poll_s(known(*durations), age) <= POLL_MAX_S


def test_task_stats__an_answer_that_takes_a_moment_causes_no_second_poll() -> None:
    duration = known(*(8.0 + number % 12 for number in range(MAX_SAMPLES)))
    first = earliest_s(duration)
    for hundredths in range(-10, 12):
        assert next_poll_s(duration, first + hundredths / 100) >= DUE_POLL_S


@pytest.mark.parametrize("samples", [0, 1, MIN_SAMPLES, MAX_SAMPLES])
@pytest.mark.parametrize("recent", [0, MIN_SAMPLES, MAX_SAMPLES])
def test_task_stats__one_quick_task_makes_no_other_overdue(samples: int, recent: int) -> None:
    """After a task of 50 ms one of 3 s is not given up for half a minute."""
    quick = TaskDuration(0.05, 0.0125, samples, (0.05,) * recent)
    assert looks(quick, 3.0)[1] < 1.0
    assert next_poll_s(quick, 250.0) <= 5.0
    assert next_poll_s(quick, 3600.0) == 30.0


def _learn(tx: Tx, n: int, *seconds: float) -> None:
    for each in seconds:
        record(tx, "wanx-v1", n, each)


async def test_task_stats__each_number_of_pictures_is_learnt_apart(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        await work.store.write(_learn, 1, *[10.0] * 20)
        await work.store.write(_learn, 4, *[40.0] * (MIN_SAMPLES - 1))
        of_four = await work.store.read(estimate, "wanx-v1", 15.0, 4)
        assert of_four.typical_s == 10.0, "too few are known: as of any number"
        assert of_four.samples == 20 + MIN_SAMPLES - 1
        await work.store.write(_learn, 4, 40.0)
        assert (await work.store.read(estimate, "wanx-v1", 15.0, 4)).recent == (40.0,) * MIN_SAMPLES
        assert (await work.store.read(estimate, "wanx-v1", 15.0, 1)).recent == (10.0,) * 20
        assert (await work.store.read(estimate, "wanx-v1", 15.0)).samples == 20 + MIN_SAMPLES


async def test_task_stats__task_that_begins_is_polled_by_its_own_number_of_pictures(tmp_path: Path) -> None:
    """Four pictures wait behind one: their first poll comes when four are usually done."""
    async with bench(tmp_path) as work:
        await work.store.write(_learn, 1, *[10.0] * 20)
        await work.store.write(_learn, 4, *[40.0] * 20)
        work.upstream.task_s = 10.0
        await work.enqueue("ann")
        four = await work.enqueue("ben", n=4)
        while (await work.job(1)).state != State.DONE:
            await work.run_for(1)
        waiting = await work.job(four)
        assert waiting.due_at - waiting.task_started_at == pytest.approx(earliest_s(known(*[40.0] * 20)))
