"""Clearing: jobs with all that belongs to them, answers and images older than the operator keeps them.

Pictures and updates are the sweeper's (`bot.retention.files`), because there people have a say. The ledgers stay for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.adapter_api import Adapter, HoldsUserData
from bot.media.storage.picture_store import INCOMING, PictureStore
from bot.store import Store, Tx
from bot.store.loops import Loop
from config.settings import Keeping

EVERY_S = 300.0
INCOMING_EVERY_S = 3600.0
AT_ONCE = 100
DAY_S = 24 * 3600.0
AUDIT_DAYS = 400
"""How long the audit record goes back."""


class UpdateExpiry(Loop):
    """Small steps, so that nothing waits for it: at most a hundred of a kind in a transaction."""

    name = "clear"

    def __init__(
        self, store: Store, pictures: PictureStore, keeping: Keeping, adapters: Iterable[Adapter] = ()
    ) -> None:
        super().__init__(store)
        self.adapters = [adapter for adapter in adapters if isinstance(adapter, HoldsUserData)]
        self.pictures = pictures
        self.keeping = keeping
        self._incoming_at = 0.0

    async def once(self) -> float:
        more = False
        await self.store.write(lambda tx: tx.run("access.drop_old_notes", before=tx.now - AUDIT_DAYS * DAY_S))
        if self.keeping.jobs_days:
            before = self.clock.now() - self.keeping.jobs_days * DAY_S
            more = await self._jobs(before)
            for adapter in self.adapters:
                more = await self.store.write(adapter.delete_before, before) or more
        if self.keeping.pictures_days:
            before = self.clock.now() - self.keeping.pictures_days * DAY_S
            more = await self.store.write(self._images, before) or more
            await self._incoming(before)
        return self.clock.now() + (1.0 if more else EVERY_S)

    async def _jobs(self, before: float) -> bool:
        jobs = await self.store.read(
            lambda tx: [r["id"] for r in tx.all("clearing.old_jobs", before=before, limit=AT_ONCE)]
        )
        for job_id in jobs:
            # The files first: cut off here, the job is still known and this is done again.
            async for batch in self.pictures.listing(f"jobs/{job_id}"):
                for kept in batch:
                    await self.pictures.delete(kept.key)
            await self.store.write(self._job, job_id)
        return len(jobs) == AT_ONCE or await self.store.write(self._notes, before)

    def _job(self, tx: Tx, job_id: int) -> None:
        names = {
            "job": f"job:{job_id}",
            "bell": f"bell:{job_id}",
            "again": f"job:{job_id}:",
            "behind": f"job:{job_id};",
        }
        tx.run("clearing.drop_shown_of_job", **names)
        tx.run("clearing.drop_posts_of_job", **names)
        tx.run("shares.drop_of_job", job_id=job_id)
        for statement in ("events", "pictures", "sheet", "deletion"):
            tx.run(f"clearing.drop_{statement}_of_job", job_id=job_id)
        tx.run("clearing.drop_job", job_id=job_id)

    def _notes(self, tx: Tx, before: float) -> bool:
        notes = tx.all("clearing.old_notes", before=before, limit=AT_ONCE)
        for note in notes:
            tx.run("clearing.drop_shown_of_post", id=note["id"])
            tx.run("clearing.drop_post", id=note["id"])
        return len(notes) == AT_ONCE

    def _images(self, tx: Tx, before: float) -> bool:
        """Images go unless a job that has not ended still needs them."""
        old = tx.all("clearing.old_images", before=before, limit=AT_ONCE)
        if not old:
            return False
        needed = {_reference(row["request"]) for row in tx.all("clearing.open_requests")}
        going = [row["key"] for row in old if row["key"] not in needed]
        for key in going:
            if tx.run("clearing.drop_image", key=key, before=before):
                tx.run("clearing.drop_brought", key=key)
                tx.run("forgetting.doom", key=key, now=tx.now)
        if going:
            tx.hint("doomed")
        return len(going) == AT_ONCE

    async def _incoming(self, before: float) -> None:
        if self.clock.now() < self._incoming_at:
            return
        async for batch in self.pictures.listing(INCOMING):
            for kept in batch:
                if kept.at < before:
                    await self.pictures.delete(kept.key)
        self._incoming_at = self.clock.now() + INCOMING_EVERY_S


def _reference(request: str) -> str:
    try:
        return str((json.loads(request).get("reference") or {}).get("image", ""))
    except (ValueError, AttributeError):
        return ""  # A damaged row needs no image.
