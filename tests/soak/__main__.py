"""`python -m tests.soak --json`: 24 simulated hours, the same arrivals without and with faults, for a pool of one slot and one of
five.

The whole app runs between the studio, with canned pictures, and the emulators of Telegram and DingTalk (with cards); half of
the users are on each. All speak HTTP over loopback in one event loop, whose clock stops while anything runs and jumps to the
next timer when nothing does. One request in a hundred is never accepted; others meet lost answers, slow downloads, results
that come late or truncated, messages that the platform refuses or whose answer is lost (`tests.soak.faults`). Every few hours
half of all calls are answered 429 for five minutes, and the service or a platform is down for ten.

`told` is how many requests had their end shown in the chat, `silent` how many had not; `paid_twice` counts requests with more
than one painted task, `posted_twice` those whose picture was shown in more than one message. A wait is from the request until
its end is shown.

Prints last `{"jobs": .., "ended": .., "told": .., "paid_twice": 0, "posted_twice": 0, "silent": 0, "worst_wait_ratio": ..,
"memory_growth_mb": ..}`, of the runs with faults together; the exit status is 1 if a limit was exceeded. Each run's figures, and
the silent requests, go to standard error. All of it takes about 25 minutes of CPU.
Memory growth is that of the process from the second hour to the last, without what the studio and the emulators keep.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

from tests.soak.run import soak, worst_wait_ratio

POOLS = (1, 5)
MAX_WAIT_RATIO = 2.0
MAX_MEMORY_GROWTH_MB = 20.0


def figures(seed: int, hours: float, pools: tuple[int, ...]) -> dict[str, Any]:
    """All runs, one after another, as one set of figures."""
    total: dict[str, Any] = dict.fromkeys(("jobs", "ended", "told", "paid_twice", "posted_twice", "silent"), 0)
    total |= {"worst_wait_ratio": 0.0, "memory_growth_mb": 0.0}
    for slots in pools:
        results = []
        for faults in (False, True):
            began = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="soak") as folder:
                results.append(soak(Path(folder), seed, hours, slots, faults=faults))
            result = results[-1]
            sys.stderr.write(
                f"{slots} slots, {'with' if faults else 'without'} faults: {dict(result.states)},"
                f" {result.memory_growth_mb:.1f} MB more, {time.monotonic() - began:.0f} s\n"
            )
            sys.stderr.write("".join(f"silent: {line}\n" for line in result.untold))
        plain, faulty = results
        for name in ("jobs", "ended", "told", "paid_twice", "posted_twice", "silent"):
            total[name] += getattr(faulty, name)
        ratio, whose = worst_wait_ratio(plain, faulty)
        sys.stderr.write(f"{slots} slots: worst wait ratio {ratio:.2f} of {len(faulty.untouched)} people: {whose}\n")
        total["worst_wait_ratio"] = max(total["worst_wait_ratio"], round(ratio, 2))
        total["memory_growth_mb"] = max(total["memory_growth_mb"], round(faulty.memory_growth_mb, 1))
    return total


def is_good(found: dict[str, Any]) -> bool:
    """Whether every figure is within its limit."""
    nothing = not (found["paid_twice"] or found["posted_twice"] or found["silent"])
    return nothing and found["worst_wait_ratio"] <= MAX_WAIT_RATIO and found["memory_growth_mb"] <= MAX_MEMORY_GROWTH_MB


def main() -> int:
    """Run, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=24.0, help="simulated hours")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slots", type=int, choices=POOLS, help="one of the pools only")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found = figures(options.seed, options.hours, (options.slots,) if options.slots else POOLS)
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        sys.stdout.write("".join(f"{name:>18}  {value}\n" for name, value in found.items()))
    return 0 if is_good(found) else 1


if __name__ == "__main__":
    sys.exit(main())
