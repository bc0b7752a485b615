"""State transitions of jobs. Every change of state goes through `transition`, which does all that has to go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.jobs import moderation, money, queue, topics
from bot.jobs.states import EDGES, ENDED, WAITING, State
from bot.outbox import desired
from bot.store import Tx, alerts
from bot.store.loops import NEVER
from bot.store.rows import JobRow, PoolRow
from bot.upstream.model import Protocol
from bot.upstream.verdict import OPERATOR_TEXTS

log = structlog.get_logger()

HELD_BACK = "job-held-back"
"""The error of a job that an admin holds back, and what its person is told. There is no task upstream."""
HELD_BACK_CLOSED = "held-back-closed"
"""The error of a job that was held back and then failed by an admin."""
AWAITS_MODERATOR = "job-awaits-moderator"
"""The error of a job that is held back by a rule about words, until a moderator has looked at it."""
NOT_APPROVED = "job-not-approved"
"""The error of such a job that was then failed by a moderator."""
AWAITS_IMAGE = "job-image-awaits-moderator"
"""The error of a job that is held back because somebody has to look at an image that came in."""
IMAGE_REFUSED = "job-image-refused"
"""The error of a job that failed because of an image that came in; its code names the numbers of those images."""
IMAGE_NOT_APPROVED = "job-image-not-approved"
"""The error of such a job that was then failed by a moderator."""
AWAITS_PICTURE = "job-picture-awaits-moderator"
"""The error of a job whose pictures are painted and held back until somebody has looked at them."""
PICTURES_REFUSED = "job-pictures-refused"
"""The error of a job of whose pictures none may be shown: they were painted, and are charged."""
FOR_MODERATORS = frozenset({AWAITS_MODERATOR, AWAITS_IMAGE, AWAITS_PICTURE})
"""The errors of held jobs that moderators decide about."""
HELD_BACK_REASONS = {HELD_BACK: HELD_BACK_CLOSED, AWAITS_MODERATOR: NOT_APPROVED, AWAITS_IMAGE: IMAGE_NOT_APPROVED}
"""The errors of jobs that were held before they were submitted, and with which they end if they are not released."""
WAITS_FOR_A_PERSON = frozenset({*HELD_BACK_REASONS, AWAITS_PICTURE})
"""The errors of held jobs about which nothing is unknown: somebody has to decide."""
GIVEN_UP = "held-given-up"
"""The error of a held job that the operator gave up."""
UNSURE = "held-unsure"
"""The error of a held job of which nobody can find out whether it was painted: its person may have it painted again, as
another job."""
UNSURE_CLOSED = "held-unsure-closed"
"""The error of such a job that ended after `upstream.unsure_after_h`: given back to its payer, booked as the account's
cost."""
_OWN_OPERATOR_TEXTS = {"job-unreadable": "alert-job-unreadable", "job-not-taken": "alert-job-not-taken"}


@dataclass(frozen=True, slots=True)
class Intent:
    """The intent to submit a job: its request leaves by `send_by` (unix seconds) and is answered by `protocol`; it was
    chosen with the start tag `start_tag`."""

    send_by: float
    start_tag: float
    protocol: Protocol = "task"

    def started_at(self, now: float) -> float:
        """When painting starts, as far as is known at the claim: now, if the create's own answer has the pictures; 0 (not known)
        for a task, which may wait upstream."""
        return now if self.protocol == "answer" else 0.0


def transition(
    tx: Tx,
    job: JobRow,
    to: State,
    *,
    due_at: float = NEVER,
    owner: str = "",
    tries: int = 0,
    details: str = "",
    kept: int = 0,
    refresh: bool = True,
    intent: Intent | None = None,
    ahead: Callable[[], None] | None = None,
) -> JobRow | None:
    """Move `job` to another state; returns the new row. None if its state and fence are no longer those of `job`.

    Records the event, refreshes the payer's lanes (unless `refresh` is False), marks the job's post dirty, and for a
    final state settles its money: the payer pays for `kept` pictures, the rest is released. An `intent` goes with
    submitting, and with nothing else. On the way back to the queue the lane is refunded its turn. `ahead` asks for what is
    needed afterwards, in the same round trip: it is called before it is known whether the job has moved.
    """
    before = State(job.state)
    assert (before, to) in EDGES, f"job {job.id}: no way from {before} to {to}"
    assert (intent is not None) == (to is State.SUBMITTING), f"job {job.id}: an intent goes with submitting"
    if intent:
        intended = {"send_by": intent.send_by, "start_tag": intent.start_tag, "protocol": intent.protocol}
        leased = {"owner": owner, "due_at": due_at, "started_at": intent.started_at(tx.now)}
        moved = tx.run_later("jobs.intend", id=job.id, fence=job.fence, now=tx.now, **intended, **leased)
    else:
        moved = tx.run_later(
            "jobs.move",
            id=job.id,
            from_state=before,
            to_state=to,
            fence=job.fence,
            owner=owner,
            due_at=due_at,
            tries=tries,
            ended=int(to in ENDED),
            now=tx.now,
        )
    # Sent behind it, before it is known whether the job has moved: without that, this event is none, and a look changes nothing.
    tx.send(
        "jobs.add_event_of_move",
        job_id=job.id,
        fence=job.fence + 1,
        now=tx.now,
        from_state=before,
        to_state=to,
        details=details,
    )
    is_returned = to is State.QUEUED and before not in WAITING and not _was_held_back(job, before)
    if refresh or to in ENDED:
        queue.lock_lanes(tx, job.payer_id)
    lanes = queue.look_at_lanes(tx, job.payer_id) if refresh and not is_returned else None
    charges = money.charges_of(tx, job) if to in ENDED else None
    if ahead:
        ahead()
    if not moved():
        return None
    job = job._replace(state=to.value, fence=job.fence + 1, owner=owner, due_at=due_at, tries=tries)
    if intent:
        job = job._replace(
            send_by=intent.send_by,
            submitted_at=tx.now,
            start_tag=intent.start_tag,
            submissions=job.submissions + 1,
            protocol=intent.protocol,
            task_id="",
            task_state="",
            task_started_at=intent.started_at(tx.now),
            polls=0,
        )
    if is_returned:
        queue.refund_turn(tx, job)
    if before is State.HELD and job.error in FOR_MODERATORS:
        moderation.close_held(tx, job.id)
    if before is State.HELD and job.error:
        tx.run("jobs.set_error", id=job.id, error="", code="")  # It says why the job was held.
        job = job._replace(error="", error_code="")
    if to is State.HELD and before not in WAITING and before is not State.COLLECTING:
        log.error(
            "job.held", job=job.id, why=details, task=job.task_id, decide="shenbi jobs explain|adopt|release|fail"
        )
        pool = tx.get(PoolRow, "queue.pool", id=job.pool_id)
        text_id = "alert-answer-lost" if job.protocol == "answer" else "alert-job-held"
        alerts.report(tx, text_id, account=pool.account, model=job.model, job=job.id)
    if to in ENDED:
        money.settle(tx, job, kept, charges)
    if refresh:
        queue.refresh(tx, lanes or queue.look_at_lanes(tx, job.payer_id))
    desired.mark_dirty(tx, f"job:{job.id}", desired.RESULT if to in ENDED else desired.PROGRESS)
    topics.hint_transition(tx, job, before, to)
    return job


def _was_held_back(job: JobRow, state: State) -> bool:
    """Whether a job was held before it was claimed, so that its lane has no turn to be refunded."""
    return state is State.HELD and bool(job.error in HELD_BACK_REASONS)


def hold(tx: Tx, job: JobRow, why: str) -> bool:
    """It cannot be told what became of a job: the operator decides. The task listing is still polled, to free its
    slot."""
    return transition(tx, job, State.HELD, due_at=tx.now, details=why) is not None


def hold_unsure(tx: Tx, job: JobRow, why: str, *, slot_free: bool) -> bool:
    """Hold a job of which nobody can find out whether it was painted. Its person is told, and may have it painted again.
    `slot_free`: certainly nothing of it runs any more."""
    held = transition(tx, job, State.HELD, due_at=tx.now, details=why)
    if held is None:
        return False
    tx.run("jobs.set_error", id=job.id, error=UNSURE, code=why)
    if slot_free and tx.run("jobs.free_slot", id=job.id, fence=held.fence):
        tx.hint(topics.slot(job.pool_id))
    return True


def hold_back(tx: Tx, job: JobRow, reason: str = HELD_BACK) -> bool:
    """Hold back a waiting job for one of `HELD_BACK_REASONS`. It occupies no slot, and no task listing is searched for it."""
    details = "held back by an admin" if reason == HELD_BACK else "held back for a moderator"
    if not transition(tx, job, State.HELD, details=details):
        return False
    tx.run("jobs.hold_back", id=job.id, error=reason)
    return True


def hold_pictures(tx: Tx, job: JobRow, code: str) -> bool:
    """Hold back a job whose pictures are painted and stored, until somebody has looked at them. It occupies no slot."""
    if not transition(tx, job, State.HELD, details=code):
        return False
    tx.run("jobs.hold_back", id=job.id, error=AWAITS_PICTURE)
    return True


def continue_with_pictures(tx: Tx, job: JobRow, details: str) -> bool:
    """Have the pictures of such a job looked at again: what is known of them has changed."""
    return transition(tx, job, State.COLLECTING, due_at=tx.now, details=details) is not None


def release(tx: Tx, job: JobRow, details: str) -> JobRow | None:
    """Return a held job to the queue. Returns its row after that; None if it was no longer held."""
    return transition(tx, job, State.QUEUED, due_at=tx.now, details=details)


def assign_task(tx: Tx, job: JobRow, task_id: str) -> None:
    """Record that a task upstream is this job's. Kept when the job gets another task: a listing shows them all."""
    tx.run("jobs.set_task", id=job.id, task_id=task_id)
    tx.run("jobs.own_task", task_id=task_id, job_id=job.id, pool_id=job.pool_id, at=job.submitted_at)


