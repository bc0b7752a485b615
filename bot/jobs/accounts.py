"""Suspending accounts and pools, and moving waiting jobs between the pools of a model.

A submitted job stays where it is: its task belongs to the account, and a second one would be paid for again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import structlog

from bot.jobs import life_cycle, queue, topics
from bot.store import Tx, alerts
from bot.store.rows import JobRow, LaneChoiceRow, LaneElsewhereRow, PoolRow

log = structlog.get_logger()

MAX_MOVED_JOBS = 100


def suspend(tx: Tx, account: str, reason: str, operator_text_id: str | None = None) -> None:
    """An account is refused (invalid key, arrears): submit nothing to it until the operator, who is alerted, retries it."""
    alerts.report(tx, operator_text_id or "alert-account-aside", account=account, code=reason)
    tx.run("queue.set_account_state", name=account, state="suspended", reason=reason, now=tx.now)
    log.error("account.aside", account=account, reason=reason, look="shenbi accounts")
    tx.hint(topics.ACCOUNTS)


def suspend_pool(tx: Tx, pool: PoolRow, reason: str, operator_text_id: str | None = None) -> None:
    """A model cannot be used by an account: submit nothing to that pool until the operator, who is alerted, retries it."""
    tx.run("queue.set_pool_state", id=pool.id, state="suspended", reason=reason, now=tx.now)
    text_id = operator_text_id or "alert-account-aside"
    alerts.report(tx, text_id, account=pool.account, model=pool.model, code=reason)
    tx.hint(topics.ACCOUNTS)


def note_usable(tx: Tx, pool: PoolRow) -> None:
    """The upstream has taken a request of a pool that had been suspended, or whose account had: the operator, who was
    alerted, is told that it works again. `pool` is locked."""
    reasons = {reason for reason in (pool.reason, pool.account_reason) if reason}
    if not reasons:
        return
    if pool.reason:
        tx.run("queue.set_pool_state", id=pool.id, state=pool.state, reason="", now=tx.now)
    if pool.account_reason and pool.account_state == "live":
        tx.run("queue.set_account_state", name=pool.account, state="live", reason="", now=tx.now)

    def is_over(text_id: str, about: Mapping[str, str]) -> bool:
        here = about.get("account") == pool.account and about.get("model", pool.model) == pool.model
        return here and about.get("code") in reasons

    alerts.resolve_told(tx, is_over, "alert-account-back", account=pool.account, model=pool.model)


def is_live(pool: PoolRow, accounts: Collection[str]) -> bool:
    """Whether a process that has the clients of `accounts` may submit to a pool (a row with `account_state`)."""
    return pool.is_live and pool.account in accounts


def move_waiting_jobs(tx: Tx, pool_id: int, accounts: Collection[str]) -> bool:
    """Move waiting jobs of one payer from a suspended pool to a live one of the same model. False when there is nothing
    to move, or nowhere to move it.

    One payer at a time, so that no rows are locked for long. In the new pool they compete like new arrivals: to wait
    until that pool is idle would put them behind its whole backlog.
    """
    pool = tx.get(PoolRow, "queue.pool", id=pool_id)
    if is_live(pool, accounts):
        return False
    others = [p for p in tx.all(PoolRow, "queue.pools_of_model", model=pool.model) if is_live(p, accounts)]
    lane = tx.one(LaneChoiceRow, "queue.choose_spare", pool_id=pool_id) if others else None
    if lane is None:
        return False
    jobs = tx.all(JobRow, "queue.lock_waiting", lane_id=lane.id, limit=MAX_MOVED_JOBS)
    queue.lock_lanes(tx, lane.payer_id)
    target = others[lane.payer_id % len(others)]
    for job in jobs:
        move_job(tx, job, target.id, lane.weight)
    queue.refresh_lanes(tx, lane.payer_id)
    return True


def fail_waiting_jobs(tx: Tx, pool_id: int, text_id: str) -> None:
    """End all jobs that wait in a pool, at no cost."""
    while lane := tx.one(LaneChoiceRow, "queue.choose_spare", pool_id=pool_id):
        waiting = tx.all(JobRow, "queue.lock_waiting", lane_id=lane.id, limit=MAX_MOVED_JOBS)
        ended = [life_cycle.fail(tx, job, text_id) for job in waiting]
        if not any(ended):
            return


def steal_job(tx: Tx, pool: PoolRow) -> bool:
    """Work stealing: an idle pool takes a job that waits in another pool of its model. False if there is none."""
    found = tx.one(LaneElsewhereRow, "queue.choose_elsewhere", model=pool.model, pool_id=pool.id)
    if found is None:
        return False
    job = tx.get(JobRow, "jobs.lock", id=found.head_id)
    queue.lock_lanes(tx, found.payer_id)
    moved = move_job(tx, job, pool.id, found.weight)
    queue.refresh_lanes(tx, found.payer_id)
    return moved


def move_job(tx: Tx, job: JobRow, pool_id: int, weight: float) -> bool:
    """Move a (locked) waiting job to another pool; False if it waits no longer. Call `queue.refresh_lanes`
    afterwards."""
    lane_id = tx.value("queue.lane", pool_id=pool_id, payer_id=job.payer_id, weight=weight)
    if not tx.run("queue.move_to_pool", id=job.id, pool_id=pool_id, lane_id=lane_id):
        return False
    if job.reference_url:  # The upload serves the other account only.
        tx.run("jobs.set_unprepared", id=job.id)
        tx.hint(topics.UNPREPARED)
    return True
