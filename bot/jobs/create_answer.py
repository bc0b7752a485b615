"""Recording the answer to a create: what becomes of the job, of its pool, and of the account."""

from __future__ import annotations

import math

from bot.jobs import accounts, life_cycle, outage, requeue
from bot.jobs.claim import Claimed
from bot.jobs.states import State
from bot.jobs.task_stats import PENDING_POLL_S
from bot.runtime.backoff import retry_pause_s
from bot.store import Tx, alerts
from bot.store.rows import JobRow, PoolRow, SlotCountRow
from bot.upstream import Accepted, AnswerLost, NotSent, Refused, Treatment
from bot.upstream.verdict import BUSY_TEXT

MAX_PAUSE_S = 60.0
"""How long a pool pauses at most, unless the answer asks for more. After an outage those who wait may wait this much longer."""
SPARE_SLOT_PAUSE_S = 600.0
"""How long a pool goes without its spare slot after the upstream said that there are too many tasks."""
WRONG_ADDRESS_REASON = "upstream-address"
"""The `pause_reason` of a pool whose base URL does not lead to the service. The operator has to mend it."""
BUDGET_REASON = "budget"
"""The `pause_reason` of a pool whose account has used up its money. Ended by `queue.end_budget_pause`, too."""


def note_answer(
    tx: Tx, claimed: Claimed, answer: Accepted | Refused | AnswerLost | NotSent, first_poll_s: float
) -> None:
    """Record the answer to a create that brought no pictures. `first_poll_s`: seconds until the task is asked about first."""
    pool = tx.get(PoolRow, "queue.lock_pool", id=claimed.pool.id)
    job = claimed.job
    outage.observe_answer(tx, pool, answer)
    match answer:
        case Accepted():
            accounts.note_usable(tx, pool)
            starts_now = claimed.starts_at_once or _has_free_slot(tx, pool)
            poll_s = first_poll_s if starts_now else max(first_poll_s, PENDING_POLL_S)
            if life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now + poll_s, details=answer.task_id):
                life_cycle.assign_task(tx, job, answer.task_id)
                if starts_now:
                    tx.run("jobs.expect_start", id=job.id, now=tx.now, due_at=tx.now + poll_s)
            elif late := late_job(tx, job):
                _note_late_task(tx, late, answer.task_id, first_poll_s)
            resume(tx, pool, claimed)
        case Refused():
            _note_refusal(tx, pool, late_job(tx, job) or job, answer, claimed)
        case NotSent():
            not_sent = late_job(tx, job) or job
            _pause_and_requeue(tx, pool, not_sent, 1.0, BUSY_TEXT, "job-not-reached", "", f"not sent: {answer.reason}")
        case AnswerLost():
            # It may have been accepted: look for it in the task listing once it must have shown there.
            mark_unknown(tx, pool, job, job.due_at, f"answer lost: {answer.reason}")


def mark_unknown(tx: Tx, pool: PoolRow, job: JobRow, due_at: float, why: str, *, tries: int = 0) -> None:
    """The answer to a submission is lost: look for its task in the listing at `due_at`. `pool` is locked. The request
    may have left just now, so 1/rate is counted from this moment."""
    if life_cycle.transition(tx, job, State.UNKNOWN, due_at=due_at, tries=tries, details=why):
        tx.run("queue.count_lost", id=pool.id)
        _pause(tx, pool, 0.0, "upstream-unreachable")


def _has_free_slot(tx: Tx, pool: PoolRow) -> bool:
    """Whether the pool has a slot for a task that was just accepted and that was submitted as the spare one.

    Usually it has none, and the task starts when another one ends, which brings its first poll forward. If the others
    ended during the submission, nothing will: without this check it would be polled long after it is done. Held jobs
    are left out (`held_since` is now): counting them could only delay the poll.
    """
    taken = tx.get(SlotCountRow, "queue.slots", pool_id=pool.id, held_since=tx.now).taken
    return bool(taken <= pool.tasks_at_once)  # Itself included.


def late_job(tx: Tx, job: JobRow) -> JobRow | None:
    """The present row of a job that was taken for lost before the answer to this submission came, if that is still so."""
    return tx.one(JobRow, "jobs.late_answer", id=job.id, submissions=job.submissions)


def _note_late_task(tx: Tx, job: JobRow, task_id: str, first_poll_s: float) -> None:
    """Record that a job which was taken for lost has a task."""
    if life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now + first_poll_s, details=f"late answer: {task_id}"):
        life_cycle.assign_task(tx, job, task_id)


