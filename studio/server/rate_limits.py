"""Rate limits: a largest number of requests in any window of one second."""

from __future__ import annotations

from collections import defaultdict, deque

from bot.runtime.clock import Clock

WINDOW_S = 1.0


class SlidingWindow:
    """At most `limit` admissions in any window of `WINDOW_S`; the strictest reading of "N a second".

    Refused requests do not count. `peak` is the largest number of *attempts* in one window, refused or not: it shows
    how the caller paces itself.
    """

    __slots__ = ("_admitted", "_attempts", "peak", "refused")

    def __init__(self) -> None:
        self._admitted: deque[float] = deque()
        self._attempts: deque[float] = deque()
        self.peak = 0
        self.refused = 0

    def record_attempt(self, now: float) -> None:
        """Count an arrival at `now` (monotonic seconds)."""
        self._attempts.append(now)
        while self._attempts[0] <= now - WINDOW_S:
            self._attempts.popleft()
        self.peak = max(self.peak, len(self._attempts))

    def admit(self, now: float, limit: float) -> bool:
        """Whether one more is within the limit at `now`. The window fits a whole number: 0.5 a second are one in two seconds,
        2.5 a second two in 0.8 seconds."""
        whole = max(1, int(limit))
        window = WINDOW_S * whole / limit
        while self._admitted and self._admitted[0] <= now - window:
            self._admitted.popleft()
        if len(self._admitted) >= whole:
            self.refused += 1
            return False
        self._admitted.append(now)
        return True


class RateLimits:
    """Sliding windows by name, such as `("create", account, model)`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.windows: defaultdict[tuple[str, ...], SlidingWindow] = defaultdict(SlidingWindow)

    def record_attempt(self, *name: str) -> None:
        """Count an arrival, before the request is checked."""
        self.windows[name].record_attempt(self._clock.monotonic())

    def admit(self, limit: float, *name: str) -> bool:
        """Whether one more request is within `limit` a second under this name."""
        return self.windows[name].admit(self._clock.monotonic(), limit)
