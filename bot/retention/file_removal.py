"""Deleting stored files. The rows that name a file are deleted after it, so that after a crash between the two the
removal is repeated.

Equal bytes have the same key, so a file may be wanted again while it waits for its deletion. Then a row names it, before
it is written: of an image, `bot.intake.image_fetcher` commits the row first; a sheet has had one since it was asked for.
Both write the file only when the key is no longer in the queue. So the queue is what keeps writing and deleting apart: a
key is taken from it when its file has been deleted, or a row names it again.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.media.storage.picture_store import PictureStore
from bot.retention.deliveries import Deliveries
from bot.store import Store, Tx, topics

log = structlog.get_logger()


class FileRemoval:
    """Deletes files, and what adapters keep about their copies."""

    def __init__(self, store: Store, pictures: PictureStore, deliveries: Deliveries) -> None:
        self.store = store
        self.pictures = pictures
        self.deliveries = deliveries

    async def work_off(self, limit: int) -> bool:
        """Delete at most `limit` files of the queue. True if there may be more. Raises OSError if one cannot be deleted; it
        is the last one of the queue then."""
        keys = await self.store.write(_queued, limit)
        done: list[str] = []
        deleted: list[str] = []
        try:
            for key in keys:
                # Read for each file: deleting those before took its time.
                if await self.store.read(_is_unreferenced, key):
                    await self._delete_or_postpone(key)
                    deleted.append(key)
                done.append(key)
        finally:
            if done:
                await self.store.write(self._note, done, deleted)
        return len(keys) == limit

    async def delete_folder(self, folder: str) -> None:
        """Delete all files of a folder, at once."""
        async for batch in self.pictures.listing(folder):
            keys = [stored.key for stored in batch]
            for key in keys:
                await self._delete(key)
            await self.store.write(self._note, keys, keys)

    async def _delete_or_postpone(self, key: str) -> None:
        try:
            await self._delete(key)
        except OSError:
            await self.store.write(_enqueue_last, key)
            raise

    async def _delete(self, key: str) -> None:
        try:
            await self.pictures.delete(key)
        except KeyError:
            log.error(
                "file.malformed-key", key=key
            )  # There can be no such file, so the others have not to wait for it.

    def _note(self, tx: Tx, done: Sequence[str], deleted: Sequence[str]) -> None:
        for key in done:
            tx.run("file_deletions.dequeue", key=key)
        self.deliveries.forget_files(tx, deleted)
        tx.hint(topics.SHEETS)  # Those that had to wait are made now.


def _queued(tx: Tx, limit: int) -> list[str]:
    if tx.run("file_deletions.keep_referenced"):
        tx.hint(topics.SHEETS)
    return tx.values("file_deletions.queued", limit=limit)


def _enqueue_last(tx: Tx, key: str) -> None:
    tx.run("file_deletions.enqueue_last", key=key, now=tx.now)


def _is_unreferenced(tx: Tx, key: str) -> bool:
    return tx.value("file_deletions.is_unreferenced", key=key) is not None
