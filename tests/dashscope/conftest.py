"""What several of these tests need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.dashscope import DashScopeClient, Timeouts
from bot.upstream import Catalogue
from tests.clock import DrivenClock
from tests.dashscope.server import KEY, Scripted, scripted

MakeRequest = Callable[..., GenerationRequest]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    async with scripted() as running:
        yield running


@pytest.fixture
async def client(server: Scripted, clock: DrivenClock, catalogue: Catalogue) -> AsyncIterator[DashScopeClient]:
    async with DashScopeClient(server.base, KEY, clock=clock, catalogue=catalogue, timeouts=Timeouts()) as made:
        yield made


def a_request(**changes: object) -> GenerationRequest:
    """A request that wanx-v1 serves, with some fields changed."""
    fields: dict[str, object] = {
        "model": "wanx-v1",
        "prompt": "日出时的玫瑰花海",
        "n": 2,
        "size": Size(1280, 720),
        "seed": 7,
    }
    return GenerationRequest(**(fields | changes))  # type: ignore[arg-type]  # The tests change what they name.


REPAINT = Reference("picture-1", "repaint", 0.7)
