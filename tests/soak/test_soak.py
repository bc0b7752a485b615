"""Half an hour of the soak, as a smoke test; `make prove-short` runs hours of it, `make prove` the whole day."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.jobs.states import State
from tests.soak import faults
from tests.soak.run import soak

FOR_HOURS = ("page", "never-shown")
"""Faults that end only after six hours."""


@pytest.mark.long
def test_soak__half_an_hour_in_which_every_request_meets_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [kind for kind in faults.SHARES if kind not in FOR_HOURS]
    monkeypatch.setattr(faults, "SHARES", dict.fromkeys(kinds, 1 / len(kinds)))
    result = soak(tmp_path, seed=7, hours=0.5, slots=2, faults=True)
    assert result.untold == []
    assert result.jobs == result.ended + result.states[State.HELD]
    assert (result.silent, result.paid_twice, result.posted_twice) == (0, 0, 0)
