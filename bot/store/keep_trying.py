"""Writing what came from outside and what nobody but this process knows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from bot.runtime.backoff import Backoff
from bot.store.base import Store, StoreUnavailable

KEEP_S = 300.0
"""How long an answer from outside is kept for a store that is away. Then its work is somebody else's, who does not know of it."""
Noted = TypeVar("Noted")


async def keep(store: Store, note: Callable[..., Noted], *args: Any, stopping: asyncio.Event | None = None) -> Noted:
    """Run `note(tx, *args)` in a write transaction, and wait for a store that is away: until `stopping` is set, and for `KEEP_S`
    seconds at most. What `note` notes (that a picture is being painted, that a message stands in a chat) would otherwise be
    looked for, or done a second time. It must bear being called again after a commit whose answer was lost.

    Raises StoreUnavailable when the patience is over, and every other StoreError at once."""
    clock, stopping = store.clock, stopping or asyncio.Event()
    pauses = Backoff(first_s=0.1, most_s=5.0)
    until = clock.monotonic() + KEEP_S
    while True:
        try:
            return await store.write(note, *args)
        except StoreUnavailable:
            if stopping.is_set() or clock.monotonic() >= until:
                raise
        await clock.wait(stopping, clock.now() + pauses.next())
