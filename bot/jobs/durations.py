"""What was learnt about how long tasks take, and when to look at one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store import Tx

MEMORY = 40  # samples after which old ones fade
FEW = 5
"""With fewer samples nobody can say when a result is due."""
SPREAD = 2.2
"""Nearly all tasks end within so many mean distances of the mean."""
DUE_RATE_S = 0.5
SLACKENING, GROPING = 0.045, 0.1
"""Looks at a result that is due come a little less often the longer it has been due: later by this share of that time (the
second with few samples). Tasks of 8 to 20 s have 20 looks at most; always half a second apart it would be 26."""
PENDING_RATE_S = 8.0
LATE_RATE_S = 5.0
VERY_LATE_RATE_S, VERY_LATE_AFTER_S = 30.0, 300.0


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds from a task's start to its end: mean, and mean distance from it."""

    mean_s: float
    deviation_s: float
    samples: int = 0


def known(tx: Tx, model: str, guess_s: float) -> Duration:
    """What is known about a model; `guess_s` until something is."""
    row = tx.one("jobs.duration", model=model)
    return Duration(row["mean_s"], row["deviation_s"], row["samples"]) if row else Duration(guess_s, guess_s)


def learn(tx: Tx, model: str, seconds: float) -> None:
    """A task took `seconds`."""
    old = tx.one("jobs.duration", model=model)
    if old is None:
        mean, deviation, samples = seconds, seconds / 4, 1
    else:
        samples = old["samples"] + 1
        weight = 1 / min(samples, MEMORY)
        mean = old["mean_s"] + weight * (seconds - old["mean_s"])
        deviation = old["deviation_s"] + weight * (abs(seconds - mean) - old["deviation_s"])
    tx.run("jobs.learn_duration", model=model, samples=samples, mean_s=mean, deviation_s=deviation)


def earliest(duration: Duration) -> float:
    """Seconds after its start before which a task is hardly ever done."""
    return max(0.5, duration.mean_s - SPREAD * duration.deviation_s) if duration.samples >= FEW else 0.5


def _latest(duration: Duration) -> float:
    """Seconds after its start by which a task is nearly always done."""
    return duration.mean_s + (SPREAD * duration.deviation_s if duration.samples >= FEW else 0.0)


def next_look(duration: Duration, age_s: float | None) -> float:
    """Seconds until a task should be asked about again; `age_s` is since its start, None while it is PENDING.

    Sparse at first, twice a second when the result is due, ever sparser when it is late.
    """
    if age_s is None:
        # The end of the task before it tells that it has begun; a look is for what is not ours, or was not seen.
        return max(PENDING_RATE_S, _latest(duration))
    first = earliest(duration)
    if age_s < first:
        return max(DUE_RATE_S, first - age_s)
    if age_s > max(VERY_LATE_AFTER_S, 10 * _latest(duration)):
        return VERY_LATE_RATE_S
    slackening = SLACKENING if duration.samples >= FEW else GROPING
    return min(LATE_RATE_S, DUE_RATE_S + slackening * (age_s - first))
