"""How fast something may be done by one person, from one address, and by everybody together.

A limit for each person alone holds nobody who makes new persons; one for each address nobody who has many.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.http import Throttle

Rate = tuple[float, float]
"""How many at once, and how many more each second."""


class LayeredThrottle:
    """`address` and `total` may be None: no such limit. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float], person: Rate, address: Rate | None, total: Rate | None) -> None:
        self._person = Throttle(*person, now)
        self._address = Throttle(*address, now) if address else None
        self._total = Throttle(*total, now) if total else None

    def take(self, person: str, address: str, amount: float = 1.0) -> float:
        """Use `amount`. 0.0 if all of it was there; otherwise how many seconds to wait, and nothing was used.

        An empty address has no limit of its own.
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
