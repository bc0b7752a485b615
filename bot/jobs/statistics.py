"""Counts in the database for the metrics: of what is open, since what has ended only grows."""

from __future__ import annotations

from bot.jobs import flow, money, queue
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.states import ENDED, State
from bot.runtime.metrics import Counts
from bot.store import Tx
from bot.store.rows import AccountRow, StateCountRow
from config.settings import Settings


def count(tx: Tx, settings: Settings) -> Counts:
    """What `Counts` has."""
    now, finished = flow.lately(tx), flow.finished_lately(tx)
    day, in_force = money.day_of(tx.now, settings.zone), limits_in_force(tx, settings, None)
    month = f"{day[:7]}-01", f"{day[:7]}-31"
    jobs = {state.value: 0 for state in State if state not in ENDED}
    return Counts(
        jobs=jobs
        | {row.state: int(row.jobs) for row in tx.all(StateCountRow, "jobs.count_open_by_state")}
        | {State.QUEUED.value: sum(queue.waiting_by_pool(tx).values())},
        inbox_open=int(tx.value("inbox.count_open")),
        posts_open=int(tx.value("posts.count_open")),
        posts_unconfirmed=int(tx.value("posts.unconfirmed")),
        queue_oldest_s=max(0.0, tx.now - now.oldest_at) if now.oldest_at else 0.0,
        jobs_lately={
            "arrived": now.arrived,
            "ended": now.ended,
            "done": sum(row.jobs for row in finished if row.state == State.DONE),
            "failed": sum(row.jobs for row in finished if row.state == State.FAILED),
        },
        accounts_live={row.name: row.state == "live" for row in tx.all(AccountRow, "queue.accounts")},
        spent_yuan={"day": _spent_yuan(tx, day, day), "month": _spent_yuan(tx, *month)},
        budget_yuan={"day": float(in_force.daily_yuan), "month": float(in_force.monthly_yuan)},
    )


def _spent_yuan(tx: Tx, first: str, last: str) -> float:
    """What counts against the budget of all: the larger of what people were charged and what the upstream charges."""
    scopes = ("all", money.UPSTREAM_SCOPE)
    return float(money.yuan(max(money.spent_between(tx, scope, first, last).amount_li for scope in scopes)))
