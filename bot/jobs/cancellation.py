"""Cancelling jobs: at once while they wait, otherwise by a request that the poller sends upstream."""

from __future__ import annotations

from enum import StrEnum

from bot.jobs import life_cycle, topics
from bot.jobs.states import ENDED, WAITING, State
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import JobRow


class CancelResult(StrEnum):
    """Result of cancelling a job."""

    CANCELLED = "cancelled"
    """It had not been submitted, and costs nothing."""
    REQUESTED = "requested"
    """It is upstream: cancelled there if it has not begun, otherwise painted, charged and not posted."""
    TOO_LATE = "too_late"
    NO_SUCH_JOB = "no_such_job"


def cancel_job(tx: Tx, job_id: int) -> CancelResult:
    """Cancel a job. The caller has checked that it may be (`bot.access`)."""
    job = tx.one(JobRow, "jobs.get", id=job_id)
    if job is None:
        return CancelResult.NO_SUCH_JOB
    state = State(job.state)
    if state in ENDED:
        return CancelResult.TOO_LATE
    if (
        state is State.HELD
        and job.error in life_cycle.HELD_BACK_REASONS
        and (released := life_cycle.release(tx, job, "cancelled while held back"))
    ):
        job, state = released, State.QUEUED
    if state in WAITING and life_cycle.transition(tx, job, State.CANCELLED, details="by its person"):
        return CancelResult.CANCELLED
    request_cancel(tx, job)
    if state is State.HELD and job.error == life_cycle.AWAITS_PICTURE:
        # Nobody need look at its pictures any more.
        life_cycle.continue_with_pictures(tx, job, "cancelled while its pictures were held back")
    return CancelResult.REQUESTED


def request_cancel(tx: Tx, job: JobRow) -> None:
    """Have a submitted job cancelled upstream; if it is painted nevertheless it is not posted."""
    tx.run("jobs.set_cancel", id=job.id)
    tx.run("jobs.poll_now", id=job.id, now=tx.now)
    desired.mark_dirty(tx, f"job:{job.id}", desired.ANSWER)
    tx.hint(topics.RUNNING)
