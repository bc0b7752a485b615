"""Fixtures of the studio's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.clock import DrivenClock
from tests.studio.client import StudioClient, studio_client


@pytest.fixture
async def client() -> AsyncIterator[StudioClient]:
    """A studio with canned pictures, on the system's clock, and a caller."""
    async with studio_client() as client:
        yield client


@pytest.fixture
def clock() -> DrivenClock:
    """A clock that stands still."""
    return DrivenClock()


@pytest.fixture
async def driven(clock: DrivenClock) -> AsyncIterator[StudioClient]:
    """A studio whose time is `clock`."""
    async with studio_client(clock=clock) as client:
        yield client
