"""Fixtures of the studio's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.clock import DrivenClock
from tests.studio.wire import Wire, studio_wire


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A studio with canned pictures, on the system's clock, and a caller."""
    async with studio_wire() as wire:
        yield wire


@pytest.fixture
def clock() -> DrivenClock:
    """A clock that stands still."""
    return DrivenClock()


@pytest.fixture
async def driven(clock: DrivenClock) -> AsyncIterator[Wire]:
    """A studio whose time is `clock`."""
    async with studio_wire(clock=clock) as wire:
        yield wire
