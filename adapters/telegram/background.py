"""Small calls that nobody waits for: answering a press, a reaction, a chat action. Owned by a task group, never fatal."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.runtime.supervision import guarded
from bot.store import StoreError

log = structlog.get_logger()

MAX_CONCURRENT = 64
MAX_WAITING = 500
"""More are dropped: people can make them faster than Telegram takes them, and they are soon too late anyway."""


class BackgroundCalls:
    """Runs them while `running` is entered; outside of it they are dropped."""

    def __init__(self) -> None:
        self._group: asyncio.TaskGroup | None = None
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._waiting = 0

    def bind(self, group: asyncio.TaskGroup | None) -> None:
        """Have them owned by `group` from now on; None: by nobody, they are dropped."""
        self._group = group
        self._waiting = 0  # Those of a group that has ended have ended with it.

    def start(self, name: str, call: Coroutine[Any, Any, Any]) -> None:
        """Do `call` soon."""
        if self._group is None or self._waiting >= MAX_WAITING:
            call.close()
            return
        self._waiting += 1
        self._group.create_task(guarded(f"telegram {name}", self._run(name, call)), name=f"telegram {name}")

    async def _run(self, name: str, call: Coroutine[Any, Any, Any]) -> None:
        async with self._slots:
            self._waiting -= 1
            try:
                await call
            except (TelegramError, OSError, StoreError) as error:
                # A press too old to be answered, a message gone, no network, no database: nothing is lost with it.
                log.info("telegram.chore", chore=name, kind=type(error).__name__)
