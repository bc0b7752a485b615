"""Periodic maintenance: disk check, leases stretched by clock jumps, retrying suspended accounts.

Old data is deleted elsewhere: jobs and images in `bot.retention.expiry`, pictures and updates in `bot.retention.deletion_loop`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.intake import silence
from bot.jobs import budgets, flow, topics
from bot.jobs.accounts import move_waiting_jobs
from bot.jobs.manager import JobManager
from bot.media.storage.picture_store import PictureStore
from bot.runtime.supervision import Alert
from bot.store import Store, Tx, alerts
from bot.store.loops import Loop
from bot.store.rows import AccountRow, PoolRow

EVERY_S = 15.0
PRESS_LIFE_S = 60.0
TASK_LIFE_S = 3 * 24 * 3600.0
"""The upstream lists tasks for a day."""
LONGEST_WAIT_S = 900.0
"""Leases, retry pauses and rate limits are all shorter. A longer wait means that the wall clock was set back; it is
ended here. (A chat or a pool that was paused on request of the platform or the upstream, and an account whose budget is
used up, may wait longer.)"""
WARN_EVERY_S = 300.0
"""How often the operator is warned of budgets and disk space that will soon be used up."""
PROBE_AFTER_S = 600.0
"""After how long a suspended account or pool is tried again: the operator may have solved the problem upstream."""
RELEASE_LEASES: Final = (
    "recovery.open_inbox", "recovery.open_posts", "recovery.open_preparing", "recovery.open_collecting",
    "recovery.open_running", "recovery.open_unknown", "recovery.open_held", "recovery.open_file_deletions",
    "recovery.open_calls",
)  # fmt: skip
END_LONG_WAITS: Final = (
    "recovery.recall_jobs", "recovery.recall_rests", "recovery.recall_inbox", "recovery.recall_posts",
    "recovery.recall_pools", "recovery.recall_accounts", "recovery.recall_file_deletions", "recovery.recall_calls",
)  # fmt: skip


def release_leases(tx: Tx) -> None:
    """At the start on SQLite, where one process does everything: no other process can hold a lease, so all leased work
    is due at once."""
    for statement in RELEASE_LEASES:
        tx.run(statement, now=tx.now)


class Maintenance(Loop):
    """Runs every `EVERY_S` seconds."""

    name = "maintenance"

    def __init__(
        self,
        store: Store,
        manager: JobManager,
        pictures: PictureStore,
        alert: Alert,
        platforms: Sequence[str] = (),
    ) -> None:
        """`platforms`: those that this process listens to."""
        super().__init__(store)
        self._platforms = platforms
        self.manager = manager
        self.pictures = pictures
        self.alert = alert
        self._warn_at = 0.0

    async def once(self) -> float:
        was_low = self.manager.disk.low
        if not self.manager.check_disk() and not was_low:
            self.alert("disk-low", folder=str(self.manager.settings.data_dir))
        await self.store.write(self._maintain)
        for pool in await self.store.read(lambda tx: tx.all(PoolRow, "queue.pools_waited_for")):
            # No process submits to this account any more: move its waiting jobs to one that is in use.
            while pool.account not in self.manager.accounts:
                if not await self.store.write(move_waiting_jobs, pool.id, self.manager.accounts):
                    break
        return self.clock.now() + EVERY_S

    def _maintain(self, tx: Tx) -> None:
        tx.run("inbox.drop_recorded", before=tx.now - PRESS_LIFE_S, after=tx.now + PRESS_LIFE_S)
        for statement in END_LONG_WAITS:
            tx.run(statement, now=tx.now, horizon=tx.now + LONGEST_WAIT_S)
        if self.manager.disk.low:
            alerts.report(tx, "alert-disk-low", folder=self.manager.settings.data_dir)
        elif self.manager.disk.nearly_low and tx.now >= self._warn_at:
            alerts.report(tx, "alert-disk-filling", folder=self.manager.settings.data_dir)
        elif not self.manager.disk.nearly_low and tx.now >= self._warn_at:
            for text_id in ("alert-disk-low", "alert-disk-filling"):
                alerts.resolve(tx, text_id, "alert-disk-free", folder=self.manager.settings.data_dir)
        if tx.now >= self._warn_at:
            self._warn_at = tx.now + WARN_EVERY_S
            budgets.warn_nearly_used(tx, self.manager.settings, self.manager.catalogue)
            flow.watch(tx)
            for platform in self._platforms:
                silence.watch(tx, platform, self.manager.settings.alerts.quiet_h)
        tx.run("jobs.drop_old_tasks", before=tx.now - TASK_LIFE_S)
        tx.run("jobs.drop_old_unclaimed_tasks", before=tx.now - TASK_LIFE_S)
        for account in tx.all(AccountRow, "queue.accounts"):
            if account.state == "suspended" and account.changed_at < tx.now - PROBE_AFTER_S:
                tx.run("queue.set_account_state", name=account.name, state="live", reason=account.reason, now=tx.now)
                tx.hint(topics.ACCOUNTS)
        if tx.run("queue.revive_pools", before=tx.now - PROBE_AFTER_S):
            tx.hint(topics.ACCOUNTS)
