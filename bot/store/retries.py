"""Retrying writes of results that no other process knows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from bot.runtime.backoff import Backoff
from bot.store.base import Store, StoreUnavailable

RETRY_FOR_S = 300.0
"""How long a write is retried while the database is away. After that the lease has passed to another process, which
does not know of the result."""
Result = TypeVar("Result")


async def write_with_retries(
    store: Store, work: Callable[..., Result], *args: Any, stopping: asyncio.Event | None = None
) -> Result:
    """Run `work(tx, *args)` in a write transaction; while the database is away, retry until `stopping` is set, and for
    `RETRY_FOR_S` seconds at most. For results (a task was created, a message was posted) that would have to be searched
    for, or be produced a second time, if they were lost. `work` must be idempotent: it may be called again after a
    commit whose answer was lost.

    Raises StoreUnavailable after the last try, and every other StoreError at once."""
    clock, stopping = store.clock, stopping or asyncio.Event()
    pauses = Backoff(first_s=0.1, most_s=5.0)
    until = clock.monotonic() + RETRY_FOR_S
    while True:
        try:
            return await store.write(work, *args)
        except StoreUnavailable:
            if stopping.is_set() or clock.monotonic() >= until:
                raise
        await clock.wait(stopping, clock.now() + pauses.next())
