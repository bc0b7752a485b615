"""When a task is looked at: sparse at first, twice a second when its result is due, sparser when it is late."""

from __future__ import annotations

import random

import pytest

from bot.jobs.task_stats import MAX_SAMPLES, MIN_SAMPLES, TaskDuration, earliest_s, next_poll_s

KNOWN = TaskDuration(14.0, 3.0, 40)


def looks(duration: TaskDuration, seconds: float) -> tuple[int, float]:
    """How often a task that takes `seconds` is looked at, and how long after its end it is seen."""
    at, count = earliest_s(duration), 1
    while at < seconds:
        at += next_poll_s(duration, at)
        count += 1
    return count, at - seconds


def test_a_task_that_is_not_due_is_left_alone_and_looked_at_at_once_when_it_is() -> None:
    assert next_poll_s(KNOWN, 1.0) == pytest.approx(earliest_s(KNOWN) - 1.0)
    assert next_poll_s(KNOWN, earliest_s(KNOWN)) == 0.5


def test_two_times_that_differ_in_their_last_bit_are_no_reason_to_look_twice() -> None:
    for tenths in range(300):
        assert next_poll_s(KNOWN, earliest_s(KNOWN) - tenths / 1e9) >= 0.5


@pytest.mark.parametrize("samples", [0, 1, MIN_SAMPLES, MAX_SAMPLES])
def test_one_quick_task_makes_nobody_late(samples: int) -> None:
    """After a task of 50 ms one of 3 s is not given up for half a minute."""
    quick = TaskDuration(0.05, 0.0125, samples)
    assert looks(quick, 3.0)[1] < 1.0
    assert next_poll_s(quick, 250.0) <= 5.0
    assert next_poll_s(quick, 3600.0) == 30.0


def test_a_task_has_twenty_looks_at_most_and_is_seen_within_a_second() -> None:
    rng = random.Random(3)
    found = [looks(KNOWN, rng.uniform(8, 20)) for _ in range(400)]
    assert max(count for count, _ in found) <= 20
    late = sorted(lateness for _, lateness in found)
    assert late[200] <= 0.5
    assert late[380] <= 1.0
