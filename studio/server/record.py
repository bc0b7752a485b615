"""The record of a studio: every accepted task, what was billed, and how callers kept to the rate limits."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from studio.server.billing import billed_yuan
from studio.server.chat import ChatApi
from studio.server.faults import Faults
from studio.server.message_parsing import documented_parameters
from studio.server.middleware import Middleware
from studio.server.models import ServedModel
from studio.server.object_storage import ObjectStorageApi
from studio.server.rate_limits import RateLimits
from studio.server.references import result_path
from studio.server.runner import TaskRunner
from studio.server.task import MESSAGES, Task
from studio.server.tasks import TaskRegistry


class Record:
    """Builds the record from the studio's components.

    With a data folder tasks and billing survive a restart; counts of attempts, refusals and downloads start from zero.
    """

    def __init__(
        self,
        tasks: TaskRegistry,
        runner: TaskRunner,
        rate_limits: RateLimits,
        middleware: Middleware,
        object_storage: ObjectStorageApi,
        faults: Faults,
        models: Mapping[str, ServedModel],
        chats: ChatApi,
    ) -> None:
        self._chats = chats
        self._tasks, self._runner, self._rate_limits, self._middleware = tasks, runner, rate_limits, middleware
        self._object_storage, self._faults, self._models = object_storage, faults, models

    def tasks(self) -> list[dict[str, Any]]:
        """Every accepted task, oldest first; times in unix seconds, 0 for "not yet"."""
        return [self._task(task) for task in self._tasks.all()]

    def chats(self) -> list[dict[str, Any]]:
        """The last chats that were answered, oldest first."""
        return list(self._chats.record)

    def summary(self) -> dict[str, Any]:
        """Counts over all tasks, by account and by pool."""
        states: Counter[str] = Counter()
        pools: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        yuan = Decimal(0)
        for task in self._tasks.all():
            yuan += billed_yuan(task, self._models.get(task.order.model))
            states[task.status] += 1
            pools[task.pool]["accepted"] += 1
            pools[task.pool]["pictures"] += task.image_count
        rates = self._rate_limits.windows
        for name in rates:
            if name[0] == "create":
                pools[name[1], name[2]]["accepted"] += 0
        return {
            "states": dict(states),
            "pictures_billed": sum(counts["pictures"] for counts in pools.values()),
            "yuan_billed": str(yuan),
            "pools": [
                {
                    "account": account,
                    "model": model,
                    "accepted": counts["accepted"],
                    "pictures_billed": counts["pictures"],
                    "most_running": self._runner.peak_running.get((account, model), 0),
                    "most_submissions_in_a_second": rates["create", account, model].peak,
                    "submissions_over_the_rate": rates["create", account, model].refused,
                }
                for (account, model), counts in sorted(pools.items())
            ],
            "accounts_over_the_rate": {
                f"{name[0]} {name[1]}": window.refused
                for name, window in sorted(rates.items())
                if name[0] in ("query", "list", "cancel") and window.refused
            },
            "refused": dict(self._middleware.refused),
            "answers_lost": len(self._middleware.lost),
            "chats": len(self._chats.record),
            "chat_yuan": str(sum((Decimal(chat["yuan"]) for chat in self._chats.record), Decimal(0))),
            "uploads": len(self._tasks.uploads),
            "downloads": sum(self._object_storage.fetched.values()),
            "faults_fired": self._faults.fired,
        }

    def _task(self, task: Task) -> dict[str, Any]:
        order = task.order
        model = self._models.get(order.model)
        known = documented_parameters(model) if model and order.endpoint == MESSAGES else frozenset(order.parameters)
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
            "images": order.image_number,
            "set": order.is_set,
            "sync": order.sync,
            "parameters": order.parameters,
            "unknown_parameters": sorted(order.parameters.keys() - known),
            "status": task.status,
            "code": task.code,
            "submitted": task.submitted,
            "scheduled": task.scheduled,
            "ended": task.ended,
            "image_count": task.image_count,
            "yuan": str(billed_yuan(task, model)),
            "answer_lost": task.id in self._middleware.lost,
            "downloads": [self._object_storage.fetched.get(result_path(task.id, i), 0) for i in range(len(task.items))],
        }
