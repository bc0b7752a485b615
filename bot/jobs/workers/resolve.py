"""Resolving lost answers: did a submission make a task?

Absence is proven only after `send_by` + request timeout + margin, by two complete task listings of that window. A task
in the window that belongs to no job is adopted if it is the only one, and if every other submission whose window
overlaps has an answer of its own; otherwise it cannot be told, and the operator decides. What remains is a listing that
the service itself has not brought up to date; docs/operate.md says how wide that gap is.

Where the vendor does not say that the list has a model's tasks, absence proves nothing; and a model that answers with the
pictures makes no task at all. Such a job waits for its person's decision (`life_cycle.UNSURE`), for a day at most.

A held job is polled further: once the listing shows that all tasks which could be its own have ended, its slot is free.
"""

from __future__ import annotations

import structlog

from bot.jobs import claim, create_answer, life_cycle, outage, painted, requeue
from bot.jobs.states import State
from bot.jobs.topics import UNKNOWN, slot
from bot.jobs.workers.context import WorkerContext, renew_lease
from bot.runtime.backoff import retry_pause_s
from bot.runtime.failpoints import hit
from bot.store import Tx
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import JobRow, PoolRow, RivalJobRow, SeenTaskRow
from bot.upstream import CallFailed, ListedTask, TaskStatus, Treatment
from bot.upstream.model import MAX_ANSWER_LIMIT_S
from bot.upstream.port import LISTING_LIFE_S

log = structlog.get_logger()

CLOCK_SLACK_S = 120.0
"""How far the upstream's clock may be from ours; the listed window is wider by this on both sides."""
MAX_REFUSED_LISTINGS = 12
"""After this many refused listings (not failed ones, as in an outage) the job is held."""
LISTING_TIMEOUT_S = 8 * 3600.0
"""For how long a failing listing is retried before the job is held."""
LISTING_BACKOFF_FACTOR = 8.0
"""The longest pause between two listings of a pool, as a multiple of the first."""
OVERLAP_RETRY_S = 5.0
"""Until the next try while another submission in the same window has no answer yet."""
HELD_POLL_FIRST_S, HELD_POLL_MAX_S = 10.0, 60.0
EMPTY_LISTINGS_NEEDED = 2
"""How many complete listings without the task prove that there is no task."""
HELD_TEXT, NOT_TAKEN_TEXT = "held-unknown", "job-not-taken"
ENDED_UPSTREAM = frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELED})


