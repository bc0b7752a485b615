"""`python -m tests.crash_sessions [--platform telegram|dingtalk|web] [--json]`: the proof of creative sessions.

On each platform (its emulator, or a real browser) three rounds with five people are played twice, uninterrupted and with
the bot killed by `kill -9` twice in each phase; both must give the same album. Exit status 1 if anything differs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from tests.browser.chromium import chromium
from tests.crash_sessions.proof import PLATFORMS, proof
from tests.crash_sessions.verdict import Verdict

FIGURES = ("kills", "same_album", "paid_twice", "posted_twice", "strays", "seconds")


async def proofs(platforms: tuple[str, ...], folder: Path) -> dict[str, Verdict]:
    """All of them at once."""
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium()) if "web" in platforms else None
        verdicts = await asyncio.gather(*(proof(each, folder / each, browser) for each in platforms))
    return dict(zip(platforms, verdicts, strict=True))


def main() -> int:
    """Play, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash_sessions", description=__doc__)
    parser.add_argument("--platform", choices=PLATFORMS, action="append", help="all three by default")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--keep", type=Path, help="a folder in which everything is left to look at")
    args = parser.parse_args()
    platforms = tuple(dict.fromkeys(args.platform or PLATFORMS))
    with tempfile.TemporaryDirectory(prefix="crash-sessions-") as folder:
        verdicts = asyncio.run(proofs(platforms, args.keep or Path(folder)))
    sys.stdout.write(f"{'':10}" + "".join(f"{name:>14}" for name in FIGURES) + "\n")
    for name, verdict in verdicts.items():
        sys.stdout.write(f"{name:10}" + "".join(f"{getattr(verdict, each)!s:>14}" for each in FIGURES) + "\n")
    for name, verdict in verdicts.items():
        sys.stdout.writelines(f"{name}: {problem}\n" for problem in verdict.problems)
    if args.json:
        told = {name: {each: getattr(verdict, each) for each in FIGURES} for name, verdict in verdicts.items()}
        sys.stdout.write(json.dumps({"platform": told}, ensure_ascii=False) + "\n")
    return 1 if any(verdict.problems for verdict in verdicts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
