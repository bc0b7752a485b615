"""The ways back to the queue, and their end: nothing goes round for ever.

A job that was submitted and surely not accepted comes back. It keeps its place: what was not taken costs its payer no turn, and
in an outage it is by chance whose turn it was. But from the second return on it rests at least until its pool could take somebody
else, so that one request which the upstream never takes cannot stand in front of everybody. Each way back has a growing pause
and a cap:

- A return for the job's own sake (the answer was about this request, or its answer was lost and it was proven absent): it rests
  5, then 20 s; the third ends it.
- A return for the pool's sake (busy, unwell, unreachable): the pool's own pauses grow, and the job rests a little longer than its
  pool. While the pool was in order otherwise, so that others were taken in between, its rests grow as well; the tenth of those
  shows that it is this job after all. And nobody waits longer than six hours.

Ended means failed, with a word to its person and to the operator: it was not accepted, so it costs nothing.
"""

from __future__ import annotations

import structlog

from bot.jobs import life_cycle, queue
from bot.jobs.states import State
from bot.store import Row, Tx, alerts

log = structlog.get_logger()

MAX_SETBACKS = 3
MAX_RETURNS = 10
MIN_RETURNS_BEFORE_TIMEOUT = 5
"""Patience ends after this many tries at least: who waits hours for a turn has not been tried for hours."""
RETRY_TIMEOUT_S = 6 * 3600.0
BACKOFF_FIRST_S, BACKOFF_FACTOR, BACKOFF_MAX_S = 5.0, 4.0, 600.0
AFTER_POOL_PAUSE_S = 1.0
"""How much longer than its pool a job rests: whoever else waits is claimed as soon as the pool goes on."""
GIVEN_UP_EVENT = "job.given-up"


def requeue_job(
    tx: Tx,
    job: Row,
    *,
    own: bool,
    pool_in_order: bool,
    text_id: str,
    code: str = "",
    details: str = "",
    pool_rests_until: float = 0.0,
) -> bool:
    """Bring a job that was surely not accepted back to the queue; or end it, if its person wants that or it came back too often.

    `own`: for the job's own sake. `pool_in_order`: the answer before this one was a good one, so the upstream takes others.
    `text_id` and `code`: what its person and the operator are told when it ends. `pool_rests_until`: when its pool goes on (unix
    seconds). False if the job is no longer as `job` says.
    """
    if life_cycle.is_cancel_requested(tx, job):
        return life_cycle.transition(tx, job, State.CANCELLED, details=details)
    returns, setbacks = job["returns"] + 1, job["setbacks"] + int(own)
    first = job["returned_at"] or tx.now
    if _is_exhausted(returns, setbacks, tx.now - first, pool_in_order=pool_in_order):
        if not life_cycle.fail(tx, job, text_id, code or details):
            return False
        log.error(GIVEN_UP_EVENT, job=job["id"], why=details, returns=returns, setbacks=setbacks)
        if not life_cycle.operator_text(text_id):  # Otherwise they have just been told, and in better words.
            alerts.report(
                tx,
                "alert-job-given-up",
                model=job["model"],
                code=code,
                kind=code or details,
                job=job["id"],
                count=returns,
            )
        return True
    rest = backoff_s(returns, setbacks, own=own, pool_in_order=pool_in_order)
    resting_until = tx.now + rest if rest else 0.0
    if pool_rests_until and returns > 1:
        resting_until = max(resting_until, pool_rests_until + AFTER_POOL_PAUSE_S)
    if not life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now, details=details, reorder=False):
        return False
    noted = {
        "returns": returns,
        "setbacks": setbacks,
        "returned_at": first,
        "resting_until": resting_until,
    }
    tx.run("jobs.note_return", id=job["id"], **noted)
    tx.amend(job, **noted)
    queue.refresh_lanes(tx, job["payer_id"])
    return True


def resubmit(tx: Tx, job: Row, details: str) -> bool:
    """A task broke down upstream through no fault of the request: it has one new one, and at once. The caller has looked whether
    it has had that already (`retasked`). False if the job is no longer as `job` says."""
    returns = job["returns"] + 1
    if not life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now, details=details):
        return False
    noted = {"returns": returns, "returned_at": job["returned_at"] or tx.now}
    tx.run("jobs.note_return", id=job["id"], setbacks=job["setbacks"], resting_until=0.0, **noted)
    tx.run("jobs.set_retasked", id=job["id"])
    return True


def backoff_s(returns: int, setbacks: int, *, own: bool, pool_in_order: bool) -> float:
    """How long a job rests by its own count, in seconds; 0 where the pool's own pause is enough."""
    if own:
        return min(BACKOFF_MAX_S, BACKOFF_FIRST_S * BACKOFF_FACTOR ** (setbacks - 1))
    if pool_in_order and returns > 1:
        return min(BACKOFF_MAX_S, BACKOFF_FIRST_S * BACKOFF_FACTOR ** (returns - 2))
    return 0.0


def _is_exhausted(returns: int, setbacks: int, since_first_s: float, *, pool_in_order: bool) -> bool:
    if setbacks >= MAX_SETBACKS:
        return True
    if pool_in_order and returns >= MAX_RETURNS:
        return True
    return returns >= MIN_RETURNS_BEFORE_TIMEOUT and since_first_s > RETRY_TIMEOUT_S


def end_expired_backoffs(tx: Tx, pool_id: int) -> None:
    """Jobs of a (locked) pool that have rested long enough line up again."""
    for job in tx.all("queue.rested", pool_id=pool_id, now=tx.now):
        tx.run("jobs.end_rest", id=job["id"])
        queue.refresh_lanes(tx, job["payer_id"])
