"""Databases with all tables, as copies of one that was migrated once: migrating takes 30 ms of CPU, and a test process makes
hundreds. Migrations have tests of their own, which begin with an empty database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from bot.store import migrations
from bot.store.sqlite import CORE_SQL
from config.settings import Settings


@cache
def _migrated() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        raw.execute(migrations.CREATE_MIGRATION_TABLE)
        migrations.apply(
            raw.execute,
            lambda number, name: raw.execute("INSERT INTO migration VALUES ('', ?, ?)", (number, name)),
            set(),
            CORE_SQL / "migrations",
            "",
            "sqlite",
        )
        return raw.serialize()


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file, which is created with all tables if it does not exist."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(_migrated())
    return f"sqlite:///{path}"


def prepared(settings: Settings) -> Settings:
    """The same settings, after their SQLite file (if it is one) was created with all tables."""
    if settings.store_url.startswith("sqlite:///"):
        sqlite_url(Path(settings.store_url.removeprefix("sqlite:///")))
    return settings
