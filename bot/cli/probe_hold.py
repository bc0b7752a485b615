"""Keeping a pool from submitting while a model is probed.

A probe is a submission like any other: it counts against the rate, and its task shows in the listing in which the running
bot looks for lost answers. So it takes its turn in the pool's rate, not while an answer is looked for; and its task is
recorded as seen before any later job was claimed, so that none can take it for its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.jobs import topics
from bot.store import Tx
from bot.store.rows import PoolRow, SlotCountRow

HOLD_S: Final = 120.0
"""How long a pool waits at most for a probe that was killed. It takes a create and, if the task cannot be cancelled, up to
half a minute of polls."""
UNANSWERED_HOLD_S: Final = 330.0
"""How long a pool waits after a probe without an answer: by then its task, of which we know no id, is outside of the window
in which a later job's task would be looked for."""


@dataclass(frozen=True, slots=True)
class PoolHold:
    """A pool that submits nothing until `until`."""

    pool_id: int
    until: float


@dataclass(frozen=True, slots=True)
class PoolBusy:
    """The pool may submit in `wait_s`; `looking`: a create is on its way, or its lost answer is being looked for."""

    wait_s: float
    looking: bool


def hold_pool(tx: Tx, account: str, model: str) -> PoolHold | PoolBusy | None:
    """Keep the pool of this model from submitting; None if there is none, because Shenbi has not run with it yet."""
    found = next(
        (pool for pool in tx.all(PoolRow, "queue.pools") if (pool.account, pool.model) == (account, model)), None
    )
    if found is None:
        return None
    pool = tx.get(PoolRow, "queue.lock_pool", id=found.id)
    slots = tx.get(SlotCountRow, "queue.slots", pool_id=pool.id, held_since=tx.now)
    if slots.in_flight or slots.in_doubt:
        return PoolBusy(0.0, looking=True)
    if pool.next_submit_at > tx.now:
        return PoolBusy(pool.next_submit_at - tx.now, looking=False)
    until = tx.now + HOLD_S
    tx.run("queue.keep_distance", id=pool.id, at=until)
    return PoolHold(pool.id, until)


def release_pool(tx: Tx, hold: PoolHold | None, submissions_per_s: float, task_id: str, *, unanswered: bool) -> None:
    """Let the pool submit again, 1/rate from now. `task_id`: of the task that the probe made, if it made one."""
    if hold is None:
        return
    if unanswered:
        tx.run("queue.keep_distance", id=hold.pool_id, at=tx.now + UNANSWERED_HOLD_S)
        return
    if task_id:
        tx.run("jobs.add_unclaimed_task", task_id=task_id, pool_id=hold.pool_id, now=tx.now)
    tx.run("queue.note_left", id=hold.pool_id, at=tx.now + 1 / submissions_per_s, reserved_until=hold.until)
    tx.hint(topics.slot(hold.pool_id))
