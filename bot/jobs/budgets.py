"""Alerts about the operator's budgets: at four fifths, before requests are refused or wait, and when one is
exhausted."""

from __future__ import annotations

from decimal import Decimal

from bot.jobs import limits, money
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.running_totals import ALL_TIME
from bot.store import Tx, alerts
from bot.upstream.catalogue import Catalogue
from config.settings import Settings

WARN_AT_SHARE = Decimal("0.8")
BUDGET_REFUSALS = frozenset({"limit-money-day", "limit-money-month"})
"""Texts of refusals because the total budget is used up."""


def warn_nearly_used(tx: Tx, settings: Settings, catalogue: Catalogue) -> None:
    """Alert for each budget of this day or month, and each free allowance, of which four fifths are used."""
    if settings.uses_studio:
        return
    day = money.day_of(tx.now, settings.zone)
    periods = {"day": (day, day, day), "month": (day[:7], f"{day[:7]}-01", f"{day[:7]}-31")}
    in_force = limits_in_force(tx, settings, None)
    for name, limit_yuan in (("day", in_force.daily_yuan), ("month", in_force.monthly_yuan)):
        part, *days = periods[name]
        if limit_yuan:
            used_li = money.spent_by_all(tx, *days)
            _warn(tx, "alert-budget-used", used_li, limit_yuan, part)
    for account in limits.current_accounts(tx, settings.upstream.accounts):
        for name, limit_yuan in (("day", account.daily_yuan), ("month", account.monthly_yuan)):
            part, *days = periods[name]
            if limit_yuan:
                used_li = money.spent_between(tx, f"account:{account.name}", *days).amount_li
                used_li += money.in_flight_li(tx, account.name)
                _warn(tx, "alert-account-budget-used", used_li, limit_yuan, part, account.name)
        if account.free_until and day <= account.free_until:
            for model in catalogue.models.values():
                used = money.spent_on(tx, money.free_scope(account.name, model.name), ALL_TIME).pictures
                if model.free_pictures and used >= WARN_AT_SHARE * model.free_pictures:
                    about = {"account": account.name, "model": model.name}
                    alerts.report(tx, "alert-free-pictures-used", used=used, most=model.free_pictures, **about)


def alert_exhausted(tx: Tx, settings: Settings, text_id: str) -> None:
    """Alert if a request was refused (with `text_id`) because the total budget is used up."""
    if text_id in BUDGET_REFUSALS:
        day = money.day_of(tx.now, settings.zone)
        alerts.report(tx, "alert-budget-out", part=day if text_id == "limit-money-day" else day[:7])


def _warn(tx: Tx, text_id: str, used_li: int, limit_yuan: Decimal, part: str, account: str = "") -> None:
    if used_li >= WARN_AT_SHARE * limit_yuan * money.LI_PER_YUAN:
        about = {"account": account} if account else {}
        alerts.report(tx, text_id, used=money.yuan_text(used_li), most=limit_yuan, part=part, **about)
