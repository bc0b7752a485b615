"""Fire-and-forget API calls (answering a press, a reaction, registering commands), owned by a task group; failures
are logged."""

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
"""Further calls are dropped: people can cause them faster than Telegram accepts them, and they expire within
seconds."""


class BackgroundCalls:
    """Runs calls while a task group is bound; without one they are dropped."""

    def __init__(self) -> None:
        self._group: asyncio.TaskGroup | None = None
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._waiting = 0

    def bind(self, group: asyncio.TaskGroup | None) -> None:
        """Use `group` for new calls; None drops them."""
        self._group = group
        self._waiting = 0  # The previous group's calls have ended with it.

    def start(self, name: str, call: Coroutine[Any, Any, Any]) -> None:
        """Schedule `call`."""
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
                # A press too old to be answered, a deleted message, no network, no database: nothing depends on the
                # call.
                log.info("telegram.chore", chore=name, kind=type(error).__name__)
