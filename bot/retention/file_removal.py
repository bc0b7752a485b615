"""Deleting stored files. The rows that name a file are deleted after it, so that after a crash between the two the
removal is repeated.

Equal bytes have the same key, so a file may be wanted again while it waits for its deletion. Then a row names it, before
it is written: of an image, `bot.intake.image_fetcher` commits the row first; a sheet has had one since it was asked for.
Both write the file only when the key is no longer in the queue. So the queue is what keeps writing and deleting apart: a
key is taken from it when its file has been deleted, or when a row names it again and no process is deleting it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from bot.media.storage.picture_store import PictureStore
from bot.retention.deliveries import Deliveries
from bot.store import Store, Tx, topics

log = structlog.get_logger()

LEASE_S = 300.0
"""How long a process may take for the files that it claims; it stops after half of that."""
RETRY_S = 60.0
"""After how long a file is tried again that could not be deleted."""


@dataclass(slots=True)
class _Claimed:
    """Keys that were claimed, and how far the work on them has come."""

    keys: list[str]
    done: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    current: str = ""


class FileRemoval:
    """Deletes files, and what adapters keep about their copies."""

    def __init__(self, store: Store, pictures: PictureStore, deliveries: Deliveries) -> None:
        self.store = store
        self.pictures = pictures
        self.deliveries = deliveries

    async def work_off(self, limit: int) -> bool:
        """Delete at most `limit` files of the queue. True if there may be more. Raises OSError if one cannot be deleted;
        the others come first then."""
        stop_at = self.store.clock.monotonic() + LEASE_S / 2
        keys = await self.store.write(_claim, limit)
        work = _Claimed(keys)
        try:
            for key in keys:
                if self.store.clock.monotonic() > stop_at:
                    break
                work.current = key
                # Read for each file: deleting those before took its time.
                if await self.store.read(_is_unreferenced, key):
                    await self._delete(key)
                    work.deleted.append(key)
                work.done.append(key)
            work.current = ""
        finally:
            if keys:
                await self.store.write(self._note, work)
        return len(keys) == limit

    async def delete_folder(self, folder: str) -> None:
        """Delete all files of a folder, at once."""
        async for batch in self.pictures.listing(folder):
            keys = [stored.key for stored in batch]
            for key in keys:
                await self._delete(key)
            await self.store.write(self._forget, keys, keys)

    async def _delete(self, key: str) -> None:
        try:
            await self.pictures.delete(key)
        except KeyError:
            log.error(
                "file.malformed-key", key=key
            )  # There can be no such file, so the others have not to wait for it.

    def _note(self, tx: Tx, work: _Claimed) -> None:
        for key in work.keys[len(work.done) :]:
            tx.run("file_deletions.postpone", key=key, at=tx.now + (RETRY_S if key == work.current else 0.0))
        self._forget(tx, work.done, work.deleted)

    def _forget(self, tx: Tx, done: Sequence[str], deleted: Sequence[str]) -> None:
        for key in done:
            tx.run("file_deletions.dequeue", key=key)
        self.deliveries.forget_files(tx, deleted)
        tx.hint(topics.SHEETS)  # Those that had to wait are made now.


def _claim(tx: Tx, limit: int) -> list[str]:
    """Lease the next files of the queue."""
    if tx.run("file_deletions.keep_referenced", now=tx.now):
        tx.hint(topics.SHEETS)
    keys = tx.values("file_deletions.queued", now=tx.now, limit=limit)
    for key in keys:
        tx.run("file_deletions.postpone", key=key, at=tx.now + LEASE_S)
    return keys


def _is_unreferenced(tx: Tx, key: str) -> bool:
    return tx.value("file_deletions.is_unreferenced", key=key) is not None
