"""Copying everything from one database to another: from SQLite to PostgreSQL, and (for backups) back.

All rows of all tables, adapters' too, read from one snapshot and written in one transaction: afterwards the target has
everything, or nothing. Ids and the sequences of ids are kept.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Protocol

from bot.runtime.clock import Clock
from bot.store.base import Store, StoreError, Tx
from bot.store.open_store import open_store
from bot.store.transfer_table import MIGRATION_TABLE, Table


class TransferStore(Protocol):
    """A database, in one open transaction."""

    def tables(self) -> dict[str, Table]:
        """All tables but that of migrations."""
        ...

    def count(self, table: str) -> int: ...

    def rows(self, table: Table) -> Iterator[Sequence[Any]]: ...

    def insert(self, table: Table, rows: Iterator[Sequence[Any]]) -> None: ...

    def last_id(self, table: str) -> int:
        """The highest id that was ever generated, including those of deleted rows."""
        ...

    def set_last_id(self, table: str, last_id: int) -> None:
        """Have the next generated id follow `last_id`."""
        ...

    def commit(self) -> None: ...

    def close(self) -> None: ...


class SqliteTransfer:
    """A SQLite file."""

    def __init__(self, path: Path, *, writes: bool) -> None:
        self._raw = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            self._raw.execute("PRAGMA foreign_keys = OFF")  # Checked as a whole before the commit.
            self._raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except sqlite3.Error:
            self._raw.close()
            raise
        self._writes = writes

    def tables(self) -> dict[str, Table]:
        names = self._raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {}
        for name, text in names:
            if name == MIGRATION_TABLE or name.startswith("sqlite_"):
                continue
            columns = tuple(row[1] for row in self._raw.execute(f"PRAGMA table_info({name})"))
            others = frozenset(row[2] for row in self._raw.execute(f"PRAGMA foreign_key_list({name})"))
            found[name] = Table(name, columns, "AUTOINCREMENT" in text, others)
        return found

    def count(self, table: str) -> int:
        return int(self._raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a name from the schema

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        yield from self._raw.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608

    def insert(self, table: Table, rows: Iterator[Sequence[Any]]) -> None:
        places = ", ".join("?" * len(table.columns))
        self._raw.executemany(
            f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})",  # noqa: S608
            rows,
        )

    def last_id(self, table: str) -> int:
        row = self._raw.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) if row else 0

    def set_last_id(self, table: str, last_id: int) -> None:
        self._raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        self._raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last_id))

    def commit(self) -> None:
        if self._writes and (broken := self._raw.execute("PRAGMA foreign_key_check").fetchone()):
            raise StoreError(f"rows of {broken[0]} refer to rows that do not exist")
        self._raw.execute("COMMIT")

    def close(self) -> None:
        self._raw.close()


def _open(url: str, *, writes: bool) -> TransferStore:
    if url.startswith("sqlite:///"):
        return SqliteTransfer(Path(url.removeprefix("sqlite:///")), writes=writes)
    # Imported here: psycopg costs 10 MB that a machine with SQLite need not pay.
    from bot.store.transfer_postgresql import PostgresTransfer

    return PostgresTransfer(url, writes=writes)


def copy(source: TransferStore, target: TransferStore) -> dict[str, int]:
    """Copy every table; how many rows each had. Raises StoreError, and then the target is as it was."""
    ours, theirs = source.tables(), target.tables()
    if {n: set(t.columns) for n, t in ours.items()} != {n: set(t.columns) for n, t in theirs.items()}:
        differing = sorted(ours.keys() ^ theirs.keys()) or sorted(
            n for n in ours if set(ours[n].columns) != set(theirs[n].columns)
        )
        raise StoreError(f"the two databases do not have the same tables: {', '.join(differing)}")
    if full := [name for name in theirs if target.count(name)]:
        raise StoreError(f"the target is not empty: there are rows in {', '.join(sorted(full))}")
    counts = {}
    # Tables that are referred to go first.
    order = TopologicalSorter({name: table.refers_to for name, table in ours.items()}).static_order()
    for name in order:
        table = ours[name]
        target.insert(table, source.rows(table))
        counts[name] = source.count(name)
        if (copied := target.count(name)) != counts[name]:
            raise StoreError(f"{name}: {counts[name]} rows were read and {copied} written")
        if table.numbered:
            target.set_last_id(name, source.last_id(name))
    target.commit()
    return counts


def _namespaces(tx: Tx) -> set[str]:
    return {row[0] for row in tx._run("SELECT DISTINCT namespace FROM migration", {}).fetchall()} - {""}


async def move(source_url: str, target_url: str, folders: Mapping[str, Path], clock: Clock) -> dict[str, int]:
    """Copy everything from one database into another, empty one; how many rows each table had.

    `folders` has the SQL folder of every package that may have its own tables, by its namespace. A SQLite file is
    locked meanwhile, so that no process writes rows that would be missed. Raises StoreError or ValueError with a line
    that says what is wrong; then the target has no rows.
    """
    async with AsyncExitStack() as stack:
        stores: list[Store] = []
        for url in (source_url, target_url):
            stores.append(await open_store(url, clock))
            stack.push_async_callback(stores[-1].close)
        for namespace in sorted(await stores[0].read(_namespaces)):
            if namespace not in folders:
                raise StoreError(f"the package that keeps the tables of {namespace!r} is not installed")
            for store in stores:
                await store.attach(namespace, folders[namespace])
        return await asyncio.to_thread(_move, source_url, target_url)


def _move(source_url: str, target_url: str) -> dict[str, int]:
    try:
        with closing(_open(source_url, writes=False)) as source, closing(_open(target_url, writes=True)) as target:
            return copy(source, target)
    except _driver_errors(source_url, target_url) as error:
        raise StoreError(f"{type(error).__name__}: {' '.join(str(error).split())}") from error


def _driver_errors(*urls: str) -> tuple[type[Exception], ...]:
    """What the drivers of these databases raise."""
    if all(url.startswith("sqlite:///") for url in urls):
        return (sqlite3.Error,)
    import psycopg  # See `_open`.

    return sqlite3.Error, psycopg.Error
