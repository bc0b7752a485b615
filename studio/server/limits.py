"""Rates: at most so many in any second."""

from __future__ import annotations

from collections import defaultdict, deque

from bot.runtime.clock import Clock

WINDOW_S = 1.0


class SlidingWindow:
    """At most `limit` admissions in any window of `WINDOW_S`; the strictest reading of "N a second".

    Refused ones do not count. `most` is the largest number of *attempts* seen in one window: a witness of how the
    caller paces itself, whatever the answer was.
    """

    __slots__ = ("_admitted", "_attempts", "most", "refused")

    def __init__(self) -> None:
        self._admitted: deque[float] = deque()
        self._attempts: deque[float] = deque()
        self.most = 0
        self.refused = 0

    def attempt(self, now: float) -> None:
        """Note an arrival at `now` (monotonic seconds)."""
        self._attempts.append(now)
        while self._attempts[0] <= now - WINDOW_S:
            self._attempts.popleft()
        self.most = max(self.most, len(self._attempts))

    def admit(self, now: float, limit: float) -> bool:
        """Whether one more fits at `now`. A limit below 1 a second widens the window (0.5 = one in two seconds)."""
        window = WINDOW_S if limit >= 1 else WINDOW_S / limit
        while self._admitted and self._admitted[0] <= now - window:
            self._admitted.popleft()
        if len(self._admitted) >= max(1, int(limit)):
            self.refused += 1
            return False
        self._admitted.append(now)
        return True


class Limits:
    """The windows of a studio, each under a name such as `("create", account, model)`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.windows: defaultdict[tuple[str, ...], SlidingWindow] = defaultdict(SlidingWindow)

    def attempt(self, *name: str) -> None:
        """Note an arrival, before anything else is known about it."""
        self.windows[name].attempt(self._clock.monotonic())

    def admit(self, limit: float, *name: str) -> bool:
        """Whether one more is within `limit` a second under this name."""
        return self.windows[name].admit(self._clock.monotonic(), limit)
