"""What every worker needs: whom to call, where pictures are kept, whose name is on a lease."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.jobs.manager import JobManager
from bot.messages import GenerationRequest
from bot.pictures.keeping import PictureStore
from bot.store import Row, Store
from bot.wanxiang import Upstream
from config.settings import Leases


@dataclass(frozen=True, slots=True)
class Context:
    """`upstreams` is account name -> its client; `owner` names this process in leases."""

    store: Store
    manager: JobManager
    upstreams: dict[str, Upstream]
    pictures: PictureStore
    owner: str

    @property
    def leases(self) -> Leases:
        """How long work belongs to whoever took it."""
        return self.manager.settings.leases

    def upstream_of(self, pool: Row) -> Upstream:
        """The client of a pool's account."""
        return self.upstreams[pool["account"]]


def request_of(job: Row) -> GenerationRequest:
    """The request of a job's row."""
    return GenerationRequest.from_json(json.loads(job["request"]))
