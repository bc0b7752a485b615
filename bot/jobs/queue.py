"""The fair queue: start-time fair queueing over lanes, in pictures per weight.

Each payer has a lane in each pool, with a finish tag. The start tag of its head job is max(the pool's virtual time, the
lane's finish tag); the smallest start tag goes next; then the lane's finish tag is start + pictures / weight, and the
pool's virtual time is the start tag of what was chosen last. A lane that comes (back) to the ready index can never have
a start tag below the virtual time: so a newcomer waits for at most one job of each other lane, and queueing one job at
a time gains nothing (the lane keeps its finish tag while idle).

A newcomer starts half a picture after the virtual time. While many wait for their first picture the virtual time stands
still until the last of them has been chosen; with equal tags an endless stream of newcomers would go before everybody's
second job (docs/decisions/0023).

A lane is in the ready index while it has an eligible job and its payer is below the running limit. Choosing reads one
row of an index, however long the queue is. Start-time fair queueing: Goyal, Vin, Cheng, SIGCOMM 1996.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.jobs import topics
from bot.store import Tx
from bot.store.rows import JobRow, LaneChoiceRow, LaneHeadRow, LaneStateRow, PoolCountRow, PoolRow

RUNNING_LIMIT_KEY = "running_jobs"
DEFAULT_RUNNING_LIMIT = 1
ARRIVAL_LAG = 0.5
"""How far after the virtual time a newcomer's start tag is, in pictures per weight. Below 1, or a lane could have two
jobs of one picture before a newcomer."""


def lock_lanes(tx: Tx, payer_id: int) -> None:
    """Lock the payer's lanes until commit.

    Lock order of every transaction, against deadlocks: pool, job, the payer's lanes, totals of money, posts.
    (PostgreSQL needs a second to detect a deadlock, and the victim loses all of its work.)
    """
    tx.send("queue.lock_lanes", payer_id=payer_id)


def note_arrival(tx: Tx, lane_id: int) -> None:
    """A new job is about to be added to a (locked) lane. If none waits there, the lane starts as a newcomer."""
    tx.send("queue.arrive", id=lane_id, lag=ARRIVAL_LAG)


Lanes = Callable[[], list[LaneStateRow]]
"""A payer's lanes as they were looked at, once that is answered."""


def look_at_lanes(tx: Tx, payer_id: int) -> Lanes:
    """Look at a payer's (locked) lanes, to refresh them. A change of its jobs after this needs another look."""
    return tx.later(LaneStateRow, "queue.look_at_lanes", payer_id=payer_id, limit_name=RUNNING_LIMIT_KEY)


def refresh_lanes(tx: Tx, payer_id: int) -> None:
    """Recompute a payer's lanes after one of its jobs changed. Call it last in a transaction's work on a job."""
    lock_lanes(tx, payer_id)
    refresh(tx, look_at_lanes(tx, payer_id))


def refresh(tx: Tx, lanes: Lanes, served_id: int = 0, finish_tag: float = 0.0) -> None:
    """Recompute a payer's (locked) lanes. The lane `served_id` has just been served, which moved its finish tag to
    `finish_tag`."""
    for lane in lanes():
        served = lane.id == served_id
        finish = finish_tag if served else lane.finish_tag
        head = lane.head
        ready = int(head is not None and lane.at_work < int(lane.running_limit or DEFAULT_RUNNING_LIMIT))
        start = lane.start_tag
        if served or not (ready and lane.ready):
            start = max(lane.virtual_time, finish)
        if served or (head, ready, start) != (lane.head_id, lane.ready, lane.start_tag):
            tx.send("queue.set_lane", id=lane.id, head=head, ready=ready, start_tag=start, finish_tag=finish)
            if head is not None:
                tx.hint(topics.slot(lane.pool_id))
            if ready:
                tx.hint(topics.waiting_for_model(lane.model))


@dataclass(frozen=True, slots=True)
class Choice:
    """The lane that is served next, and its first job."""

    lane_id: int
    payer_id: int
    job_id: int
    start_tag: float
    weight: float
    spare: bool = False


def waiting_by_pool(tx: Tx) -> dict[int, int]:
    """How many jobs wait to be claimed in each pool in which any does. (Those with a reference wait for their upload first.)"""
    return {row.pool_id: row.jobs for row in tx.all(PoolCountRow, "queue.queued_by_pool")}


def first_ready(tx: Tx, pool_id: int) -> Callable[[], list[LaneChoiceRow]]:
    """The ready lane that is served next, for `choose`."""
    return tx.later(LaneChoiceRow, "queue.choose", pool_id=pool_id)


def choose(tx: Tx, pool: PoolRow, taken: int, ready: list[LaneChoiceRow]) -> Choice | None:
    """The lane that is served next in a pool with `taken` slots in use, or None. `ready`: what `first_ready` found.

    The spare slot only queues a task upstream, so when no other lane is eligible it may go to one at its running limit:
    a single user may still fill the spare slot.
    """
    row, spare = ready[0] if ready else None, False
    if row is None and taken >= pool.tasks_at_once:
        row, spare = tx.one(LaneChoiceRow, "queue.choose_spare", pool_id=pool.id), True
    if row is None:
        return None
    start = max(row.start_tag, pool.virtual_time)
    return Choice(row.id, row.payer_id, row.head_id, start, row.weight, spare)


def lock_job(tx: Tx, choice: Choice) -> tuple[JobRow, bool]:
    """Lock the chosen job and then its payer's lanes; returns the job, and whether the choice is still valid.

    Another pool may claim for the same payer at this moment, whose running limit is then reached; the pool's lock does
    not prevent that.
    """
    job = tx.later(JobRow, "jobs.lock", id=choice.job_id)
    locked = tx.later(LaneHeadRow, "queue.lock_lanes", payer_id=choice.payer_id)
    lane = next(lane for lane in locked() if lane.id == choice.lane_id)
    return job()[0], bool(lane.head_id == choice.job_id and (lane.ready or choice.spare))


def advance(tx: Tx, pool: PoolRow, choice: Choice, pictures: int, lanes: Lanes) -> None:
    """Serve `choice` (confirmed): its lane is charged for `pictures`, the pool's virtual time moves on, and the payer's
    lanes are refreshed. `lanes`: as they were looked at since the job was taken. (Of this pool the payer has only the lane that
    is served, whose new finish tag is beyond the new virtual time anyway.)"""
    if choice.start_tag > pool.virtual_time:
        tx.send("queue.set_virtual_time", id=pool.id, virtual_time=choice.start_tag)
    refresh(tx, lanes, choice.lane_id, choice.start_tag + pictures / choice.weight)


def refund_turn(tx: Tx, job: JobRow) -> None:
    """Undo the charge of a turn: a claimed job goes back to its lane unpainted."""
    tx.send("queue.give_back", id=job.lane_id, pictures=job.n)
