"""Counts in the database for the metrics."""

from __future__ import annotations

from bot.runtime.metrics import Counts
from bot.store import Tx
from bot.store.rows import StateCountRow


def count(tx: Tx) -> Counts:
    """Jobs by state; unfinished updates and posts; unconfirmed creates."""
    return Counts(
        jobs={row.state: int(row.jobs) for row in tx.all(StateCountRow, "jobs.count_by_state")},
        inbox_open=int(tx.value("inbox.count_open")),
        posts_open=int(tx.value("posts.count_open")),
        posts_unconfirmed=int(tx.value("posts.unconfirmed")),
    )
