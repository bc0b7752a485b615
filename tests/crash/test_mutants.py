"""The crash tests can fail: a planted fault is found by a single kill at the right failpoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.child import ForkServer
from tests.crash.points import run_scenario
from tests.crash.scenarios import SCENARIOS

PATIENT = {"send_window_s": 1.5, "create_timeout_s": 1.5}
"""On a busy machine, too, the request leaves in time and is accepted before the kill: without that nothing is painted twice."""


@pytest.mark.parametrize(
    ("mutant", "crash_at", "words"),
    [
        ("requeue_unknown", "create.answered", "painted more than once"),
        ("drop_the_inbox_key", "inbox.saved", "updates pushed, 2 in the inbox"),
    ],
)
async def test_mutant__planted_fault_is_found(
    mutant: str, crash_at: str, words: str, tmp_path: Path, fork_server: ForkServer
) -> None:
    verdict = await run_scenario(
        SCENARIOS[0], tmp_path, fork_server, crash_at=crash_at, mutant=mutant, upstream=PATIENT
    )
    assert any(words in problem for problem in verdict.problems), verdict.problems
