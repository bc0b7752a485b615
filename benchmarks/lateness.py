"""How long after the end of a task it is noticed, for several distributions of how long tasks take, and with how many queries.

    python -m benchmarks.lateness --json
    {"uniform": {"queries", "p50_s", "p95_s", "mean_s", "best_mean_s", "one_mean": {"queries", "p50_s", "p95_s", "mean_s"}}, ..}

Tasks one after another, in simulated time, from the first on, of which nothing is known yet: by the schedule of
`bot.jobs.task_stats`, learning from each. `one_mean`: by the schedule before that, which knew a median and a deviation of all a
model's tasks. In `one_and_four` two numbers of pictures of one model take turns. `best_mean_s`: no schedule that knows the
distribution is later by less on average with so many queries. `by_tasks_at_once` is the limit that QUERIES_PER_S leaves where an
account paints so many at once and is asked about all of them without pause.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.figures import Figures, percentile, show
from bot.jobs import task_stats
from bot.jobs.task_stats import MAX_SAMPLES, MIN_SAMPLES, TaskDuration, next_poll_s
from bot.upstream.port import QUERIES_PER_S

GUESS_S = 15.0
SEED = 3
DRAWS = 40_000
BINS = 400
Draw = Callable[[random.Random], float]


def bimodal(rng: random.Random) -> float:
    """Most are quick; some wait for something."""
    return max(1.0, rng.gauss(10, 1) if rng.random() < 0.7 else rng.gauss(35, 3))


def lognormal(median_s: float, sigma: float) -> Draw:
    return lambda rng: rng.lognormvariate(math.log(median_s), sigma)


KINDS: dict[str, Sequence[Draw]] = {
    "uniform": [lambda rng: rng.uniform(8, 20)],
    "narrow": [lognormal(15, 0.15)],
    "lognormal": [lognormal(15, 0.3)],
    "wide": [lognormal(15, 0.5)],
    "bimodal": [bimodal],
    "long": [lognormal(60, 0.2)],
    "one_and_four": [lognormal(12, 0.15), lognormal(35, 0.15)],
}
"""Several: numbers of pictures of one model."""


@dataclass
class OneMean:
    """The schedule before distributions were learnt: twice a second from the median less some deviations on, ever rarer."""

    recent: deque[float] = field(default_factory=lambda: deque(maxlen=41))

    def pauses(self) -> Callable[[float], float]:
        """The pause after a poll, by the task's age."""
        known = [*self.recent] if len(self.recent) >= MIN_SAMPLES else [*self.recent, GUESS_S, GUESS_S]
        typical, deviation = _median_and_deviation(known)
        sure = len(self.recent) >= MIN_SAMPLES
        first = max(0.5, typical - 2.2 * deviation) if sure else 0.5
        slowdown = 0.045 if sure else 0.1
        return lambda age: first - age if age < first else min(5.0, 0.5 + slowdown * (age - first))


@dataclass
class Learnt:
    """The schedule of the bot."""

    recent: deque[float] = field(default_factory=lambda: deque(maxlen=MAX_SAMPLES))

    def pauses(self) -> Callable[[float], float]:
        """The pause after a poll, by the task's age."""
        sure = len(self.recent) >= MIN_SAMPLES
        known = [*self.recent] if sure else [*self.recent, *[GUESS_S] * task_stats.GUESS_WEIGHT]
        duration = TaskDuration(*_median_and_deviation(known), len(self.recent), tuple(self.recent) if sure else ())
        return lambda age: next_poll_s(duration, age)


def _median_and_deviation(known: list[float]) -> tuple[float, float]:
    typical = sorted(known)[(len(known) - 1) // 2]
    return typical, sorted(abs(each - typical) for each in known)[(len(known) - 1) // 2]


Late = tuple[int, list[float]]
"""How many queries were made, and how late each end was noticed."""


def run(draws: Sequence[Draw], policies: Sequence[OneMean | Learnt], tasks: int) -> Late:
    """So many tasks of the kinds in turn."""
    rng = random.Random(SEED)
    queries, late = 0, list[float]()
    for number in range(tasks):
        seconds = draws[number % len(draws)](rng)
        policy = policies[number % len(policies)]
        pause_after, age = policy.pauses(), 0.0
        while age < seconds:
            age += pause_after(age)
            queries += 1
        late.append(age - seconds)
        policy.recent.append(round(seconds, 3))
    return queries, late


def figures_of(found: Sequence[Late]) -> Figures:
    late = [each for _, some in found for each in some]
    return {
        "queries": round(sum(queries for queries, _ in found) / len(late), 1),
        "p50_s": round(percentile(late, 0.5), 2),
        "p95_s": round(percentile(late, 0.95), 2),
        "mean_s": round(sum(late) / len(late), 2),
    }


def best_cost(draw: Draw) -> float:
    """Mean queries times mean lateness is at least this: half of the square of the integral of sqrt(density * survival)."""
    rng = random.Random(SEED)
    drawn = sorted(draw(rng) for _ in range(DRAWS))
    width = (drawn[-1] - drawn[0]) / BINS
    counts = [0] * (BINS + 1)
    for seconds in drawn:
        counts[int((seconds - drawn[0]) / width)] += 1
    left, integral = 1.0, 0.0
    for count in counts:
        share = count / DRAWS
        integral += math.sqrt(share / width * max(0.0, left - share / 2)) * width
        left -= share
    return integral**2 / 2


async def measure(tasks: int) -> Figures:
    """All kinds."""
    found: Figures = {}
    learnt, one_mean = list[Late](), list[Late]()
    for name, draws in KINDS.items():
        learnt.append(run(draws, [Learnt() for _ in draws], tasks))
        one_mean.append(run(draws, [OneMean()], tasks))
        figures = figures_of(learnt[-1:])
        root = sum(math.sqrt(best_cost(draw)) for draw in draws) / len(draws)
        figures["best_mean_s"] = round(root**2 / figures["queries"], 2)
        found[name] = figures | {"one_mean": figures_of(one_mean[-1:])}
    found["all"] = figures_of(learnt) | {"one_mean": figures_of(one_mean)}
    found["by_tasks_at_once"] = {
        str(count): {"p50_s": round(count / QUERIES_PER_S / 2, 2), "p95_s": round(count / QUERIES_PER_S * 0.95, 2)}
        for count in (1, 5, 10, 20)
    }
    return found


if __name__ == "__main__":
    show(measure, __doc__, tasks=2000)
