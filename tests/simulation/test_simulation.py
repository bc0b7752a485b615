"""The deterministic simulation with the seeds that once failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.world import world

REGRESSION_SEEDS = (1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in (3, 4, 5, 6)))


@pytest.mark.parametrize("seed", REGRESSION_SEEDS)
async def test_simulation__nothing_is_lost_and_nothing_is_paid_twice(seed: int, tmp_path: Path) -> None:
    async with world(seed, tmp_path) as simulated:
        await simulated.run(steps=500)
        assert simulated.upstream.tasks


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3, 4))])
async def test_simulation__of_a_model_that_answers_sends_nothing_twice_and_tells_what_is_lost(
    seed: int, tmp_path: Path
) -> None:
    async with world(seed, tmp_path, slots=3, answers=True) as simulated:
        await simulated.run(steps=500)
        assert simulated.upstream.answers
        assert simulated.upstream.answers.made
