"""What was learnt about how long tasks take, and when to look at one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.store import Tx

MAX_SAMPLES = 41
"""So many of the newest durations are remembered. Of these the middle one counts: a task that took hours among short ones, or a
hundredth of the usual, changes little."""
GUESS_WEIGHT = 2
"""The catalogue's guess counts as so many durations, until there are FEW real ones: the very first task may be the odd one."""
MIN_SAMPLES = 5
"""With fewer samples nobody can say when a result is due."""
SPREAD_FACTOR = 2.2
"""Nearly all tasks end within so many typical distances of what is typical."""
DUE_POLL_S = 0.5
POLL_SLOWDOWN, POLL_SLOWDOWN_UNSURE = 0.045, 0.1
"""Looks at a result that is due come a little less often the longer it has been due: later by this share of that time (the
second with few samples). Tasks of 8 to 20 s have 20 looks at most; always half a second apart it would be 26."""
PENDING_POLL_S = 8.0
LATE_POLL_MAX_S = 5.0
VERY_LATE_POLL_S, VERY_LATE_AFTER_S = 30.0, 300.0
REMAINING_MAX_S = 600.0
POLL_MAX_S = 60.0
"""The next look is never further away."""


@dataclass(frozen=True, slots=True)
class TaskDuration:
    """Seconds from a task's start to its end: what is typical (the middle of the newest), and the typical distance from it."""

    typical_s: float
    deviation_s: float
    samples: int = 0

    @property
    def latest_s(self) -> float:
        """Seconds after its start by which a task is nearly always done; one that takes longer is overdue."""
        return self.typical_s + SPREAD_FACTOR * max(self.deviation_s, self.typical_s / 4)


def estimate(tx: Tx, model: str, guess_s: float) -> TaskDuration:
    """What is known about a model; `guess_s` until something is."""
    row = tx.one("jobs.duration", model=model)
    recent = [float(seconds) for seconds in json.loads(row["recent"])] if row else []
    if not recent:
        # Learnt before the single durations were remembered, or nothing yet.
        return (
            TaskDuration(row["mean_s"], row["deviation_s"], row["samples"]) if row else TaskDuration(guess_s, guess_s)
        )
    samples = len(recent)
    if samples < MIN_SAMPLES:
        recent = [*recent, *([guess_s] * GUESS_WEIGHT)]
    typical = _median(recent)
    return TaskDuration(typical, _median([abs(seconds - typical) for seconds in recent]), samples)


def _median(values: list[float]) -> float:
    """The median; of two in the middle the smaller, so that one of two cannot count for half."""
    return sorted(values)[(len(values) - 1) // 2]


def record(tx: Tx, model: str, seconds: float) -> None:
    """A task took `seconds`."""
    old = tx.one("jobs.duration", model=model)
    recent = [*(json.loads(old["recent"]) if old else []), round(seconds, 3)][-MAX_SAMPLES:]
    typical = _median(recent)
    deviation = _median([abs(each - typical) for each in recent])
    samples = old["samples"] + 1 if old else 1
    tx.run(
        "jobs.learn_duration",
        model=model,
        samples=samples,
        mean_s=typical,
        deviation_s=deviation,
        recent=json.dumps(recent),
    )


def earliest_s(duration: TaskDuration) -> float:
    """Seconds after its start before which a task is hardly ever done."""
    return (
        max(0.5, duration.typical_s - SPREAD_FACTOR * duration.deviation_s) if duration.samples >= MIN_SAMPLES else 0.5
    )


def remaining_s(duration: TaskDuration, age_s: float) -> float:
    """Seconds that a task will probably still need which began `age_s` ago. One that is overdue needs half of what it has
    taken too long already: nobody knows better."""
    if age_s <= duration.typical_s:
        return max(1.0, duration.typical_s - age_s)
    return min(REMAINING_MAX_S, max(1.0, (age_s - duration.typical_s) / 2))


def next_poll_s(duration: TaskDuration, age_s: float | None) -> float:
    """Seconds until a task should be asked about again; `age_s` is since its start, None while it is PENDING.

    Sparse at first, twice a second when the result is due, ever sparser when it is late.
    """
    if age_s is None:
        # The end of the task before it tells that it has begun; a look is for what is not ours, or was not seen.
        return min(POLL_MAX_S, max(PENDING_POLL_S, duration.latest_s))
    first = earliest_s(duration)
    if age_s < first:
        return min(POLL_MAX_S, max(DUE_POLL_S, first - age_s))
    if age_s > max(VERY_LATE_AFTER_S, 10 * duration.latest_s):
        return VERY_LATE_POLL_S
    slackening = POLL_SLOWDOWN if duration.samples >= MIN_SAMPLES else POLL_SLOWDOWN_UNSURE
    return min(LATE_POLL_MAX_S, DUE_POLL_S + slackening * (age_s - first))
