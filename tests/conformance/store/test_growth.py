"""What people and loops do all the time reads no more rows when there is more that has ended."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest

from bot.jobs import task_stats
from bot.retention.walk import ROWS_IN_A_STEP, Walk
from bot.store import Store, Tx
from bot.store.sqlite import CORE_SQL
from bot.store.statements import Statements
from tests.conformance.store.test_statements import parameters_of

GROWING = (
    "audit", "charge", "chat_call", "conversation", "cost", "image", "image_upload", "inbox", "job", "job_event", "lane",
    "message_ref", "moderation_case", "payer", "person", "picture", "post", "running_total", "session", "session_person", "star",
    "task",
)  # fmt: skip
NEWEST_ONLY = {"access.entries", "inbox.newest_of_platform", "jobs.in_state", "jobs.newest", "inbox.quarantined"}
"""They go backwards through ids until they have found enough."""
REPORTS = {
    "money.cost_sums", "money.ledger_sums", "money.totals_like", "money.spent_by_conversation", "money.spent_by_payer",
    "people.overview",
}  # fmt: skip
"""About everybody, on an operator's order."""
RARE = {"erasure.drop_last_images", "sessions.move", "queue.payers_waiting"}
"""An erasure, a chat that migrates, a changed limit."""


def scans(tx: Tx, statements: Statements, name: str) -> list[str]:
    """The steps of a statement's plan that read a whole table that grows. (Through an index with a condition it is not all.)"""
    if statements[name].startswith("INSERT"):
        return []
    named = re.findall(r"\b(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?(\w+)", statements[name])
    tables = {alias: table for table, alias in named}
    rows = tx._run("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'", {}).fetchall()
    partial = {row[0] for row in rows}
    found = []
    plan = tx._run(f"EXPLAIN QUERY PLAN {statements[name]}", parameters_of(statements[name], "sqlite"))
    for _, _, _, step in plan.fetchall():
        read = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if read and tables.get(read[1], read[1]) in GROWING and read[2] not in partial:
            found.append(step)
    return found


def fill_old_jobs(tx: Tx, count: int) -> None:
    """Jobs of one person that ended in the first seconds of time."""
    for table, values in (
        ("account (name)", "'a'"),
        ("pool (account, model, submissions_per_s, tasks_at_once)", "'a', 'm', 1, 1"),
        ("person (id, platform, user_id, created_at)", "1, 'x', 'p', 0"),
        ("conversation (id, platform, chat_id)", "1, 'x', 'p'"),
        ("payer (id, kind, ref_id)", "1, 'person', 1"),
        ("lane (id, pool_id, payer_id)", "1, (SELECT max(id) FROM pool), 1"),
    ):
        tx._run(f"INSERT INTO {table} VALUES ({values})", {})
    tx._run(
        "INSERT INTO job (id, payer_id, person_id, conversation_id, pool_id, lane_id, language, request, model, n, price_li, "
        "state, prepared, due_at, created_at, ended_at) "
        "WITH RECURSIVE number (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number "
        f"WHERE x < {count}) SELECT x, 1, 1, 1, l.pool_id, 1, 'en', '{{}}', 'm', 1, 0, 'done', 1, 0, x, x "
        "FROM number CROSS JOIN lane l",
        {},
    )


async def test_growth__no_frequent_statement_reads_a_whole_table(store: Store) -> None:
    if store.dialect == "postgresql":
        pytest.skip("PostgreSQL's plans depend on the rows")
    statements = Statements("sqlite")
    statements.add(CORE_SQL)

    def look(tx: Tx) -> dict[str, list[str]]:
        found = {name: scans(tx, statements, name) for name in statements.names()}
        return {name: steps for name, steps in found.items() if steps}

    assert (await store.read(look)).keys() == NEWEST_ONLY | REPORTS | RARE


async def test_growth__what_waits_is_counted_in_its_index(store: Store) -> None:
    """Not in the rows, which are fifty times as large."""
    if store.dialect == "postgresql":
        pytest.skip("PostgreSQL's plans depend on the rows")
    statements = Statements("sqlite")
    statements.add(CORE_SQL)

    def plan(tx: Tx, name: str) -> str:
        return "\n".join(row[3] for row in tx._run(f"EXPLAIN QUERY PLAN {statements[name]}", {"since": 0.0}).fetchall())

    for name in ("queue.queued_by_pool", "jobs.flow"):
        assert "USING COVERING INDEX job_queued" in await store.read(plan, name), name


async def test_growth__old_jobs_that_are_kept_are_passed_over_in_steps(store: Store) -> None:
    """Each step looks at so many rows, and not at all that were starred in all years."""
    kept = 2 * ROWS_IN_A_STEP + 100

    newest = kept + 1
    await store.write(fill_old_jobs, newest)
    star = f"INSERT INTO star (person_id, job_id, at) SELECT person_id, id, 1 FROM job WHERE id < {newest}"
    await store.write(lambda tx: tx._run(star, {}) and None)
    walk = Walk("expiry.old_jobs")
    steps = [await store.read(walk.step, 1e6, 100) for _ in range(4)]
    assert steps == [([], False), ([], False), ([newest], False), ([], False)]

    await store.write(lambda tx: tx.run("gallery.unstar", person_id=1, job_id=1))
    await store.read(walk.step, 1e6, 100)  # The fourth was the first of the next round.
    assert [await store.read(walk.step, 1e6, 100) for _ in range(2)] == [([newest], False), ([1], True)]


async def test_growth__walk_goes_on_behind_what_it_found(store: Store) -> None:
    """Where one step found as much as is done at a time, the next begins with what follows."""
    await store.write(fill_old_jobs, 5)
    walk = Walk("expiry.old_jobs")
    assert [await store.read(walk.step, 1e6, 2) for _ in range(3)] == [([1, 2], True), ([3, 4], True), ([5], False)]


async def test_growth__nobody_waits_for_another_to_learn_a_duration(store: Store) -> None:
    """All processes write the same row, whenever a task ends."""
    if store.dialect == "sqlite":
        pytest.skip("SQLite has one writer")
    await store.write(task_stats.record, "m", 1, 10.0)
    recorded, finished = threading.Event(), threading.Event()

    def first(tx: Tx) -> None:
        task_stats.record(tx, "m", 1, 11.0)
        recorded.set()
        assert finished.wait(30)

    slow = asyncio.create_task(store.write(first))
    assert await asyncio.to_thread(recorded.wait, 30)
    await store.write(task_stats.record, "m", 1, 12.0)
    finished.set()
    await slow
    assert (await store.read(task_stats.estimate, "m", 0.0, 1)).samples == 2
