"""Rate limiting: a token bucket for each key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

KEPT = 10_000  # buckets; the least recently used is dropped, which is full again by then


class Throttle:
    """Buckets of `burst` tokens that are refilled by `per_s` each second; `now` is a monotonic clock in seconds."""

    def __init__(self, burst: float, per_s: float, now: Callable[[], float]) -> None:
        self._burst = burst
        self._per_s = per_s
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, amount: float = 1.0) -> float:
        """Take `amount` tokens. Returns 0.0; or how many seconds to wait, and then none were taken."""
        wait, left = self._look(who, amount)
        self._buckets[who] = (left if wait else left - amount, self._now())
        self._buckets.move_to_end(who)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return wait

    def wait(self, who: str, amount: float = 1.0) -> float:
        """How many seconds until `amount` tokens are available; 0.0 if they are now. Takes none."""
        return self._look(who, amount)[0]

    def _look(self, who: str, amount: float) -> tuple[float, float]:
        now = self._now()
        left, at = self._buckets.get(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_s)
        return (0.0 if left >= amount else (amount - left) / self._per_s), left
