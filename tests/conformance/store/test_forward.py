"""A database of any earlier schema, with some days of work in it, is brought up to date: nothing is lost, and work goes on."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api.installed import adapter_sql_folders
from bot.jobs import money
from bot.jobs.claim import Claimed
from bot.store import Store, Tx, open_store
from bot.store import postgresql as on_postgresql
from bot.store import sqlite as on_sqlite
from bot.store.rows import JobRow
from bot.store.statements import for_psycopg
from bot.store.transfer import SqliteTransfer, TransferStore, _open
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.conformance.store.test_schema import BEFORE, COLUMNS, TABLES, VALUES
from tests.databases import sqlite_url
from tests.store.test_transfer import fill

EARLIER = {(table, column, value): old for (table, column, old), value in VALUES.items()}
FOLDERS = {"": on_sqlite.CORE_SQL, **adapter_sql_folders()}


def earlier_schemas() -> list[Any]:
    """Every namespace with every number before its newest. Each way leads through all later ones: those that begin in the
    middle of it find what the first and the last do not only where migrations have to do with each other."""
    found = []
    for namespace, folder in FOLDERS.items():
        newest = len(list((folder / "migrations").glob("*.sql")))
        for number in range(1, newest):
            is_end = number in (1, BEFORE, newest - 1)
            found.append(pytest.param(namespace, number, marks=() if is_end else pytest.mark.long))
    return found


def first_migrations(folder: Path, number: int, into: Path) -> Path:
    """A copy of a SQL folder as it was when migration `number` was its newest."""
    shutil.copytree(folder, into)
    for path in (into / "migrations").glob("*.sql"):
        if int(path.stem.partition("_")[0]) > number:
            path.unlink()
    return into


def copy_back(
    source: TransferStore, target: TransferStore, values: dict[tuple[str, str, Any], str]
) -> dict[str, tuple[str, ...]]:
    """Copy what the earlier schema has room for of today's rows, under its names; returns which tables and columns."""
    today, earlier, shared = source.tables(), target.tables(), {}
    for name in TopologicalSorter({name: earlier[name].refers_to for name in earlier}).static_order():
        table = earlier[name]
        now = name if name in today else TABLES.get(name, "")
        if now not in today:
            continue
        columns = {
            column: new
            for column in table.columns
            if (new := column if column in today[now].columns else COLUMNS.get((now, column), "")) in today[now].columns
        }
        shared[now] = tuple(columns.values())
        target.insert(
            replace(table, columns=tuple(columns)),
            (
                [values.get((now, column, value), value) for column, value in zip(shared[now], row, strict=True)]
                for row in source.rows(replace(today[now], columns=shared[now]))
            ),
        )
        if table.numbered:
            target.set_last_id(name, source.last_id(now))
    target.commit()
    return shared


def rows_of(tx: Tx, shared: dict[str, tuple[str, ...]]) -> dict[str, list[Any]]:
    return {
        name: sorted(map(tuple, tx._run(f"SELECT {', '.join(columns)} FROM {name}", {}).fetchall()), key=repr)
        for name, columns in shared.items()
    }


def tasks(tx: Tx) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, tx._run("SELECT task_id, job_id, pool_id FROM task", {}).fetchall()))


async def go_on(store: Store, folder: Path, clock: DrivenClock) -> None:
    """Another person's picture, from the order to the end."""
    kit = await Kit.make(store, folder, running_jobs=9)
    job = await store.write(kit.accepted, "newcomer")
    assert job.id == 13
    for _ in range(6):
        clock.advance(60)
        claimed = await store.write(kit.claim)
        if not isinstance(claimed, Claimed):
            for row in await store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000)):
                if row.state == "running":
                    await store.write(kit.finish, row.id)
            continue
        await store.write(kit.accept_upstream, claimed)
        await store.write(kit.finish, claimed.job.id)
    assert await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=13).state) == "done"
    assert await store.read(money.compare_totals) == []


