"""What the idle pools of a model share: whether a job waits for one of them.

One of them listens to the hints about jobs of all pools of the model. When it has taken one it is idle no more, and the next
listens and looks. If each did, every waiting job would be claimed by all of them at once, and by all but one in vain.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.jobs.topics import waiting_for_model
from bot.store import Store, Tx
from bot.store.loops import LONGEST_REST_S, NEVER, NOW
from bot.store.rows import IdlePoolRow


@dataclass(slots=True)
class IdlePools:
    """The idle pools of one model in this process."""

    store: Store
    model: str
    looks: int = 0
    """How many times it was looked so far."""
    _members: dict[asyncio.Event, None] = field(default_factory=dict)
    """The events that wake the idle pools, in the order in which they became idle. The first one listens."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked_at: float = 0.0
    _rested: dict[int, float] | None = None
    """By pool, what the last look found if no job waited: when its first job will have rested (unix seconds)."""

    def join(self, woken: asyncio.Event) -> None:
        """A pool, which `woken` wakes, is idle."""
        self._members[woken] = None
        if len(self._members) == 1:
            self.store.hints.join(woken, waiting_for_model(self.model))

    def listens(self, woken: asyncio.Event) -> bool:
        """Whether this one listens for the others."""
        return next(iter(self._members), None) is woken

    def leave(self, woken: asyncio.Event) -> None:
        """It is idle no more."""
        listened = self.listens(woken)
        del self._members[woken]
        if listened:
            self.store.hints.leave(woken, waiting_for_model(self.model))
            if successor := next(iter(self._members), None):
                self.store.hints.join(successor, waiting_for_model(self.model))
                successor.set()  # More jobs may wait than the one that was taken.

    @asynccontextmanager
    async def turn(self, pool_id: int, after: int, *, hinted: bool) -> AsyncIterator[float]:
        """Wait for the turn of a pool. Yields when it should try again (unix seconds), NOW if a job waits: then the block
        claims it.

        What the last look found counts if it was begun after the look number `after`; for a pool that no hint has woken, which
        looks because hints may be lost, only for as long as such pools rest.
        """
        async with self._turn:
            now = self.store.clock.now()
            is_known = self._rested is not None and self.looks > after
            if not is_known or not (hinted or now - LONGEST_REST_S < self._looked_at <= now):
                self.looks += 1
                self._looked_at, self._rested = now, None  # Until the answer is there.
                self._rested = await self.store.read(self._look)
            rested = NOW if self._rested is None else self._rested.get(pool_id, NEVER)
            if rested <= self.store.clock.now():
                self._rested = None  # The block changes it.
                yield NOW
            else:
                yield rested

    def _look(self, tx: Tx) -> dict[int, float] | None:
        pools = tx.all(IdlePoolRow, "queue.idle_pools", model=self.model)
        if any(pool.waits for pool in pools):
            return None
        return {pool.id: NEVER if pool.rested_at is None else float(pool.rested_at) for pool in pools}
