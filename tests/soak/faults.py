"""The faults of a soak and their times, drawn from the seed before it begins: a run without faults has the same arrivals and
durations."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

HOUR_S = 3600.0
STORM_S, STORMS_EVERY_S = 300.0, 4 * HOUR_S
OUTAGE_S, OUTAGES_EVERY_S = 600.0, 8 * HOUR_S
POISON = ("refused", "unwell", "page", "vanishing")
"""Requests that are never accepted: refused with a code that may be transient, with an internal error, with an HTML page of a
proxy, or the connection breaks each time."""
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
    "slow-download": 0.01,
    "post-lost": 0.01,
    "post-later": 0.01,
    "post-refused": 0.005,
    "never-shown": 0.0025,
}
"""The share of requests with each kind of fault: one in a hundred is poison."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time span in unix seconds."""

    start: float
    end: float

    def overlap(self, start: float, end: float) -> float:
        """How many of the seconds from `start` to `end` are in it."""
        return max(0.0, min(end, self.end) - max(start, self.start))


@dataclass(frozen=True)
class Plan:
    """`of_word`: the fault of a request, by its word. `storms`: times in which half of the calls to a service are answered 429.
    `outages`: times in which it answers nothing, so that nobody can be served."""

    on: bool
    of_word: Mapping[str, str] = field(default_factory=dict)
    storms: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    outages: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)

    def unserved_s(self, platform: str, start: float, end: float) -> float:
        """How many of these seconds are in an outage of the upstream or of this platform."""
        away = [*self.outages[UPSTREAM], *self.outages[platform]] if self.on else []
        return _covered(away, start, end)


def draw_plan(rng: random.Random, words: Iterable[str], begins: float, hours: float, *, on: bool) -> Plan:
    """The faults of a run. The same state of the generator gives the same plan, whether it is on or not."""
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
