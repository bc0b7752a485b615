"""Prometheus metrics: problems counted by code, and gauges read from the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in the database now: jobs by state, updates not yet handled, posts not yet as desired, creates without an
    answer."""

    jobs: Mapping[str, int]
    inbox_open: int
    posts_open: int
    posts_unconfirmed: int


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
        self._jobs = Gauge("shenbi_jobs", "Jobs by state", ["state"], registry=self.registry)
        self._inbox = Gauge("shenbi_inbox_open", "Updates saved and not yet handled", registry=self.registry)
        self._posts = Gauge("shenbi_posts_open", "Posts not yet in line", registry=self.registry)
        self._unconfirmed_creates = Gauge("shenbi_posts_stray", "Creates whose answer was lost", registry=self.registry)

    def alert(self, code: str, /, **details: object) -> None:
        """Report a problem: a log line, a counter, and whatever `report` does."""
        self._problems.labels(code).inc()
        log.error(code, **details)
        if self._report:
            self._report(code, details)

    async def render(self) -> bytes:
        """The metrics as text, with what the database says now."""
        counts = await self._count()
        self._jobs.clear()
        for state, jobs in counts.jobs.items():
            self._jobs.labels(state).set(jobs)
        self._inbox.set(counts.inbox_open)
        self._posts.set(counts.posts_open)
        self._unconfirmed_creates.set(counts.posts_unconfirmed)
        return generate_latest(self.registry)
