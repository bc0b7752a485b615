"""One zygote for all crash tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.crash.rig import Builder


@pytest.fixture
async def builder() -> AsyncIterator[Builder]:
    """Starts houses."""
    async with Builder() as made:
        yield made
