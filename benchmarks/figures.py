"""What the benchmarks share: showing figures, and percentiles."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

Figures = dict[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(measure: Callable[..., Awaitable[Figures]], description: str | None, **numbers: int) -> None:
    """Run a benchmark as a command: a line for each figure, with `--json` one JSON object on the last line.

    `numbers` may be changed on the command line (`jobs=10_000` by `--jobs 500`) and are handed to `measure`.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    for name, value in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=value, help=f"{value} if not given")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))

    async def run() -> Figures:
        return await measure(**{name: getattr(wanted, name) for name in numbers})

    figures = asyncio.run(run())
    for name, value in figures.items():
        print(f"{name:>28}  {value}")
    if wanted.json:
        print(json.dumps(figures))
