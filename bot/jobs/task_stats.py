"""How long tasks take, from past ones, and when to poll a task."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass

from bot.jobs import poll_schedule
from bot.store import Tx
from bot.store.rows import TaskStatsRow

MAX_SAMPLES = 81
"""How many of the newest durations are kept. Their median counts: one task that took hours, or a hundredth of the
usual, changes little."""
ALL = 0
"""In place of a number of pictures: tasks of the model with any number."""
GUESS_WEIGHT = 2
"""The catalogue's estimate counts as this many durations until there are MIN_SAMPLES real ones: the first task may be an
outlier."""
MIN_SAMPLES = 5
"""With fewer samples the time of a result cannot be estimated."""
SPREAD_FACTOR = 2.2
"""Nearly all tasks end within this many median absolute deviations of the median."""
DUE_POLL_S = 0.25
"""The shortest interval between two polls of a task, and until the first."""
UNSURE_POLL_S, UNSURE_SLOWDOWN = 0.5, 0.1
"""With few samples: the shortest interval, and by which share of the time since the first poll it grows."""
PENDING_POLL_S = 8.0
LATE_POLL_MAX_S, LATE_SLOWDOWN = 5.0, 0.1
VERY_LATE_POLL_S, VERY_LATE_AFTER_S = 30.0, 300.0
REMAINING_MAX_S = 600.0
POLL_MAX_S = 60.0
"""The longest interval between two polls."""


@dataclass(frozen=True, slots=True)
class TaskDuration:
    """Seconds from a task's start to its end: the median of the newest, the median absolute deviation, and the newest themselves
    (none: fewer than MIN_SAMPLES are known)."""

    typical_s: float
    deviation_s: float
    samples: int = 0
    recent: tuple[float, ...] = ()

    @property
    def latest_s(self) -> float:
        """Seconds after its start by which a task is nearly always done; one that takes longer is overdue."""
        return self.typical_s + SPREAD_FACTOR * max(self.deviation_s, self.typical_s / 4)


def estimate(tx: Tx, model: str, guess_s: float, n: int = ALL) -> TaskDuration:
    """How long a task of a model with `n` pictures takes; that of one with any number, until enough with `n` are known;
    `guess_s` without samples."""
    rows = {row.n: row for row in tx.all(TaskStatsRow, "jobs.task_stats", model=model, n=n)}
    row = rows.get(ALL)
    if n in rows and len(json.loads(rows[n].recent)) >= MIN_SAMPLES:
        row = rows[n]
    recent = [float(seconds) for seconds in json.loads(row.recent)] if row else []
    if not recent:
        # A row from before single durations were kept, or no row yet.
        return TaskDuration(row.mean_s, row.deviation_s, row.samples) if row else TaskDuration(guess_s, guess_s)
    samples = len(recent)
    known = tuple(recent) if samples >= MIN_SAMPLES else ()
    if not known:
        recent = [*recent, *([guess_s] * GUESS_WEIGHT)]
    typical = _median(recent)
    return TaskDuration(typical, _median([abs(seconds - typical) for seconds in recent]), samples, known)


def _median(values: list[float]) -> float:
    """The median; of two in the middle the smaller, so that one outlier of two samples does not count for half."""
    return sorted(values)[(len(values) - 1) // 2]


def record(tx: Tx, model: str, n: int, seconds: float) -> None:
    """Add the duration of a task with `n` pictures. Not while another transaction adds one: every task that ends comes here, and
    to wait for a commit each time cost more than a duration is worth."""
    rows = {row.n: row for row in tx.all(TaskStatsRow, "jobs.lock_task_stats", model=model, n=n)}
    if len(rows) < len({ALL, n}):
        there = {row.n for row in tx.all(TaskStatsRow, "jobs.task_stats", model=model, n=n)}
        if there - rows.keys():
            return
    for number in (ALL, n):
        old = rows.get(number)
        recent = [*(json.loads(old.recent) if old else []), round(seconds, 3)][-MAX_SAMPLES:]
        typical = _median(recent)
        tx.send(
            "jobs.set_task_stats",
            model=model,
            n=number,
            samples=old.samples + 1 if old else 1,
            mean_s=typical,
            deviation_s=_median([abs(each - typical) for each in recent]),
            recent=json.dumps(recent),
        )


def earliest_s(duration: TaskDuration) -> float:
    """Seconds after its start until a task is polled first."""
    return next_poll_s(duration, 0.0)


def remaining_s(duration: TaskDuration, age_s: float) -> float:
    """Estimated seconds until the end of a task that began `age_s` ago. For one that is overdue: half of the time by
    which it is."""
    if age_s <= duration.typical_s:
        return max(1.0, duration.typical_s - age_s)
    return min(REMAINING_MAX_S, max(1.0, (age_s - duration.typical_s) / 2))


def next_poll_s(duration: TaskDuration, age_s: float | None) -> float:
    """Seconds until the next poll of a task; `age_s` is since its start, None while it is PENDING.

    Where past tasks ended (`bot.jobs.poll_schedule`); ever rarer when it is late.
    """
    if age_s is None:
        # The end of the task before it tells when it begins; polling is for tasks that are not ours, and for ends that
        # were missed.
        return min(POLL_MAX_S, max(PENDING_POLL_S, duration.latest_s))
    if age_s > max(VERY_LATE_AFTER_S, 10 * duration.latest_s):
        return VERY_LATE_POLL_S
    if not duration.recent:
        return min(LATE_POLL_MAX_S, max(DUE_POLL_S, UNSURE_POLL_S + UNSURE_SLOWDOWN * age_s))
    ages = poll_schedule.ages(duration.recent, DUE_POLL_S)
    # Half an interval early is on time: an answer takes a moment, and sums of seconds are rounded.
    coming = bisect_right(ages, age_s + DUE_POLL_S / 2)
    if coming < len(ages):
        return min(POLL_MAX_S, ages[coming] - age_s)
    last = ages[-1] - ages[-2] if len(ages) > 1 else DUE_POLL_S
    return min(LATE_POLL_MAX_S, max(DUE_POLL_S, last) + LATE_SLOWDOWN * max(0.0, age_s - ages[-1]))
