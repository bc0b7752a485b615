"""A company in the database: people with a month of jobs, charges, posts, an audit and a list for moderators."""

from __future__ import annotations

from pathlib import Path

from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.store import Store, Tx
from bot.store.rows import PoolRow

SQL = Path(__file__).parent / "sql"
GROUPS = 200


async def fill(store: Store, manager: JobManager, *, people: int, jobs: int) -> None:
    """Insert them."""
    await store.attach("bench", SQL)
    pools = await store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1"))
    month = money.day_of(store.clock.now(), manager.settings.zone)[:7]

    def write(tx: Tx) -> None:
        pool_id = pools[0].id
        tx.run("bench.company.people", count=people, now=tx.now)
        tx.run("bench.company.groups", count=GROUPS)
        tx.run("bench.company.directs")
        tx.run("bench.company.introduce")
        tx.run("bench.company.payers")
        tx.run("bench.company.lanes", pool_id=pool_id)
        tx.run("bench.company.jobs", count=jobs, people=people, groups=GROUPS, pool_id=pool_id, now=tx.now)
        tx.run("bench.company.events")
        tx.run("bench.company.charges", month=month)
        tx.run("bench.company.totals")
        tx.run("bench.company.posts", now=tx.now)
        tx.run("bench.company.audit", count=jobs // 5, now=tx.now)
        tx.run("bench.company.cases")
        tx.run("bench.company.updates")

    await store.write(write)
    await store.write(lambda tx: tx.run("bench.company.analyze"))
