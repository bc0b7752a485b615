"""An event loop with virtual time: when nothing can run before the next timer, time skips to that timer at once.

An hour of waiting takes a minute, and the processor time of a call is a negligible part of the hour, however busy the machine
is. Everything that a measured program talks to must run in the same loop: sockets on loopback are ready as soon as they are
written to, and work in threads is counted, so that time does not advance while it runs.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.runtime.clock import Clock
from bot.store import sqlite

T = TypeVar("T")
GRACE_S = 0.0005  # real seconds that a socket may need to become ready


class _Selector(selectors.DefaultSelector):
    """`leapt` are the seconds that were skipped, `busy` the pieces of work that run in threads."""

    def __init__(self) -> None:
        super().__init__()
        self.leapt = 0.0
        self.busy = 0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(min(timeout, GRACE_S))
        if events:
            return events
        if self.busy:
            return super().select(timeout)
        self.leapt += timeout
        return events


class LeapingLoop(asyncio.SelectorEventLoop):
    """The loop. One at a time in a process: until it is closed it counts the work of SQLite's threads too.

    `standing`: work takes no time, only skipped waiting counts; so a slow machine changes nothing.
    """

    def __init__(self, *, standing: bool = False) -> None:
        self._standing = standing
        self._leaps = _Selector()
        super().__init__(self._leaps)
        self._uncount = _count_database(self)

    def close(self) -> None:
        self._uncount()
        super().close()

    def time(self) -> float:
        return self._leaps.leapt + (0.0 if self._standing else time.monotonic())

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self._leaps.busy += 1
        future.add_done_callback(self._rested)
        return future

    def _rested(self, _: asyncio.Future[Any]) -> None:
        self._leaps.busy -= 1

    async def counted(self, work: Awaitable[T]) -> T:
        """Stop virtual time until `work`, which runs in a thread, is done."""
        self._leaps.busy += 1
        try:
            return await work
        finally:
            self._leaps.busy -= 1


def _count_database(loop: LeapingLoop) -> Callable[[], None]:
    """Count what the database's threads do; returns what ends that."""
    connection = sqlite._Connection  # The one place at which every transaction enters its thread.
    call = connection.call

    async def counted(self: Any, work: Any) -> Any:
        return await loop.counted(call(self, work))

    setattr(connection, "call", counted)  # noqa: B010 - mypy: a method is not assigned to
    return lambda: setattr(connection, "call", call)


class LoopClock(Clock):
    """Unix seconds that follow the loop's virtual time."""

    def __init__(self, loop: LeapingLoop) -> None:
        self._loop, self._start = loop, 1_800_000_000.0 - loop.time()

    def now(self) -> float:
        return self._start + self._loop.time()

    def monotonic(self) -> float:
        return self._loop.time()

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        try:
            async with asyncio.timeout(min(max(0.0, until - self.now()), 3600.0)):
                await event.wait()
        except TimeoutError:
            return event.is_set()
        return True
