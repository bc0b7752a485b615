"""A small storm with the tests; the large one is `python -m tests.crash_dingtalk`."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom

import pytest

from tests.crash_dingtalk.storm import storm


@pytest.mark.long
async def test_a_small_storm(tmp_path: Path) -> None:
    figures = await storm(tmp_path, kills=2, messages=12, seed=SystemRandom().randrange(10**6))
    assert figures.good, figures
