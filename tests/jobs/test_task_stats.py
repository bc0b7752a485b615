"""Poll intervals: long at first, half a second when a result is due, longer when it is late."""

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


def test_task_stats__task_is_not_polled_before_it_is_due() -> None:
    assert next_poll_s(KNOWN, 1.0) == pytest.approx(earliest_s(KNOWN) - 1.0)
    assert next_poll_s(KNOWN, earliest_s(KNOWN)) == 0.5


def test_task_stats__rounding_causes_no_second_poll() -> None:
    for tenths in range(300):
        assert next_poll_s(KNOWN, earliest_s(KNOWN) - tenths / 1e9) >= 0.5


@pytest.mark.parametrize("samples", [0, 1, MIN_SAMPLES, MAX_SAMPLES])
def test_task_stats__one_quick_task_makes_no_other_overdue(samples: int) -> None:
    """After a task of 50 ms one of 3 s is not given up for half a minute."""
    quick = TaskDuration(0.05, 0.0125, samples)
    assert looks(quick, 3.0)[1] < 1.0
    assert next_poll_s(quick, 250.0) <= 5.0
    assert next_poll_s(quick, 3600.0) == 30.0


def test_task_stats__task_is_polled_twenty_times_at_most_and_found_done_within_a_second() -> None:
    rng = random.Random(3)
    found = [looks(KNOWN, rng.uniform(8, 20)) for _ in range(400)]
    assert max(count for count, _ in found) <= 20
    late = sorted(lateness for _, lateness in found)
    assert late[200] <= 0.5
    assert late[380] <= 1.0
