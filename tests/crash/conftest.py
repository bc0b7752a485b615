"""One fork server, and a database with all tables and nothing in them for every run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.crash.child import ForkServer
from tests.postgres import Server, postgres_server

__all__ = ["database", "fork_server", "postgres_server"]


@pytest.fixture
async def fork_server() -> AsyncIterator[ForkServer]:
    """Starts child processes."""
    async with ForkServer() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes URLs of databases with all tables; '' is SQLite in the harness's own folder."""
    if request.param == "sqlite":
        yield str
        return
    server: Server = request.getfixturevalue("postgres_server")
    names: list[str] = []

    def make() -> str:
        name, url = server.with_tables.take()
        names.append(name)
        return url

    yield make
    for name in names:
        server.with_tables.give_back(name)
