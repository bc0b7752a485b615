"""Keeps displayed queue positions current: marks the post of a job dirty when its position has changed enough."""

from __future__ import annotations

from bot.jobs.forecast import coarse_position
from bot.jobs.manager import UNREACHABLE_AFTER_FAILURES, JobManager
from bot.outbox import desired
from bot.store import Store, Tx
from bot.store.loops import Loop
from bot.store.rows import JobRow, PoolRow

EVERY_S = 2.0


class Refresher(Loop):
    """Compares the queue every two seconds. Shown positions are coarse (1 2 3 5 8 ...), so that few posts change at a time."""

    name = "refresh"

    def __init__(self, store: Store, manager: JobManager) -> None:
        super().__init__(store)
        self.manager = manager
        self._shown: dict[int, tuple[object, ...]] = {}

    async def once(self) -> float:
        changed, self._shown = await self.store.read(self._changed_jobs)
        if changed:
            await self.store.write(self._mark_dirty, changed)
        return self.clock.now() + EVERY_S

    def _mark_dirty(self, tx: Tx, jobs: list[int]) -> None:
        for job_id in jobs:
            desired.mark_dirty(tx, f"job:{job_id}", desired.PROGRESS)

    def _changed_jobs(self, tx: Tx) -> tuple[list[int], dict[int, tuple[object, ...]]]:
        now: dict[int, tuple[object, ...]] = {}
        for pool in tx.all(PoolRow, "queue.pools_waited_for"):
            # An unreachable upstream or a suspended account changes what those who wait are shown.
            pool_status = (pool.is_live, bool(pool.paused), pool.failures >= UNREACHABLE_AFTER_FAILURES)
            positions = self.manager.positions(tx, pool)
            now.update({job_id: (coarse_position(place.position), *pool_status) for job_id, place in positions.items()})
        changed = [job_id for job_id, place in now.items() if self._shown.get(job_id, place) != place]
        for job in tx.all(JobRow, "jobs.started"):
            # Once, when a task takes longer than usual.
            overdue = (self.manager.queue_status(tx, job).overdue_since is not None,)
            now[job.id] = overdue
            if overdue != self._shown.get(job.id, (False,)):
                changed.append(job.id)
        return changed, now