@dataclass(frozen=True, slots=True)
class Filled:
    """A database of today's schema after some days of work: its file, its tasks, and the time when it was closed."""

    path: Path
    tasks: list[tuple[Any, ...]]
    now: float


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Filled once for all schemas."""
    folder = tmp_path_factory.mktemp("filled")

    async def make() -> Filled:
        clock = DrivenClock()
        store = await open_store(sqlite_url(folder / "today.db"), clock)
        try:
            await fill(store, folder, clock)
            return Filled(folder / "today.db", await store.read(tasks), clock.now())
        finally:
            await store.close()

    return asyncio.run(make())


@pytest.mark.parametrize(("namespace", "number"), earlier_schemas())
async def test_forward_only_time__forward_from(
    empty_url: str,
    tmp_path: Path,
    clock: DrivenClock,
    monkeypatch: pytest.MonkeyPatch,
    filled: Filled,
    namespace: str,
    number: int,
) -> None:
    today = tmp_path / "today.db"
    shutil.copy(filled.path, today)
    clock.advance_to(filled.now)
    assert filled.tasks

    old = first_migrations(FOLDERS[namespace], number, tmp_path / "old")
    with monkeypatch.context() as patch:
        if not namespace:
            patch.setattr(on_sqlite, "CORE_SQL", old)
            patch.setattr(on_postgresql, "CORE_SQL", old)
        store = await open_store(empty_url, clock)
        if namespace:
            await store.attach(namespace, old)
        await store.close()
    with closing(SqliteTransfer(today, writes=False)) as source, closing(_open(empty_url, writes=True)) as target:
        shared = copy_back(source, target, EARLIER if not namespace and number <= BEFORE else {})
    assert {"job", "charge", "lane", "post"} <= shared.keys()

    store = await open_store(empty_url, clock)
    try:
        if namespace:
            await store.attach(namespace, FOLDERS[namespace])
        again = await open_store(f"sqlite:///{today}", clock)
        assert await store.read(rows_of, shared) == await again.read(rows_of, shared)
        await again.close()
        assert await store.read(tasks) == filled.tasks
        await go_on(store, tmp_path, clock)
    finally:
        await store.close()


async def test_forward_only_time__forward_with_json_that_cannot_be_read(
    empty_url: str, tmp_path: Path, clock: DrivenClock, monkeypatch: pytest.MonkeyPatch, filled: Filled
) -> None:
    """A damaged request (a broken file, an edit by hand) does not keep the bot from starting; a NUL is read by SQLite only."""
    today = tmp_path / "today.db"
    shutil.copy(filled.path, today)
    old = first_migrations(on_sqlite.CORE_SQL, BEFORE, tmp_path / "old")
    damaged = {1: "{", 2: "[]", 3: '{"prompt": "a\\u0000cat", "style": 7}', 4: ""}

    def damage(tx: Tx) -> None:
        for number, text in damaged.items():
            tx._run(on_connection("UPDATE job SET request = :text WHERE id = :id"), {"text": text, "id": number})
            tx._run(on_connection("UPDATE post SET payload = :text WHERE id = :id"), {"text": text, "id": number})
        tx._run(
            "INSERT INTO session (conversation_id, phase, document, due_at, created_at) VALUES (1, 'ended', '{', 0, 0)",
            {},
        )
        sheet = "'boards/damaged', 'gallery:1', 1, '{', 'ready', 0, 0"
        tx._run(f"INSERT INTO board (key, subject, person_id, spec, state, due_at, created_at) VALUES ({sheet})", {})

    def on_connection(sql: str) -> str:
        return for_psycopg(sql) if empty_url.startswith("postgresql") else sql

    with monkeypatch.context() as patch:
        patch.setattr(on_sqlite, "CORE_SQL", old)
        patch.setattr(on_postgresql, "CORE_SQL", old)
        store = await open_store(empty_url, clock)
        await store.close()
        with closing(SqliteTransfer(today, writes=False)) as source, closing(_open(empty_url, writes=True)) as target:
            copy_back(source, target, EARLIER)
        store = await open_store(empty_url, clock)
        try:
            await store.write(damage)
        finally:
            await store.close()
    store = await open_store(empty_url, clock)
    try:
        jobs = await store.read(lambda tx: [tx.get(JobRow, "jobs.get", id=number) for number in (1, 2, 4)])
        assert [(job.prompt, job.style) for job in jobs] == [("", "")] * 3
        assert (await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=5))).prompt
    finally:
        await store.close()
