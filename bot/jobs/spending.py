"""Who spent what: the charges of some days by person, by conversation or by model."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.jobs import money
from bot.store import Tx
from bot.store.rows import AmountRow, SpendingRow


class By(StrEnum):
    """By what spending is listed."""

    PERSON = "person"
    CONVERSATION = "conversation"
    MODEL = "model"


STATEMENTS: Final = {
    By.PERSON: "money.spent_by_payer",
    By.CONVERSATION: "money.spent_by_conversation",
    By.MODEL: "money.spent_by_model",
}


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, each YYYY-MM-DD as in the ledger."""

    first: str
    last: str


def days_named(word: str) -> Days:
    """The days of `2026-12-01` or of the month `2026-12`. Raises ValueError."""
    parts = word.split("-")
    if len(word) not in (7, 10) or not all(part.isdecimal() and part.isascii() for part in parts):
        raise ValueError(f"{word!r} is not a day like 2026-12-01 or a month like 2026-12")
    try:
        if len(parts) == 3:
            day = date.fromisoformat(word).isoformat()
            return Days(day, day)
        year, month = map(int, parts)
        return Days(
            date(year, month, 1).isoformat(), date(year, month, calendar.monthrange(year, month)[1]).isoformat()
        )
    except ValueError:
        raise ValueError(f"{word!r} is not a day like 2026-12-01 or a month like 2026-12") from None


@dataclass(frozen=True, slots=True)
class SpentInDays:
    """The rows, those who spent most first. They add up to `total`."""

    rows: tuple[SpendingRow, ...]
    total: AmountRow


def spending(tx: Tx, by: By, days: Days) -> SpentInDays:
    """What was spent in these days. What was charged and no row can be named for (a conversation that is gone) is a row
    without a name."""
    rows = tx.all(SpendingRow, STATEMENTS[by], first=days.first, last=days.last)
    rows = [row for row in rows if row.amount_li or row.pictures]
    total = money.spent_between(tx, money.ALL_SCOPE, days.first, days.last)
    rest_li = total.amount_li - sum(row.amount_li for row in rows)
    rest = total.pictures - sum(row.pictures for row in rows)
    if rest_li or rest:
        rows.append(SpendingRow(0, "", "", "", rest_li, rest))
    return SpentInDays(tuple(rows), total)
