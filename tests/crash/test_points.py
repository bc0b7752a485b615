"""Killed at every failpoint, and started again. `make prove` does it at every hit of every failpoint in every scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.runtime.failpoints import POINTS
from tests.crash.child import ForkServer
from tests.crash.points import failpoint_hits, kill_at_each
from tests.crash.scenarios import SCENARIOS, Scenario


def test_failpoints__every_point_has_its_kill() -> None:
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
async def test_failpoints__killed_and_started_again(
    scenario: Scenario, tmp_path: Path, fork_server: ForkServer, database: Callable[[], str]
) -> None:
    hits = await failpoint_hits(scenario, tmp_path / "plain", fork_server, database())
    assert scenario.reaches <= set(hits)
    places = []
    for place in scenario.kills:
        name, _, last = place.partition(":")
        places.append(f"{name}:{hits[name]}" if last else name)
    verdicts = await kill_at_each(places, scenario, tmp_path, fork_server, database)
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    assert not problems, "\n".join(problems)
