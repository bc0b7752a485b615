"""Claiming a slot of a pool for the next job in fair order.

One transaction under the pool's row lock: free slot, rate, fair choice, intent with lease, fence and `send_by`. The
request may leave only after the commit. One create of a pool is in flight at a time, and the next may not leave earlier
than 1/rate after the last answer: a request arrives before it is answered, so the upstream never counts more than
`rate` in a second.

Where the answer brings the pictures, minutes later, several creates are in flight at a time. The next may leave 1/rate after the
last one left; as long as that moment is not known, 1/rate after its `send_by`.

What the upstream answers is recorded by `create_answer`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import life_cycle, queue, requeue, topics
from bot.jobs.states import State
from bot.store import Tx
from bot.store.loops import NEVER
from bot.store.rows import JobRow, PoolRow, SlotCountRow
from bot.upstream.model import Protocol

REFERENCE_MIN_LIFE_S = 1800.0
"""An uploaded reference must live at least this much longer when its task is submitted: the task may wait upstream."""
MAX_UNKNOWN_JOBS = 2
"""How many lost answers of a pool may be unresolved at a time; the next request waits for one of them."""
LOCKED_POOL_RETRY_S = 0.2
"""Until the next try when another transaction (a claim, or an answer) has the pool locked."""


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """Who claims, and the time limits of a submission, in seconds."""

    owner: str
    send_window_s: float
    """The time from the claim to the last moment at which the request may leave (`send_by`)."""
    create_timeout_s: float
    """The time from `send_by` to the answer; where the answer has the pictures, as long as painting one may take."""
    listing_margin_s: float
    """The time from then until an accepted task shows in a listing."""
    task_max_s: float
    """For how long a held job occupies its slot."""
    protocol: Protocol = "task"
    create_timeout_many_s: float = 0.0
    """As `create_timeout_s`, for several pictures; 0: the same."""

    def lapse_at(self, send_by: float, n: int) -> float:
        """When the answer to a create of n pictures that leaves by `send_by` can no longer come (unix seconds)."""
        timeout_s = self.create_timeout_many_s if n > 1 and self.create_timeout_many_s else self.create_timeout_s
        return send_by + timeout_s + self.listing_margin_s


@dataclass(frozen=True, slots=True)
class Claimed:
    """An intent: this job may be submitted now, until `send_by` (unix seconds). `starts_at_once`: it does not take the
    spare slot, so it will not be PENDING for long."""

    job: JobRow
    pool: PoolRow
    send_by: float
    starts_at_once: bool
    protocol: Protocol = "task"

    @property
    def next_reserved_at(self) -> float:
        """When the next create may leave if this one leaves at the last moment (unix seconds)."""
        return self.send_by + 1 / self.pool.submissions_per_s


@dataclass(frozen=True, slots=True)
class NoClaim:
    """Nothing can be claimed before `retry_at` (unix seconds; NEVER: before a hint). `idle`: no lane of the pool is
    eligible; `suspended`: the pool or its account is."""

    retry_at: float
    idle: bool = False
    suspended: bool = False


def claim(tx: Tx, pool_id: int, terms: ClaimTerms) -> Claimed | NoClaim:
    """Claim a slot of a pool for the next job in fair order. If its request is to be sent, call `reserve_distance` in the
    same transaction."""
    # Asked together: with PostgreSQL one round trip instead of four, all of them behind the pool's lock.
    locked = tx.later(PoolRow, "queue.try_pool", id=pool_id)
    rested = requeue.expired_backoffs(tx, pool_id)
    counted = tx.later(SlotCountRow, "queue.slots", pool_id=pool_id, held_since=tx.now - terms.task_max_s)
    ready = queue.first_ready(tx, pool_id)
    if not (pools := locked()):
        return NoClaim(tx.now + LOCKED_POOL_RETRY_S)
    (pool,) = pools
    if requeue.end_expired_backoffs(tx, rested):
        ready = queue.first_ready(tx, pool_id)
    if not pool.is_live:
        return NoClaim(NEVER, suspended=True)
    if pool.next_submit_at > tx.now:
        return NoClaim(pool.next_submit_at)
    if not pool.spare and pool.spare_back_at <= tx.now:
        tx.run("queue.set_spare", id=pool_id, spare=1, spare_back_at=0)
        pool = pool._replace(spare=1)
    (slots,) = counted()
    # The spare slot keeps a task ready upstream; without tasks nothing could wait there. Nor does a create's answer come at
    # once, so as many may wait for theirs as there are slots.
    answers = terms.protocol == "answer"
    most = pool.tasks_at_once if answers else pool.tasks_at_once + pool.spare
    if slots.taken >= most or (slots.in_flight and not answers):
        return NoClaim(NEVER)
    # A lost answer keeps its slot while others are submitted. A second one stops the pool until the first is resolved;
    # after two in a row both have to be resolved before the next. So an outage leaves at most two unknown jobs.
    if slots.in_doubt >= (1 if pool.lost_answers >= MAX_UNKNOWN_JOBS else MAX_UNKNOWN_JOBS):
        return NoClaim(NEVER)
    while choice := queue.choose(tx, pool, slots.taken, ready()):
        if intended := _intend(tx, choice, terms):
            submitting, lanes = intended
            queue.advance(tx, pool, choice, submitting.n, lanes)
            at_once = slots.taken < pool.tasks_at_once
            return Claimed(submitting, pool, submitting.send_by, at_once, terms.protocol)
        ready = queue.first_ready(tx, pool_id)
    return NoClaim(float(tx.value("queue.next_rested", pool_id=pool_id) or NEVER), idle=True)


def _intend(tx: Tx, choice: queue.Choice, terms: ClaimTerms) -> tuple[JobRow, queue.Lanes] | None:
    """Record the intent to submit the chosen job; its row, and its payer's lanes after that. None if it cannot be submitted now:
    then its lanes say so."""
    job, valid = queue.lock_job(tx, choice)
    if not valid:
        queue.refresh_lanes(tx, choice.payer_id)
        return None
    if job.cancel_requested:  # Cancelled while the job was on its way back from the upstream.
        life_cycle.transition(tx, job, State.CANCELLED, details="by its person")
        return None
    if job.reference_until and job.reference_until < tx.now + REFERENCE_MIN_LIFE_S:
        tx.run("jobs.set_unprepared", id=job.id)
        tx.hint(topics.UNPREPARED)
        queue.refresh_lanes(tx, job.payer_id)
        return None
    send_by = tx.now + terms.send_window_s
    lanes: list[queue.Lanes] = []
    submitting = life_cycle.transition(
        tx,
        job,
        State.SUBMITTING,
        due_at=terms.lapse_at(send_by, job.n),
        owner=terms.owner,
        refresh=False,
        intent=life_cycle.Intent(send_by, choice.start_tag, terms.protocol),
        ahead=lambda: lanes.append(queue.look_at_lanes(tx, job.payer_id)),
    )
    if submitting is None:
        queue.refresh_lanes(tx, choice.payer_id)  # It was cancelled in the meantime.
        return None
    return submitting, lanes[0]


def reserve_distance(tx: Tx, claimed: Claimed) -> None:
    """Let the next create not leave before 1/rate after the last moment at which this one may leave. (Where the answer comes at
    once, it says when the next may leave.)"""
    if claimed.protocol == "answer":
        tx.run("queue.keep_distance", id=claimed.pool.id, at=claimed.next_reserved_at)


def note_left(tx: Tx, claimed: Claimed, distance_s: float) -> None:
    """The request has left: the next create may leave `distance_s` from now. 0: it will not leave at all. A pause that began
    since the claim stays."""
    at = tx.now + distance_s
    tx.run("queue.note_left", id=claimed.pool.id, at=at, reserved_until=claimed.next_reserved_at)
