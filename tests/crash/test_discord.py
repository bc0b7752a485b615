"""A few random kills on Discord. The long run: `python -m tests.crash --platform discord`."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom

import pytest

from tests.crash import discord
from tests.crash.child import ForkServer


@pytest.mark.long
async def test_discord_kills__killed_at_random(tmp_path: Path, fork_server: ForkServer) -> None:
    outcome = await discord.run(tmp_path, fork_server, kills=2, messages=16, seed=SystemRandom().randrange(10**6))
    assert not outcome.verdict.problems, outcome
