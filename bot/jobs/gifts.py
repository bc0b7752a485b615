"""Gifts: pictures that count against no picture limit. Money limits hold for them as for all others.

They are used last: a request uses gifts only for pictures that a limit of pictures would refuse, and what does not come
returns to the gifts first. They belong to a payer, for what they order themselves and in sessions that they host. The totals
of the days hold them as negative pictures, so that the sum with `payer:` or `conversation:` is what counts against a
limit.
"""

from __future__ import annotations

from bot.jobs.running_totals import ALL_TIME, add_to_totals
from bot.store import Tx
from bot.store.rows import AmountRow, JobRow

MOST_GIVEN = 10_000
"""Pictures of one gift at most."""


def left(tx: Tx, payer_id: int) -> int:
    """How many of the pictures that were given to a payer are left."""
    return _total(tx, f"gift:left:{payer_id}")


def given(tx: Tx, payer_id: int) -> int:
    """How many pictures were ever given to a payer."""
    return _total(tx, f"gift:given:{payer_id}")


def give(tx: Tx, payer_id: int, pictures: int) -> None:
    """Give a payer pictures."""
    add_to_totals(tx, (f"gift:left:{payer_id}", f"gift:given:{payer_id}"), ALL_TIME, 0, pictures)


def take_back(tx: Tx, payer_id: int, pictures: int) -> int:
    """Take gifts back, at most what is left; returns how many that were. The caller holds the acceptance lock."""
    taken = max(0, min(pictures, left(tx, payer_id)))
    add_to_totals(tx, (f"gift:left:{payer_id}",), ALL_TIME, 0, -taken)
    return taken


def use(tx: Tx, job: JobRow, day: str, pictures: int) -> None:
    """Count pictures of a job as given, on the day of its reservation; negative: return them."""
    if pictures:
        add_to_totals(tx, (f"gift:payer:{job.payer_id}", f"gift:conversation:{job.conversation_id}"), day, 0, -pictures)
        add_to_totals(tx, (f"gift:left:{job.payer_id}",), ALL_TIME, 0, -pictures)


def _total(tx: Tx, scope: str) -> int:
    row = tx.one(AmountRow, "money.total", scope=scope, day=ALL_TIME)
    return row.pictures if row else 0
