"""What the studio witnessed: every task it accepted, what it billed, and how its limits were met."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from studio.server.faults import Faults
from studio.server.limits import Limits
from studio.server.middleware import Gate
from studio.server.models import StudioModel
from studio.server.oss import Storage
from studio.server.references import result_path
from studio.server.runner import Runner
from studio.server.task import Task
from studio.server.tasks import Book


class Record:
    """Reads the record off the studio's parts.

    Tasks and billing survive a restart with the data folder; counts of attempts, refusals and downloads start anew.
    """

    def __init__(
        self,
        book: Book,
        brush: Runner,
        limits: Limits,
        gate: Gate,
        storage: Storage,
        faults: Faults,
        models: Mapping[str, StudioModel],
    ) -> None:
        self._book, self._brush, self._limits, self._gate = book, brush, limits, gate
        self._storage, self._faults, self._models = storage, faults, models

    def tasks(self) -> list[dict[str, Any]]:
        """Every task accepted, oldest first; times in unix seconds, 0 for "not yet"."""
        return [self._task(task) for task in self._book.every()]

    def summary(self) -> dict[str, Any]:
        """Counts over all tasks, by account and by pool."""
        states: Counter[str] = Counter()
        pools: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for task in self._book.every():
            states[task.status] += 1
            pools[task.pool]["accepted"] += 1
            pools[task.pool]["pictures"] += task.image_count
        rates = self._limits.windows
        for name in rates:
            if name[0] == "create":
                pools[name[1], name[2]]["accepted"] += 0
        return {
            "states": dict(states),
            "pictures_billed": sum(counts["pictures"] for counts in pools.values()),
            "yuan_billed": str(sum((self._yuan(pool[1], c["pictures"]) for pool, c in pools.items()), Decimal(0))),
            "pools": [
                {
                    "account": account,
                    "model": model,
                    "accepted": counts["accepted"],
                    "pictures_billed": counts["pictures"],
                    "most_running": self._brush.most_running.get((account, model), 0),
                    "most_submissions_in_a_second": rates["create", account, model].most,
                    "submissions_over_the_rate": rates["create", account, model].refused,
                }
                for (account, model), counts in sorted(pools.items())
            ],
            "accounts_over_the_rate": {
                f"{name[0]} {name[1]}": window.refused
                for name, window in sorted(rates.items())
                if name[0] in ("query", "list", "cancel") and window.refused
            },
            "refused": dict(self._gate.refused),
            "answers_lost": len(self._gate.lost),
            "uploads": len(self._book.uploads),
            "downloads": sum(self._storage.fetched.values()),
            "faults_fired": self._faults.fired,
        }

    def _yuan(self, model: str, pictures: int) -> Decimal:
        known = self._models.get(model)
        return Decimal(known.price_yuan) * pictures if known else Decimal(0)

    def _task(self, task: Task) -> dict[str, Any]:
        order = task.order
        return {
            "task_id": task.id,
            "request_id": task.origin_id,
            "account": task.account,
            "key_id": task.key_id,
            "model": order.model,
            "n": order.n,
            "size": order.size,
            "seed": order.seed,
            "style": order.style,
            "prompt": order.prompt,
            "prompt_sha256": hashlib.sha256(order.prompt.encode()).hexdigest(),
            "reference": order.reference,
            "status": task.status,
            "code": task.code,
            "submitted": task.submitted,
            "scheduled": task.scheduled,
            "ended": task.ended,
            "image_count": task.image_count,
            "answer_lost": task.id in self._gate.lost,
            "downloads": [self._storage.fetched.get(result_path(task.id, i), 0) for i in range(len(task.items))],
        }
