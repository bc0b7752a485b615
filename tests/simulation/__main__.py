"""`python -m tests.simulation --seeds 200 --json`: deterministic simulations, one for each seed.

Prints last `{"seeds": .., "jobs": .., "tasks": .., "crashes": .., "failed": []}`; the exit status is 1 if any seed failed. A seed
that failed belongs into REGRESSION_SEEDS of test_simulation.py.
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


async def simulate(seed: int, steps: int) -> Counter[str]:
    """One simulation; with every second seed people also ask a model whose answers bring the pictures. Raises what its invariants
    raise."""
    answers = bool(seed % 2)
    with tempfile.TemporaryDirectory() as folder:
        async with world(seed, Path(folder), slots=3 if answers else 1, answers=answers) as simulated:
            await simulated.run(steps)
            counts = await simulated.counts()
    return Counter(jobs=counts.total() - counts["crashes"] - counts["tasks"], **_only(counts, "crashes", "tasks"))


def _only(counts: Counter[str], *names: str) -> dict[str, int]:
    return {name: counts[name] for name in names}


def main() -> int:
    """Simulate, and print the figures."""
    parser = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=1000, help="the first of them")
    parser.add_argument("--steps", type=int, default=500, help="random events in each before everything is worked off")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    total, failed = Counter[str](), list[int]()
    for seed in range(options.first, options.first + options.seeds):
        try:
            total += asyncio.run(simulate(seed, options.steps))
        except (AssertionError, LookupError, ValueError) as error:
            failed.append(seed)
            sys.stderr.write(f"seed {seed}: {error}\n")
    figures = {"seeds": options.seeds, **_only(total, "jobs", "tasks", "crashes"), "failed": failed}
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.write("".join(f"{name:>12}  {value}\n" for name, value in figures.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
