"""Prometheus metrics: problems counted by code, and gauges read from the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

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
    """The registry of one process."""

    def __init__(
        self,
        count: Callable[[], Awaitable[Counts]],
        report: Callable[[str, dict[str, object]], None] | None = None,
    ) -> None:
        """`report` is also called with every problem."""
        self._count = count
        self._report = report
        self.registry = CollectorRegistry()
        self._problems = Counter(
            "shenbi_problems", "Things the operator should know of", ["code"], registry=self.registry
        )
        self._jobs = Gauge("shenbi_jobs", "Jobs that have not ended, by state", ["state"], registry=self.registry)
        self._inbox = Gauge("shenbi_inbox_open", "Updates saved and not yet handled", registry=self.registry)
        self._posts = Gauge("shenbi_posts_open", "Posts not yet in line", registry=self.registry)
        self._unconfirmed_creates = Gauge("shenbi_posts_stray", "Creates whose answer was lost", registry=self.registry)
        self._oldest = Gauge(
            "shenbi_queue_oldest_seconds", "How long the job has waited that waits longest", registry=self.registry
        )
        self._lately = Gauge("shenbi_jobs_lately", "Jobs of the last half hour", ["what"], registry=self.registry)
        self._live = Gauge("shenbi_account_live", "1: jobs are submitted to it", ["account"], registry=self.registry)
        self._spent = Gauge("shenbi_spent_yuan", "Spent by all together", ["period"], registry=self.registry)
        self._budget = Gauge("shenbi_budget_yuan", "What may be spent; 0: no limit", ["period"], registry=self.registry)

    def alert(self, code: str, /, **details: object) -> None:
        """Report a problem: a log line, a counter, and whatever `report` does."""
        self._problems.labels(code).inc()
        log.error(code, **details)
        if self._report:
            self._report(code, details)

    async def render(self) -> bytes:
        """The metrics as text, with what the database says now."""
        counts = await self._count()
        for gauge, values in (
            (self._jobs, counts.jobs),
            (self._lately, counts.jobs_lately),
            (self._live, counts.accounts_live),
            (self._spent, counts.spent_yuan),
            (self._budget, counts.budget_yuan),
        ):
            gauge.clear()
            for label, value in values.items():
                gauge.labels(label).set(value)
        self._oldest.set(counts.queue_oldest_s)
        self._inbox.set(counts.inbox_open)
        self._posts.set(counts.posts_open)
        self._unconfirmed_creates.set(counts.posts_unconfirmed)
        return generate_latest(self.registry)
