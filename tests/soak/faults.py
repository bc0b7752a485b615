"""What goes wrong in a soak, and when: drawn from the seed before it begins, so that a run without faults has the same arrivals
and the same durations."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

HOUR_S = 3600.0
STORM_S, STORMS_EVERY_S = 300.0, 4 * HOUR_S
OUTAGE_S, OUTAGES_EVERY_S = 600.0, 8 * HOUR_S
POISON = ("refused", "unwell", "page", "vanishing")
"""A request that is never taken: turned down with a code that may pass, with one that says 'unwell', by a page of somebody
else's, or its connection breaks each time."""
UPSTREAM = "upstream"
PLATFORMS = ("telegram", "dingtalk")

SHARES = {
    **dict.fromkeys(POISON, 0.0025),
    "lost-accepted": 0.005,
    "lost": 0.005,
    "cut-late": 0.005,
    "fails": 0.005,
    "result-late": 0.01,
    "result-cut": 0.005,
    "slow-line": 0.01,
    "post-lost": 0.01,
    "post-later": 0.01,
    "post-refused": 0.005,
    "never-shown": 0.0025,
}
"""The share of requests that each kind of fault meets: of poison one in a hundred."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when (unix seconds)."""

    start: float
    end: float

    def overlap(self, start: float, end: float) -> float:
        """How many of the seconds from `start` to `end` are in it."""
        return max(0.0, min(end, self.end) - max(start, self.start))


@dataclass(frozen=True)
class Plan:
    """`of_word`: what befalls a request (by its word). `storms`: half of the calls are answered 429, there or there.
    `outages`: nothing is answered there at all, so that nobody can be served."""

    on: bool
    of_word: Mapping[str, str] = field(default_factory=dict)
    storms: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    outages: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)

    def unserved_s(self, platform: str, start: float, end: float) -> float:
        """For how many of these seconds the plan lets nobody of this platform be served."""
        away = [*self.outages[UPSTREAM], *self.outages[platform]] if self.on else []
        return _covered(away, start, end)


def draw(rng: random.Random, words: Iterable[str], begins: float, hours: float, *, on: bool) -> Plan:
    """The faults of a run. The same generator state gives the same plan, whether it is on or not."""
    kinds, shares = [*SHARES, ""], [*SHARES.values(), 1 - sum(SHARES.values())]
    of_word = {word: kind for word in words if (kind := rng.choices(kinds, shares)[0])}
    end = begins + hours * HOUR_S
    places = (UPSTREAM, *PLATFORMS)
    storms = {place: _windows(rng, begins, end, STORM_S, STORMS_EVERY_S) for place in places}
    outages = {place: _windows(rng, begins, end, OUTAGE_S, OUTAGES_EVERY_S) for place in places}
    return Plan(on, of_word, storms, outages)


def _windows(rng: random.Random, begins: float, end: float, length_s: float, every_s: float) -> tuple[Window, ...]:
    found = []
    at = begins + rng.uniform(0.3, 0.7) * every_s
    while at + length_s < end:
        found.append(Window(at, at + length_s))
        at += rng.uniform(0.7, 1.3) * every_s
    return tuple(found)


def _covered(windows: Iterable[Window], start: float, end: float) -> float:
    """How many of the seconds are in at least one of the windows."""
    covered, until = 0.0, start
    for window in sorted(windows, key=lambda each: each.start):
        covered += window.overlap(until, end)
        until = max(until, window.end)
    return covered
