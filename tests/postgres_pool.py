"""PostgreSQL databases that serve one test after another. Creating and dropping one takes 350 ms of the server's CPU, since
both write checkpoints and a database is 1,000 files; deleting the rows of a test takes 5 ms, dropping all tables 45 ms."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from graphlib import TopologicalSorter
from typing import Any

import psycopg

END_S = 60
"""How long the connections that a test left may take to end."""
SEEDED = "migration"
"""The only table that has rows when all migrations have run."""

_END_OTHERS = (
    b"SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
    b" WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# Each definition is a row here, and each change of one is a new version of its row.
_DEFINITIONS = " UNION ALL ".join(
    f"SELECT count(*), max(xmin::text::bigint) FROM {table}"
    for table in ("pg_class", "pg_attribute", "pg_constraint", "pg_proc", "pg_trigger", SEEDED)
).encode()
_TABLES = b"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_REFERENCES = b"SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
# As of a table that was never vacuumed, which plans assume to be larger than one that is known to be empty.
_FORGET_SIZES = b"UPDATE pg_class SET reltuples = -1 WHERE oid = ANY(%s::regclass[])"
_RESTART_NUMBERS = (
    b"SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    b" FROM pg_sequences WHERE last_value IS NOT NULL"
)


class DatabasePool:
    """Databases made by `create` (which returns a name and a URL) and removed by `drop`. One that a test gives back is
    emptied of everything."""

    def __init__(self, create: Callable[[], tuple[str, str]], drop: Callable[[str], None]) -> None:
        self._create = create
        self._drop = drop
        self._free: list[str] = []
        self._urls: dict[str, str] = {}

    def take(self) -> tuple[str, str]:
        """A database as `create` makes it: its name and its URL."""
        if self._free:
            name = self._free.pop()
        else:
            name, url = self._create()
            self._urls[name] = url
            with psycopg.connect(url, autocommit=True) as raw:
                self._begin(name, raw)
        return name, self._urls[name]

    def give_back(self, name: str) -> None:
        """End all connections to a database and prepare it for the next test, or drop it."""
        with psycopg.connect(self._urls[name], autocommit=True) as raw:
            raw.execute(_END_OTHERS, [END_S * 1000])
            as_new = self._reset(name, raw)
        if as_new:
            self._free.append(name)
        else:
            self._drop(name)

    def drop_free(self) -> None:
        """Drop those that nobody has taken."""
        while self._free:
            self._drop(self._free.pop())

    def _begin(self, name: str, raw: psycopg.Connection) -> None:
        """What is to be remembered of a new database."""

    def _reset(self, name: str, raw: psycopg.Connection) -> bool:
        """Make a database as it was, and say whether that was possible."""
        raw.execute(b"DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return True


class TablesPool(DatabasePool):
    """The same for databases with all tables: one that is given back has no rows and no used numbers. It is dropped if its
    tables were changed, or if the server's user is no superuser."""

    def __init__(self, create: Callable[[], tuple[str, str]], drop: Callable[[str], None]) -> None:
        super().__init__(create, drop)
        self._definitions: dict[str, list[Any]] = {}

    def _begin(self, name: str, raw: psycopg.Connection) -> None:
        self._definitions[name] = raw.execute(_DEFINITIONS).fetchall()

    def _reset(self, name: str, raw: psycopg.Connection) -> bool:
        if raw.execute(_DEFINITIONS).fetchall() != self._definitions[name]:
            return False
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            _delete_rows(raw)
            self._begin(name, raw)
            return True
        return False


def _delete_rows(raw: psycopg.Connection) -> None:
    """Delete all rows, those that refer to others first, and begin all numbers again."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for (table,) in raw.execute(_TABLES):
        if table != SEEDED:
            order.add(table)
    for referring, referred in raw.execute(_REFERENCES):
        if referring != referred:
            order.add(referred, referring)
    tables = list(order.static_order())
    probes = ", ".join(f"EXISTS (SELECT FROM {table})" for table in tables)
    filled = raw.execute(f"SELECT {probes}".encode()).fetchone()
    assert filled is not None
    used = [table for table, has_rows in zip(tables, filled, strict=True) if has_rows]
    for table in used:
        raw.execute(f"DELETE FROM {table}".encode())
    raw.execute(_RESTART_NUMBERS)
    if used:
        # Without the space of deleted rows: the next ones are found in the order of their insertion, as in a new table.
        raw.execute(f"VACUUM {', '.join(used)}".encode())
        raw.execute(_FORGET_SIZES, [used])
