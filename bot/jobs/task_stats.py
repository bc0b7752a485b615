"""How long tasks take, from past ones, and when to poll a task."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.store import Tx
from bot.store.rows import TaskStatsRow

MAX_SAMPLES = 41
"""How many of the newest durations are kept. Their median counts: one task that took hours, or a hundredth of the
usual, changes little."""
GUESS_WEIGHT = 2
"""The catalogue's estimate counts as this many durations until there are MIN_SAMPLES real ones: the first task may be an
outlier."""
MIN_SAMPLES = 5
"""With fewer samples the time of a result cannot be estimated."""
SPREAD_FACTOR = 2.2
"""Nearly all tasks end within this many median absolute deviations of the median."""
DUE_POLL_S = 0.5
"""The shortest interval between two polls of a task, and until the first."""
POLL_SLOWDOWN, POLL_SLOWDOWN_UNSURE = 0.045, 0.1
"""Polls of a result that is due get less frequent: the interval grows by this share of the time since it was due (the
second with few samples). Tasks of 8 to 20 s are polled 20 times at most; at a fixed half second it would be 26."""
PENDING_POLL_S = 8.0
LATE_POLL_MAX_S = 5.0
VERY_LATE_POLL_S, VERY_LATE_AFTER_S = 30.0, 300.0
REMAINING_MAX_S = 600.0
POLL_MAX_S = 60.0
"""The longest interval between two polls."""


@dataclass(frozen=True, slots=True)
class TaskDuration:
    """Seconds from a task's start to its end: the median of the newest, and the median absolute deviation."""

    typical_s: float
    deviation_s: float
    samples: int = 0

    @property
    def latest_s(self) -> float:
        """Seconds after its start by which a task is nearly always done; one that takes longer is overdue."""
        return self.typical_s + SPREAD_FACTOR * max(self.deviation_s, self.typical_s / 4)


def estimate(tx: Tx, model: str, guess_s: float) -> TaskDuration:
    """How long a task of a model takes; `guess_s` without samples."""
    row = tx.one(TaskStatsRow, "jobs.task_stats", model=model)
    recent = [float(seconds) for seconds in json.loads(row.recent)] if row else []
    if not recent:
        # A row from before single durations were kept, or no row yet.
        return TaskDuration(row.mean_s, row.deviation_s, row.samples) if row else TaskDuration(guess_s, guess_s)
    samples = len(recent)
    if samples < MIN_SAMPLES:
        recent = [*recent, *([guess_s] * GUESS_WEIGHT)]
    typical = _median(recent)
    return TaskDuration(typical, _median([abs(seconds - typical) for seconds in recent]), samples)


def _median(values: list[float]) -> float:
    """The median; of two in the middle the smaller, so that one outlier of two samples does not count for half."""
    return sorted(values)[(len(values) - 1) // 2]


def record(tx: Tx, model: str, seconds: float) -> None:
    """Add the duration of a task."""
    old = tx.one(TaskStatsRow, "jobs.task_stats", model=model)
    recent = [*(json.loads(old.recent) if old else []), round(seconds, 3)][-MAX_SAMPLES:]
    typical = _median(recent)
    deviation = _median([abs(each - typical) for each in recent])
    samples = old.samples + 1 if old else 1
    tx.run(
        "jobs.set_task_stats",
        model=model,
        samples=samples,
        mean_s=typical,
        deviation_s=deviation,
        recent=json.dumps(recent),
    )


def earliest_s(duration: TaskDuration) -> float:
    """Seconds after its start before which a task is hardly ever done."""
    if duration.samples < MIN_SAMPLES:
        return DUE_POLL_S
    return max(DUE_POLL_S, duration.typical_s - SPREAD_FACTOR * duration.deviation_s)


def remaining_s(duration: TaskDuration, age_s: float) -> float:
    """Estimated seconds until the end of a task that began `age_s` ago. For one that is overdue: half of the time by
    which it is."""
    if age_s <= duration.typical_s:
        return max(1.0, duration.typical_s - age_s)
    return min(REMAINING_MAX_S, max(1.0, (age_s - duration.typical_s) / 2))


def next_poll_s(duration: TaskDuration, age_s: float | None) -> float:
    """Seconds until the next poll of a task; `age_s` is since its start, None while it is PENDING.

    Rare at first, twice a second when the result is due, ever rarer when it is late.
    """
    if age_s is None:
        # The end of the task before it tells when it begins; polling is for tasks that are not ours, and for ends that
        # were missed.
        return min(POLL_MAX_S, max(PENDING_POLL_S, duration.latest_s))
    first = earliest_s(duration)
    if age_s < first:
        return min(POLL_MAX_S, max(DUE_POLL_S, first - age_s))
    if age_s > max(VERY_LATE_AFTER_S, 10 * duration.latest_s):
        return VERY_LATE_POLL_S
    slowdown = POLL_SLOWDOWN if duration.samples >= MIN_SAMPLES else POLL_SLOWDOWN_UNSURE
    return min(LATE_POLL_MAX_S, DUE_POLL_S + slowdown * (age_s - first))
