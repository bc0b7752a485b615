"""Deleting jobs with everything that belongs to them, answers and uploaded images, when they are older than the
retention settings allow.

Pictures and updates are deleted by `bot.retention.deletion_loop`, because people can star and delete pictures themselves. The
ledgers are never deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.adapter_api import Adapter, HoldsUserData
from bot.assistant.erasure import blank_calls_about_image
from bot.intake import blend_list
from bot.media.storage.picture_store import INCOMING, PictureStore
from bot.retention.deliveries import Deliveries
from bot.retention.file_removal import FileRemoval
from bot.retention.walk import Walk
from bot.screening import verdicts
from bot.store import Store, Tx, file_deletions
from bot.store.loops import Loop
from bot.store.rows import KeepDaysRow, PictureRow
from config.settings import Keeping

EVERY_S = 300.0
INCOMING_EVERY_S = 3600.0
BATCH_SIZE = 100
DAY_S = 24 * 3600.0
AUDIT_DAYS = 400
"""How long audit records are kept."""


class DataExpiry(Loop):
    """Deletes in small steps, at most a hundred rows of a kind in a transaction, so that no other transaction waits for
    long."""

    name = "expiry"

    def __init__(
        self, store: Store, pictures: PictureStore, keeping: Keeping, adapters: Iterable[Adapter] = ()
    ) -> None:
        super().__init__(store)
        everybody = list(adapters)
        self.adapters = [adapter for adapter in everybody if isinstance(adapter, HoldsUserData)]
        self.deliveries = Deliveries(everybody)
        self.removal = FileRemoval(store, pictures, self.deliveries)
        self.pictures = pictures
        self.keeping = keeping
        self._incoming_at = 0.0
        self._old_jobs = Walk("expiry.old_jobs")

    async def once(self) -> float:
        await self.store.write(lambda tx: tx.run("access.drop_old_entries", before=tx.now - AUDIT_DAYS * DAY_S))
        await self.store.write(verdicts.drop_old)
        more = await self._expire_chats()
        if self.keeping.jobs_days:
            before = self.clock.now() - self.keeping.jobs_days * DAY_S
            more = await self._expire_jobs(before) or more
            await self.store.write(lambda tx: tx.run("moderation.drop_old_cases", before=before))
            for adapter in self.adapters:
                more = await self.store.write(adapter.delete_before, before) or more
        if self.keeping.pictures_days:
            before = self.clock.now() - self.keeping.pictures_days * DAY_S
            more = await self.store.write(self._expire_images, before) or more
            await self._expire_incoming(before)
        return self.clock.now() + (1.0 if more else EVERY_S)

    async def _expire_chats(self) -> bool:
        """Delete jobs, answers and calls of the chats that are kept for less than others."""
        more = False
        for of_chat, jobs, answers in await self.store.read(_old_in_chats):
            await self._drop_jobs(jobs)
            more = len(jobs) == BATCH_SIZE or more
            if answers:
                more = await self.store.write(self._drop_answers_in, of_chat) or more
        return more

    def _drop_answers_in(self, tx: Tx, of_chat: dict[str, Any]) -> bool:
        tx.run("moderation.drop_old_cases_in", **of_chat)
        calls = tx.run("calls.drop_old_in", **of_chat, limit=BATCH_SIZE)
        return BATCH_SIZE in (
            self._drop_posts(tx, tx.values("expiry.old_answers_in", **of_chat, limit=BATCH_SIZE)),
            calls,
        )

    async def _expire_jobs(self, before: float) -> bool:
        jobs, more = await self.store.read(self._old_jobs.step, before, BATCH_SIZE)
        await self._drop_jobs(jobs)
        return more or await self.store.write(self._drop_answers, before)

    async def _drop_jobs(self, jobs: list[int]) -> None:
        for job_id in jobs:
            # The files first: if the process dies here, the row still exists and this is repeated.
            await self.removal.delete_folder(f"jobs/{job_id}")
            await self.store.write(self._drop_job, job_id)

    def _drop_job(self, tx: Tx, job_id: int) -> None:
        tx.run("expiry.drop_message_refs_of_job", job_id=job_id)
        self.deliveries.drop_posts(tx, "expiry.drop_posts_of_job", job_id=job_id)
        tx.run("shares.drop_of_job", job_id=job_id)
        # The order matters: these rows refer to the job, which is dropped last.
        blend_list.remove_pictures(tx, {each.key for each in tx.all(PictureRow, "pictures.of_job", job_id=job_id)})
        tx.run("expiry.drop_events_of_job", job_id=job_id)
        tx.run("expiry.drop_pictures_of_job", job_id=job_id)
        tx.run("expiry.drop_sheet_of_job", job_id=job_id)
        tx.run("expiry.drop_deletion_of_job", job_id=job_id)
        tx.run("expiry.drop_job", job_id=job_id)

    def _drop_answers(self, tx: Tx, before: float) -> bool:
        calls = tx.run("calls.drop_old", before=before, limit=BATCH_SIZE)
        answers = self._drop_posts(tx, tx.values("expiry.old_answers", before=before, limit=BATCH_SIZE))
        return BATCH_SIZE in (answers, calls)

    def _drop_posts(self, tx: Tx, posts: list[int]) -> int:
        for post_id in posts:
            tx.run("expiry.drop_message_refs_of_post", id=post_id)
            self.deliveries.drop_posts(tx, "expiry.drop_post", id=post_id)
        return len(posts)

    def _expire_images(self, tx: Tx, before: float) -> bool:
        """Delete images, except those that an open job uses."""
        old = tx.values("expiry.old_images", before=before, limit=BATCH_SIZE)
        if not old:
            return False
        used = {key for request in tx.values("expiry.open_requests") for key in _references(request)}
        deleted = [key for key in old if key not in used]
        for key in deleted:
            if tx.run("expiry.drop_image", key=key, before=before):
                tx.run("expiry.drop_upload", key=key)
                blank_calls_about_image(tx, key)
                file_deletions.enqueue(tx, key)
        blend_list.remove_pictures(tx, deleted)
        return len(deleted) == BATCH_SIZE

    async def _expire_incoming(self, before: float) -> None:
        if self.clock.now() < self._incoming_at:
            return
        async for batch in self.pictures.listing(INCOMING):
            for kept in batch:
                if kept.at < before:
                    await self.pictures.delete(kept.key)
        self._incoming_at = self.clock.now() + INCOMING_EVERY_S


def _old_in_chats(tx: Tx) -> list[tuple[dict[str, Any], list[int], bool]]:
    """Of the chats that are kept for less than others and have something old: the parameters of statements about them, old jobs,
    and whether there is something else. Read together: most have nothing, which needs no transactions of their own."""
    found = []
    for kept in tx.all(KeepDaysRow, "people.kept_shorter"):
        of_chat = {"conversation_id": kept.id, "before": tx.now - kept.keep_days * DAY_S}
        jobs = tx.values("expiry.old_jobs_in", **of_chat, limit=BATCH_SIZE)
        answers = tx.value("expiry.old_answers_in", **of_chat, limit=1)
        others = answers or tx.value("expiry.has_old_calls_or_cases", **of_chat)
        if jobs or others:
            found.append((of_chat, jobs, bool(others)))
    return found


def _references(request: str) -> list[str]:
    """The keys of all images that a stored request refers to."""
    try:
        reference = json.loads(request).get("reference") or {}
        return [reference.get("image", ""), *reference.get("more", ())]
    except (ValueError, AttributeError, TypeError):
        return []  # A damaged row uses no image.
