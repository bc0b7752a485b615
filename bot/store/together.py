"""Committing together what waits at the same moment: one write to disk for many small transactions.

With SQLite every commit waits for the disk, and there is one writer; whoever comes while a commit is under way is gathered, and
their transactions become savepoints of the next one. Each still happens whole or not at all, and a mistake in one undoes only
that one. With PostgreSQL, where writers run side by side, nothing is gathered: it would only hold locks for longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, cast

from bot.store.base import Store, StoreError, Tx

T = TypeVar("T")
MOST_AT_ONCE = 32

_Wish = tuple[Callable[[Tx], Any], asyncio.Future[Any]]


class Together:
    """Gathers writes to one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Wish] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work(tx)` and commit it. Raises what `work` raises, then it is undone; StoreError, then nothing was written.

        If the waiting coroutine is cancelled, the work still runs whole: it happens or it does not.
        """
        if self._store.dialect != "sqlite":
            return await self._store.write(work)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, answer))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._run(), name="together")
        return cast("T", await answer)

    async def _run(self) -> None:
        while self._waiting:
            wishes, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            wishes = [(work, answer) for work, answer in wishes if not answer.done()]  # Cancelled before it began.
            try:
                outcomes = await self._store.write(_all, [work for work, _ in wishes])
            except (StoreError, asyncio.CancelledError) as error:
                for _, answer in wishes:
                    if not answer.done():
                        answer.set_exception(error) if isinstance(error, StoreError) else answer.cancel()
                if isinstance(error, asyncio.CancelledError):
                    raise
                continue
            for (_, answer), (done, value) in zip(wishes, outcomes, strict=True):
                if not answer.done():
                    answer.set_result(value) if done else answer.set_exception(value)


def _all(tx: Tx, works: list[Callable[[Tx], Any]]) -> list[tuple[bool, Any]]:
    """For each: whether it was done, and what it returned or raised."""
    outcomes: list[tuple[bool, Any]] = []
    for work in works:
        tx.memo.clear()  # What one has read, another may have changed.
        try:
            outcomes.append((True, tx.savepoint(work)))
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            outcomes.append((False, error))  # A mistake of ours in one; anything else is the database's and undoes all.
    return outcomes
