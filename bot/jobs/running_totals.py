"""Running totals: sums of ledger entries by scope and day, in `running_total`."""

from __future__ import annotations

from bot.store import Tx

ALL_TIME = "always"
"""The day of totals that are not kept by day."""


def add_to_totals(tx: Tx, scopes: tuple[str, ...], day: str, amount_li: int, pictures: int) -> None:
    """Add to the totals of these scopes on one day."""
    if not amount_li and not pictures:
        return  # Nothing changes, and these rows are contended.
    for scope in scopes:
        tx.send("money.add_to_total", scope=scope, day=day, amount_li=amount_li, pictures=pictures)
