"""A listening room per test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.web import WebAdapter
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.web.host import WebHost, running
from tests.web.visitor import Visitor, visiting


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[tuple[WebAdapter, WebHost]]:
    async with running(tmp_path) as made:
        yield made


@pytest.fixture
def adapter(room: tuple[WebAdapter, WebHost]) -> WebAdapter:
    return room[0]


@pytest.fixture
def host(room: tuple[WebAdapter, WebHost]) -> WebHost:
    return room[1]


@pytest.fixture
async def visitor(adapter: WebAdapter) -> AsyncIterator[Visitor]:
    async with visiting(adapter.address) as someone:
        yield someone
