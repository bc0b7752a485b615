"""The clock of an emulator: real by default, driven by a test, or shared with the program under test."""

import asyncio
import heapq
import itertools
import time
from typing import Protocol


class Clock(Protocol):
    """The clock interface that the emulator needs."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    async def sleep_until(self, moment: float) -> None:
        """Return once ``now() >= moment`` (unix seconds); at once if that moment has passed."""
        ...


class RealClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.time()

    async def sleep_until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - time.time()))


class WaitingClock(Protocol):
    """The interface of the project's own clock: it waits for an event or until a time."""

    def now(self) -> float: ...

    async def wait(self, event: asyncio.Event, until: float) -> bool: ...


class SharedClock:
    """Lets the emulator and the program under test share one clock: wraps the program's."""

    def __init__(self, inner: WaitingClock) -> None:
        self._inner = inner

    def now(self) -> float:
        return self._inner.now()

    async def sleep_until(self, moment: float) -> None:
        never = asyncio.Event()
        while self._inner.now() < moment:
            await self._inner.wait(never, moment)


class DrivenClock:
    """A clock that only moves when a test moves it.

    Sleepers wake in the order of their moments, and the loop runs between two of them, so that what
    one does at second 3 is seen by the one that wakes at second 4.
    """

    YIELDS_PER_STEP = 20
    """Event loop iterations granted after each wake-up. A socket needs more: wait for the expected result."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
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

    @property
    def sleeping(self) -> int:
        """How many tasks wait for a time."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Advance by ``seconds``, waking every task that is due in between."""
        await self.advance_to(self._now + seconds)

    async def advance_to(self, moment: float) -> None:
        """Advance until ``moment`` (unix seconds)."""
        await self._let_others_run()
        while self._sleepers and self._sleepers[0][0] <= moment:
            due, _, woken = heapq.heappop(self._sleepers)
            self._now = max(self._now, due)
            if not woken.done():
                woken.set_result(None)
                await self._let_others_run()
        self._now = max(self._now, moment)
        await self._let_others_run()

    async def _let_others_run(self) -> None:
        for _ in range(self.YIELDS_PER_STEP):
            await asyncio.sleep(0)
