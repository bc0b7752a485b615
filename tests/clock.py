"""A clock that tests move."""

from __future__ import annotations

import asyncio
import heapq
import itertools


class DrivenClock:
    """A clock that stands still until the test moves it.

    `advance(seconds)` and `advance_to(time)` wake those whose time has come, in order. `next_due()` is the earliest
    time anybody waits for, so a simulation can leap from event to event.
    """

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, asyncio.Event]] = []

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        if event.is_set():
            return True
        if until <= self._now:
            await asyncio.sleep(0)
            return event.is_set()
        due = asyncio.Event()
        heapq.heappush(self._waiting, (until, next(self._order), due))
        first, second = asyncio.ensure_future(event.wait()), asyncio.ensure_future(due.wait())
        try:
            await asyncio.wait((first, second), return_when=asyncio.FIRST_COMPLETED)
        finally:
            first.cancel()
            second.cancel()
            due.set()  # So that next_due() skips this entry.
        return event.is_set()

    def next_due(self) -> float:
        """The earliest time (unix seconds) that a person waits for; infinity if nobody does."""
        while self._waiting and self._waiting[0][2].is_set():
            heapq.heappop(self._waiting)
        return self._waiting[0][0] if self._waiting else float("inf")

    def advance_to(self, moment: float) -> None:
        """Set the time to `moment` (it may also go back, as a wall clock does) and wake those who are due."""
        self._now = moment
        while self._waiting and self._waiting[0][0] <= self._now:
            heapq.heappop(self._waiting)[2].set()

    def advance(self, seconds: float) -> None:
        """Move the time on by `seconds`."""
        self.advance_to(self._now + seconds)
