"""The emulator's clock: real by default, or driven by a test."""

import asyncio
import heapq
import itertools
import time
from typing import Protocol


class Clock(Protocol):
    """The clock interface that the emulator needs."""

    def now(self) -> float:
        """Unix seconds."""

    async def sleep_until(self, moment: float) -> None:
        """Return once `now()` has reached `moment` (unix seconds)."""


class RealClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.time()

    async def sleep_until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - self.now()))


class ManualClock:
    """A clock that only a test moves, with `advance`."""

    # Event loop iterations granted to woken tasks, so that a chain of a few awaits ends before time advances.
    _SETTLE_TURNS = 25

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    async def sleep_until(self, moment: float) -> None:
        if moment <= self._now:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (moment, next(self._order), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Advance by `seconds`, waking every sleeper at its own time and in order."""
        await self._settle()  # tasks that have just started have not registered their wake-up time yet
        target = self._now + seconds
        while self._sleepers and self._sleepers[0][0] <= target:
            moment, _, woken = heapq.heappop(self._sleepers)
            if woken.done():  # its task was cancelled meanwhile
                continue
            self._now = max(self._now, moment)
            woken.set_result(None)
            await self._settle()
        self._now = target
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(self._SETTLE_TURNS):
            await asyncio.sleep(0)
