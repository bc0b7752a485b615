"""The simulation finds every mutant: it can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from tests.jobs import test_models_that_answer as answers
from tests.outside import test_upstream as cases
from tests.simulation.mutants import MUTANTS, OF_ANSWERS, Plant
from tests.simulation.world import world

pytestmark = pytest.mark.long

SEEDS = (134, *range(100, 140))
"""The first finds `no_rate_limit` at once, which others find late: a pool rarely has two jobs to submit in one second."""
STEPS = 500
Scenario = Callable[[Path], Awaitable[None]]
SCENARIOS: dict[str, Scenario] = {
    "no_limit_of_setbacks": cases.test_upstream__one_prompt_that_is_always_refused_stops_nobody,
    "a_lost_answer_closes_the_pool": partial(cases.test_upstream__lost_answer_holds_its_slot_not_the_pool, slots=1),
    "no_limit_of_unknown_jobs": cases.test_upstream__outage_leaves_two_in_doubt_at_most,
    "adopt_ambiguous_tasks": cases.test_upstream__listed_task_is_nobodys_while_another_answer_is_outstanding,
    "no_distance_between_creates": answers.test_submitter__has_as_many_creates_in_flight_as_slots_and_keeps_the_rate,
    "a_held_job_keeps_its_slot": cases.test_upstream__held_job_gives_its_slot_back_when_what_could_be_its_own_has_ended,
}
"""Mutants of what is rare in a random simulation are tried on a test of it: two lost answers in a row, a request that is never
accepted."""


@pytest.mark.parametrize("plant", MUTANTS, ids=lambda plant: plant.__name__)
async def test_mutant__is_found(plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    if scenario := SCENARIOS.get(plant.__name__):
        with pytest.raises(AssertionError):
            await scenario(tmp_path)
        return
    await _find(plant, tmp_path, with_answers=False)


@pytest.mark.parametrize("plant", OF_ANSWERS, ids=lambda plant: plant.__name__)
async def test_mutant__of_answers_is_found(plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    if scenario := SCENARIOS.get(plant.__name__):
        with pytest.raises(AssertionError):
            await scenario(tmp_path)
        return
    await _find(plant, tmp_path, with_answers=True)


async def _find(plant: Plant, tmp_path: Path, *, with_answers: bool) -> None:
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            async with asyncio.timeout(60), world(seed, folder, answers=with_answers) as simulated:
                await simulated.run(STEPS)
        except (AssertionError, LookupError, ValueError):
            return  # Found: an invariant failed, or an assertion in production code.
    pytest.fail(f"{plant.__doc__} Not found with seeds {SEEDS}.")
