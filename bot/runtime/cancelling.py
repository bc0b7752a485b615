"""Ending a task that was started beside one's own work."""

from __future__ import annotations

import asyncio
from typing import Any


async def cancel_and_wait(task: asyncio.Task[Any]) -> None:
    """Cancel `task` and wait until it has ended, whatever it ends by; it may have ended already.

    Not `task.cancel()` and `await task` with its CancelledError suppressed: a cancellation of the caller that comes meanwhile
    looks the same there, and would be lost. Here it gets out.
    """
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # Seen, or asyncio complains that nobody did.
