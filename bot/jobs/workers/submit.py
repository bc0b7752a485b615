"""Submitting: one loop a pool claims a job, sends its request and records the answer. The only place where money is
spent."""

from __future__ import annotations

import asyncio

import structlog

from bot.jobs import accounts, life_cycle, limits, money, painted, requeue, task_stats
from bot.jobs.claim import Claimed, ClaimTerms, NoClaim, claim, note_left, reserve_distance
from bot.jobs.create_answer import BUDGET_REASON, note_answer
from bot.jobs.states import State
from bot.jobs.stored_request import UNREADABLE, UnreadableJob, request_of
from bot.jobs.topics import ACCOUNTS, slot
from bot.jobs.workers.context import WorkerContext
from bot.jobs.workers.references import data_uris
from bot.media import ImageProblem
from bot.runtime.failpoints import hit
from bot.store import StoreError, Tx, alerts
from bot.store.loops import LONGEST_REST_S, NOW, Loop
from bot.store.rows import JobRow, PersonRow, PoolRow
from bot.upstream import Accepted, Answered, AnswerLost, NotSent, Refused, Treatment
from bot.upstream.outcomes import CreateOutcome

log = structlog.get_logger()

IDLE_REST_S = 60.0
"""How often an idle pool looks by itself, for which another one listens."""
TRAVEL_TOLERANCE_S = 0.2
"""How much faster a request may reach the service than the one before it, where it does not wait for the answer to that. The
time between two requests is longer by its share of this, so that the service never sees more than its rate."""


def _log(claimed: Claimed, answer: CreateOutcome) -> None:
    """Log what the upstream answered. (The person is told by the job's post, in other words.)"""
    where = {"job": claimed.job.id, "account": claimed.pool.account, "model": claimed.job.model}
    match answer:
        case Refused():
            urgent = answer.verdict.treatment is Treatment.TELL_OPERATOR
            (log.error if urgent else log.warning)(
                "upstream.refused", code=answer.verdict.code, said=answer.message, status=answer.http_status, **where
            )
        case NotSent() | AnswerLost():
            log.warning("upstream.no-answer", kind=type(answer).__name__, reason=answer.reason, **where)
        case Accepted():
            log.info("upstream.accepted", task=answer.task_id, **where)
        case Answered():
            log.info("upstream.answered", request=answer.request_id, **where)


