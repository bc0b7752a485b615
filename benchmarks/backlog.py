"""Bulk inserts of people, payers, lanes and waiting jobs."""

from __future__ import annotations

from pathlib import Path

from bot.store import Store, Tx

SQL = Path(__file__).parent / "sql"


async def fill(store: Store, pool_id: int, *, people: int, jobs: int, pictures: int = 1) -> None:
    """Insert `people` people with `jobs` waiting jobs in one pool; attach SQL first (`store.attach("backlog", SQL)`)."""

    def write(tx: Tx) -> None:
        tx.run("backlog.backlog.people", count=people)
        tx.run("backlog.backlog.conversation")
        tx.run("backlog.backlog.payers", count=people)
        tx.run("backlog.backlog.lanes", pool_id=pool_id)
        tx.run("backlog.backlog.jobs", pool_id=pool_id, count=jobs, people=people, n=pictures)
        tx.run("backlog.backlog.charges")
        tx.run("backlog.backlog.posts")
        tx.run("backlog.backlog.heads")

    await store.write(write)
