"""A semaphore with a queue per key, served round-robin: one person's many requests do not delay others."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TooManyWaiting(RuntimeError):
    """The key's queue is full."""


class FairSemaphore:
    """At most `limit` holders at once, and `max_waiting` waiters per key."""

    def __init__(self, limit: int, max_waiting: int) -> None:
        self._free = limit
        self._max_waiting = max_waiting
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Hold a slot for `key`. Raises TooManyWaiting."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(key)
        try:
            yield
        finally:
            self._release()

    async def _wait(self, key: str) -> None:
        queue = self._queues.setdefault(key, deque())
        if len(queue) >= self._max_waiting:
            raise TooManyWaiting(key)
        waiter = asyncio.get_running_loop().create_future()
        queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._release()  # The slot had been handed over already.
            elif waiter in queue:
                queue.remove(waiter)
                if not queue and self._queues.get(key) is queue:
                    del self._queues[key]
            raise

    def _release(self) -> None:
        """Pass the slot to the next key in round-robin order."""
        while self._queues:
            key, queue = self._queues.popitem(last=False)
            first = queue.popleft()
            if queue:
                self._queues[key] = queue
            if not first.done():
                first.set_result(None)
                return
        self._free += 1
