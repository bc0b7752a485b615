"""Keeping told positions true: when a waiting job has come forward enough, its post is rendered anew."""

from __future__ import annotations

from bot.jobs.forecast import coarse_position
from bot.jobs.manager import UNREACHABLE_AFTER_FAILURES, JobManager
from bot.outbox import desired
from bot.store import Store, Tx
from bot.store.loops import Loop

EVERY_S = 2.0


class Refresher(Loop):
    """Looks at the queue every two seconds. Positions thin out (1 2 3 5 8 ...), so few posts change at a time."""

    name = "refresh"

    def __init__(self, store: Store, manager: JobManager) -> None:
        super().__init__(store)
        self.manager = manager
        self._told: dict[int, tuple[object, ...]] = {}

    async def once(self) -> float:
        changed, self._told = await self.store.read(self._look)
        if changed:
            await self.store.write(self._touch, changed)
        return self.clock.now() + EVERY_S

    def _touch(self, tx: Tx, jobs: list[int]) -> None:
        for job_id in jobs:
            desired.mark_dirty(tx, f"job:{job_id}", desired.PROGRESS)

    def _look(self, tx: Tx) -> tuple[list[int], dict[int, tuple[object, ...]]]:
        now: dict[int, tuple[object, ...]] = {}
        for pool in tx.all("queue.pools_waited_for"):
            # That the upstream is away, or its account set aside, is news for those who wait, too.
            weather = (pool["state"], pool["account_state"], pool["failures"] >= UNREACHABLE_AFTER_FAILURES)
            places = self.manager.positions(tx, pool)
            now.update({job_id: (coarse_position(place.position), *weather) for job_id, place in places.items()})
        changed = [job_id for job_id, place in now.items() if self._told.get(job_id, place) != place]
        for job in tx.all("jobs.started"):
            # That it takes longer than usual is news for who waits for it; once.
            overdue = (self.manager.queue_status(tx, job).overdue_since is not None,)
            now[job["id"]] = overdue
            if overdue != self._told.get(job["id"], (False,)):
                changed.append(job["id"])
        return changed, now
