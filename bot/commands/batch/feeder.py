"""The loop that queues the jobs of batches, and finishes comparisons."""

from __future__ import annotations

import json

from bot.commands.batch.batches import Batches, BatchState, batch_subject, items_of
from bot.jobs import topics as job_topics
from bot.jobs.states import ENDED, State
from bot.outbox import desired, sheets
from bot.store import Store, Tx
from bot.store import topics as store_topics
from bot.store.loops import NOW, Loop
from bot.store.rows import BatchRow, JobRow, PictureRow, PostRow

EVERY_S = 3.0
MAX_BATCHES_PER_STEP = 20
"""Few, because a transaction holds the lock under which jobs are accepted."""


class BatchFeeder(Loop):
    """Queues the remaining jobs of each batch, and requests the sheet of a comparison once all its jobs have ended."""

    name = "batches"
    topics = (store_topics.BATCHES,)

    def __init__(self, store: Store, batches: Batches) -> None:
        super().__init__(store)
        self.batches = batches
        self._round_began = 0.0
        self._listens = False

    async def once(self) -> float:
        now = self.clock.now()
        any_open = await self.store.read(lambda tx: bool(tx.value("batches.count_open")))
        self._listen_to_jobs(wanted=any_open)
        if not any_open:
            return now + EVERY_S
        # Each round looks at all batches, a few per transaction: transactions stay short, and no batch is starved.
        self._round_began = self._round_began or now
        if await self.store.write(self._step, self._round_began) == MAX_BATCHES_PER_STEP:
            return NOW
        self._round_began = 0.0
        return now + EVERY_S

    def _listen_to_jobs(self, *, wanted: bool) -> None:
        """While there are batches, also listen to the hints about jobs."""
        if wanted != self._listens:
            self._listens = wanted
            change = self.store.hints.join if wanted else self.store.hints.leave
            change(self.woken, job_topics.JOBS_LEAVING)

    def _step(self, tx: Tx, before: float) -> int:
        """Process the next batches that were not processed since `before`; returns how many those were."""
        open_ = tx.all(BatchRow, "batches.open", before=before, limit=MAX_BATCHES_PER_STEP)
        for batch in open_:
            if batch.state == BatchState.GOING:
                self.batches.queue_jobs(tx, batch)
                batch = tx.get(BatchRow, "batches.get", id=batch.id)
            jobs = [tx.get(JobRow, "jobs.get", id=job_id) for job_id in json.loads(batch.jobs)]
            ended = [job for job in jobs if State(job.state) in ENDED]
            progress = f"{len(jobs)} {len(ended)}"
            # Before `finish_comparison`, which ends it. Jobs may also have been queued at its start, or by another process.
            tx.run("batches.set_checked", id=batch.id, progress=progress, now=tx.now)
            if batch.state == BatchState.PAINTING and len(ended) == len(jobs):
                finish_comparison(tx, batch, jobs)
            elif batch.posted_progress != progress:
                desired.mark_dirty(tx, batch_subject(batch.id))
        return len(open_)


def finish_comparison(tx: Tx, batch: BatchRow, jobs: list[JobRow]) -> None:
    """All jobs of a comparison have ended: request its sheet."""
    cells = []
    for job, item in zip(jobs, items_of(batch), strict=False):
        picture = next(iter(tx.all(PictureRow, "pictures.of_job", job_id=job.id)), None)
        if picture and job.state == State.DONE:
            number = f"#{job.id} · "
            label = number + item.label.for_language(batch.language)
            cells.append(sheets.SheetCell(label, number + item.label.en, picture.key))
    subject = batch_subject(batch.id)
    if cells:
        columns = 2 if len(cells) <= 4 else 3
        key = sheets.ensure_sheet(tx, subject, batch.person_id, cells, columns)
        if post := tx.one(PostRow, "posts.by_subject", subject=subject):
            payload = json.loads(post.payload) | {"board": key}
            tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload))
    tx.run("batches.move", id=batch.id, from_state=BatchState.PAINTING, to_state=BatchState.DONE)
    desired.mark_dirty(tx, subject, desired.RESULT)
