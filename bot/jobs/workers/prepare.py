"""Uploading reference images before a job may be claimed. A crash here costs nothing: the upload is repeated."""

from __future__ import annotations

import structlog

from bot.jobs import accounts, life_cycle
from bot.jobs.states import State
from bot.jobs.stored_request import UNREADABLE, UnreadableJob, request_of
from bot.jobs.topics import UNPREPARED
from bot.jobs.workers.context import WorkerContext, reference_mime, renew_lease
from bot.jobs.workers.screened import screen_reference
from bot.runtime.backoff import retry_pause_s
from bot.runtime.failpoints import hit
from bot.store import Tx
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import JobRow, PayerRow, PoolRow
from bot.upstream import Treatment, Uploaded

log = structlog.get_logger()

UPLOAD_TIMEOUT_S, UPLOAD_MIN_TRIES = 6 * 3600.0, 8
"""For how long, and how often at least, an upload is tried before the job fails."""
UPLOAD_BACKOFF_MAX_S = 300.0
SUSPENDED_RETRY_S = 2.0
"""Until a job is due again whose account is suspended."""


class Preparer(WorkerGroup[JobRow]):
    """Uploads the reference images of queued jobs."""

    name = "prepare"
    topics = (UNPREPARED,)
    concurrency = 4

    def __init__(self, context: WorkerContext) -> None:
        super().__init__(context.store)
        self.context = context
        self.lease_s = context.leases.prepare_s

    def renew(self, tx: Tx, item: JobRow, until: float) -> bool:
        return renew_lease(tx, item, until)

    async def claim_due(self, free: int) -> tuple[list[JobRow], float]:
        def lease(tx: Tx) -> tuple[list[JobRow], float]:
            for lapsed in tx.all(JobRow, "jobs.due_preparing", now=tx.now, limit=20):
                self._retry(tx, lapsed, 0.0, "its worker is gone")
            leased = []
            for job in tx.all(JobRow, "jobs.due_unprepared", now=tx.now, limit=free):
                placed = self._in_live_pool(tx, job)
                if placed is None:
                    tx.send("jobs.lease", id=job.id, owner="", due_at=tx.now + SUSPENDED_RETRY_S)
                    continue
                lease, owner = tx.now + self.context.leases.prepare_s, self.context.owner
                preparing = life_cycle.transition(
                    tx, placed, State.PREPARING, due_at=lease, owner=owner, tries=job.tries
                )
                if preparing:
                    leased.append(preparing)
            return leased, float(tx.value("jobs.next_to_prepare") or NEVER)

        return await self.store.write(lease)

    def _in_live_pool(self, tx: Tx, job: JobRow) -> JobRow | None:
        """The job in a live pool: its own, or another of the model, to which it is moved. None if none is live."""
        pool = tx.get(PoolRow, "queue.pool", id=job.pool_id)
        if pool.account_state == "live" and pool.account in self.context.upstreams:
            return job
        for other in tx.all(PoolRow, "queue.pools_of_model", model=job.model):
            live = other.is_live
            if live and other.account in self.context.upstreams:
                payer = tx.get(PayerRow, "people.payer_by_id", id=job.payer_id)
                lane_id = tx.value("queue.lane", pool_id=other.id, payer_id=payer.id, weight=payer.weight)
                tx.run("queue.move_to_pool", id=job.id, pool_id=other.id, lane_id=lane_id)
                return job._replace(pool_id=other.id, lane_id=lane_id, fence=job.fence + 1)
        return None

    def _retry(self, tx: Tx, job: JobRow, asked_s: float, reason: str, code: str = "") -> None:
        """Retry an upload with exponential backoff, for hours; then fail the job."""
        tries = job.tries + 1
        if tries >= UPLOAD_MIN_TRIES and tx.now - job.created_at > UPLOAD_TIMEOUT_S:
            life_cycle.fail(tx, job, "reference-upload-failed", code or reason)
            return
        pause = retry_pause_s(tries, 1.0, UPLOAD_BACKOFF_MAX_S)
        life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now + max(asked_s, pause), tries=tries, details=reason)

    def _uploads(self, job: JobRow) -> bool:
        """Whether the model takes its images by address; otherwise they only had to be screened."""
        model = self.context.manager.catalogue.models.get(job.model)
        return not (model and model.reference and model.reference.data_uri)

    def _note_screened(self, tx: Tx, job: JobRow) -> None:
        tx.run("jobs.set_prepared", id=job.id, fence=job.fence, url="", until=0.0)
        life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now, details="images screened")

    async def process(self, item: JobRow) -> None:
        job = item
        hit("prepare.taken")
        try:
            reference = request_of(job).reference
        except UnreadableJob:
            await self.store.write(lambda tx: life_cycle.fail(tx, job, UNREADABLE))
            return
        assert reference is not None, f"job {job.id} is prepared without a reference"
        pool = await self.store.read(lambda tx: tx.get(PoolRow, "queue.pool", id=job.pool_id))
        try:
            if not await screen_reference(self.context, job, reference):
                return
            if not self._uploads(job):
                await self.store.write(self._note_screened, job)
                return
            data = await self.context.pictures.get(reference.image)
        except KeyError:
            await self.store.write(lambda tx: life_cycle.fail(tx, job, "reference-gone"))
            return
        except OSError as error:
            reason = f"the reference cannot be read ({type(error).__name__})"
            log.warning("reference.not-read", job=job.id, error=str(error))
            await self.store.write(self._retry, job, 0.0, reason)
            return
        upstream = self.context.upstream_of(pool)
        mime = reference_mime(data)
        name = f"reference-{job.id}.{'jpg' if mime == 'image/jpeg' else 'png'}"
        answer = await upstream.upload(data, name, mime, job.model)
        hit("prepare.uploaded")

        def note(tx: Tx) -> None:
            if isinstance(answer, Uploaded):
                tx.run("jobs.set_prepared", id=job.id, fence=job.fence, url=answer.url, until=answer.expires_at)
                life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now, details="reference uploaded")
                return
            verdict = answer.verdict
            if verdict and verdict.treatment is Treatment.TELL_PERSON:
                life_cycle.fail(tx, job, verdict.text_id, verdict.code)
                return
            if verdict and verdict.treatment is Treatment.TELL_OPERATOR and verdict.scope == "account":
                accounts.suspend(tx, pool.account, verdict.code, verdict.operator_text_id)
            self._retry(tx, job, answer.retry_after_s or 0.0, answer.reason, verdict.code if verdict else "")

        await self.store.write(note)
        hit("prepare.noted")
