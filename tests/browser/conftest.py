"""One Chromium for all tests of a process, a room for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from adapters.web import WebAdapter
from tests.browser.chromium import Window, chromium, used_window
from tests.web.host import WebHost, running


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def room(tmp_path: Path) -> AsyncIterator[tuple[WebAdapter, WebHost]]:
    async with running(tmp_path) as made:
        yield made


@pytest.fixture
def adapter(room: tuple[WebAdapter, WebHost]) -> WebAdapter:
    return room[0]


@pytest.fixture
def host(room: tuple[WebAdapter, WebHost]) -> WebHost:
    return room[1]


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, adapter: WebAdapter) -> AsyncIterator[Window]:
    async with used_window(browser, adapter.address) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def page(visitor: Window) -> Page:
    return await visitor.open()
