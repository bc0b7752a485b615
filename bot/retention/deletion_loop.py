"""The loop that deletes what is to be deleted soon: continues erasures, finalizes deletions that can no longer be undone,
deletes pictures, updates, sheets and posts that are older than they may get, and works off the queue of files to delete.
Starred pictures are kept."""

from __future__ import annotations

from bot.intake import blend_list
from bot.retention.deletion import expire_pictures, finalize
from bot.retention.erasure import Eraser
from bot.retention.file_removal import FileRemoval
from bot.retention.walk import Walk
from bot.store import Store, Tx, file_deletions
from bot.store.isolation import IsolatedSteps
from bot.store.loops import NEVER, Loop
from bot.store.rows import ErasureRow, KeepDaysRow
from config.settings import Keeping

EVERY_S = 30.0
BATCH_SIZE = 100
DAY_S = 24 * 3600.0
SHEET_LIFE_S = 7 * DAY_S
"""A sheet can be made again from its pictures."""
DELETED_POST_LIFE_S = DAY_S
"""How long a deleted post is kept: a reply to it may still arrive."""
BATCH_LIFE_S = 30 * DAY_S


class DeletionLoop(Loop):
    """Runs every half minute and after deletions, in small steps, so that no other transaction waits for long.
    (`bot.retention.expiry.DataExpiry` deletes old jobs as a whole, which takes longer.)"""

    name = "deletion"
    topics = (file_deletions.TOPIC,)

    def __init__(self, store: Store, eraser: Eraser, removal: FileRemoval, keeping: Keeping) -> None:
        super().__init__(store)
        self.eraser = eraser
        self.removal = removal
        self.keeping = keeping
        self._old_pictures = Walk("gallery.expired")
        self._erasures = IsolatedSteps(store, "alert-erasure-broken")
        self._deletions = IsolatedSteps(store, "alert-deletion-broken")

    async def once(self) -> float:
        rows = await self.store.read(lambda tx: tx.all(ErasureRow, "erasure.open", limit=BATCH_SIZE))
        for person_id in self._erasures.ready(row.person_id for row in rows):
            await self._erasures.run(person_id, self._continue_erasure)
        await self.store.write(self._expire)
        next_final = await self._finalize_deletions()
        more = await self.removal.work_off(BATCH_SIZE)
        return self.clock.now() if more else min(next_final, self.clock.now() + EVERY_S)

    async def _finalize_deletions(self) -> float:
        """Finalize what can no longer be undone; returns when the next one is due (unix seconds)."""

        def look(tx: Tx) -> tuple[list[int], float]:
            due = tx.values("deletions.due", now=tx.now, limit=BATCH_SIZE)
            return due, float(tx.value("deletions.next_due", after=tx.now) or NEVER)

        due, later = await self.store.read(look)
        for job_id in self._deletions.ready(due):
            await self._deletions.run(job_id, finalize)
        return self.clock.now() if len(due) == BATCH_SIZE else later

    def _continue_erasure(self, tx: Tx, person_id: int) -> None:
        if row := tx.one(ErasureRow, "erasure.of_person", person_id=person_id):
            self.eraser.continue_erasure(tx, row)

    def _expire(self, tx: Tx) -> None:
        tx.run("file_deletions.enqueue_old_sheets", before=tx.now - SHEET_LIFE_S, now=tx.now)
        tx.run("sheets.drop_old", before=tx.now - SHEET_LIFE_S)
        tx.run("shares.drop_expired", now=tx.now)
        blend_list.expire(tx)
        tx.run("batches.drop_old", before=tx.now - BATCH_LIFE_S)
        # The order matters: references are found by the posts that are dropped next.
        tx.run("expiry.drop_message_refs_of_deleted_posts", before=tx.now - DELETED_POST_LIFE_S)
        self.removal.deliveries.drop_posts(tx, "expiry.drop_deleted_posts", before=tx.now - DELETED_POST_LIFE_S)
        tx.run("expiry.drop_old_updates", before=tx.now - self.keeping.updates_days * DAY_S)
        if self.keeping.pictures_days:
            before = tx.now - self.keeping.pictures_days * DAY_S
            for job_id in self._old_pictures.step(tx, before, BATCH_SIZE)[0]:
                expire_pictures(tx, job_id)
        for kept in tx.all(KeepDaysRow, "people.kept_shorter"):
            before = tx.now - kept.keep_days * DAY_S
            for job_id in tx.values("gallery.expired_in", conversation_id=kept.id, before=before, limit=BATCH_SIZE):
                expire_pictures(tx, job_id)
