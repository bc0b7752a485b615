"""The time series of `bot.runtime.metrics`, with Prometheus' client."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.runtime.metrics import Counts


class MetricSeries:
    """The registry of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._problems = Counter(
            "shenbi_problems", "Things the operator should know of", ["code"], registry=self._registry
        )
        self._jobs = Gauge("shenbi_jobs", "Jobs that have not ended, by state", ["state"], registry=self._registry)
        self._inbox = Gauge("shenbi_inbox_open", "Updates saved and not yet handled", registry=self._registry)
        self._posts = Gauge("shenbi_posts_open", "Posts not yet in line", registry=self._registry)
        self._unconfirmed_creates = Gauge(
            "shenbi_posts_stray", "Creates whose answer was lost", registry=self._registry
        )
        self._oldest = Gauge(
            "shenbi_queue_oldest_seconds", "How long the job has waited that waits longest", registry=self._registry
        )
        self._lately = Gauge("shenbi_jobs_lately", "Jobs of the last half hour", ["what"], registry=self._registry)
        self._live = Gauge("shenbi_account_live", "1: jobs are submitted to it", ["account"], registry=self._registry)
        self._spent = Gauge("shenbi_spent_yuan", "Spent by all together", ["period"], registry=self._registry)
        self._budget = Gauge(
            "shenbi_budget_yuan", "What may be spent; 0: no limit", ["period"], registry=self._registry
        )

    def count_problem(self, code: str) -> None:
        """Count one problem of this code."""
        self._problems.labels(code).inc()

    def render(self, counts: Counts) -> bytes:
        """All series as text, the gauges by `counts`."""
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
        return generate_latest(self._registry)
