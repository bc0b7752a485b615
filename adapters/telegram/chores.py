"""Small calls that nobody waits for: answering a press, a reaction, a chat action. Owned by a task group, never fatal."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from telegram.error import TelegramError

log = structlog.get_logger()

AT_ONCE = 64


class Chores:
    """Runs them while `running` is entered; outside of it they are dropped."""

    def __init__(self) -> None:
        self._group: asyncio.TaskGroup | None = None
        self._room = asyncio.Semaphore(AT_ONCE)

    def bind(self, group: asyncio.TaskGroup | None) -> None:
        """Have them owned by `group` from now on; None: by nobody, they are dropped."""
        self._group = group

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Do `work` soon."""
        if self._group is None:
            work.close()
            return
        self._group.create_task(self._guarded(name, work), name=f"telegram {name}")

    async def _guarded(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        async with self._room:
            try:
                await work
            except (TelegramError, OSError) as error:
                # A press too old to be answered, a message gone, no network: nothing is lost with it.
                log.info("telegram.chore", chore=name, kind=type(error).__name__)
