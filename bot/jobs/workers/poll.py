"""Polling tasks upstream: rarely while nothing can have happened, often when the result is due."""

from __future__ import annotations

import structlog

from bot.jobs import accounts, life_cycle, painted, requeue, task_stats
from bot.jobs.states import State
from bot.jobs.topics import RUNNING
from bot.jobs.workers.context import WorkerContext, renew_lease
from bot.outbox import desired
from bot.runtime.backoff import retry_pause_s
from bot.runtime.failpoints import hit
from bot.store import Tx
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import AccountRow, JobRow, PoolRow, QueuedJobRow
from bot.upstream import CallFailed, Cancelled, TaskReport, TaskStatus, Treatment
from bot.upstream.port import QUERIES_PER_S

log = structlog.get_logger()

QUERY_BURST_S = 0.25
"""Tasks that are due this soon are queried at once, so that no second ever has more than QUERIES_PER_S * 1.25 + 1
queries."""
SUSPENDED_RETRY_S = 30.0
"""Until a job is due again whose account is suspended."""
POLL_TIMEOUT_S, POLL_MIN_TRIES = 6 * 3600.0, 20
"""For how long, and how often at least, a task is polled whose state cannot be read or does not change: a service ends
    a task after TASK_LIMIT_S, and shows it for a day."""
RETRY_MAX_PAUSE_S = 60.0
UNKNOWN_GRACE_S = 60.0
"""This soon after the submission, 'no such task' may mean that the task is not visible yet."""