def _note_refusal(tx: Tx, pool: PoolRow, job: JobRow, answer: Refused, claimed: Claimed) -> None:
    verdict = answer.verdict
    details = f"{answer.http_status} {verdict.code}"
    match verdict.treatment:
        case Treatment.TELL_PERSON:
            resume(tx, pool, claimed)
            life_cycle.fail(tx, job, verdict.text_id, verdict.code)
        case Treatment.TELL_OPERATOR if verdict.pause_s:
            # What answers is not the service: all jobs keep their places until the operator has fixed the address.
            if verdict.operator_text_id:
                alerts.report(tx, verdict.operator_text_id, account=pool.account, model=job.model, code=verdict.code)
            _pause_and_requeue(
                tx, pool, job, verdict.pause_s, WRONG_ADDRESS_REASON, verdict.text_id, verdict.code, details
            )
        case Treatment.TELL_OPERATOR:
            if verdict.scope == "job":
                resume(tx, pool, claimed)
                life_cycle.fail(tx, job, verdict.text_id, verdict.code)
                return
            if verdict.scope == "account":
                accounts.suspend(tx, pool.account, verdict.code, verdict.operator_text_id)
            else:
                accounts.suspend_pool(tx, pool, verdict.code, verdict.operator_text_id)
            _requeue(tx, job, verdict.text_id, verdict.code, details, pool_healthy=False)
        case Treatment.RETRY_LATER | Treatment.NEW_TASK_ONCE if answer.concerns_request:
            # About this request and not about its words: another try may help; other jobs are not concerned.
            resume(tx, pool, claimed)
            requeue.requeue_job(
                tx,
                job,
                job_at_fault=True,
                pool_healthy=True,
                text_id=verdict.text_id,
                code=verdict.code,
                details=details,
            )
        case _:
            if verdict.is_concurrency:
                tx.run("queue.set_spare", id=pool.id, spare=0, spare_back_at=tx.now + SPARE_SLOT_PAUSE_S)
            pause = max(answer.retry_after_s or 0.0, verdict.pause_s)
            _pause_and_requeue(tx, pool, job, pause, BUSY_TEXT, verdict.text_id, verdict.code, details)


def _pause_and_requeue(
    tx: Tx, pool: PoolRow, job: JobRow, pause_s: float, reason: str, text_id: str, code: str, details: str
) -> None:
    """The pool cannot take anything just now: pause it and bring the job back to the queue."""
    until = _pause(tx, pool, pause_s, reason)
    _requeue(tx, job, text_id, code, details, pool_healthy=pool.failures == 0, pool_paused_until=until)


def _requeue(
    tx: Tx, job: JobRow, text_id: str, code: str, details: str, *, pool_healthy: bool, pool_paused_until: float = 0.0
) -> None:
    requeue.requeue_job(
        tx,
        job,
        job_at_fault=False,
        pool_healthy=pool_healthy,
        text_id=text_id,
        code=code,
        details=details,
        pool_paused_until=pool_paused_until,
    )


def _pause(tx: Tx, pool: PoolRow, least_s: float, reason: str) -> float:
    """Pause the pool with exponential backoff and jitter; returns until when (unix seconds). That is later than what is
    reserved for a request that is about to leave, so that giving this back (`queue.note_left`) does not end the pause."""
    failures = pool.failures + 1
    pause = retry_pause_s(failures - 1, max(least_s, 0.5), MAX_PAUSE_S)
    at = max(tx.now + max(pause, least_s, 1 / pool.submissions_per_s), math.nextafter(pool.next_submit_at, math.inf))
    tx.run("queue.set_next_submit", id=pool.id, next_submit_at=at, pause_reason=reason, failures=failures)
    return float(at)


def resume(tx: Tx, pool: PoolRow, claimed: Claimed) -> None:
    """End the pool's backoff, since the upstream answers `claimed` normally; the next create may leave after 1/rate.

    Where creates are in flight side by side, an answer says nothing about when the others leave, so the time stays as it
    is. Nor does it end a backoff that began after its own request had left, or the pause of an account without money.
    """
    at = tx.now + 1 / pool.submissions_per_s
    if claimed.protocol == "answer":
        at = pool.next_submit_at
        without_money = pool.pause_reason == BUDGET_REASON and at > tx.now
        if without_money or pool.failures > claimed.pool.failures:
            return
    tx.run("queue.set_next_submit", id=pool.id, next_submit_at=at, pause_reason="", failures=0)
