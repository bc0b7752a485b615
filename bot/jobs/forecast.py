"""Positions and expected times of waiting jobs.

Simulates the fair queue by the rules of `bot.jobs.queue` (ready lanes by start tag; the spare slot for a lane at its
running limit only when no other is eligible; tasks end in the order in which they began) on a snapshot, for the first
MAX_POSITIONS jobs.
"""

from __future__ import annotations

import functools
import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.jobs.task_stats import TaskDuration, remaining_s
from bot.store import Tx
from bot.store.rows import PoolRow, QueuedJobRow, RunningJobRow, WaitingLaneRow

MAX_POSITIONS = 200
_COARSE_POSITIONS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 200)


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """Position of a waiting job, from 1, and seconds until it should be painted."""

    position: int
    done_in_s: float


@dataclass(slots=True)
class WaitingLane:
    """A lane of the snapshot (a payer has one in each pool). `jobs` are (id, pictures) in order; `more` reads the jobs
    behind them when the simulation gets that far."""

    id: int
    payer: int
    weight: float
    start_tag: float
    jobs: list[tuple[int, int]]
    more: Callable[[], list[tuple[int, int]]] | None = None

    def head_id(self) -> int | None:
        """The first job of the lane; None if there is none left."""
        if not self.jobs and self.more:
            self.jobs, self.more = self.more(), None
        return self.jobs[0][0] if self.jobs else None

    def next_job(self) -> tuple[int, int] | None:
        """Remove and return the first job; None if there is none left."""
        return self.jobs.pop(0) if self.head_id() is not None else None


class FairOrder:
    """Priority queue of lanes: by start tag, then by the older job. The tail of a lane is read only when
    the lane gets to the front."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, int, WaitingLane]] = []

    def push(self, lane: WaitingLane) -> None:
        """Add a lane."""
        # 0 sorts before every job: a lane whose first job is not known yet is asked for it at the front.
        head = lane.jobs[0][0] if lane.jobs else 0
        heapq.heappush(self._entries, (lane.start_tag, head, lane.id, lane))

    def pop(self) -> WaitingLane | None:
        """Remove and return the first lane that has a job."""
        while self._entries:
            _, head, _, lane = heapq.heappop(self._entries)
            if head:
                return lane
            if lane.head_id() is not None:
                self.push(lane)
        return None

    def remove(self, lane: WaitingLane) -> bool:
        """Remove a lane; False if it is not here."""
        kept = [entry for entry in self._entries if entry[3] is not lane]
        found = len(kept) < len(self._entries)
        self._entries = kept
        heapq.heapify(self._entries)
        return found

    def __bool__(self) -> bool:
        return bool(self._entries)


@dataclass(slots=True)
class BusySlot:
    """A slot that is taken: whose task it is, and how many seconds that still needs once it is being painted."""

    payer: int
    remaining_s: float


@dataclass(slots=True)
class PoolSnapshot:
    """What the forecast needs to know of a pool."""

    tasks_at_once: int
    spare: int
    running_limit: int
    typical_s: float
    virtual_time: float
    lanes: list[WaitingLane] = field(default_factory=list)
    busy_slots: list[BusySlot] = field(default_factory=list)


def is_beyond_forecast(tx: Tx, lane_id: int) -> bool:
    """Whether at least MAX_POSITIONS other lanes certainly go before this one, so that its position need not be
    computed."""
    return bool(tx.value("queue.ready_before", lane_id=lane_id, most=MAX_POSITIONS) >= MAX_POSITIONS)


def load(tx: Tx, pool: PoolRow, *, duration: TaskDuration, running_limit: int, held_since: float) -> PoolSnapshot:
    """Read a pool's lanes and taken slots. Use the snapshot in the same transaction: the tails of lanes are read when
    needed."""

    def tail(lane_id: int, head_id: int) -> list[tuple[int, int]]:
        rows = tx.all(QueuedJobRow, "queue.waiting_in_lane", lane_id=lane_id, after=head_id, limit=MAX_POSITIONS)
        return [(row.id, row.n) for row in rows]

    snapshot = PoolSnapshot(pool.tasks_at_once, pool.spare, running_limit, duration.typical_s, pool.virtual_time)
    for row in tx.all(WaitingLaneRow, "queue.waiting_lanes", pool_id=pool.id, limit=MAX_POSITIONS):
        more = functools.partial(tail, row.id, row.head_id)
        head = [(row.head_id, row.n)]
        snapshot.lanes.append(WaitingLane(row.id, row.payer_id, row.weight, row.start_tag, head, more))
    for job in tx.all(RunningJobRow, "queue.at_work", pool_id=pool.id, held_since=held_since):
        began = job.task_started_at
        left = remaining_s(duration, tx.now - began) if began else duration.typical_s
        snapshot.busy_slots.append(BusySlot(job.payer_id, left))
    return snapshot


def positions(snapshot: PoolSnapshot) -> dict[int, QueuePosition]:
    """Job id -> position, for the first MAX_POSITIONS that will be claimed. Consumes the snapshot."""
    found: dict[int, QueuePosition] = {}
    running = Counter(slot.payer for slot in snapshot.busy_slots)
    lane_of = {lane.payer: lane for lane in snapshot.lanes}
    ready, at_limit = FairOrder(), FairOrder()
    elapsed, virtual_time = 0.0, snapshot.virtual_time
    # When each slot is free again: the first `tasks_at_once` tasks are being painted, the others queue behind them.
    free_at: list[float] = []
    ends: list[tuple[float, int]] = []

    def start(payer: int, duration_s: float) -> float:
        begin = elapsed if len(free_at) < snapshot.tasks_at_once else max(elapsed, heapq.heappop(free_at))
        heapq.heappush(free_at, begin + duration_s)
        heapq.heappush(ends, (begin + duration_s, payer))
        return begin + duration_s

    def enqueue(lane: WaitingLane) -> None:
        (ready if running[lane.payer] < snapshot.running_limit else at_limit).push(lane)

    def choose() -> WaitingLane | None:
        if len(ends) >= snapshot.tasks_at_once + snapshot.spare:
            return None
        if lane := ready.pop():
            return lane
        return at_limit.pop() if len(ends) >= snapshot.tasks_at_once else None

    for lane in snapshot.lanes:
        enqueue(lane)
    for slot in snapshot.busy_slots:
        start(slot.payer, slot.remaining_s)
    while (ready or at_limit) and len(found) < MAX_POSITIONS:
        chosen = choose()
        if chosen is None:
            if not ends:
                break  # Nothing can go and nothing will end: a limit of 0, or a bug in this forecast.
            elapsed, payer = heapq.heappop(ends)
            running[payer] -= 1
            # A lane that returns to the ready index starts at the virtual time at the earliest.
            back = lane_of.get(payer)
            if back and running[payer] < snapshot.running_limit and at_limit.remove(back):
                back.start_tag = max(back.start_tag, virtual_time)
                enqueue(back)
            continue
        job = chosen.next_job()
        if job is None:
            continue
        job_id, pictures = job
        virtual_time = max(virtual_time, chosen.start_tag)
        found[job_id] = QueuePosition(len(found) + 1, start(chosen.payer, snapshot.typical_s))
        running[chosen.payer] += 1
        chosen.start_tag = virtual_time + pictures / chosen.weight
        enqueue(chosen)
    return found


def coarse_position(position: int) -> int:
    """The smallest of 1 2 3 5 8 ... not below `position`: shown positions change less often the further back a job
    is."""
    return next((m for m in _COARSE_POSITIONS if position <= m), MAX_POSITIONS + 1)
