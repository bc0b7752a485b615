"""`python -m tests.crash --kills 200 --json`: kills real processes at random, and prints what came of it.

`--points` kills at every named point of every scenario, every time it is reached, on both databases.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

from tests.crash.rig import Builder
from tests.crash.scenarios import SCENARIOS
from tests.crash.storm import Outcome, storm
from tests.crash.trying import killed_at, reached_by
from tests.postgres import Server, start

WORKERS = 3
KEYS = ("kills", "jobs", "lost", "paid_twice", "posted_twice", "rate_violations", "slot_violations")


def say(text: str) -> None:
    """Tell how it goes; standard output is for figures."""
    sys.stderr.write(text + "\n")


async def storms(kills: int, seed: int, server: Server | None, folder: Path) -> list[Outcome]:
    """Half of the kills on SQLite, half on PostgreSQL (if there is a server)."""
    outcomes = []
    async with Builder() as builder:
        first = kills if server is None else kills // 2
        outcomes.append(await storm(folder / "sqlite", builder, kills=first, seed=seed))
        _report(outcomes[-1])
        if server is not None:
            _, url = server.create()
            outcomes.append(
                await storm(
                    folder / "postgresql",
                    builder,
                    kills=kills - first,
                    seed=seed,
                    workers=WORKERS,
                    url=url,
                )
            )
            _report(outcomes[-1])
    return outcomes


def _report(outcome: Outcome) -> None:
    say(f"{outcome.database}: {outcome.figures()} in {outcome.seconds:.0f} s, seed {outcome.seed}")
    for problem in outcome.verdict.problems:
        say(f"  {problem}")


async def points(server: Server | None, folder: Path) -> list[str]:
    """Every point, every time; all problems."""

    def new_database() -> str:
        assert server is not None
        return server.create()[1]

    databases: dict[str, Callable[[], str]] = {"sqlite": str}
    if server is not None:
        databases["postgresql"] = new_database
    problems = []
    async with Builder() as builder:
        for name, database in databases.items():
            for scenario in SCENARIOS:
                where = folder / name / scenario.name
                times = await reached_by(scenario, where / "plain", builder, database())
                places = [f"{point}:{nth}" for point, count in times.items() for nth in range(1, count + 1)]
                found = await killed_at(places, scenario, where, builder, database)
                say("\n".join([f"{name}, {scenario.name}: {len(places)} kills, {len(found)} problems", *found]))
                problems += found
    return problems


def main() -> int:
    """Parse, run, print. The exit status says whether all was well."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument("--points", action="store_true", help="kill at every named point instead")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    say(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="crash") as scratch, tempfile.TemporaryDirectory(prefix="pg") as cluster:
        folder = options.keep or Path(scratch)
        server, handle = (None, None) if options.sqlite_only else start(Path(cluster))
        try:
            if options.points:
                problems = asyncio.run(points(server, folder))
                sys.stdout.write("\n".join(problems) + "\n" if problems else "")
                return bool(problems)
            outcomes = asyncio.run(storms(options.kills, options.seed, server, folder))
        finally:
            if handle is not None:
                handle.cleanup()
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total.update(outcome.figures())
    sys.stdout.write("".join(f"{name:20} {count}\n" for name, count in total.items()))
    if options.json:
        sys.stdout.write(json.dumps({key: total[key] for key in KEYS}) + "\n")
    return any(outcome.verdict.problems for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
