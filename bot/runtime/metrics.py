"""Prometheus metrics: problems counted by code, and gauges read from the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from bot.runtime.metric_series import MetricSeries

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in the database now."""

    jobs: Mapping[str, int]
    """Those that have not ended, by state."""
    inbox_open: int
    """Updates not yet handled."""
    posts_open: int
    """Posts not yet as desired."""
    posts_unconfirmed: int
    """Creates without an answer."""
    queue_oldest_s: float
    """How long the job has waited that waits longest."""
    jobs_lately: Mapping[str, int]
    """Of the last half hour: arrived, ended; of those that ended: done, failed (without what moderation refused)."""
    accounts_live: Mapping[str, bool]
    """Whether jobs are submitted to an account, by name."""
    spent_yuan: Mapping[str, float]
    """By period: day, month."""
    budget_yuan: Mapping[str, float]
    """By period; 0: no limit."""


class Metrics:
    """The metrics of one process."""

    def __init__(
        self,
        count: Callable[[], Awaitable[Counts]],
        report: Callable[[str, dict[str, object]], None] | None = None,
    ) -> None:
        """`report` is also called with every problem."""
        self._count = count
        self._report = report

    @cached_property
    def _series(self) -> MetricSeries:
        # Imported with the first problem or scrape: Prometheus' client brings an HTTP server with it, 1 MB.
        from bot.runtime.metric_series import MetricSeries

        return MetricSeries()

    def alert(self, code: str, /, **details: object) -> None:
        """Report a problem: a log line, a counter, and whatever `report` does."""
        self._series.count_problem(code)
        log.error(code, **details)
        if self._report:
            self._report(code, details)

    async def render(self) -> bytes:
        """The metrics as text, with what the database says now."""
        return self._series.render(await self._count())
