"""`python -m tests.simulation --seeds 200 --json`: many worlds, each from a seed of its own, until one finds something.

Prints last `{"seeds": .., "jobs": .., "tasks": .., "crashes": .., "failed": []}`; the exit status is 1 if any seed failed. A seed
that found something belongs into REGRESSION_SEEDS of test_simulation.py.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

import structlog

from tests.simulation.world import world


async def play(seed: int, steps: int) -> Counter[str]:
    """One world. Raises what its invariants raise."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(seed, Path(folder)) as simulated:
            await simulated.run(steps)
            census = await simulated.census()
    return Counter(jobs=census.total() - census["crashes"] - census["tasks"], **_only(census, "crashes", "tasks"))


def _only(census: Counter[str], *names: str) -> dict[str, int]:
    return {name: census[name] for name in names}


def main() -> int:
    """Play, and say what came of it."""
    parser = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=1000, help="the first of them")
    parser.add_argument(
        "--steps", type=int, default=500, help="what happens in each world before everything is worked off"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    total, failed = Counter[str](), list[int]()
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        try:
            total += asyncio.run(play(seed, wanted.steps))
        except (AssertionError, LookupError, ValueError) as error:
            failed.append(seed)
            sys.stderr.write(f"seed {seed}: {error}\n")
    figures = {"seeds": wanted.seeds, **_only(total, "jobs", "tasks", "crashes"), "failed": failed}
    if wanted.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.write("".join(f"{name:>12}  {value}\n" for name, value in figures.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
