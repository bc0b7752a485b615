"""What every worker needs: whom to call, where pictures are kept, whose name is on a lease."""

from __future__ import annotations

import json
from dataclasses import dataclass

import structlog

from bot.adapter_api import GenerationRequest, Size
from bot.jobs.manager import JobManager
from bot.media.storage.picture_store import PictureStore
from bot.store import Row, Store, Tx
from bot.upstream import Upstream
from config.settings import Leases

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WorkerContext:
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


def renew_lease(tx: Tx, job: Row, until: float) -> bool:
    """The lease of a job that is being worked on; False if somebody else has it by now."""
    return bool(tx.run("jobs.renew", id=job["id"], fence=job["fence"], owner=job["owner"], due_at=until))


UNREADABLE = "job-unreadable"
"""What a person is told whose job's row is damaged: it ends, and the others go on."""


class UnreadableJob(ValueError):
    """A job's row does not say what to paint (a damaged file, somebody's hand). The operator gets a line with its id."""


def request_of(job: Row) -> GenerationRequest:
    """The request of a job's row. Raises UnreadableJob."""
    try:
        return GenerationRequest.from_json(json.loads(job["request"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        log.error("job.unreadable", job=job["id"], error=f"{type(error).__name__}: {error}")
        raise UnreadableJob(f"the request of job {job['id']} cannot be read") from error


def request_or_blank(job: Row) -> GenerationRequest:
    """The same for telling about a job: one that cannot be read is told without its words."""
    try:
        return request_of(job)
    except UnreadableJob:
        return GenerationRequest(job["model"], "", job["n"], Size(1, 1), seed=0)
