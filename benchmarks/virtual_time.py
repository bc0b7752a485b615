"""An event loop with virtual time: when nothing can run before the next timer, time skips to that timer at once.

An hour of waiting takes a minute, and the processor time of a call is a negligible part of the hour, however busy the machine
is. Everything that a measured program talks to must run in the same loop: sockets on loopback are ready as soon as they are
written to, and time does not advance while work runs in threads.
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
GRACE_S = 0.0005  # real time that a socket may need to become ready


class _Selector(selectors.DefaultSelector):
    """`skipped_s`: virtual seconds skipped so far; `threads_busy`: pieces of work that run in threads now."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped_s = 0.0
        self.threads_busy = 0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(min(timeout, GRACE_S))
        if events:
            return events
        if self.threads_busy:
            return super().select(timeout)
        self.skipped_s += timeout
        return events


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """The event loop. At most one per process: until it is closed it patches SQLite's connections to see their threads' work.

    `freeze_work`: only skipped waiting advances the time, so the speed of the machine has no influence.
    """

    def __init__(self, *, freeze_work: bool = False) -> None:
        self._freeze_work = freeze_work
        self._timers = _Selector()
        super().__init__(self._timers)
        self._unpatch_database = _patch_database(self)

    def close(self) -> None:
        self._unpatch_database()
        super().close()

    def time(self) -> float:
        return self._timers.skipped_s + (0.0 if self._freeze_work else time.monotonic())

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self._timers.threads_busy += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, _: asyncio.Future[Any]) -> None:
        self._timers.threads_busy -= 1

    async def during_thread_work(self, work: Awaitable[T]) -> T:
        """Do not skip time until `work`, which runs in a thread, is done."""
        self._timers.threads_busy += 1
        try:
            return await work
        finally:
            self._timers.threads_busy -= 1


def _patch_database(loop: VirtualTimeLoop) -> Callable[[], None]:
    """Report the work of the database's threads to the loop; returns a function that undoes the patch."""
    connection = sqlite._Connection  # Every transaction enters its thread through this class.
    call = connection.call

    async def during_thread_work(self: Any, work: Any) -> Any:
        return await loop.during_thread_work(call(self, work))

    setattr(connection, "call", during_thread_work)  # noqa: B010 - mypy: a method is not assigned to
    return lambda: setattr(connection, "call", call)


class VirtualTimeClock(Clock):
    """Unix seconds that follow the loop's virtual time."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
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
