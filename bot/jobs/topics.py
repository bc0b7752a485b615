"""Topics of the store's hints that wake workers.

One topic for all would wake every worker of every pool at every step of every job; most would look and find nothing.
"""

from __future__ import annotations

import re

from bot.jobs.states import ENDED, OCCUPIES_SLOT, State
from bot.store import Tx
from bot.store.rows import JobRow

JOBS_LEAVING = "jobs_leaving"
"""A job has left the queue, or has ended."""
SESSION_JOBS = "session_jobs"
"""Any change of a job that a session has ordered."""
ACCOUNTS = "accounts"
"""An account was suspended or resumed, or a limit of all pools was changed."""
UNPREPARED = "unprepared"
"""A reference has to be uploaded."""
RUNNING, COLLECTING, UNKNOWN = State.RUNNING.value, State.COLLECTING.value, State.UNKNOWN.value
"""A job came into this state, or should be looked at sooner."""


def slot(pool_id: int) -> str:
    """The topic of a pool's submitter: a lane is eligible there, or a slot is free."""
    return f"slot_{pool_id}"


def waiting_for_model(model: str) -> str:
    """The topic of the idle pools of a model: a lane is eligible in some pool, and its job may be stolen. After `slot` in the
    alphabet, so that the pool that has the job is woken before the others, and they find it taken."""
    return "waiting_" + re.sub(r"\W", "_", model, flags=re.ASCII)


def hint_transition(tx: Tx, job: JobRow, before: State | None, to: State) -> None:
    """Hint that `job` has changed its state (`before` is None for a new one). Eligible lanes are hinted by
    `queue.refresh_lanes`."""
    if before is State.QUEUED or to in ENDED:
        tx.hint(JOBS_LEAVING)
    if job.session_id:
        tx.hint(SESSION_JOBS)
    if to is State.QUEUED and not job.prepared:
        tx.hint(UNPREPARED)
    if to in (State.RUNNING, State.COLLECTING, State.UNKNOWN):
        tx.hint(to.value)
    if before in OCCUPIES_SLOT or before is State.HELD:
        tx.hint(slot(job.pool_id))  # A slot is free, or the upstream may be asked again.
