"""Positions and expected times that are true for the fair order.

The forecast plays the queue forward by the same rule as `bot.jobs.queue` (ready lanes by start tag; the spare slot for
a lane at its running limit only when nobody else is eligible; tasks end in the order in which they began), on a copy of what
waits, until it has placed as many jobs as people can be told about.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field

from bot.store import Row, Tx

EXACT_POSITIONS = 200
_MARKS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 200)


@dataclass(frozen=True, slots=True)
class Place:
    """A waiting job's place: how many jobs go before it, plus one; and when it should be painted, in seconds from now."""

    position: int
    done_in_s: float


@dataclass(slots=True)
class Lane:
    """A lane in the forecast: `jobs` are (id, pictures), the first goes first."""

    id: int
    payer: int
    weight: float
    start_tag: float
    jobs: list[tuple[int, int]]


@dataclass(slots=True)
class Brush:
    """A task at work upstream: whose, and how many seconds it will still need once it is its turn."""

    payer: int
    left_s: float


@dataclass(slots=True)
class Scene:
    """All that the forecast needs to know of a pool."""

    tasks_at_once: int
    spare: int
    running_limit: int
    typical_s: float
    virtual_time: float
    lanes: list[Lane] = field(default_factory=list)
    at_work: list[Brush] = field(default_factory=list)


def look(tx: Tx, pool: Row, *, typical_s: float, running_limit: int, held_since: float) -> Scene:
    """Read what waits and what is at work in a pool."""
    scene = Scene(pool["tasks_at_once"], pool["spare"], running_limit, typical_s, pool["virtual_time"])
    for row in tx.all("queue.waiting_lanes", pool_id=pool["id"], limit=EXACT_POSITIONS):
        jobs = tx.all("queue.waiting_in_lane", lane_id=row["id"], limit=EXACT_POSITIONS)
        start = max(row["start_tag"], pool["virtual_time"])
        scene.lanes.append(Lane(row["id"], row["payer_id"], row["weight"], start, [(j["id"], j["n"]) for j in jobs]))
    for row in tx.all("queue.at_work", pool_id=pool["id"], held_since=held_since):
        began = row["task_started_at"]
        left = typical_s if not began else max(1.0, typical_s - (tx.now - began))
        scene.at_work.append(Brush(row["payer_id"], left))
    return scene


def places(scene: Scene) -> dict[int, Place]:
    """Job id -> place, for the first 200 that will be dispatched."""
    found: dict[int, Place] = {}
    running: dict[int, int] = defaultdict(int)
    at_work = list(scene.at_work)
    for brush in at_work:
        running[brush.payer] += 1
    heap = [(lane.start_tag, lane.id, lane) for lane in scene.lanes if lane.jobs]
    heapq.heapify(heap)
    elapsed, now_v = 0.0, scene.virtual_time
    # When each brush upstream is free again: the first `tasks_at_once` are painting, the others queue behind them.
    free_at: list[float] = []
    ends: list[tuple[float, int]] = []

    def start(payer: int, left_s: float) -> float:
        begin = elapsed if len(free_at) < scene.tasks_at_once else max(elapsed, heapq.heappop(free_at))
        heapq.heappush(free_at, begin + left_s)
        heapq.heappush(ends, (begin + left_s, payer))
        return begin + left_s

    for brush in at_work:
        start(brush.payer, brush.left_s)
    while heap and len(found) < EXACT_POSITIONS:
        taken = len(ends)
        parked: list[tuple[float, int, Lane]] = []
        chosen: Lane | None = None
        if taken < scene.tasks_at_once + scene.spare:
            while heap:
                tag, lane_id, lane = heapq.heappop(heap)
                if running[lane.payer] < scene.running_limit:
                    chosen = lane
                    break
                parked.append((tag, lane_id, lane))
            if chosen is None and parked and taken >= scene.tasks_at_once:
                chosen = parked.pop(0)[2]
        for entry in parked:
            heapq.heappush(heap, entry)
        if chosen is None:
            if not ends:
                break  # Nothing can go and nothing will end: a limit of 0, or a bug in this forecast.
            elapsed, payer = heapq.heappop(ends)
            running[payer] -= 1
            # A lane that comes back to the ready index starts at the virtual time at the earliest.
            for entry in [e for e in heap if e[2].payer == payer and e[0] < now_v]:
                heap.remove(entry)
                entry[2].start_tag = now_v
                heap.append((now_v, entry[1], entry[2]))
            heapq.heapify(heap)
            continue
        job_id, pictures = chosen.jobs.pop(0)
        now_v = max(now_v, chosen.start_tag)
        found[job_id] = Place(len(found) + 1, start(chosen.payer, scene.typical_s))
        running[chosen.payer] += 1
        chosen.start_tag += pictures / chosen.weight
        if chosen.jobs:
            heapq.heappush(heap, (chosen.start_tag, chosen.id, chosen))
    return found


def mark(position: int) -> int:
    """Positions thin out, so that a moving queue rewrites little: the smallest of 1 2 3 5 8 ... not below `position`."""
    return next((m for m in _MARKS if position <= m), EXACT_POSITIONS + 1)
