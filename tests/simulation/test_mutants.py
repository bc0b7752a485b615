"""The simulation finds every planted mistake; a proof that cannot fail proves nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.simulation.mutants import MUTANTS, Plant
from tests.simulation.world import world

SEEDS = (134, *range(100, 140))
"""The first finds `no_rate` at once, which others find late: a pool seldom has two jobs that may go in one second."""
STEPS = 500


@pytest.mark.parametrize("plant", MUTANTS, ids=lambda plant: plant.__name__)
async def test_a_planted_mistake_is_found(plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            async with asyncio.timeout(60), world(seed, folder) as simulated:
                await simulated.run(STEPS)
        except (AssertionError, LookupError, ValueError):
            return  # Found: an invariant failed, or an assertion in production code.
    pytest.fail(f"{plant.__doc__} Not found with seeds {SEEDS}.")
