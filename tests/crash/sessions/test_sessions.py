"""One round on DingTalk, with all kills of a round, in `make prove-short`. Three rounds on all platforms:
`python -m tests.crash --sessions`, in `make prove`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.child import ForkServer
from tests.crash.sessions.play import FAILPOINTS
from tests.crash.sessions.proof import proof
from tests.crash.sessions.quick_painter import paint


@pytest.mark.long
async def test_session__round_that_is_killed_twice_in_each_phase_gives_the_same_album(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    verdict = await proof("dingtalk", tmp_path, fork_server, None, (FAILPOINTS[1],))
    assert not verdict.problems, "\n".join(verdict.problems)
    assert verdict.kills >= 10
    assert verdict.same_album
    assert (verdict.paid_twice, verdict.posted_twice) == (0, 0)


def test_session__quick_painter_paints_all_that_it_is_told() -> None:
    order = {"prompt": "a fox", "seed": 7, "style": "auto", "width": 320, "height": 240}
    plain = paint(order, b"")
    assert plain == paint(order, b"")
    others = [
        paint({**order, name: value}, b"") for name, value in (("prompt", "a cat"), ("seed", 8), ("style", "anime"))
    ]
    assert len({plain, paint(order, plain), *others}) == 5
