"""One round on each platform, with all kills of a round; three rounds are `python -m tests.crash_sessions`."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.browser.chromium import chromium
from tests.crash_sessions.easel import painted
from tests.crash_sessions.play import POINTS
from tests.crash_sessions.proof import PLATFORMS, proof

ROUND = {"telegram": POINTS[0], "dingtalk": POINTS[1], "web": POINTS[2]}
"""Other points on each platform, so that the quick tests reach all of them."""


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_round_that_is_killed_twice_in_each_phase_gives_the_same_album(platform: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium()) if platform == "web" else None
        verdict = await proof(platform, tmp_path, browser, (ROUND[platform],))
    assert not verdict.problems, "\n".join(verdict.problems)
    assert verdict.kills >= 10
    assert verdict.same_album
    assert (verdict.paid_twice, verdict.posted_twice) == (0, 0)


def test_the_quick_painter_paints_all_that_it_is_told() -> None:
    order = {"prompt": "a fox", "seed": 7, "style": "auto", "width": 320, "height": 240}
    plain = painted(order, b"")
    assert plain == painted(order, b"")
    others = [
        painted({**order, name: value}, b"") for name, value in (("prompt", "a cat"), ("seed", 8), ("style", "anime"))
    ]
    assert len({plain, painted(order, plain), *others}) == 5
