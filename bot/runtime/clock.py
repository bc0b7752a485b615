"""Time, passed in. Nothing in Shenbi asks the operating system for the time by itself."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since 1970 (UTC), and waiting."""

    def now(self) -> float:
        """Unix time in seconds."""
        ...

    def monotonic(self) -> float:
        """Seconds that only move forward, also while the process is stopped; for deadlines inside one process."""
        ...

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        """Wait until `event` is set or `now()` reaches `until` (unix seconds, may be infinite); True if it was set."""
        ...


class SystemClock:
    """The clock of production."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        # Where there is one, the clock that also runs while the machine sleeps: a laptop that is opened again must know
        # that its chance to send is over.
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boottime is None else time.clock_gettime(boottime)

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        # An hour is the longest single wait, so that a wall clock set back cannot park a loop for ever.
        seconds = min(max(0.0, until - time.time()), 3600.0)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return event.is_set()
        return True


class DrivenClock:
    """A clock that stands still until a test moves it.

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
            due.set()  # Marks the entry as nobody's, for next_due().
        return event.is_set()

    def next_due(self) -> float:
        """The earliest time (unix seconds) that somebody waits for; infinity if nobody does."""
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
