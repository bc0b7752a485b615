"""Saving updates. Calls that wait at the same time share one transaction: one write to disk for many messages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.adapter_api import RawUpdate
from bot.runtime.failpoints import hit
from bot.store import Store, StoreError, StoreRefused, Tx, topics
from bot.store.loops import NEVER, Loop

log = structlog.get_logger()

SAME_ID_WINDOW_S = 7 * 24 * 3600.0
"""An id that is repeated within this time is the same update. (Telegram may restart its ids after a week.)"""


_Waiting = tuple[str, Sequence[RawUpdate], "asyncio.Future[list[bool]]"]


class Inbox(Loop):
    """Saves updates; `UpdateWorker` handles them."""

    name = "inbox"

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._waiting: list[_Waiting] = []

    async def save(self, platform: str, updates: Sequence[RawUpdate]) -> list[bool]:
        """Save updates; for each, whether it was new. Raises OSError if they are not on disk."""
        if not updates:
            return []
        answer: asyncio.Future[list[bool]] = asyncio.get_running_loop().create_future()
        self._waiting.append((platform, updates, answer))
        self.woken.set()
        return await answer

    async def once(self) -> float:
        waiting, self._waiting = self._waiting, []
        if waiting:
            try:
                await self._save_all(waiting)
            except asyncio.CancelledError:
                for _, _, answer in waiting:
                    answer.cancel()
                raise
            hit("inbox.saved")
        return NEVER

    async def _save_all(self, waiting: list[_Waiting]) -> None:
        """Save all in one transaction; if that fails, each call in its own, so that one bad update does not keep out
        the others. Every caller gets an answer."""
        try:
            answers = await self.store.write(_save, [(platform, updates) for platform, updates, _ in waiting])
        except Exception as error:
            if isinstance(error, StoreError) and not isinstance(error, StoreRefused):
                for each in waiting:
                    _refuse(each, error)
                raise
            log.exception("inbox.not-saved", together=len(waiting))
            if len(waiting) == 1:
                _refuse(waiting[0], error)
                return
            for each in waiting:
                await self._save_all([each])
            return
        for (_, _, answer), news in zip(waiting, answers, strict=True):
            if not answer.done():
                answer.set_result(news)


def _refuse(waiting: _Waiting, error: Exception) -> None:
    if not waiting[2].done():
        waiting[2].set_exception(OSError(f"not saved: {error}"))


def _save(tx: Tx, batches: list[tuple[str, Sequence[RawUpdate]]]) -> list[list[bool]]:
    answers = []
    # Locked in one order everywhere, so that two processes with the same sequence keys (column `lane`) do not deadlock.
    for platform, key in sorted(
        {(platform, update.sequence_key) for platform, updates in batches for update in updates}
    ):
        tx.value("inbox.lock_lane", platform=platform, lane=key)
    for platform, updates in batches:
        news = []
        for update in updates:
            tx.run("inbox.retire_old_id", platform=platform, event_id=update.event_id, before=tx.now - SAME_ID_WINDOW_S)
            saved = tx.run(
                "inbox.save",
                platform=platform,
                event_id=update.event_id,
                lane=update.sequence_key,
                body=update.body,
                now=tx.now,
            )
            news.append(bool(saved))
        answers.append(news)
    tx.hint(topics.INBOX)
    return answers
