"""One round on DingTalk, with all kills of a round, in `make prove-short`. Three rounds on all platforms are
`python -m tests.crash_sessions`, in `make prove`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash_sessions.easel import painted
from tests.crash_sessions.play import POINTS
from tests.crash_sessions.proof import proof


@pytest.mark.long
async def test_a_round_that_is_killed_twice_in_each_phase_gives_the_same_album(tmp_path: Path) -> None:
    verdict = await proof("dingtalk", tmp_path, None, (POINTS[1],))
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
