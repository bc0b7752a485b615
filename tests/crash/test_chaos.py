"""A few random kills on each database. The long run: `make prove`, or `python -m tests.crash --kills 200`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

import pytest

from tests.crash.chaos import chaos
from tests.crash.child import ForkServer

pytestmark = pytest.mark.long

KILLS = 10
PACE_S = 0.5
USERS = (2, 1)


@pytest.mark.parametrize("answering", [False, True], ids=["task", "answer"])
async def test_random_kills__killed_and_stopped_at_random(
    tmp_path: Path, fork_server: ForkServer, database: Callable[[], str], answering: bool
) -> None:
    url = database()
    seed = SystemRandom().randrange(1_000_000)
    outcome = await chaos(
        tmp_path,
        fork_server,
        kills=KILLS,
        seed=seed,
        workers=3 if url else 1,
        url=url,
        pace_s=PACE_S,
        users=USERS,
        answering=answering,
    )
    assert outcome.kills == KILLS
    assert outcome.verdict.jobs
    assert not outcome.verdict.problems, f"seed {seed}\n" + "\n".join(outcome.verdict.problems)
