"""Limits: whether a request may be accepted now, and if not, which limit denies it and when to try again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.jobs import money
from bot.store import Tx
from bot.store.rows import ConversationRow, PayerRow
from config.settings import Account, Limits, Settings

LIMITS_KEY = "limits"
ACCOUNT_LIMITS_KEY, POOL_LIMITS_KEY = "account_limits", "pool_limits"
ACCOUNT_LIMITS = frozenset({"free_until", "daily_yuan", "monthly_yuan"})
POOL_LIMITS = frozenset({"submissions_per_s", "tasks_at_once"})
UNKNOWN_TIME = "unknown"


@dataclass(frozen=True, slots=True)
class Denied:
    """A request was denied. `text_id` with `arguments` tells the person by which limit; `again_at` (unix seconds; 0:
    unknown, or never) when to try again. `of_author`: by a limit of the idea's author, not of the payer."""

    text_id: str
    arguments: dict[str, object]
    again_at: float = 0.0
    of_author: bool = False


def current(tx: Tx, configured: Limits) -> Limits:
    """The limits in force: the configuration, overridden by what an operator changed at runtime."""
    changed = tx.value("jobs.runtime_value", name=LIMITS_KEY)
    return (
        configured.model_copy(update=Limits.model_validate(json.loads(changed)).model_dump(exclude_unset=True))
        if changed
        else configured
    )


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


def next_day(moment: float, zone: ZoneInfo) -> float:
    """The next midnight after `moment`, in unix seconds."""
    here = datetime.fromtimestamp(moment, zone)
    return datetime(here.year, here.month, here.day, tzinfo=zone).__add__(timedelta(days=1)).timestamp()


def next_month(moment: float, zone: ZoneInfo) -> float:
    """The beginning of the next month after `moment`, in unix seconds."""
    here = datetime.fromtimestamp(moment, zone)
    year, month = (here.year + 1, 1) if here.month == 12 else (here.year, here.month + 1)
    return datetime(year, month, 1, tzinfo=zone).timestamp()


def check(
    tx: Tx,
    limits: Limits,
    zone: ZoneInfo,
    *,
    payer: PayerRow,
    conversation: ConversationRow,
    n: int,
    price_li: int,
    author: PayerRow | None = None,
) -> Denied | None:
    """Whether `payer` may have n pictures for `price_li` together in this conversation now; None if so.

    `author` is the payer of the idea's author where that is another person: an idea in another person's session is painted in
    the host's turn (waiting and running jobs are the host's), and counts against the daily and the minute limit of
    both.

    Checked first is what a person can change (waiting jobs), then what only time can.
    """
    payer_id, now = payer.id, tx.now
    if limits.waiting_jobs:
        waiting = int(tx.value("jobs.waiting_of_payer", payer_id=payer_id))
        if waiting >= limits.waiting_jobs:
            # `JobManager` replaces the time, since it takes a forecast of the queue.
            return Denied("limit-waiting", {"limit": limits.waiting_jobs, "again": UNKNOWN_TIME})
    if limits.requests_per_minute:
        nth = tx.value("jobs.nth_newest_of_payer", payer_id=payer_id, n=limits.requests_per_minute - 1)
        if nth is not None and nth > now - 60:
            return Denied("limit-minute", {"limit": limits.requests_per_minute}, nth + 60)
    if author and limits.requests_per_minute:
        nth = tx.value("jobs.nth_newest_of_person", person_id=author.ref_id, n=limits.requests_per_minute - 1)
        if nth is not None and nth > now - 60:
            return Denied("limit-minute", {"limit": limits.requests_per_minute}, nth + 60, of_author=True)
    day = money.day_of(now, zone)
    # The author's limit first: if it is used up, the host's is not mentioned.
    for whose in filter(None, (author, payer)):
        used = partial(money.pictures_of_day, tx, whose.id, day)
        if denied := _check_daily_pictures(tx, zone, "limit-day", limits.pictures_per_day, n, used):
            return replace(denied, of_author=whose is author)
    used_here = partial(_used_in_chat, tx, conversation.id, day)
    return _check_daily_pictures(
        tx, zone, "limit-conversation-day", limits.conversation_pictures_per_day, n, used_here
    ) or check_money(tx, limits, zone, day, price_li)


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


def _used_in_chat(tx: Tx, conversation_id: int, day: str) -> int:
    return int(tx.value("money.chat_pictures", conversation_id=conversation_id, day=day))


def _check_daily_pictures(
    tx: Tx, zone: ZoneInfo, text_id: str, limit: int, n: int, used_today: Callable[[], int]
) -> Denied | None:
    """Deny `n` more pictures if they exceed a daily `limit` (0: none)."""
    if not limit:
        return None
    if n > limit:
        return Denied(f"{text_id}-never", {"limit": limit, "asked": n})
    used = used_today()
    if used + n <= limit:
        return None
    return Denied(text_id, {"limit": limit, "used": used, "left": max(0, limit - used)}, next_day(tx.now, zone))


def check_money(tx: Tx, limits: Limits, zone: ZoneInfo, day: str, amount_li: int) -> Denied | None:
    """The denial of a request for `amount_li` that would exceed a budget on `day`."""
    month = f"{day[:7]}-01", f"{day[:7]}-31"
    for text_id, limit_yuan, days, next_one in (
        ("limit-money-day", limits.daily_yuan, (day, day), next_day),
        ("limit-money-month", limits.monthly_yuan, month, next_month),
    ):
        if not (amount_li and limit_yuan):
            continue
        limit = int(limit_yuan * money.LI_PER_YUAN)
        if amount_li > limit:
            return Denied(f"{text_id}-never", {"limit": str(limit_yuan), "price": money.yuan_text(amount_li)})
        # The larger of what people are charged and what the upstream was paid: a result that was paid for and never
        # arrived is charged to nobody, and has to count against the budget.
        used = max(money.spent_between(tx, scope, *days).amount_li for scope in ("all", money.UPSTREAM_SCOPE))
        if used + amount_li > limit:
            left = money.yuan_text(max(0, limit - used))
            return Denied(text_id, {"limit": str(limit_yuan), "left": left}, next_one(tx.now, zone))
    return None
