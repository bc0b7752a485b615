"""Rate limits per person, per address and in total.

A limit per person is evaded with new identities, one per address with many addresses.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.http import Throttle

Rate = tuple[float, float]
"""(burst, per second)."""


class LayeredThrottle:
    """Token buckets at three levels; `address` and `total` may be None. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float], person: Rate, address: Rate | None, total: Rate | None) -> None:
        self._person = Throttle(*person, now)
        self._address = Throttle(*address, now) if address else None
        self._total = Throttle(*total, now) if total else None

    def take(self, person: str, address: str, amount: float = 1.0) -> float:
        """Take `amount` from all levels. Returns 0.0, or the seconds to wait if nothing was taken.

        An empty address is not limited.
        """
        checks = [(self._person, person)]
        if self._address and address:
            checks.append((self._address, address))
        if self._total:
            checks.append((self._total, ""))
        wait = max(throttle.wait(key, amount) for throttle, key in checks)
        if not wait:
            for throttle, key in checks:
                throttle.take(key, amount)
        return wait
