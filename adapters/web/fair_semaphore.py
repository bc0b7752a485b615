"""A semaphore with round-robin queues: one for each person, so that somebody who asks for much keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TooManyWaiting(RuntimeError):
    """Somebody has asked for more than may wait of one."""


class FairSemaphore:
    """`most` are at work at once, and `waiting` wait for it of each who asks."""

    def __init__(self, most: int, waiting: int) -> None:
        self._free = most
        self._most_waiting = waiting
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[None]:
        """Held while at work for `who`. Raises TooManyWaiting."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(who)
        try:
            yield
        finally:
            self._next()

    async def _wait(self, who: str) -> None:
        queue = self._queues.setdefault(who, deque())
        if len(queue) >= self._most_waiting:
            raise TooManyWaiting(who)
        mine = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._next()  # It was this one's turn already.
            elif mine in queue:
                queue.remove(mine)
                if not queue and self._queues.get(who) is queue:
                    del self._queues[who]
            raise

    def _next(self) -> None:
        """Hand the place on: to the one who has waited for a turn for the longest."""
        while self._queues:
            who, queue = self._queues.popitem(last=False)
            first = queue.popleft()
            if queue:
                self._queues[who] = queue
            if not first.done():
                first.set_result(None)
                return
        self._free += 1
