"""A running bot on an emulated Discord, shared by the tests of a module: each has a server and people of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.discord.running import Place, RunningBot, bot_of_a_module, new_place
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    """A running bot without privileged intents."""
    async with bot_of_a_module(tmp_path_factory.mktemp("discord")) as ready:
        yield ready


@pytest_asyncio.fixture(loop_scope="module")
async def env(running: RunningBot) -> AsyncIterator[Place]:
    """A server with two people and the bot."""
    async with new_place(running) as place:
        yield place
