"""How large the parts of a database are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg


def size_by_table(file: Path, url: str) -> dict[str, int]:
    """Bytes of each table, and of each of its indexes as `table.index`; the largest first."""
    if url:
        query = (
            "SELECT relname, pg_table_size(oid) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = current_schema()::regnamespace "
            "UNION ALL SELECT t.relname || '.' || i.relname, pg_relation_size(i.oid) FROM pg_index x "
            "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
            "WHERE t.relnamespace = current_schema()::regnamespace"
        )
        with psycopg.connect(url) as raw:
            rows = raw.execute(query.encode()).fetchall()
    else:
        query = (
            "SELECT CASE WHEN s.type = 'index' THEN s.tbl_name || '.' || s.name ELSE s.name END, d.pgsize "
            "FROM (SELECT name, sum(pgsize) AS pgsize FROM dbstat GROUP BY name) d JOIN sqlite_master s ON s.name = d.name"
        )
        with closing(sqlite3.connect(file)) as raw:
            rows = raw.execute(query).fetchall()
    return {str(name): int(size) for name, size in sorted(rows, key=lambda row: -row[1])}
