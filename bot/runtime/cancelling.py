"""Cancelling a child task."""

from __future__ import annotations

import asyncio
from typing import Any


async def cancel_and_wait(task: asyncio.Task[Any]) -> None:
    """Cancel `task` and wait until it has ended, with any result; it may have ended already.

    With `task.cancel()` and `await task` under `suppress(CancelledError)`, a cancellation of the caller in the meantime
    would be suppressed as well. Here it is raised.
    """
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # Retrieved, or asyncio logs that it never was.