class Resolver(WorkerGroup[JobRow]):
    """Turns expired intents to `unknown`, and `unknown` to what task listings prove; frees the slots of held jobs."""

    name = "resolve"
    topics = (UNKNOWN,)
    concurrency = 2

    def __init__(self, context: WorkerContext) -> None:
        super().__init__(context.store)
        self.context = context
        self.lease_s = context.leases.resolve_s
        self.terms = context.manager.settings.upstream
        self._unsure_s = 3600 * self.terms.unsure_after_h
        self._started = False

    def renew(self, tx: Tx, item: JobRow, until: float) -> bool:
        return renew_lease(tx, item, until)

    async def claim_due(self, free: int) -> tuple[list[JobRow], float]:
        def lease(tx: Tx) -> tuple[list[JobRow], float]:
            leased = []
            due = tx.all(JobRow, "jobs.due_unknown", now=tx.now, limit=free)
            if len(due) < free:
                due += tx.all(JobRow, "jobs.due_held", now=tx.now, limit=free - len(due))
            for job in due:
                until = tx.now + self.context.leases.resolve_s
                leased.append(tx.get(JobRow, "jobs.lease", id=job.id, owner=self.context.owner, due_at=until))
            first_unsure = tx.value("jobs.first_unsure", error=life_cycle.UNSURE)
            ends = float(first_unsure) + self._unsure_s if first_unsure is not None else NEVER
            return leased, min(float(tx.value("jobs.next_to_resolve") or NEVER), ends)

        # One transaction a job, since each locks its pool before it locks the job.
        if not self._started and self.store.dialect == "sqlite":
            # SQLite has one worker process, so other owners' processes are dead. Their intents may have been accepted.
            owner = self.context.owner
            for orphan in await self.store.read(lambda tx: tx.all(JobRow, "jobs.submitting_of_others", owner=owner)):
                await self.store.write(self._mark_unknown, orphan, "its worker is gone")
            self._started = True
        lapsed, unsure = await self.store.read(self._overdue)
        for job in lapsed:
            await self.store.write(self._mark_unknown, job, "no answer in time")
        for job in unsure:
            await self.store.write(self._end_unsure, job)
        return await self.store.write(lease)

    def _overdue(self, tx: Tx) -> tuple[list[JobRow], list[JobRow]]:
        """Jobs whose answer can no longer come, and those of which nobody could find out for too long what became of them."""
        unsure = {"error": life_cycle.UNSURE, "before": tx.now - self._unsure_s, "limit": 20}
        return (
            tx.all(JobRow, "jobs.due_submitting", now=tx.now, limit=20),
            tx.all(JobRow, "jobs.unsure_too_long", **unsure),
        )

    def _mark_unknown(self, tx: Tx, job: JobRow, why: str) -> None:
        """Make a job `unknown`: the answer to its intent will not be recorded any more."""
        pool = tx.get(PoolRow, "queue.lock_pool", id=job.pool_id)
        clock_set_back = job.protocol == "answer" and tx.now < job.submitted_at
        due_at = self._full_wait(tx, job) if clock_set_back else max(job.due_at, tx.now)
        create_answer.mark_unknown(tx, pool, job, due_at, why, tries=int(clock_set_back))

    def _full_wait(self, tx: Tx, job: JobRow) -> float:
        """When the answer to a create can certainly no longer come, if the clock was set back since the claim, so that the age
        of the create is not known: the full time limit from now. (`tries` records that this was waited for once.)"""
        model = self.context.manager.catalogue.models.get(job.model)
        return tx.now + (model.answer_time_limit_s(job.n) if model else MAX_ANSWER_LIMIT_S)

    def _end_unsure(self, tx: Tx, job: JobRow) -> None:
        pool = tx.get(PoolRow, "queue.pool", id=job.pool_id)
        current = tx.get(JobRow, "jobs.lock", id=job.id)
        if current.state == State.HELD and current.error == life_cycle.UNSURE:
            painted.end_unsure(tx, self.context.manager, current, pool.account)

    def _note_unanswered(self, tx: Tx, job: JobRow) -> None:
        """The time limit of an answer that brings the pictures has passed, so nothing of it runs any more."""
        if job.state == State.HELD:
            if tx.run("jobs.free_slot", id=job.id, fence=job.fence):
                tx.hint(slot(job.pool_id))
        elif tx.now < job.submitted_at and not job.tries:
            self._postpone(tx, job, self._full_wait(tx, job) - tx.now, 1)
        else:
            life_cycle.hold_unsure(tx, job, "its answer was lost", slot_free=True)

    def _absence_proves(self, model: str) -> bool:
        """Whether a task that the listing lacks does not exist. Not of a model that the catalogue has no more: it may have been
        one whose tasks need not be listed."""
        known = self.context.manager.catalogue.models.get(model)
        return known is not None and known.listing == "complete"

    def _window(self, job: JobRow) -> tuple[float, float]:
        """The time window, by the upstream's clock, in which the job's task was created if there is one."""
        latest = job.send_by + self.terms.create_timeout_s + self.terms.listing_margin_s
        return job.submitted_at - CLOCK_SLACK_S, latest + CLOCK_SLACK_S

    async def process(self, item: JobRow) -> None:
        job = item
        pool = await self.store.read(lambda tx: tx.get(PoolRow, "queue.pool", id=job.pool_id))
        upstream = self.context.upstreams.get(pool.account)
        if job.protocol == "answer":
            await self.store.write(self._note_unanswered, job)
            hit("resolve.noted")
            return
        if upstream is None and job.state == State.UNKNOWN:
            await self.store.write(self._hold, job, "its account is no longer configured")
            return
        listed: tuple[ListedTask, ...] | CallFailed = CallFailed("its account is no longer configured")
        if upstream is not None:
            listed = await upstream.list_tasks(*self._window(job), job.model)
        hit("resolve.listed")
        await self.store.write(self.note, job, listed)
        hit("resolve.noted")

    def note(self, tx: Tx, job: JobRow, listed: tuple[ListedTask, ...] | CallFailed) -> None:
        """Decide by a task listing whether the job's submission made a task, and which one."""
        if job.state == State.HELD:
            self._note_held(tx, job, listed)
            return
        if isinstance(listed, CallFailed):
            self._not_listed(tx, job, listed)
            return
        if job.tries and tx.run("jobs.list_at_once", pool_id=job.pool_id, now=tx.now):
            tx.hint(UNKNOWN)  # Listings work again: end the backoff of all.
        candidates = self._candidates(tx, job, listed)
        overlapping = self._overlapping(tx, job) if candidates else []
        if len(candidates) == 1 and not overlapping:
            if life_cycle.transition(
                tx, job, State.RUNNING, due_at=tx.now, details=f"found upstream: {candidates[0].task_id}"
            ):
                life_cycle.assign_task(tx, job, candidates[0].task_id)
        elif any(other.state == State.SUBMITTING for other in overlapping):
            self._postpone(tx, job, OVERLAP_RETRY_S, job.tries)  # Its answer tells whose the task is.
        elif candidates:
            why = f"{len(candidates)} tasks and {len(overlapping) + 1} intents that could belong together"
            pool = tx.get(PoolRow, "queue.lock_pool", id=job.pool_id)
            if self._hold(tx, job, why):
                tx.run("jobs.note_listed", id=job.id, now=tx.now)
                # The next submission has to come after this listing, so that what it showed cannot be its task.
                tx.run("queue.keep_distance", id=pool.id, at=tx.now + 1 / pool.submissions_per_s)
        elif tx.now - job.submitted_at > LISTING_LIFE_S:
            # Listings go back a day only: absence proves nothing any more.
            self._hold(tx, job, "too long ago for the task list")
        elif job.empty_listings + 1 < EMPTY_LISTINGS_NEEDED:
            tx.run("jobs.count_empty_listing", id=job.id, fence=job.fence)
            self._postpone(tx, job, self.terms.between_listings_s, job.tries)
        elif not self._absence_proves(job.model):
            life_cycle.hold_unsure(tx, job, "not in the task list, which proves nothing here", slot_free=False)
        else:
            details = "proven absent by two listings"
            requeue.requeue_job(tx, job, job_at_fault=True, pool_healthy=True, text_id=NOT_TAKEN_TEXT, details=details)

    def _candidates(self, tx: Tx, job: JobRow, listed: tuple[ListedTask, ...]) -> list[ListedTask]:
        """The tasks of a listing that could be this job's: created in its window, of no job, and not seen before it was
        claimed."""
        start, end = self._window(job)
        since = start - 2 * CLOCK_SLACK_S
        owned = set(tx.values("jobs.tasks_owned", pool_id=job.pool_id, since=since))
        unclaimed = [task for task in listed if task.task_id not in owned]
        seen = {row.task_id: row.seen_at for row in tx.all(SeenTaskRow, "jobs.unclaimed_tasks", pool_id=job.pool_id)}
        for task in unclaimed:
            if task.task_id not in seen:
                tx.run("jobs.add_unclaimed_task", task_id=task.task_id, pool_id=job.pool_id, now=tx.now)
        return [
            task
            for task in unclaimed
            if start <= task.created_at <= end and seen.get(task.task_id, tx.now) >= job.submitted_at
        ]

    def _overlapping(self, tx: Tx, job: JobRow) -> list[RivalJobRow]:
        start, end = self._window(job)
        reach_s = CLOCK_SLACK_S + self.terms.create_timeout_s + self.terms.listing_margin_s
        return tx.all(
            RivalJobRow,
            "jobs.rivals",
            pool_id=job.pool_id,
            id=job.id,
            claimed_at=job.submitted_at,
            since=start - reach_s,
            until=end + CLOCK_SLACK_S,
            given_up=life_cycle.GIVEN_UP,
        )

    def _not_listed(self, tx: Tx, job: JobRow, failed: CallFailed) -> None:
        """Record a failed listing."""
        refused = failed.verdict is not None and failed.verdict.treatment in (
            Treatment.TELL_PERSON,
            Treatment.TELL_OPERATOR,
        )
        pool = tx.get(PoolRow, "queue.pool", id=job.pool_id)
        if pool.lost_answers >= claim.MAX_UNKNOWN_JOBS:
            # Nothing is submitted to this pool meanwhile, so only listings give evidence of an outage.
            tx.run("queue.count_failure", id=pool.id)
            if not refused:
                outage.note_failure(tx, pool, failed.reason)
        tries = job.tries + 1
        if (refused and tries >= MAX_REFUSED_LISTINGS) or tx.now - job.submitted_at > LISTING_TIMEOUT_S:
            self._hold(tx, job, f"listing failed: {failed.reason}")
            return
        first_s = self.terms.between_listings_s
        self._postpone(tx, job, retry_pause_s(tries, first_s, LISTING_BACKOFF_FACTOR * first_s), tries)

    def _postpone(self, tx: Tx, job: JobRow, pause_s: float, tries: int) -> None:
        tx.run(
            "jobs.postpone",
            id=job.id,
            state=job.state,
            fence=job.fence,
            due_at=tx.now + pause_s,
            tries=tries,
            polls=0,
            task_state=job.task_state,
            task_started_at=job.task_started_at,
        )

    def _hold(self, tx: Tx, job: JobRow, why: str) -> bool:
        if job.state == State.HELD:
            return False
        if not self._absence_proves(job.model):
            return life_cycle.hold_unsure(tx, job, why, slot_free=False)
        if not life_cycle.hold(tx, job, why):
            return False
        tx.run("jobs.set_error", id=job.id, error=HELD_TEXT, code=why)
        return True

    # --- the slot of a held job

    def _note_held(self, tx: Tx, job: JobRow, listed: tuple[ListedTask, ...] | CallFailed) -> None:
        """Free the slot of a held job once no task that could be its own is running."""
        late = tx.now - job.submitted_at > self.terms.task_max_s
        if not late and (isinstance(listed, CallFailed) or self._still_at_work(tx, job, listed)):
            pause = retry_pause_s(job.tries, HELD_POLL_FIRST_S, HELD_POLL_MAX_S)
            self._postpone(tx, job, pause, job.tries + 1)
        elif tx.run("jobs.free_slot", id=job.id, fence=job.fence):
            tx.hint(slot(job.pool_id))

    def _still_at_work(self, tx: Tx, job: JobRow, listed: tuple[ListedTask, ...]) -> bool:
        own = [task for task in listed if task.task_id == job.task_id]
        mine = own if job.task_id else self._candidates(tx, job, listed)
        if not mine and not self._absence_proves(job.model):
            return True
        return any(task.status not in ENDED_UPSTREAM for task in mine)
