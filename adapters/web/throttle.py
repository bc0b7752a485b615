"""How often somebody may do something: a bucket for each, filled at a steady pace."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

KEPT = 10_000  # buckets; the longest unused goes first, and is full by then


class Throttle:
    """Buckets of `burst` that get `per_s` more each second; `now` is a monotonic clock in seconds."""

    def __init__(self, burst: float, per_s: float, now: Callable[[], float]) -> None:
        self._burst = burst
        self._per_s = per_s
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> float:
        """Use one. 0.0 if it was there; otherwise how many seconds to wait, and nothing was used."""
        now = self._now()
        left, at = self._buckets.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_s)
        wait = 0.0 if left >= 1 else (1 - left) / self._per_s
        self._buckets[who] = (left if wait else left - 1, now)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return wait
