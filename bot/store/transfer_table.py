"""What `bot.store.transfer` knows of a table, and how much it moves at a time."""

from __future__ import annotations

from dataclasses import dataclass

AT_ONCE = 2000
MIGRATION_TABLE = "migration"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in their order, whether the database generates its ids, the tables that its rows refer
    to."""

    name: str
    columns: tuple[str, ...]
    numbered: bool
    refers_to: frozenset[str]
