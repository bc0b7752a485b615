"""Killed at every named point that a scenario reaches, and started again. `make prove` does it at every single time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.points import POINTS
from tests.crash.rig import Builder
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.crash.trying import reached_by, tried

AT_ONCE = 8


def test_every_point_is_reached_by_some_scenario() -> None:
    assert frozenset().union(*(scenario.reaches for scenario in SCENARIOS)) == POINTS


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_killed_at_every_point(scenario: Scenario, tmp_path: Path, builder: Builder) -> None:
    times = await reached_by(scenario, tmp_path / "plain", builder)
    assert scenario.reaches <= set(times)
    # The first time of each; and the last edit, removal or file.
    places = list(times)
    places += [f"{name}:{times[name]}" for name in ("collect.kept", "post.answered") if times[name] > 1]
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(place: str) -> list[str]:
        async with turn:
            verdict = await tried(scenario, tmp_path / place.replace(":", "-"), builder, crash_at=place)
            return [f"{place}: {problem}" for problem in verdict.problems]

    problems = [problem for found in await asyncio.gather(*map(one, places)) for problem in found]
    assert not problems, "\n".join(problems)
