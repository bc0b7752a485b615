"""Waiting for the emulator's state to change, and running its background tasks."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Signal:
    """Wakes all tasks that wait for a change of state. Waits are bounded in real seconds, whatever clock is used."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """The state has changed: let every waiting task check again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_until(self, probe: Callable[[], T | None], timeout: float, what: str = "") -> T:
        """Return the first truthy value of `probe`.

        Raises TimeoutError (saying `what` was awaited) after `timeout` real seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                while not (found := probe()):
                    waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiters.add(waiter)
                    try:
                        await waiter
                    finally:
                        self._waiters.discard(waiter)
                return found
        except TimeoutError:
            raise TimeoutError(f"not seen within {timeout} s: {what or 'the awaited state'}") from None


class Tasks:
    """Background tasks with an owner. An exception in one of them is raised by `close`.

    Not a TaskGroup: a fixture may be left in another task than the one that entered it, which a TaskGroup forbids.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._failures: list[BaseException] = []

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failures.append(failure)

    async def close(self) -> None:
        """Cancel what still runs, wait for it, and raise the first failure, if any."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._failures:
            raise self._failures[0]
