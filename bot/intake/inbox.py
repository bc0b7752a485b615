"""Saving updates. Calls that wait at the same time share one transaction: one write to disk for many messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog

from bot.adapter_api import RawUpdate
from bot.runtime.failpoints import hit
from bot.store import Store, StoreError, StoreRefused, Tx, topics
from bot.store.loops import NEVER, Loop

log = structlog.get_logger()

SAME_ID_WINDOW_S = 7 * 24 * 3600.0
"""An id that is repeated within this time is the same update. (Telegram may restart its ids after a week.)"""


class _Waiting(NamedTuple):
    """A call that waits for its transaction."""

    platform: str
    updates: Sequence[RawUpdate]
    answer: asyncio.Future[list[bool]]
    also: Callable[[Tx], None] | None


class Inbox(Loop):
    """Saves updates; `UpdateWorker` handles them."""

    name = "inbox"

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._waiting: list[_Waiting] = []

    async def save(
        self, platform: str, updates: Sequence[RawUpdate], also: Callable[[Tx], None] | None = None
    ) -> list[bool]:
        """Save updates, and run `also` in the same transaction; for each, whether it was new. Raises OSError if they are
        not on disk."""
        if not updates and also is None:
            return []
        answer: asyncio.Future[list[bool]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(platform, updates, answer, also))
        self.woken.set()
        return await answer

    async def once(self) -> float:
        waiting, self._waiting = self._waiting, []
        if waiting:
            try:
                await self._save_all(waiting)
            except asyncio.CancelledError:
                for each in waiting:
                    each.answer.cancel()
                raise
            hit("inbox.saved")
        return NEVER

    async def _save_all(self, waiting: list[_Waiting]) -> None:
        """Save all in one transaction; if that fails, each call in its own, so that one bad update does not keep out
        the others. Every caller gets an answer."""
        try:
            answers = await self.store.write(
                _save,
                [(each.platform, each.updates) for each in waiting],
                [each.also for each in waiting if each.also is not None],
            )
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
        for each, news in zip(waiting, answers, strict=True):
            if not each.answer.done():
                each.answer.set_result(news)


def _refuse(waiting: _Waiting, error: Exception) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(OSError(f"not saved: {error}"))


def _save(
    tx: Tx, batches: Sequence[tuple[str, Sequence[RawUpdate]]], also: Sequence[Callable[[Tx], None]] = ()
) -> list[list[bool]]:
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
    for work in also:
        work(tx)
    tx.hint(topics.INBOX)
    return answers