class Submitter(Loop):
    """Keeps the slots of one pool busy.

    Where the answer to a create brings the pictures, a create takes as long as painting. Then the loop goes on once the
    request has left, and the creates that wait for their answers are tasks of its own. An error in the loop leaves them alone:
    cut off, each would be an answer that nobody can find again.
    """

    name = "submit"

    def __init__(self, context: WorkerContext, pool: PoolRow) -> None:
        self.topics = (slot(pool.id), ACCOUNTS)
        super().__init__(context.store)
        self._idle = False
        self._woken_after = 0  # How many looks of the idle pools had begun when this one was woken last.
        self.context = context
        self.pool = pool
        self._creates: set[asyncio.Task[None]] = set()
        self._encoded: tuple[int, list[str]] | None = None  # A job's images that took longer to encode than it may.
        self._rest = (0.0, 0.0)  # From when until when the rate does not allow another create (unix seconds).
        self._stepped = True  # `once` is called without `run`, and processes what it claims to the end.
        self.terms = self._terms(context, pool)

    @staticmethod
    def _terms(context: WorkerContext, pool: PoolRow) -> ClaimTerms:
        upstream = context.manager.settings.upstream
        model = context.manager.catalogue.models.get(pool.model)
        answers = model is not None and model.protocol == "answer"
        return ClaimTerms(
            context.owner,
            upstream.send_window_s,
            model.answer_limit_s if model and answers else upstream.create_timeout_s,
            upstream.listing_margin_s,
            upstream.task_max_s,
            "answer" if answers else "task",
            model.answer_limit_many_s if model and answers else 0.0,
        )

    async def run(self) -> None:
        """As `Loop.run`. Stopped, it waits for the answers that are outstanding; cancelled, it gives them up, and their jobs
        become unknown."""
        self._stepped = False
        try:
            await super().run()
            if self._creates:
                await asyncio.wait(self._creates)
        except asyncio.CancelledError:
            await self._give_up_creates()
            raise

    async def _give_up_creates(self) -> None:
        for create in self._creates:
            create.cancel()
        await asyncio.gather(*self._creates, return_exceptions=True)

    async def once(self) -> float:
        since, until = self._rest
        if since <= self.clock.now() < until:  # Not if the clock was set back.
            return until
        if until:
            # Mostly no further job waits: a look, which idle pools share, costs less than a claim in vain.
            self._rest = (0.0, 0.0)
            self._set_idle(idle=True)
        if self._idle:
            idle_pools = self.context.idle_pools(self.pool.model)
            if self.hinted:
                self._woken_after = idle_pools.looks
            async with idle_pools.turn(self.pool.id, self._woken_after, hinted=self.hinted) as retry_at:
                if retry_at > NOW:
                    # Where a hint is lost, the one that listens finds the job, and those behind it the next ones.
                    self.longest_rest_s = LONGEST_REST_S if idle_pools.listens(self.woken) else IDLE_REST_S
                    return retry_at
                began, claimed = await self._timed_claim()
        else:
            began, claimed = await self._timed_claim()
        self.longest_rest_s = LONGEST_REST_S
        if isinstance(claimed, NoClaim):
            # A job that came before this loop joined the topic is found by trying once more.
            return NOW if self._set_idle(idle=claimed.idle) else claimed.retry_at
        self._set_idle(idle=False)
        hit("create.intended")
        # On the monotonic clock: this machine's wall clock may be wrong.
        deadline = began + (claimed.send_by - claimed.job.submitted_at)
        if claimed.protocol == "task":
            await self._submit(claimed, deadline)
            return NOW
        left = asyncio.Event()
        create = asyncio.create_task(self._submit_guarded(claimed, deadline, left), name=f"create {claimed.job.id}")
        self._creates.add(create)
        create.add_done_callback(self._creates.discard)
        try:
            await self._until_left(claimed, create, left)
            if self._stepped:
                await create
        except BaseException:
            if self._stepped:
                await self._give_up_creates()
            raise
        return NOW

    async def _timed_claim(self) -> tuple[float, Claimed | NoClaim]:
        """A claim, and when it began on the monotonic clock: before it, so that `send_by` is never later here than the database
        says."""
        return self.clock.monotonic(), await self.store.write(self._claim)

    async def _until_left(self, claimed: Claimed, create: asyncio.Task[None], left: asyncio.Event) -> None:
        """Wait until the request has left, or will not leave any more, which `create` has a time limit for; and note it."""
        leaving = asyncio.create_task(left.wait())
        try:
            await asyncio.wait((leaving, create), return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
        hit("create.left")
        rate = claimed.pool.submissions_per_s
        distance_s = 1 / rate + TRAVEL_TOLERANCE_S / max(1, int(rate)) if left.is_set() else 0.0
        await self.write_with_retries(lambda tx: note_left(tx, claimed, distance_s))
        hit("create.spaced")

    async def _submit(self, claimed: Claimed, deadline: float, left: asyncio.Event | None = None) -> None:
        """Send a claimed job's request, and record the answer. `left` is set when the whole request has left."""
        try:
            urls = await self._image_urls(claimed)
        except KeyError:
            await self.write_with_retries(lambda tx: life_cycle.fail(tx, claimed.job, "reference-gone"))
            return
        except ImageProblem:
            # It could be opened when the job was accepted, so the file is damaged, whatever is found wrong with it.
            await self.write_with_retries(lambda tx: life_cycle.fail(tx, claimed.job, "image-damaged"))
            return
        except OSError as error:
            log.warning("create.no-image", job=claimed.job.id, error=str(error))
            await self.write_with_retries(lambda tx: self._note_no_images(tx, claimed, "its images cannot be read"))
            return
        if urls and self.clock.monotonic() > deadline:
            # Many large photos on a slow machine. They are encoded now, so that the next time it leaves at once.
            self._encoded = (claimed.job.id, urls)
            await self.write_with_retries(
                lambda tx: self._note_no_images(tx, claimed, "its images were encoded too late")
            )
            return
        upstream = self.context.upstream_of(claimed.pool)
        on_sent = left.set if left else None
        answer = await upstream.create(request_of(claimed.job), image_urls=urls, deadline=deadline, on_sent=on_sent)
        hit("create.answered")
        _log(claimed, answer)

        def note(tx: Tx) -> float:
            if isinstance(answer, Answered):
                painted.note_answered(tx, self.context.manager, claimed, answer)
            else:
                first_poll_s = task_stats.earliest_s(
                    self.context.manager.duration(tx, claimed.job.model, claimed.job.n)
                )
                note_answer(tx, claimed, answer, first_poll_s)
            return tx.now

        noted_at = await self.write_with_retries(note)
        if isinstance(answer, Accepted):
            self._rest = noted_at, noted_at + 1 / claimed.pool.submissions_per_s
        hit("create.noted")

    async def _submit_guarded(self, claimed: Claimed, deadline: float, left: asyncio.Event) -> None:
        """As `_submit`; an exception must not cancel the other creates of the pool. The job's lease lapses then."""
        try:
            await self._submit(claimed, deadline, left)
        except (StoreError, OSError) as error:
            log.warning("create.not-recorded", job=claimed.job.id, error=str(error))
        except Exception:
            log.exception("create.broken", job=claimed.job.id)

    def _note_no_images(self, tx: Tx, claimed: Claimed, why: str) -> None:
        """The images of a job are not there in time. Nothing has left, and it is no fault of the upstream."""
        requeue.requeue_job(
            tx,
            claimed.job,
            job_at_fault=False,
            pool_healthy=True,
            text_id="reference-upload-failed",
            details=why,
        )

    def _set_idle(self, *, idle: bool) -> bool:
        """While idle also take part in waiting for jobs of the other pools of the model. True if that has just begun."""
        if idle == self._idle:
            return False
        self._idle = idle
        idle_pools = self.context.idle_pools(self.pool.model)
        self._woken_after = idle_pools.looks
        change = idle_pools.join if idle else idle_pools.leave
        change(self.woken)
        return idle

    def _claim(self, tx: Tx) -> Claimed | NoClaim:
        while True:
            found = claim(tx, self.pool.id, self.terms)
            if isinstance(found, NoClaim):
                if found.idle and accounts.steal_job(tx, self.pool):
                    continue
                if found.suspended and accounts.move_waiting_jobs(tx, self.pool.id, self.context.manager.accounts):
                    return NoClaim(NOW)
                return found
            if text_id := self._unservable_text(tx, found.job):
                # Requeued first, so that its lane is refunded the turn; then it fails.
                if requeued := life_cycle.transition(tx, found.job, State.QUEUED, details=text_id):
                    life_cycle.fail(tx, requeued, text_id)
                continue
            if retry_at := limits.account_again_at(tx, self.context.manager.settings, self.pool.account):
                life_cycle.transition(
                    tx, found.job, State.QUEUED, due_at=tx.now, details="the account's money is used up for now"
                )
                pool = self.pool.id
                tx.run(
                    "queue.set_next_submit", id=pool, next_submit_at=retry_at, pause_reason=BUDGET_REASON, failures=0
                )
                log.error("account.budget-used", account=self.pool.account, until=retry_at)
                today = money.day_of(tx.now, self.context.manager.settings.zone)
                alerts.report(tx, "alert-account-budget-out", account=self.pool.account, part=today)
                return NoClaim(retry_at)
            reserve_distance(tx, found)
            return found

    def _unservable_text(self, tx: Tx, job: JobRow) -> str:
        """The text id of the reason why an accepted job must not be submitted any more; empty for none."""
        if job.model not in self.context.manager.catalogue.offered:
            return "model-gone"
        if tx.get(PersonRow, "people.person_by_id", id=job.person_id).banned:
            return "limit-banned"
        try:
            request_of(job)
        except UnreadableJob:
            return UNREADABLE
        return ""

    async def _image_urls(self, claimed: Claimed) -> list[str]:
        """The URLs of the request's images; data URIs for models that take them. KeyError or ImageProblem if one is gone."""
        reference = request_of(claimed.job).reference
        if reference is None:
            return []
        encoded, self._encoded = self._encoded, None
        if encoded and encoded[0] == claimed.job.id:
            return encoded[1]
        if claimed.job.reference_url:
            return [str(claimed.job.reference_url)]
        rules = self.context.manager.catalogue.models[claimed.job.model].reference
        assert rules is not None, "checked when the job was accepted"
        return await data_uris(self.context.pictures, rules, reference)
