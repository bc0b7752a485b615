"""The fair queue: start-time fair queueing over lanes, in pictures per weight.

Every lane keeps a finish tag. The start tag of its head job is max(the pool's virtual time, the lane's finish tag); the
smallest start tag goes next; then the lane's finish tag is start + pictures / weight, and the pool's virtual time is
the start tag of what was chosen last. A lane that comes (back) to the ready index can never have a start tag below the
virtual time: that is why a newcomer waits for at most one job of each other lane, and why someone who queues one job at
a time gains nothing (the lane keeps its finish tag while idle).

A newcomer starts half a picture after the virtual time. In a crowd of which everybody is waiting for a first picture, the
virtual time stands still until the last of them has been chosen, and with equal tags newcomers without end would go before
everybody's second job (docs/decisions/0023).

A lane is on the ready index while it has a job that can go and its payer is below the running limit. Choosing is one look
at an index, however long the queue is. Start-time fair queueing: Goyal, Vin, Cheng, SIGCOMM 1996.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import topics
from bot.store import Row, Tx

RUNNING_LIMIT_KEY = "running_jobs"
DEFAULT_RUNNING_LIMIT = 1
ARRIVAL_LAG = 0.5
"""How far after the virtual time a newcomer's start tag is, in pictures per weight. Below 1, or a lane could have two jobs
of one picture before a newcomer."""


def lock_lanes(tx: Tx, payer_id: int) -> None:
    """Nobody else touches the payer's lanes until the commit.

    Every transaction takes its rows in one order, so that no two wait for each other: pool, job, the payer's lanes, totals of
    money, posts. (A circle costs PostgreSQL a second to see, and the loser all of its work.)
    """
    tx.all("queue.lock_lanes", payer_id=payer_id)


def note_arrival(tx: Tx, lane_id: int) -> None:
    """A new job is about to come to a (locked) lane. If none waits there, the lane is a newcomer."""
    tx.run("queue.arrive", id=lane_id, lag=ARRIVAL_LAG)


def refresh_lanes(tx: Tx, payer_id: int, *, held: bool = False) -> None:
    """Bring a payer's lanes up to date after one of its jobs changed. Call it last in a transaction's work on a job.
    `held`: this transaction has locked the lanes already."""
    if not held:
        lock_lanes(tx, payer_id)
    _refresh(tx, payer_id)


def _refresh(tx: Tx, payer_id: int, spent_id: int = 0, finish_tag: float = 0.0) -> None:
    """Look at a payer's (locked) lanes anew. The lane `spent_id` has just had its turn, which brought it to `finish_tag`."""
    for lane in tx.all("queue.look_at_lanes", payer_id=payer_id, limit_note=RUNNING_LIMIT_KEY):
        spent = lane["id"] == spent_id
        finish = finish_tag if spent else lane["finish_tag"]
        head = lane["head"]
        ready = int(head is not None and lane["at_work"] < int(lane["running_limit"] or DEFAULT_RUNNING_LIMIT))
        start = lane["start_tag"]
        if spent or not (ready and lane["ready"]):
            start = max(lane["virtual_time"], finish)
        if spent or (head, ready, start) != (lane["head_id"], lane["ready"], lane["start_tag"]):
            tx.run("queue.set_lane", id=lane["id"], head=head, ready=ready, start_tag=start, finish_tag=finish)
            if head is not None:
                tx.hint(topics.slot(lane["pool_id"]))
            if ready:
                tx.hint(topics.waiting_for_model(lane["model"]))


@dataclass(frozen=True, slots=True)
class Choice:
    """A lane whose turn it is, and its first job."""

    lane_id: int
    payer_id: int
    job_id: int
    start_tag: float
    weight: float
    spare: bool = False


def choose(tx: Tx, pool: Row, taken: int) -> Choice | None:
    """Whose turn it is in a pool with `taken` slots in use, or None.

    The spare slot is only waiting room upstream, so when nobody else is eligible it may go to a lane that is at its
    running limit: a lone person must not idle the brush.
    """
    row, spare = tx.one("queue.choose", pool_id=pool["id"]), False
    if row is None and taken >= pool["tasks_at_once"]:
        row, spare = tx.one("queue.choose_spare", pool_id=pool["id"]), True
    if row is None:
        return None
    start = max(row["start_tag"], pool["virtual_time"])
    return Choice(row["id"], row["payer_id"], row["head_id"], start, row["weight"], spare)


def confirm(tx: Tx, choice: Choice) -> bool:
    """Lock the payer's lanes and look whether the choice still stands.

    The pool's lock does not keep another pool from claiming for the same payer at this moment, and then the payer's
    running limit is used up. Lock the job first: everyone takes pool, job, lanes in this order.
    """
    lanes = {lane["id"]: lane for lane in tx.all("queue.lock_lanes", payer_id=choice.payer_id)}
    lane = lanes[choice.lane_id]
    return bool(lane["head_id"] == choice.job_id and (lane["ready"] or choice.spare))


def advance(tx: Tx, pool: Row, choice: Choice, pictures: int) -> None:
    """Note that `choice` (confirmed) was taken: its lane pays for `pictures`, the pool's virtual time moves on, and the
    payer's lanes are put in order."""
    if choice.start_tag > pool["virtual_time"]:
        tx.run("queue.set_virtual_time", id=pool["id"], virtual_time=choice.start_tag)
    _refresh(tx, choice.payer_id, choice.lane_id, choice.start_tag + pictures / choice.weight)


def refund_turn(tx: Tx, job: Row) -> None:
    """A claimed job goes back to its lane unpainted: the lane has what it paid for it back, too."""
    tx.run("queue.give_back", id=job["lane_id"], pictures=job["n"])
