"""A PostgreSQL database as source or target of `bot.store.transfer`. Imports psycopg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql

from bot.store.transfer_table import AT_ONCE, MIGRATION_TABLE, Table


class PostgresTransfer:
    """A PostgreSQL database."""

    def __init__(self, url: str, *, writes: bool) -> None:
        self._raw = psycopg.connect(url, application_name="shenbi-moving", connect_timeout=10)
        self._raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._raw.read_only = not writes

    def tables(self) -> dict[str, Table]:
        columns: dict[str, list[str]] = {}
        numbered = set()
        for table, column, identity in self._raw.execute(
            "SELECT table_name, column_name, is_identity FROM information_schema.columns "
            "WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
        ):
            columns.setdefault(table, []).append(column)
            if identity == "YES":
                numbered.add(table)
        others: dict[str, set[str]] = {}
        for table, other in self._raw.execute(
            "SELECT t.relname, o.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
            "JOIN pg_class o ON o.oid = c.confrelid WHERE c.contype = 'f'"
        ):
            others.setdefault(table, set()).add(other)
        return {
            name: Table(name, tuple(found), name in numbered, frozenset(others.get(name, ())))
            for name, found in columns.items()
            if name != MIGRATION_TABLE
        }

    def count(self, table: str) -> int:
        row = self._raw.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        assert row is not None
        return int(row[0])

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        with self._raw.cursor(name="moving") as cursor:  # On the server, so that a long table need not fit in memory.
            cursor.itersize = AT_ONCE
            names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table.name)))
            yield from cursor

    def insert(self, table: Table, rows: Iterator[Sequence[Any]]) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
        with self._raw.cursor() as cursor, cursor.copy(copy) as out:
            for row in rows:
                out.write_row([v.replace("\x00", "") if isinstance(v, str) else v for v in row])

    def last_id(self, table: str) -> int:
        row = self._raw.execute(
            "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema() "
            "AND schemaname || '.' || sequencename = pg_get_serial_sequence(%s, 'id')",
            [table],
        ).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def set_last_id(self, table: str, last_id: int) -> None:
        if last_id:
            self._raw.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last_id])

    def commit(self) -> None:
        self._raw.commit()

    def close(self) -> None:
        self._raw.close()
