"""What all workers of a process share."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, field

from bot.jobs.manager import JobManager
from bot.jobs.workers.idle import IdlePools
from bot.media.storage.picture_store import PictureStore
from bot.screening.screener import ImageScreener
from bot.store import Store, Tx
from bot.store.rows import JobRow, PoolRow
from bot.upstream import Upstream
from config.settings import Leases


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """`upstreams` are the clients by account name; `owner` is this process in leases."""

    store: Store
    manager: JobManager
    upstreams: dict[str, Upstream]
    pictures: PictureStore
    owner: str
    screener: ImageScreener = field(init=False)
    _idle_pools: dict[str, IdlePools] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        screener = ImageScreener(self.store, self.pictures, self.manager.settings.moderation)
        object.__setattr__(self, "screener", screener)

    @property
    def leases(self) -> Leases:
        """For how long a worker leases its work."""
        return self.manager.settings.leases

    def idle_pools(self, model: str) -> IdlePools:
        """What the idle pools of a model share."""
        return self._idle_pools.setdefault(model, IdlePools(self.store, model))

    def upstream_of(self, pool: PoolRow) -> Upstream:
        """The client of a pool's account."""
        return self.upstreams[pool.account]


def name_of_process() -> str:
    """A name of this process for its leases: no other process, on this machine or another, has ever had it."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def renew_lease(tx: Tx, job: JobRow, until: float) -> bool:
    """Renew the lease of a job until `until` (unix seconds); False if another worker has it by now."""
    return bool(tx.run("jobs.renew", id=job.id, fence=job.fence, owner=job.owner, due_at=until))


def reference_mime(data: bytes) -> str:
    """The type of a stored reference image, which is JPEG or PNG."""
    return "image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"
