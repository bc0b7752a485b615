"""A short siege; the whole one is `python -m tests.siege`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.siege.__main__ import GROUPS, LIMITS, groups_without, siege
from tests.siege.attacks import ATTACKS

SECONDS = 6.0


@pytest.mark.long
async def test_siege__honest_people_are_answered_during_all_attacks(tmp_path: Path) -> None:
    # Without the images that decode to 63 megapixels: they use all the memory that they are allowed.
    figures = await siege(tmp_path, SECONDS, groups_without("bombs"))
    assert figures["lost"] == 0
    assert figures["log_mb"] <= LIMITS["log_mb"]
    assert figures["peak_mb"] <= LIMITS["peak_mb"]
    assert figures["lines"] >= 20
    assert sum(attack["tries"] for attack in figures["attacks"].values()) > 100


def test_siege__every_attack_is_in_a_group() -> None:
    assert sorted(name for group in GROUPS for name in group.split(",")) == sorted(ATTACKS)
    assert groups_without("all") == ()
    assert "bombs" not in ",".join(groups_without("bombs"))
