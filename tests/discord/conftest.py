"""A running bot on an emulated Discord, shared by the tests of a module: each has a server and people of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from studio.server import Studio
from tests.conftest import instant_studio, remove_intervals
from tests.discord.running import Place, RunningBot, new_place, running_discord


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    """A running bot without privileged intents."""
    with pytest.MonkeyPatch.context() as patch:
        remove_intervals(patch)
        folder = tmp_path_factory.mktemp("discord")
        async with Studio(instant_studio()) as studio, running_discord(folder, studio) as ready:
            yield ready


@pytest_asyncio.fixture(loop_scope="module")
async def env(running: RunningBot) -> AsyncIterator[Place]:
    """A server with two people and the bot."""
    async with new_place(running) as place:
        yield place
