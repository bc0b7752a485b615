"""`python -m tests.crash_dingtalk --kills 20 --json`: one storm, and what came of it. Exit status 1 if anything was lost."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

from tests.crash_dingtalk.storm import storm


def main() -> int:
    """Run a storm, print its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash_dingtalk", description=__doc__)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--messages", type=int, default=80)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crash-dingtalk-") as folder:
        figures = asyncio.run(storm(Path(folder), kills=args.kills, messages=args.messages, seed=args.seed))
        if not figures.good:
            sys.stderr.write((Path(folder) / "log.txt").read_text(encoding="utf-8", errors="replace")[-4000:])
    told = figures.to_json()
    if not args.json:
        sys.stdout.writelines(f"{name:20} {value}\n" for name, value in told.items())
    else:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