def named_answer(job: JobRow) -> JobRow:
    """The row of a job with a name for its submission, which made no task, in place of the task's id: the ledger has one
    entry for each."""
    return job._replace(task_id=f"answer:{job.id}:{job.submissions}")


def operator_text(text_id: str) -> str | None:
    """The text id of the operator's alert for a failure of which the person is told `text_id`; None for no alert."""
    return OPERATOR_TEXTS.get(text_id, _OWN_OPERATOR_TEXTS.get(text_id))


def is_cancel_requested(tx: Tx, job: JobRow) -> bool:
    """Whether its person has cancelled it; read again, since `job` was read before the upstream was called."""
    return bool(tx.value("jobs.cancel_requested", id=job.id))


def fail(tx: Tx, job: JobRow, text_id: str, code: str = "", *, kept: int = 0) -> bool:
    """End a job as failed: `text_id` is what its person is told, `code` what the operator sees; `kept`: how many pictures it is
    charged for nevertheless."""
    if not transition(tx, job, State.FAILED, details=code or text_id, kept=kept):
        return False
    tx.run("jobs.set_error", id=job.id, error=text_id, code=code)
    moderation.note_declined(tx, job, text_id)
    if operator_text_id := operator_text(text_id):
        alerts.report(tx, operator_text_id, code=code, model=job.model, job=job.id)
    return True
