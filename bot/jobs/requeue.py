"""Bringing jobs back to the queue, with backoff and a cap: nothing is retried for ever.

A job that was submitted and certainly not accepted is requeued. It keeps its place in the fair order: what was not
accepted costs its payer no turn, and in an outage it is chance whose turn it was. But from the second return on it
is delayed at least until its pool could take another job, so that one request which the upstream never takes cannot
block all others.

- A return that the job itself caused (the answer was about this request; or the answer was lost, and listings proved
  that there is no task): delayed by 5, then 20 s; the third ends it.
- A return that the pool caused (busy, out of order, unreachable): the pool has a backoff of its own, and the job is
  delayed a little longer than its pool. If the pool was healthy in between, so that other jobs were accepted, the job's
  own delay grows as well, and the tenth such return shows that it is this job after all. No job is retried for longer
  than six hours.

A job that has come back too often fails; its person and the operator are told. It was not accepted, so it costs
nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.jobs import life_cycle, queue
from bot.jobs.states import State
from bot.store import Tx, alerts
from bot.store.rows import JobRow, RestedJobRow

log = structlog.get_logger()

MAX_SETBACKS = 3
MAX_RETURNS = 10
MIN_RETURNS_BEFORE_TIMEOUT = 5
"""A job does not time out before it was requeued this often: one that waited hours for its turn was not tried for hours."""
RETRY_TIMEOUT_S = 6 * 3600.0
BACKOFF_FIRST_S, BACKOFF_FACTOR, BACKOFF_MAX_S = 5.0, 4.0, 600.0
AFTER_POOL_PAUSE_S = 1.0
"""How much longer than its pool's pause a job is delayed, so that other jobs are claimed first."""
GIVEN_UP_EVENT = "job.given-up"


def requeue_job(
    tx: Tx,
    job: JobRow,
    *,
    job_at_fault: bool,
    pool_healthy: bool,
    text_id: str,
    code: str = "",
    details: str = "",
    pool_paused_until: float = 0.0,
) -> bool:
    """Bring a job that was certainly not accepted back to the queue; or end it, if it was cancelled or came back too
    often.

    `job_at_fault`: the job caused the return. `pool_healthy`: the answer before this one was a good one, so the
    upstream accepts other jobs. `text_id` and `code`: what its person and the operator are told if it fails.
    `pool_paused_until`: the end of the pool's pause (unix seconds). False if the job is no longer as `job` says.
    """
    if life_cycle.is_cancel_requested(tx, job):
        return life_cycle.transition(tx, job, State.CANCELLED, details=details) is not None
    returns, setbacks = job.returns + 1, job.setbacks + int(job_at_fault)
    first = job.returned_at or tx.now
    if _is_exhausted(returns, setbacks, tx.now - first, pool_healthy=pool_healthy):
        if not life_cycle.fail(tx, job, text_id, code or details):
            return False
        log.error(GIVEN_UP_EVENT, job=job.id, why=details, returns=returns, setbacks=setbacks)
        if not life_cycle.operator_text(text_id):  # Otherwise the operator has just been told, more exactly.
            alerts.report(
                tx,
                "alert-job-given-up",
                model=job.model,
                code=code,
                kind=code or details,
                job=job.id,
                count=returns,
            )
        return True
    delay_s = backoff_s(returns, setbacks, job_at_fault=job_at_fault, pool_healthy=pool_healthy)
    resting_until = tx.now + delay_s if delay_s else 0.0
    if pool_paused_until and returns > 1:
        resting_until = max(resting_until, pool_paused_until + AFTER_POOL_PAUSE_S)
    if not life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now, details=details, refresh=False):
        return False
    noted = {"returns": returns, "setbacks": setbacks, "returned_at": first, "resting_until": resting_until}
    tx.run("jobs.note_return", id=job.id, **noted)
    queue.refresh_lanes(tx, job.payer_id)
    return True


def resubmit(tx: Tx, job: JobRow, details: str) -> bool:
    """Submit a job again at once: its task broke down upstream through no fault of the request. Once per job; the caller
    has checked `was_resubmitted`. False if the job is no longer as `job` says."""
    returns = job.returns + 1
    if not life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now, details=details):
        return False
    noted = {"returns": returns, "returned_at": job.returned_at or tx.now}
    tx.run("jobs.note_return", id=job.id, setbacks=job.setbacks, resting_until=0.0, **noted)
    tx.run("jobs.set_resubmitted", id=job.id)
    return True


def backoff_s(returns: int, setbacks: int, *, job_at_fault: bool, pool_healthy: bool) -> float:
    """How long a job is delayed by its own count, in seconds; 0 where the pool's pause is enough."""
    if job_at_fault:
        return min(BACKOFF_MAX_S, BACKOFF_FIRST_S * BACKOFF_FACTOR ** (setbacks - 1))
    if pool_healthy and returns > 1:
        return min(BACKOFF_MAX_S, BACKOFF_FIRST_S * BACKOFF_FACTOR ** (returns - 2))
    return 0.0


def _is_exhausted(returns: int, setbacks: int, since_first_s: float, *, pool_healthy: bool) -> bool:
    if setbacks >= MAX_SETBACKS:
        return True
    if pool_healthy and returns >= MAX_RETURNS:
        return True
    return returns >= MIN_RETURNS_BEFORE_TIMEOUT and since_first_s > RETRY_TIMEOUT_S


def was_resubmitted(job: JobRow) -> bool:
    """Whether a job has had its one new task."""
    return bool(job.resubmitted)


def expired_backoffs(tx: Tx, pool_id: int) -> Callable[[], list[RestedJobRow]]:
    """The jobs of a (locked) pool whose delay is over."""
    return tx.later(RestedJobRow, "queue.rested", pool_id=pool_id, now=tx.now)


def end_expired_backoffs(tx: Tx, expired: Callable[[], list[RestedJobRow]]) -> bool:
    """Make these jobs eligible again; whether there were any."""
    for job in (rested := expired()):
        tx.run("jobs.end_rest", id=job.id)
        queue.refresh_lanes(tx, job.payer_id)
    return bool(rested)
