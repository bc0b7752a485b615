"""What an operator can watch: counters and gauges in Prometheus' format, and the health of the loops."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.store import Store, Tx

log = structlog.get_logger()


class Metrics:
    """One registry a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.report: Callable[[str, dict[str, object]], None] | None = None
        """Told of every problem besides; put in by `bot.app`."""
        self.registry = CollectorRegistry()
        self._problems = Counter(
            "shenbi_problems", "Things the operator should know of", ["code"], registry=self.registry
        )
        self._jobs = Gauge("shenbi_jobs", "Jobs by state", ["state"], registry=self.registry)
        self._inbox = Gauge("shenbi_inbox_open", "Updates saved and not yet handled", registry=self.registry)
        self._posts = Gauge("shenbi_posts_open", "Posts not yet in line", registry=self.registry)
        self._strays = Gauge("shenbi_posts_stray", "Creates whose answer was lost", registry=self.registry)

    def problem(self, code: str, /, **details: object) -> None:
        """Tell the operator: a log line, a counter, and an alert if there are words for one."""
        self._problems.labels(code).inc()
        log.error(code, **details)
        if self.report:
            self.report(code, details)

    async def render(self) -> bytes:
        """The metrics as text, with what the database says now."""
        await self._store.read(self._look)
        return generate_latest(self.registry)

    def _look(self, tx: Tx) -> None:
        self._jobs.clear()
        for row in tx.all("jobs.count_by_state"):
            self._jobs.labels(row["state"]).set(row["jobs"])
        self._inbox.set(tx.value("inbox.count_open"))
        self._posts.set(tx.value("posts.count_open"))
        self._strays.set(float(tx.value("posts.strays")))


Problem = Callable[..., None]
