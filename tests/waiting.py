"""Waiting for what the database tells, in an app that runs on the machine's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.store import Store, Tx

Found = TypeVar("Found")
LOOK_EVERY_S, PATIENCE_S = 0.03, 60.0


async def stored(store: Store, look: Callable[[Tx], Found]) -> Found:
    """Wait until `look` finds something; returns that. Looks every now and then: not every change is hinted to anybody."""
    never = asyncio.Event()
    async with asyncio.timeout(PATIENCE_S):
        while not (found := await store.read(look)):
            await store.clock.wait(never, store.clock.now() + LOOK_EVERY_S)
    return found


async def all_posted(store: Store) -> None:
    """Wait until no post is pending or being sent."""
    await stored(store, lambda tx: not tx.value("posts.count_open"))
