"""Clocks, passed in to all code that needs the time: no other code asks the operating system for it."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """The time of day, a second time for measuring intervals, and waiting. All are in seconds."""

    def now(self) -> float:
        """Unix time: since 1970 in UTC, as the operator's wall clock shows it. It can jump, also backwards."""
        ...

    def monotonic(self) -> float:
        """Seconds since an unspecified moment, which never jump backwards and also pass while the process is stopped or the
        machine sleeps; for deadlines inside one process."""
        ...

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        """Wait until `event` is set or `now()` reaches `until` (unix seconds, may be infinite); True if it was set."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        # CLOCK_BOOTTIME also runs while the machine sleeps: after a laptop wakes, a deadline for sending must have passed.
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boottime is None else time.clock_gettime(boottime)

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        # At most an hour at a time, so that a wall clock that is set back cannot stop a loop for longer.
        seconds = min(max(0.0, until - time.time()), 3600.0)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return event.is_set()
        return True
