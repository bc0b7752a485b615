"""Days, weeks and months of the calendar in the operator's time zone: when they begin, and when the next one does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Period(StrEnum):
    """What a limit is counted in. Weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def days_of(period: Period, day: str) -> tuple[str, str]:
    """The first and the last day (YYYY-MM-DD) of the period in which `day` lies; as texts, months may end on the 31st."""
    if period is Period.MONTH:
        return f"{day[:7]}-01", f"{day[:7]}-31"
    if period is Period.DAY:
        return day, day
    found = date.fromisoformat(day)
    monday = found - timedelta(days=found.weekday())
    return monday.isoformat(), (monday + timedelta(days=6)).isoformat()


def next_begins(period: Period, moment: float, zone: ZoneInfo) -> float:
    """When the next period after `moment` begins, in unix seconds."""
    here = datetime.fromtimestamp(moment, zone).date()
    if period is Period.DAY:
        then = here + timedelta(days=1)
    elif period is Period.WEEK:
        then = here + timedelta(days=7 - here.weekday())
    else:
        then = date(here.year + here.month // 12, here.month % 12 + 1, 1)
    return datetime(then.year, then.month, then.day, tzinfo=zone).timestamp()


def time_arguments(at: float, now: float, zone: ZoneInfo) -> dict[str, object]:
    """A time as the arguments of a text: `again` as it reads here, with the date if that is not today; `again_at` for readers in
    other time zones."""
    then = datetime.fromtimestamp(at, zone)
    same_day = then.date() == datetime.fromtimestamp(now, zone).date()
    return {"again_at": at, "again": then.strftime("%H:%M:%S" if same_day else "%Y-%m-%d %H:%M")}


def next_day(moment: float, zone: ZoneInfo) -> float:
    """The next midnight after `moment`, in unix seconds."""
    return next_begins(Period.DAY, moment, zone)


def next_month(moment: float, zone: ZoneInfo) -> float:
    """The beginning of the next month after `moment`, in unix seconds."""
    return next_begins(Period.MONTH, moment, zone)
