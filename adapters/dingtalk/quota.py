"""Tracks the monthly quotas of calls and pushes, reserves what is left for important messages, and rate-limits calls.

The standard edition grants an organisation 5,000 API calls and 3,000 pushes (stream and webhook together) a month. As
they run low, progress is dropped first, then short answers, pictures last. Other apps of the organisation share the
quota unseen, so the service's own "exhausted" overrides our count.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import structlog

from adapters.dingtalk import tables
from adapters.dingtalk.failures import QuotaExhausted
from adapters.dingtalk.limits import (
    ALERT_AT_USED,
    CALLS_PER_S,
    PACE_HORIZON_S,
    QUOTA_PAUSE_S,
    RESERVED_FROM_NOTICES,
    RESERVED_FROM_PROGRESS,
)
from adapters.dingtalk.rows import CountedCallRow, QuotaUseRow
from bot.adapter_api import PostView, QuotaUse
from bot.runtime.supervision import Alert
from bot.store import Store, Tx, write_with_retries

log = structlog.get_logger()

Quota = Literal["calls", "pushes"]
_CHINA = dt.timezone(dt.timedelta(hours=8))


class Priority(Enum):
    """A message's priority; the value is the share of the monthly quota that must be left to send it."""

    PROGRESS = RESERVED_FROM_PROGRESS
    NOTICE = RESERVED_FROM_NOTICES
    RESULT = 0.0


def priority_of(view: PostView) -> Priority:
    """The priority of a view."""
    if view.extra:
        return Priority.PROGRESS
    if view.picture or view.files or view.milestone in ("done", "failed", "held"):
        return Priority.RESULT
    return Priority.PROGRESS if view.milestone in ("accepted", "running") else Priority.NOTICE


@dataclass(frozen=True, slots=True)
class Usage:
    """One quota's use in a month. `monthly_limit` 0 means unlimited."""

    used: int
    monthly_limit: int
    closed: bool = False

    @property
    def share_left(self) -> float:
        """The share of the month's quota that is left, from 0 to 1."""
        if self.closed:
            return 0.0
        return 1.0 if not self.monthly_limit else max(0.0, round(1 - self.used / self.monthly_limit, 9))

    def allows(self, priority: Priority) -> bool:
        """Whether a message of this priority may still be sent."""
        return (
            not self.closed
            and self.share_left >= priority.value
            and (not self.monthly_limit or self.used < self.monthly_limit)
        )


def month_of(now: float) -> str:
    """The month of a time (unix seconds), in China's time zone as the service counts."""
    return dt.datetime.fromtimestamp(now, _CHINA).strftime("%Y-%m")


class QuotaTracker:
    """Counts this month's calls and pushes and rate-limits calls per interface, in the database, across processes."""

    def __init__(self, store: Store, monthly_calls: int, monthly_pushes: int, alert: Alert) -> None:
        self._store = store
        self._clock = store.clock
        self._monthly_limits: dict[Quota, int] = {"calls": monthly_calls, "pushes": monthly_pushes}
        self._alert = alert

    async def reserve_call(self, interface: str, priority: Priority) -> None:
        """Count one API call and wait for the rate limit. Raises QuotaExhausted if the rest is reserved for higher
        priorities."""
        pause, newly_passed = await self._store.write(self._reserve_call, interface, priority)
        self._alert_used("calls", newly_passed)
        if pause > 0:
            await self._clock.wait(asyncio.Event(), self._clock.now() + pause)

    def _reserve_call(self, tx: Tx, interface: str, priority: Priority) -> tuple[float, Usage | None]:
        usage = self._usage(tx, "calls")
        if not usage.allows(priority):
            raise QuotaExhausted(usage.share_left)
        gap = 1.0 / CALLS_PER_S
        next_at = tx.value("dingtalk.quota.reserve", interface=interface, now=tx.now, gap=gap, horizon=PACE_HORIZON_S)
        return float(next_at) - gap - tx.now, self._count(tx, "calls", 1)

    async def count_pushes(self, count: int) -> None:
        """Count messages that were pushed to us or sent by webhook."""
        self._alert_used("pushes", await write_with_retries(self._store, self._count, "pushes", count))

    async def usage(self) -> dict[Quota, Usage]:
        """This month's usage of both quotas."""
        return await self._store.read(lambda tx: {kind: self._usage(tx, kind) for kind in self._monthly_limits})

    def uses(self, tx: Tx) -> list[QuotaUse]:
        """The same for the host's console."""
        found = {kind: self._usage(tx, kind) for kind in self._monthly_limits}
        return [QuotaUse(kind, each.used, each.monthly_limit, each.closed) for kind, each in found.items()]

    async def mark_exhausted(self, kind: Quota) -> None:
        """The service reported an exhausted quota: stop for QUOTA_PAUSE_S."""

        def close(tx: Tx) -> None:
            tx.run("dingtalk.quota.close", **self._row_key(tx, kind), until=tx.now + QUOTA_PAUSE_S)

        await self._store.write(close)
        self._alert("dingtalk-quota-exhausted", quota=kind, most=self._monthly_limits[kind])

    def _row_key(self, tx: Tx, kind: Quota) -> dict[str, str]:
        return {"organisation": tables.organisation(tx), "month": month_of(tx.now), "kind": kind}

    def _usage(self, tx: Tx, kind: Quota) -> Usage:
        row = tx.one(QuotaUseRow, "dingtalk.quota.usage", **self._row_key(tx, kind))
        used, until = (int(row.used), float(row.closed_until)) if row else (0, 0.0)
        return Usage(used, self._monthly_limits[kind], until > tx.now)

    def _count(self, tx: Tx, kind: Quota, count: int) -> Usage | None:
        """Add to the count; returns the usage if it passed a threshold that was not alerted yet."""
        row_key = self._row_key(tx, kind)
        row = tx.get(CountedCallRow, "dingtalk.quota.use", **row_key, count=count)
        usage = Usage(int(row.used), self._monthly_limits[kind])
        passed = sum(1 - usage.share_left >= mark for mark in ALERT_AT_USED)
        if passed <= row.told:
            return None
        tx.run("dingtalk.quota.set_told", **row_key, told=passed)
        return usage

    def _alert_used(self, kind: Quota, usage: Usage | None) -> None:
        if usage:
            self._alert("dingtalk-quota-used", quota=kind, used=usage.used, most=usage.monthly_limit)
