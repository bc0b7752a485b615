"""Downloading results into the picture store, at once since their URLs expire; then the job is done."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace

import structlog

from bot.jobs import life_cycle, moderation, requeue
from bot.jobs.queue import lock_lanes
from bot.jobs.states import State
from bot.jobs.stored_request import UNREADABLE, request_or_blank
from bot.jobs.stored_results import CollectedPicture, StoredResult, as_stored, as_told, results_of
from bot.jobs.topics import COLLECTING
from bot.jobs.workers.context import WorkerContext, renew_lease
from bot.jobs.workers.screened import ScreenedResults, screen_results
from bot.media import ImageProblem, measure_image, result_sheet, run_in_decode_queue, thumbnail
from bot.media.sheets.sizes import RESULT_PX
from bot.outbox import desired
from bot.runtime.backoff import retry_pause_s
from bot.runtime.failpoints import hit
from bot.store import Tx, alerts, file_deletions
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import ConversationRow, JobRow, PoolRow, PostRow
from bot.upstream import CallFailed, Damaged, Downloaded, Missing, Treatment
from bot.upstream.outcomes import DownloadOutcome
from bot.upstream.port import RESULT_URL_LIFE_S
from bot.upstream.verdict import NO_PICTURE_TEXT

log = structlog.get_logger()

MAX_DAMAGED_TRIES = 8
"""How often a result is fetched that is not a whole picture: over eight minutes."""
MAX_MISSING_TRIES = 18
"""How often a result is fetched that is missing or forbidden: over an hour, since an object store may take a while to
replicate a fresh object."""
UNLIMITED_TRIES = 1_000_000
RETRY_MAX_PAUSE_S = 300.0
"""After other failures a result is fetched until its URL expires."""
LOST_RESULT_TEXTS = frozenset({"result-gone", "result-damaged", "result-not-stored"})
MAX_RESULT_BYTES = 72_000_000
"""A PNG of 4096 x 4096 pixels with transparency that cannot be compressed has 67 MB; a photograph of that size has 25 to 35."""
_SUFFIX = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class RetryCollection:
    """A result that could not be fetched or is damaged: why, what its person is told in the end, and after how many
    tries."""

    reason: str
    text_id: str
    max_tries: int


def _store_problem(error: OSError) -> str:
    """Why a result is fetched later, for the operator: the picture store fails."""
    return f"picture store: {type(error).__name__}"


class Collector(WorkerGroup[tuple[JobRow, PoolRow]]):
    """Downloads the results of painted jobs."""

    name = "collect"
    topics = (COLLECTING,)
    concurrency = 4
    looks_after_each = False

    def __init__(self, context: WorkerContext) -> None:
        super().__init__(context.store)
        self.context = context
        self.lease_s = context.leases.collect_s

    def renew(self, tx: Tx, item: tuple[JobRow, PoolRow], until: float) -> bool:
        return renew_lease(tx, item[0], until)

    async def claim_due(self, free: int) -> tuple[list[tuple[JobRow, PoolRow]], float]:
        def lease(tx: Tx) -> tuple[list[tuple[JobRow, PoolRow]], float]:
            leased = []
            for job in tx.all(JobRow, "jobs.due_collecting", now=tx.now, limit=free):
                until = tx.now + self.context.leases.collect_s
                taken = tx.get(JobRow, "jobs.lease", id=job.id, owner=self.context.owner, due_at=until)
                leased.append((taken, tx.get(PoolRow, "queue.pool", id=job.pool_id)))
            return leased, float(tx.value("jobs.next_to_collect") or NEVER)

        return await self.store.write(lease)

    async def process(self, item: tuple[JobRow, PoolRow]) -> None:
        job, pool = item
        hit("collect.listed")
        # A result's URL needs no key: if its own account is no longer configured, the client of any other will do.
        upstream = self.context.upstreams.get(pool.account) or next(iter(self.context.upstreams.values()))
        try:
            results = results_of(job)
        except ValueError:
            log.error("job.unreadable", job=job.id, error="its results cannot be read")
            await self.store.write(lambda tx: life_cycle.fail(tx, job, UNREADABLE))
            return
        kept: list[CollectedPicture] = []
        again = ""
        for number, result in enumerate(results):
            if result.kept:
                kept.append(result.kept)  # In an earlier pass.
            elif result.url:
                answer = await upstream.download(result.url, limit_bytes=MAX_RESULT_BYTES)
                got = await self._store_download(job, result.index, answer)
                if isinstance(got, CollectedPicture):
                    kept.append(got)
                    results[number] = replace(result, kept=got)
                    # A single one is noted by `_finish` alone, unless a hook is to be asked about it before.
                    finishes = len(results) == 1 and not self.context.screener.asks_about("out")
                    if not finishes and not await self.store.write(self._note_kept, job, results):
                        return  # Another worker has the job by now.
                elif job.tries < got.max_tries and self.clock.now() < job.submitted_at + RESULT_URL_LIFE_S:
                    again = got.reason
                else:
                    results[number] = replace(result, url="", code=got.reason, text_id=got.text_id)
                    log.error("result.given-up", job=job.id, index=result.index, reason=got.reason)
        if again:
            await self._collect_later(job, again)
            return
        try:
            screened = await screen_results(self.context, job, results, kept)
            if screened is None:
                return
            kept = screened.kept
            sheet = await self._make_sheet(job, kept) if len(kept) > 1 else None
        except OSError as error:
            await self._collect_later(job, _store_problem(error))
            return
        except KeyError:
            # A file from an earlier pass is gone: all results are fetched again, for as long as their URLs live.
            log.error("result.file-gone", job=job.id)
            if await self.store.write(self._note_kept, job, [replace(each, kept=None) for each in results]):
                await self._collect_later(job, "a stored picture is gone")
            return
        hit("collect.stored")
        await self.store.write(self._finish, job, screened.results, kept, sheet, screened)
        hit("collect.done")

    async def _collect_later(self, job: JobRow, reason: str) -> None:
        await self.store.write(self._postpone, job, reason)
        self.look_again()

    async def _store_download(
        self, job: JobRow, index: int, answer: DownloadOutcome
    ) -> CollectedPicture | RetryCollection:
        """Store what was downloaded, or say why not, and how often to try again."""
        match answer:
            case Downloaded():
                try:
                    return await self._keep(job, index, answer)
                except ImageProblem as problem:  # Truncated, perhaps.
                    return RetryCollection(problem.text_id, "result-damaged", MAX_DAMAGED_TRIES)
                except OSError as error:
                    log.error("result.not-stored", job=job.id, index=index, error=str(error))
                    return RetryCollection(_store_problem(error), "result-not-stored", UNLIMITED_TRIES)
            case Damaged():
                return RetryCollection(answer.reason, "result-damaged", MAX_DAMAGED_TRIES)
            case Missing():
                return RetryCollection(answer.reason, "result-gone", 0 if answer.final else MAX_MISSING_TRIES)
            case CallFailed():
                return RetryCollection(answer.reason, "result-gone", UNLIMITED_TRIES)

    async def _keep(self, job: JobRow, index: int, answer: Downloaded) -> CollectedPicture:
        width, height = await run_in_decode_queue(measure_image, answer.data)
        key = f"jobs/{job.id}/{index}.{_SUFFIX[answer.mime]}"
        await self.context.pictures.put(key, answer.data)
        hit("collect.kept")
        digest = await asyncio.to_thread(hashlib.sha256, answer.data)  # 30 MB take up to 80 ms.
        return CollectedPicture(index, key, digest.hexdigest(), answer.mime, width, height, len(answer.data))

    async def _make_sheet(self, job: JobRow, kept: list[CollectedPicture]) -> tuple[str, int, int]:
        """Draw and store the contact sheet: its key, width and height. One picture after another is loaded and scaled down,
        since a dozen large ones would take a gigabyte."""
        thumbnails = {}
        for each in kept:
            data = await self.context.pictures.get(each.key)
            try:
                thumbnails[each.index + 1] = await run_in_decode_queue(thumbnail, data, RESULT_PX)
            except ImageProblem:
                thumbnails[each.index + 1] = b""  # Damaged since it was stored: its cell stays empty.
        drawn = await asyncio.to_thread(result_sheet, thumbnails)
        key = f"jobs/{job.id}/sheet.jpg"
        await self.context.pictures.put(key, drawn.data)
        return key, drawn.width, drawn.height

    def _note_kept(self, tx: Tx, job: JobRow, results: list[StoredResult]) -> bool:
        return bool(tx.run("jobs.keep_results", id=job.id, fence=job.fence, results=as_stored(results)))

    def _postpone(self, tx: Tx, job: JobRow, reason: str) -> None:
        tries = job.tries + 1
        tx.run(
            "jobs.postpone",
            id=job.id,
            state=State.COLLECTING,
            fence=job.fence,
            due_at=tx.now + retry_pause_s(tries, 1.0, RETRY_MAX_PAUSE_S),
            tries=tries,
            polls=0,
            task_state=job.task_state,
            task_started_at=job.task_started_at,
        )
        if tries == 1:
            tx.run(
                "jobs.add_event",
                job_id=job.id,
                now=tx.now,
                from_state="collecting",
                to_state="collecting",
                details=reason,
            )

    def _finish(
        self,
        tx: Tx,
        job: JobRow,
        results: list[StoredResult],
        kept: list[CollectedPicture],
        sheet: tuple[str, int, int] | None,
        screened: ScreenedResults | None = None,
    ) -> None:
        current = tx.get(JobRow, "jobs.lock", id=job.id)
        if current.state != State.COLLECTING or current.fence != job.fence:
            return
        job = current  # It may have been cancelled in the meantime.
        self._alert_lost(tx, job, results)
        refused = screened.refused if screened else []
        if screened and refused:
            moderation.refuse_image(tx, job, "image-out", screened.reason)
            for picture in refused:
                file_deletions.enqueue(tx, picture.key)
        if screened and screened.cover:
            tx.run("jobs.set_cover", id=job.id, cover=1)
        if not kept and not refused:
            self._end_without_pictures(tx, job, results)
            return
        seed = request_or_blank(job).seed
        for picture in kept:
            tx.run(
                "pictures.add",
                job_id=job.id,
                idx=picture.index,
                key=picture.key,
                sha256=picture.sha256,
                mime=picture.mime,
                width=picture.width,
                height=picture.height,
                bytes=picture.size,
                seed=seed + picture.index,
                now=tx.now,
            )
        if sheet:
            tx.run(
                "pictures.add_sheet", job_id=job.id, key=sheet[0], mime="image/jpeg", width=sheet[1], height=sheet[2]
            )
        tx.run("jobs.set_results", id=job.id, results=as_told(results))
        lock_lanes(tx, job.payer_id)
        # What may not be shown was painted and paid for like the rest.
        paid, details = len(kept) + len(refused), f"{len(kept)} kept"
        if refused:
            details += f", {len(refused)} refused"
        if job.cancel_requested:
            life_cycle.transition(tx, job, State.CANCELLED, kept=paid, details=f"{details}, not posted")
        elif not kept:
            life_cycle.fail(tx, job, life_cycle.PICTURES_REFUSED, details, kept=paid)
        elif life_cycle.transition(tx, job, State.DONE, kept=paid, details=details):
            self._ping_if_late(tx, job)

    def _alert_lost(self, tx: Tx, job: JobRow, results: list[StoredResult]) -> None:
        """Alert about results that were painted, and probably paid for, and are lost: the operator may find them in the
        vendor's console."""
        lost = [result for result in results if result.text_id in LOST_RESULT_TEXTS]
        if lost:
            account = tx.get(PoolRow, "queue.pool", id=job.pool_id).account
            about = {"account": account, "model": job.model, "kind": lost[0].code}
            alerts.report(tx, "alert-result-given-up", **about, job=job.id, count=len(lost))

    def _ping_if_late(self, tx: Tx, job: JobRow) -> None:
        """Post a completion ping after a long wait, since editing a message notifies nobody. Quiet jobs have no
        message."""
        late = tx.now - job.created_at >= self.context.manager.settings.bell_after_s
        if late and tx.one(PostRow, "posts.by_subject", subject=f"job:{job.id}"):
            conversation = tx.get(ConversationRow, "people.conversation_by_id", id=job.conversation_id)
            desired.ensure(tx, conversation, f"bell:{job.id}", {"job": job.id}, desired.PROGRESS)

    def _end_without_pictures(self, tx: Tx, job: JobRow, results: list[StoredResult]) -> None:
        retryable = [result for result in results if result.treatment == Treatment.NEW_TASK_ONCE]
        # What was billed is not submitted again without its person's word.
        billed = tx.value("money.billed_of_task", task_id=job.task_id)
        if (
            results
            and len(retryable) == len(results)
            and not (requeue.was_resubmitted(job) or job.cancel_requested or billed)
        ):
            requeue.resubmit(tx, job, "no picture came: once more")
            return
        why = next(((each.text_id, each.code) for each in results if each.text_id), (NO_PICTURE_TEXT, "no results"))
        life_cycle.fail(tx, job, *why)
