"""A semaphore with round-robin queues: one for each person, so that somebody who asks for much keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TooManyWaiting(RuntimeError):
    """Somebody has asked for more than may wait of one."""


class FairSemaphore:
    """`limit` are at work at once, and `limit_waiting` wait for it of each who asks."""

    def __init__(self, limit: int, limit_waiting: int) -> None:
        self._free = limit
        self._max_waiting = limit_waiting
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Held while at work for `key`. Raises TooManyWaiting."""
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
                self._release()  # It was this one's turn already.
            elif waiter in queue:
                queue.remove(waiter)
                if not queue and self._queues.get(key) is queue:
                    del self._queues[key]
            raise

    def _release(self) -> None:
        """Hand the place on: to the one who has waited for a turn for the longest."""
        while self._queues:
            key, queue = self._queues.popitem(last=False)
            first = queue.popleft()
            if queue:
                self._queues[key] = queue
            if not first.done():
                first.set_result(None)
                return
        self._free += 1
