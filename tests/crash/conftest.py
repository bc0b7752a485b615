"""One zygote, and a new database with all tables for every try."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.crash.rig import Builder
from tests.postgres import Server, postgres_server

__all__ = ["builder", "database", "postgres_server"]


@pytest.fixture
async def builder() -> AsyncIterator[Builder]:
    """Starts houses."""
    async with Builder() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes URLs of databases with all tables; '' stands for SQLite in the rig's own folder."""
    if request.param == "sqlite":
        yield str
        return
    server: Server = request.getfixturevalue("postgres_server")
    names: list[str] = []

    def make() -> str:
        name, url = server.create(server.migrated)
        names.append(name)
        return url

    yield make
    for name in names:
        server.drop(name)
