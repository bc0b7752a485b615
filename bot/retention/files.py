"""The sweeper: goes on with forgetting, ends deletions that can be undone no longer, clears what is older than the operator
keeps it, and removes files that nothing refers to. Starred pictures stay."""

from __future__ import annotations

from bot.media.storage.picture_store import PictureStore
from bot.retention.deletion import expire_pictures, finish
from bot.retention.erasure import Eraser
from bot.store import Store, Tx
from bot.store.loops import NEVER, Loop
from config.settings import Keeping

EVERY_S = 30.0
AT_ONCE = 100
DAY_S = 24 * 3600.0
BOARD_LIFE_S = 7 * DAY_S
"""Sheets can be made anew; what they show is kept elsewhere."""
GONE_LIFE_S = DAY_S
"""A post that was taken away is remembered so long: a reply to it may be on its way."""
BATCH_LIFE_S = 30 * DAY_S


class FileSweeper(Loop):
    """Small steps, so that nothing waits for it."""

    name = "sweeper"
    topics = ("doomed",)

    def __init__(self, store: Store, forgetter: Eraser, pictures: PictureStore, keeping: Keeping) -> None:
        super().__init__(store)
        self.forgetter = forgetter
        self.pictures = pictures
        self.keeping = keeping

    async def once(self) -> float:
        await self.store.write(self._forget)
        await self.store.write(self._expire)
        next_final = await self.store.write(self._finish_deletions)
        keys = await self.store.write(self._doomed)
        for key in keys:
            await self.pictures.delete(key)
        if keys:
            await self.store.write(lambda tx: [tx.run("forgetting.removed", key=key) for key in keys])
        return self.clock.now() if len(keys) == AT_ONCE else min(next_final, self.clock.now() + EVERY_S)

    def _finish_deletions(self, tx: Tx) -> float:
        for row in tx.all("deletions.due", now=tx.now, limit=AT_ONCE):
            finish(tx, row["job_id"])
        return float(tx.value("deletions.next_due") or NEVER)

    def _doomed(self, tx: Tx) -> list[str]:
        tx.run("forgetting.reprieve")
        return [row["key"] for row in tx.all("forgetting.doomed", limit=AT_ONCE)]

    def _forget(self, tx: Tx) -> None:
        for row in tx.all("forgetting.open", limit=AT_ONCE):
            self.forgetter.step(tx, row)

    def _expire(self, tx: Tx) -> None:
        tx.run("boards.doom_old", before=tx.now - BOARD_LIFE_S, now=tx.now)
        tx.run("boards.drop_old", before=tx.now - BOARD_LIFE_S)
        tx.run("shares.drop_expired", now=tx.now)
        tx.run("batches.drop_old", before=tx.now - BATCH_LIFE_S)
        for statement in ("drop_gone_handles", "drop_gone_posts"):
            tx.run(f"forgetting.{statement}", before=tx.now - GONE_LIFE_S)
        tx.run("forgetting.drop_old_updates", before=tx.now - self.keeping.updates_days * DAY_S)
        if self.keeping.pictures_days:
            before = tx.now - self.keeping.pictures_days * DAY_S
            old = tx.all("gallery.expired", before=before, limit=AT_ONCE)
            for job_id in {row["job_id"] for row in old}:
                expire_pictures(tx, job_id)
