"""Limits: whether a request may be accepted now, and if not, which limit denies it and when to try again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.jobs import gifts, money, quotas
from bot.jobs.periods import next_day, next_month
from bot.jobs.quotas import QuotaStanding, Who
from bot.store import Tx
from bot.store.rows import ConversationRow, PayerRow
from config.settings import Account, Limits, Settings

LIMITS_KEY = "limits"
ACCOUNT_LIMITS_KEY, POOL_LIMITS_KEY = "account_limits", "pool_limits"
ACCOUNT_LIMITS = frozenset({"free_until", "daily_yuan", "monthly_yuan"})
POOL_LIMITS = frozenset({"submissions_per_s", "tasks_at_once"})
UNKNOWN_TIME = "unknown"
MOMENTARY_LIMITS = frozenset({"limit-waiting", "limit-minute", "limit-cooldown"})
"""The refusals that end by themselves within moments: what was confirmed before waits until they do."""


@dataclass(frozen=True, slots=True)
class Denied:
    """A request was denied. `text_id` with `arguments` tells the person by which limit; `again_at` (unix seconds; 0:
    unknown, or never) when to try again. `of_author`: by a limit of the idea's author, not of the payer."""

    text_id: str
    arguments: dict[str, object]
    again_at: float = 0.0
    of_author: bool = False


def account_with_changes(configured: Account, changes: dict[str, Any]) -> Account:
    """An account with limits that an operator changed. Raises ValueError (pydantic) for invalid ones."""
    checked = Account.model_validate({"name": configured.name, "keys": configured.keys, **changes})
    return configured.model_copy(update=checked.model_dump(include=set(changes)))


def current_accounts(tx: Tx, configured: tuple[Account, ...]) -> tuple[Account, ...]:
    """The accounts with the limits in force: the configuration, overridden by what an operator changed at runtime."""
    changed = json.loads(tx.value("jobs.runtime_value", name=ACCOUNT_LIMITS_KEY) or "{}")
    return (
        tuple(account_with_changes(each, changed.get(each.name, {})) for each in configured) if changed else configured
    )


def pool_changes(tx: Tx, account_name: str, model: str) -> dict[str, float]:
    """The limits of a pool that an operator changed at runtime."""
    changed = json.loads(tx.value("jobs.runtime_value", name=POOL_LIMITS_KEY) or "{}")
    found: dict[str, float] = changed.get(f"{account_name} {model}", {})
    return found


@dataclass(frozen=True, slots=True)
class Allowed:
    """A request may be accepted; `gift_pictures` of its pictures are such that were given to its payer."""

    gift_pictures: int = 0


@dataclass(frozen=True, slots=True)
class LimitsOf:
    """A payer, and the limits that are in force for them."""

    payer: PayerRow
    limits: Limits


def check(
    tx: Tx,
    zone: ZoneInfo,
    whose: LimitsOf,
    *,
    conversation: ConversationRow,
    n: int,
    price_li: int,
    author: LimitsOf | None = None,
) -> Allowed | Denied:
    """Whether a payer may have n pictures for `price_li` together in this conversation now.

    `author` is the payer of the idea's author where that is another person: an idea in another person's session is painted in
    the host's turn (waiting and running jobs are the host's), and counts against the limits of pictures and of requests of
    both.

    Checked first is what a person can change (waiting jobs), then what only time can.
    """
    limits, payer_id = whose.limits, whose.payer.id
    if limits.waiting_jobs:
        waiting = int(tx.value("jobs.waiting_of_payer", payer_id=payer_id))
        if waiting >= limits.waiting_jobs:
            # `JobManager` replaces the time, since it takes a forecast of the queue.
            return Denied("limit-waiting", {"limit": limits.waiting_jobs, "again": UNKNOWN_TIME})
    if denied := _check_pace(tx, limits, partial(tx.value, "money.nth_newest_of_payer", payer_id=payer_id)):
        return denied
    if author:
        newest = partial(tx.value, "jobs.nth_newest_of_person", person_id=author.payer.ref_id)
        # The author's limits first: if one is reached, the host's are not mentioned.
        denied = _check_pace(tx, author.limits, newest) or _first_denial(
            quotas.standings(tx, author.limits, zone, Who(author.payer.id), of_money=False), n
        )
        if denied:
            return replace(denied, of_author=True)
    who = Who(payer_id, conversation.id)
    lacking = [each for each in quotas.standings(tx, limits, zone, who, of_money=False) if each.lacking(n)]
    needed = max((min(n, each.lacking(n)) for each in lacking), default=0)
    if needed and gifts.left(tx, payer_id) < needed:
        return _denial(lacking[0], n)
    return check_money(tx, limits, zone, who, price_li) or Allowed(needed)


def check_money(tx: Tx, limits: Limits, zone: ZoneInfo, who: Who, amount_li: int, day: str = "") -> Denied | None:
    """The denial of a request for `amount_li` that would exceed what `who` or all together may spend on `day` (empty: today)."""
    if not amount_li:
        return None
    return _first_denial(quotas.standings(tx, limits, zone, who, of_money=True, day=day), amount_li)


def _first_denial(standings: Iterable[QuotaStanding], more: int) -> Denied | None:
    return next((_denial(each, more) for each in standings if each.lacking(more)), None)


def _denial(reached: QuotaStanding, more: int) -> Denied:
    """The denial of a request for `more` by a quota that it would exceed."""
    text_id, limit = reached.quota.text_id, reached.shown(reached.limit)
    facts: dict[str, object] = {"limit": limit, "period": reached.quota.period}
    if more > reached.limit:
        asked = "price" if reached.quota.money else "asked"
        return Denied(f"{text_id}-never", {**facts, asked: reached.shown(more)})
    facts |= {"used": reached.shown(reached.used), "left": reached.shown(reached.left)}
    return Denied(text_id, facts, reached.renews_at)


def _check_pace(tx: Tx, limits: Limits, newest: Callable[..., float | None]) -> Denied | None:
    """The denial of a request that comes too soon after others; `newest(n=2)` is when the third newest came."""
    if limits.cooldown_s:
        last = newest(n=0)
        if last is not None and last > tx.now - limits.cooldown_s:
            return Denied("limit-cooldown", {"limit": round(limits.cooldown_s)}, last + limits.cooldown_s)
    if limits.requests_per_minute:
        nth = newest(n=limits.requests_per_minute - 1)
        if nth is not None and nth > tx.now - 60:
            return Denied("limit-minute", {"limit": limits.requests_per_minute}, nth + 60)
    return None


def account_again_at(tx: Tx, settings: Settings, account_name: str, more_li: int = 0) -> float:
    """When an account may spend again (unix seconds), if what it spent, its running tasks and calls, and `more_li` exceed its
    own budget; else 0."""
    account = next((a for a in current_accounts(tx, settings.upstream.accounts) if a.name == account_name), None)
    if account is None or not (account.daily_yuan or account.monthly_yuan):
        return 0.0
    day, scope = money.day_of(tx.now, settings.zone), f"account:{account.name}"
    at_work = money.in_flight_li(tx, account.name) + more_li
    today = money.spent_on(tx, scope, day).amount_li + at_work
    if account.daily_yuan and today > account.daily_yuan * money.LI_PER_YUAN:
        return next_day(tx.now, settings.zone)
    month = money.spent_between(tx, scope, f"{day[:7]}-01", f"{day[:7]}-31").amount_li + at_work
    if account.monthly_yuan and month > account.monthly_yuan * money.LI_PER_YUAN:
        return next_month(tx.now, settings.zone)
    return 0.0
