"""A small share of `make prove`: damaged files, and the bomb that took 2.6 GB."""

from __future__ import annotations

import pytest

from tests.media_fuzz import MAX_MB, prove, prove_bomb


@pytest.mark.parametrize("seed", [20261129])
def test_image_fuzz__damaged_files_are_answered(seed: int) -> None:
    told = prove(400, seed)
    assert told["results"]["read"] > 20, "if nothing is read, the changes are too coarse to prove anything"
    assert told["results"]["image-damaged"] > 20


def test_image_fuzz__bomb_takes_no_more_than_one_decode_may() -> None:
    """Seen from outside: a PNG of 0.3 MB took 2.6 GB in the room's preview."""
    assert prove_bomb("png-rgb")["peak_mb"] <= MAX_MB
