"""Quotas: how many pictures or how much money a person, a chat or all together may use in a day, a week or a month.

One table for all of them. A quota that is not limited costs no query; one that is, one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.jobs import money
from bot.jobs.periods import Period, days_of, next_begins
from bot.store import Tx
from config.settings import Limits


class Whose(StrEnum):
    """Whom a quota is for."""

    PERSON = "person"
    CONVERSATION = "conversation"
    """A chat with all its topics."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit of the settings (`name`) for a period. `text_id` says that it is reached, `text_id`-never that a request is larger
    than the whole of it."""

    name: str
    whose: Whose
    money: bool
    period: Period
    text_id: str


def _quotas() -> Iterator[Quota]:
    day = Period.DAY
    for whose, prefix in ((Whose.PERSON, ""), (Whose.CONVERSATION, "conversation-")):
        for period in Period:
            name = f"{prefix}pictures-per-{period}".replace("-", "_")
            text_id = f"limit-{prefix}day" if period is day else f"limit-{prefix}pictures"
            yield Quota(name, whose, False, period, text_id)
    for whose, prefix in ((Whose.PERSON, ""), (Whose.CONVERSATION, "conversation-")):
        for period in Period:
            yield Quota(f"{prefix}yuan-per-{period}".replace("-", "_"), whose, True, period, f"limit-{prefix}yuan")
    yield Quota("daily_yuan", Whose.ALL, True, day, "limit-money-day")
    yield Quota("monthly_yuan", Whose.ALL, True, Period.MONTH, "limit-money-month")


QUOTAS = tuple(_quotas())
"""In the order in which they are checked."""
_MEASURED = {of_money: tuple(q for q in QUOTAS if q.money is of_money) for of_money in (False, True)}


@dataclass(frozen=True, slots=True)
class QuotaStanding:
    """How a quota stands now: its limit and what was used of it, both in pictures or in li, and when it renews."""

    quota: Quota
    limit: int
    used: int
    renews_at: float

    @property
    def left(self) -> int:
        """What is left of it."""
        return max(0, self.limit - self.used)

    def lacking(self, more: int) -> int:
        """By how much `more` would exceed it."""
        return max(0, self.used + more - self.limit)

    def shown(self, amount: int) -> int | str:
        """An amount of it as texts show it."""
        return money.yuan_text(amount) if self.quota.money else amount


@dataclass(frozen=True, slots=True)
class Who:
    """Whose quotas: a payer's in a conversation; 0 leaves theirs out."""

    payer_id: int = 0
    conversation_id: int = 0

    def has(self, whose: Whose) -> bool:
        """Whether a quota of these is one of theirs."""
        return whose is Whose.ALL or bool(self.payer_id if whose is Whose.PERSON else self.conversation_id)


def limit_of(limits: Limits, quota: Quota) -> int:
    """A quota's limit in pictures or in li; 0: none."""
    value: int | Decimal = getattr(limits, quota.name)
    return int(value * money.LI_PER_YUAN) if quota.money else int(value)


def standing(tx: Tx, quota: Quota, limit: int, zone: ZoneInfo, who: Who, day: str = "") -> QuotaStanding:
    """How a quota with this limit stands on `day` (empty: today)."""
    day = day or money.day_of(tx.now, zone)
    return QuotaStanding(
        quota, limit, _used(tx, quota, who, days_of(quota.period, day)), next_begins(quota.period, tx.now, zone)
    )


def standings(
    tx: Tx, limits: Limits, zone: ZoneInfo, who: Who, *, of_money: bool | None = None, day: str = ""
) -> Iterator[QuotaStanding]:
    """The standings of all quotas that are limited and for `who`; `of_money`: of money only, or of pictures only. Of all together
    always."""
    for quota in QUOTAS if of_money is None else _MEASURED[of_money]:
        value = getattr(limits, quota.name)
        if value and who.has(quota.whose):
            yield standing(tx, quota, limit_of(limits, quota), zone, who, day)


def _used(tx: Tx, quota: Quota, who: Who, days: tuple[str, str]) -> int:
    if quota.whose is Whose.CONVERSATION:
        total = money.total_of_chat(tx, who.conversation_id, *days)
        return total.amount_li if quota.money else total.pictures
    if quota.whose is Whose.ALL:
        return money.spent_by_all(tx, *days)
    if quota.money:
        return money.spent_between(tx, f"payer:{who.payer_id}", *days).amount_li
    return money.pictures_of_person(tx, who.payer_id, *days)
