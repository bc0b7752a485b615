"""The crash tests can fail: a planted mistake is found by a single kill at the right place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.rig import Builder
from tests.crash.scenarios import SCENARIOS
from tests.crash.trying import tried


@pytest.mark.parametrize(
    ("mistake", "crash_at", "words"),
    [
        ("requeue_unknown", "create.answered", "painted more than once"),
        ("drop_the_inbox_key", "inbox.saved", "updates pushed, 2 in the inbox"),
    ],
)
async def test_a_planted_mistake_is_found(
    mistake: str, crash_at: str, words: str, tmp_path: Path, builder: Builder
) -> None:
    verdict = await tried(SCENARIOS[0], tmp_path, builder, crash_at=crash_at, mistake=mistake)
    assert any(words in problem for problem in verdict.problems), verdict.problems
