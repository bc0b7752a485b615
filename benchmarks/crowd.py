"""Fills a database with people, payers, lanes and waiting jobs, by a few bulk statements."""

from __future__ import annotations

from pathlib import Path

from bot.store import Store, Tx

SQL = Path(__file__).parent / "sql"


async def gather(store: Store, pool_id: int, *, people: int, jobs: int, pictures: int = 1) -> None:
    """Insert `people` people with `jobs` waiting jobs in one pool; attach SQL first (`store.attach("crowd", SQL)`)."""

    def write(tx: Tx) -> None:
        tx.run("crowd.crowd.people", count=people)
        tx.run("crowd.crowd.conversation")
        tx.run("crowd.crowd.payers", count=people)
        tx.run("crowd.crowd.lanes", pool_id=pool_id)
        tx.run("crowd.crowd.jobs", pool_id=pool_id, count=jobs, people=people, n=pictures)
        tx.run("crowd.crowd.charges")
        tx.run("crowd.crowd.posts")
        tx.run("crowd.crowd.heads")

    await store.write(write)
