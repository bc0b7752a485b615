"""At which ages to ask about a task, so that its end is known soonest, on average, for the number of queries.

Pure. Where tasks end at a rate of h(t), the hazard, asking at intervals of g costs 1/g queries a second, and is late by g/2 on
average. What both cost together is least with 1/g = sqrt(h(t) / (2 * QUERY_WORTH_S)): rarely where few tasks end, often where
most do. One price for all models and numbers of pictures shares the queries out between them where they shorten the wait most.

The hazard is learnt from past durations: they are cut into bins of about equally many, in each of which tasks end evenly.
"""

from __future__ import annotations

import math
from functools import lru_cache

QUERY_WORTH_S = 0.023
"""A query is made where it shortens the wait by this much on average. As many queries a task as with one mean for all, see
docs/operate/sizing.md."""
BIN_SHARE = 0.6
"""A bin has about this share of the square root of the number of durations."""
EDGE_SPACINGS = 2.0
EDGE_S = 0.05
"""How far the first and the last bin reach beyond the durations: so many of the mean distances in them, and so many seconds."""
LONGEST_S, LONGEST_SHARE = 5.0, 0.1
"""The longest interval; and at most this share of the task's age longer than the shortest one."""


@lru_cache(maxsize=256)
def ages(durations: tuple[float, ...], shortest_s: float) -> tuple[float, ...]:
    """The ages, in seconds, at which to ask about a task, from past `durations` (one at least), not less than `shortest_s`
    apart. They end where hardly any task is left."""
    found: list[float] = []
    edges, left = _bins(sorted(durations))
    scale = 1 / math.sqrt(2 * QUERY_WORTH_S)
    age = edges[0]
    due = 1.0  # How much of the integral of the rate is left until the next query.
    for start, end, before, after in zip(edges, edges[1:], left, left[1:], strict=False):
        density = (before - after) / (end - start)
        age = max(age, start)
        while age < end:
            # From here to the end of the bin, tasks still running fall from `now` to `after`.
            now = before - density * (age - start)
            factor = 2 * scale / math.sqrt(density)
            rest = factor * (math.sqrt(now) - math.sqrt(after))
            latest = (found[-1] if found else math.inf) + min(LONGEST_S, shortest_s + LONGEST_SHARE * age)
            if rest < due and latest >= end:
                due -= rest
                break
            running = max(0.0, math.sqrt(now) - min(due, rest) / factor) ** 2
            at = min(latest, start + (before - running) / density)
            age = max(at, found[-1] + shortest_s if found else shortest_s)
            found.append(age)
            due = 1.0
    if not found or found[-1] < edges[-1]:
        found.append(max(edges[-1], found[-1] + shortest_s if found else shortest_s))
    return tuple(found)


def _bins(durations: list[float]) -> tuple[list[float], list[float]]:
    """The edges of the bins, and the share of tasks that are still running at each."""
    count = len(durations)
    bins = max(1, count // max(2, round(BIN_SHARE * math.sqrt(count))))
    cuts = [round(number * count / bins) for number in range(bins + 1)]
    first = (durations[cuts[1] - 1] - durations[0]) / cuts[1]
    last = (durations[-1] - durations[cuts[-2]]) / (count - cuts[-2])
    edges = [max(0.0, durations[0] - EDGE_SPACINGS * first - EDGE_S)]
    for cut in cuts[1:-1]:
        edges.append(max((durations[cut - 1] + durations[cut]) / 2, edges[-1] + 1e-3))
    edges.append(max(durations[-1] + EDGE_SPACINGS * last + EDGE_S, edges[-1] + 1e-3))
    return edges, [1 - cut / count for cut in cuts]
