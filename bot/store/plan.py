"""What starting this version would do to a database, without doing it: `shenbi migrate --dry-run`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.store.migrations import Migration, pending, read_migrations
from bot.store.sqlite import CORE_SQL, lock_owner
from bot.store.versions import OTHERS, connection_name, described

_TOUCHED: Final = re.compile(r"\b(?:ALTER TABLE|UPDATE|INSERT INTO|DELETE FROM|FROM|JOIN|\bON)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class PlannedMigration:
    """A migration that has not been applied. `rows`: of each table that it reads or writes and that exists now; the
    database's own estimate on PostgreSQL."""

    namespace: str
    number: int
    name: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done. `applied` counts those that have been; `users` says who has to be stopped first."""

    applied: int
    planned: tuple[PlannedMigration, ...]
    users: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows the tables have that are touched."""
        return sum({table: rows for each in self.planned for table, rows in each.rows.items()}.values())


def plan(url: str, folders: Mapping[str, Path]) -> Plan:
    """Look at a database, in a transaction that cannot write. `folders`: the SQL of the adapters by namespace. Blocks.

    Raises ValueError if a newer version has migrated it, or it cannot be read; FileNotFoundError if there is none.
    """
    if url.startswith("sqlite:///"):
        return _plan_sqlite(Path(url.removeprefix("sqlite:///")), folders)
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("not a database URL: it begins with sqlite:/// or postgresql://")
    return _plan_postgresql(url, folders)


def _plan_sqlite(file: Path, folders: Mapping[str, Path]) -> Plan:
    if not file.is_file():
        raise FileNotFoundError(f"there is no database at {file}")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as raw:
            raw.execute("BEGIN")
            tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            done = raw.execute("SELECT namespace, number FROM migration").fetchall() if "migration" in tables else []

            def count(table: str) -> int:
                return int(raw.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608

            found = _planned(done, tables, count, folders, "sqlite")
    except sqlite3.Error as error:
        raise ValueError(f"{file}: {error}") from None
    owner = lock_owner(file)
    return Plan(len(done), found, (f"process {owner}",) if owner else ())


def _plan_postgresql(url: str, folders: Mapping[str, Path]) -> Plan:
    # Imported here: psycopg costs 10 MB that a machine with SQLite need not pay.
    import psycopg

    from bot.store.postgresql import CONNECT_TIMEOUT_S
    from bot.store.postgresql_errors import translate, without_secrets

    name = connection_name(CORE_SQL / "migrations")
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S, application_name=name) as raw:
            raw.read_only = True
            rows = raw.execute(
                "SELECT c.relname, c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE c.relkind = 'r' AND n.nspname = current_schema()"
            ).fetchall()
            tables = {str(table): float(estimate) for table, estimate in rows}
            done = raw.execute("SELECT namespace, number FROM migration").fetchall() if "migration" in tables else []

            def count(table: str) -> int:
                if tables[table] >= 0:
                    return int(tables[table])
                counted = raw.execute(f'SELECT count(*) FROM "{table}"'.encode()).fetchone()  # noqa: S608 - not analysed yet
                return int(counted[0]) if counted else 0

            found = _planned(done, set(tables), count, folders, "postgresql")
            others = raw.execute(OTHERS, [name]).fetchall()
    except psycopg.Error as error:
        raise without_secrets(translate(error), url) from None
    return Plan(len(done), found, tuple(described(row[0] for row in others)))


def _planned(
    done: list[Any], tables: set[str], count: Callable[[str], int], folders: Mapping[str, Path], dialect: str
) -> tuple[PlannedMigration, ...]:
    found: list[PlannedMigration] = []
    counted: dict[str, int] = {}
    for namespace, folder in {"": CORE_SQL, **folders}.items():
        numbers = {number for space, number in done if space == namespace}
        if not (folder / "migrations").is_dir():
            continue
        for migration in pending(numbers, read_migrations(folder / "migrations", dialect), namespace):
            touched = sorted(_touched(migration) & tables)
            counted |= {table: count(table) for table in touched if table not in counted}
            rows = {table: counted[table] for table in touched}
            found.append(PlannedMigration(namespace, migration.number, migration.name, rows))
    return tuple(found)


def _touched(migration: Migration) -> set[str]:
    """The tables that a migration names, and other words that stand where one may."""
    return {name for statement in migration.statements for name in _TOUCHED.findall(statement)}