class Poller(WorkerGroup[tuple[JobRow, PoolRow]]):
    """Polls running tasks; cancels those whose job was cancelled while they are PENDING."""

    name = "poll"
    topics = (RUNNING,)
    concurrency = 16
    looks_after_each = False

    def __init__(self, context: WorkerContext) -> None:
        super().__init__(context.store)
        self.context = context
        self.lease_s = context.leases.poll_s

    def renew(self, tx: Tx, item: tuple[JobRow, PoolRow], until: float) -> bool:
        return renew_lease(tx, item[0], until)

    async def claim_due(self, free: int) -> tuple[list[tuple[JobRow, PoolRow]], float]:
        def lease(tx: Tx) -> tuple[list[tuple[JobRow, PoolRow]], float]:
            leased: list[tuple[JobRow, PoolRow]] = []
            pools: dict[int, PoolRow] = {}
            due = tx.all(JobRow, "jobs.due_running", now=tx.now, limit=free)
            known = tx.all(AccountRow, "queue.lock_accounts") if due else []
            next_query = {account.name: float(account.next_query_at) for account in known}
            for job in due:
                if job.pool_id not in pools:
                    pools[job.pool_id] = tx.get(PoolRow, "queue.pool", id=job.pool_id)
                pool = pools[job.pool_id]
                account = pool.account
                at = max(tx.now, next_query[account])
                if pool.account_state != "live" or account not in self.context.upstreams:
                    if tx.now - job.submitted_at > self.context.manager.settings.upstream.task_max_s:
                        life_cycle.hold(tx, job, "its account is out of order")
                        continue
                    at = tx.now + SUSPENDED_RETRY_S  # Suspended: poll again once the operator has fixed it.
                if at > tx.now + QUERY_BURST_S:
                    tx.send("jobs.lease", id=job.id, owner="", due_at=at)
                    continue
                next_query[account] = at + 1 / QUERIES_PER_S
                tx.send("queue.take_queries", name=account, next_query_at=next_query[account])
                leased_until = tx.now + self.context.leases.poll_s
                taken = tx.get(JobRow, "jobs.lease", id=job.id, owner=self.context.owner, due_at=leased_until)
                leased.append((taken, pool))
            return leased, float(tx.value("jobs.next_to_poll") or NEVER)

        return await self.store.write(lease)

    async def process(self, item: tuple[JobRow, PoolRow]) -> None:
        job, pool = item
        upstream = self.context.upstream_of(pool)
        if job.cancel_requested and job.task_state == TaskStatus.PENDING:
            cancelled = await upstream.cancel(job.task_id)
            hit("cancel.answered")
            if isinstance(cancelled, Cancelled):
                await self.store.write(
                    lambda tx: life_cycle.transition(tx, job, State.CANCELLED, details="cancelled upstream")
                )
                hit("cancel.noted")
                return
        answer = await upstream.query(job.task_id)
        hit("poll.answered")
        if isinstance(answer, CallFailed):
            log.warning("upstream.query-failed", job=job.id, account=pool.account, reason=answer.reason)
        elif answer.verdict:
            log.warning("upstream.task-failed", job=job.id, code=answer.verdict.code, said=answer.message)
        if await self.store.write(self.note, job, pool, answer):
            self.look_again()
        hit("poll.noted")

    def note(self, tx: Tx, job: JobRow, pool: PoolRow, answer: TaskReport | CallFailed) -> bool:
        """Record the answer to a query. True if the task is to be queried again."""
        if isinstance(answer, CallFailed):
            if (
                answer.verdict
                and answer.verdict.scope == "account"
                and answer.verdict.treatment is Treatment.TELL_OPERATOR
            ):
                accounts.suspend(tx, pool.account, answer.verdict.code, answer.verdict.operator_text_id)
            if tx.now - job.submitted_at > POLL_TIMEOUT_S and job.tries >= POLL_MIN_TRIES:
                life_cycle.hold(tx, job, f"asked about for hours: {answer.reason}")
                return False
            pause = max(answer.retry_after_s or 0.0, retry_pause_s(job.tries, 1.0, RETRY_MAX_PAUSE_S))
            self._postpone(tx, job, pause, job.task_state, job.task_started_at, job.tries + 1)
            return True
        if answer.status in (TaskStatus.SUCCEEDED, TaskStatus.FAILED):
            # Recording that the next task was accepted locks the pool, too: one of the two transactions sees the
            # other, so that the next task is known to have begun.
            tx.get(PoolRow, "queue.lock_pool", id=pool.id)
        match answer.status:
            case TaskStatus.SUCCEEDED:
                self._note_succeeded(tx, job, pool, answer)
            case TaskStatus.FAILED:
                self._note_failed(tx, job, pool, answer)
            case TaskStatus.CANCELED:
                life_cycle.transition(tx, job, State.CANCELLED, details="the upstream says that it was cancelled")
            case TaskStatus.UNKNOWN:
                if tx.now - job.submitted_at < UNKNOWN_GRACE_S:
                    self._postpone(tx, job, 3.0, job.task_state, job.task_started_at, job.tries)
                    return True
                # It was accepted, so perhaps paid for, and is no longer known: only the operator can tell.
                life_cycle.hold(tx, job, "the upstream no longer knows the task")
            case _:
                began = job.task_started_at
                pending = answer.status is TaskStatus.PENDING
                if not pending:
                    began = began or _to_our_clock(job, answer, answer.scheduled_at) or tx.now
                age = None if pending and not began else tx.now - began
                pause = task_stats.next_poll_s(self.context.manager.duration(tx, job.model, job.n), age)
                if pending and began:
                    # It was expected to have started and has not.
                    began, pause = 0.0, 1.0
                if tx.now - job.submitted_at > POLL_TIMEOUT_S:
                    life_cycle.hold(tx, job, f"{answer.status.value} for hours")
                    return False
                state = (TaskStatus.PENDING if pending else TaskStatus.RUNNING).value
                if state != job.task_state:
                    tx.run(
                        "jobs.add_event",
                        job_id=job.id,
                        now=tx.now,
                        from_state="running",
                        to_state="running",
                        details=state,
                    )
                    desired.mark_dirty(tx, f"job:{job.id}", desired.PROGRESS)
                self._postpone(tx, job, pause, state, began, 0)
                return True
        return False

    def _postpone(self, tx: Tx, job: JobRow, pause: float, task_state: str, began: float, tries: int) -> None:
        tx.run(
            "jobs.postpone",
            id=job.id,
            state=State.RUNNING,
            fence=job.fence,
            due_at=tx.now + pause,
            tries=tries,
            polls=1,
            task_state=task_state,
            task_started_at=began,
        )

    def _note_succeeded(self, tx: Tx, job: JobRow, pool: PoolRow, report: TaskReport) -> None:
        if report.scheduled_at and report.ended_at and report.ended_at > report.scheduled_at:
            task_stats.record(tx, job.model, job.n, report.ended_at - report.scheduled_at)
        if painted.note_painted(tx, self.context.manager, job, pool.account, report):
            self._expect_next_start(tx, job, report)

    def _note_failed(self, tx: Tx, job: JobRow, pool: PoolRow, report: TaskReport) -> None:
        if report.image_count:
            painted.record_cost(tx, self.context.manager, job, pool.account, report.image_count, report)
        verdict = report.verdict
        assert verdict is not None, "a FAILED report carries a verdict"
        unwanted = life_cycle.is_cancel_requested(tx, job)
        again = verdict.treatment in (Treatment.NEW_TASK_ONCE, Treatment.RETRY_LATER)
        if again and not requeue.was_resubmitted(job) and not unwanted and not report.image_count:
            requeue.resubmit(tx, job, f"{verdict.code}: once more")
        elif unwanted:
            life_cycle.transition(tx, job, State.FAILED, details=verdict.code)
        else:
            life_cycle.fail(tx, job, verdict.text_id, verdict.code)
        self._expect_next_start(tx, job, report)

    def _expect_next_start(self, tx: Tx, job: JobRow, report: TaskReport) -> None:
        """A task has ended, so the oldest PENDING one of the pool began at that moment: schedule its polls
        accordingly."""
        waiting = tx.one(QueuedJobRow, "jobs.pending_in_pool", pool_id=job.pool_id)
        if waiting is not None:
            first = task_stats.earliest_s(self.context.manager.duration(tx, job.model, waiting.n))
            began = min(tx.now, _to_our_clock(job, report, report.ended_at) or tx.now)
            tx.run("jobs.expect_start", id=waiting.id, now=began, due_at=began + first)
            tx.hint(RUNNING)


def _to_our_clock(job: JobRow, report: TaskReport, moment: float | None) -> float:
    """A time of the service by our clock, 0 if unknown. Only differences between its times are used, so its zone does
    not matter."""
    if moment and report.submitted_at:
        return float(job.submitted_at + max(0.0, moment - report.submitted_at))
    return 0.0
