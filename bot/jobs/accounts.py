"""What becomes of the jobs of an account, or a pool, that is out of order: those that wait move to others of the same model.

What was submitted stays: its task belongs to the account, and moving it would pay twice.
"""

from __future__ import annotations

from collections.abc import Collection

import structlog

from bot.jobs import queue, topics
from bot.store import Row, Tx, alerts

log = structlog.get_logger()

MAX_MOVED_JOBS = 100


def suspend(tx: Tx, account: str, reason: str, operator_text_id: str | None = None) -> None:
    """An account refuses us (a dead key, arrears): nothing is submitted there until it is tried again. The operator is told."""
    alerts.report(tx, operator_text_id or "alert-account-aside", account=account, code=reason)
    tx.run("queue.set_account_state", name=account, state="aside", reason=reason, now=tx.now)
    log.error("account.aside", account=account, reason=reason, look="shenbi accounts")
    tx.hint(topics.ACCOUNTS)


def is_live(pool: Row, accounts: Collection[str]) -> bool:
    """Whether a pool (with `account_state`) may be submitted to by a program that has these accounts."""
    return pool["state"] == "live" and pool["account_state"] == "live" and pool["account"] in accounts


def move_waiting_jobs(tx: Tx, pool_id: int, accounts: Collection[str]) -> bool:
    """Some of what one payer has waiting in a pool that is out of order goes to a live one of the same model. False when there is
    nothing to move, or nowhere to move it.

    One payer at a time, so that nobody's rows are locked for long. They line up there like everybody who comes: waiting for that
    pool to be idle would put them behind its whole backlog.
    """
    pool = tx.get("queue.pool", id=pool_id)
    if is_live(pool, accounts):
        return False
    others = [p for p in tx.all("queue.pools_of_model", model=pool["model"]) if is_live(p, accounts)]
    lane = tx.one("queue.choose_spare", pool_id=pool_id) if others else None
    if lane is None:
        return False
    jobs = tx.all("queue.lock_waiting", lane_id=lane["id"], limit=MAX_MOVED_JOBS)
    queue.lock_lanes(tx, lane["payer_id"])
    new_home = others[lane["payer_id"] % len(others)]
    for job in jobs:
        move_job(tx, job, new_home["id"], lane["weight"])
    queue.refresh_lanes(tx, lane["payer_id"])
    return True


def steal_job(tx: Tx, pool: Row) -> bool:
    """A pool is idle: it takes over a job that waits in another pool of its model. False if there is none."""
    found = tx.one("queue.choose_elsewhere", model=pool["model"], pool_id=pool["id"])
    if found is None:
        return False
    job = tx.get("jobs.lock", id=found["head_id"])
    queue.lock_lanes(tx, found["payer_id"])
    moved = move_job(tx, job, pool["id"], found["weight"])
    queue.refresh_lanes(tx, found["payer_id"])
    return moved


def move_job(tx: Tx, job: Row, pool_id: int, weight: float) -> bool:
    """A (locked) waiting job goes to another pool; False if it waits no longer. Put its payer's lanes in order afterwards."""
    lane = tx.get("queue.lane", pool_id=pool_id, payer_id=job["payer_id"], weight=weight)
    if not tx.run("queue.move_to_pool", id=job["id"], pool_id=pool_id, lane_id=lane["id"]):
        return False
    if job["reference_url"]:  # It was uploaded for the other account only.
        tx.run("jobs.set_unprepared", id=job["id"])
        tx.hint(topics.UNPREPARED)
    return True
