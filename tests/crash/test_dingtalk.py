"""A few random kills on DingTalk. The long run: `python -m tests.crash --platform dingtalk`."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom

import pytest

from tests.crash import dingtalk
from tests.crash.child import ForkServer


@pytest.mark.long
async def test_dingtalk_kills__killed_at_random(tmp_path: Path, fork_server: ForkServer) -> None:
    outcome = await dingtalk.run(tmp_path, fork_server, kills=2, messages=12, seed=SystemRandom().randrange(10**6))
    assert outcome.verdict.own["good"], outcome
