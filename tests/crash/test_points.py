"""Killed at every named point, and started again. `make prove` does it at every point of every scenario, every time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.runtime.failpoints import POINTS
from tests.crash.rig import Builder
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.crash.trying import killed_at, reached_by


def test_every_point_has_its_kill() -> None:
    kills = {place.partition(":")[0] for scenario in SCENARIOS for place in scenario.kills}
    assert kills == POINTS


ON_POSTGRESQL = frozenset({"words", "reference"})
"""Those that take the most different steps; the others on PostgreSQL are for `make prove`."""
QUICK = ("sqlite", "words")


@pytest.mark.parametrize(
    ("database", "scenario"),
    [
        pytest.param(
            database,
            scenario,
            id=f"{database}-{scenario.name}",
            marks=[] if (database, scenario.name) == QUICK else [pytest.mark.long],
        )
        for database in ("sqlite", "postgresql")
        for scenario in SCENARIOS
        if database == "sqlite" or scenario.name in ON_POSTGRESQL
    ],
    indirect=["database"],
)
async def test_killed_and_started_again(
    scenario: Scenario, tmp_path: Path, builder: Builder, database: Callable[[], str]
) -> None:
    times = await reached_by(scenario, tmp_path / "plain", builder, database())
    assert scenario.reaches <= set(times)
    places = []
    for place in scenario.kills:
        name, _, last = place.partition(":")
        places.append(f"{name}:{times[name]}" if last else name)
    problems = await killed_at(places, scenario, tmp_path, builder, database)
    assert not problems, "\n".join(problems)
