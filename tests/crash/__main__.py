"""`python -m tests.crash --kills 200 --json`: the app as child processes that are killed (`kill -9`) and started again, and what
came of it. Exit status 1 if anything was lost, done twice, paid twice or over a limit.

Without more, on a chat server and in the web room at once, half of the kills on SQLite and half on PostgreSQL.
`--platform` chooses the web room alone, Telegram, DingTalk or Discord (their emulators).
`--protocol answer` has them all ask a model whose answers bring the pictures: `told_lost` people were told that an answer got
lost, and `in_flight` were when their process was attacked or the studio withheld the answer.
`--points` kills at every failpoint of every scenario, at every hit, on both databases.
`--sessions` plays creative sessions with kills in each phase on all platforms, or on those named, and compares them with
sessions that were not interrupted; of the three rounds it plays as many as `--kills` takes, 8 in each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any

from tests.crash import chaos, dingtalk, discord, telegram
from tests.crash.child import ForkServer
from tests.crash.harness import Outcome
from tests.crash.points import failpoint_hits, kill_at_each
from tests.crash.scenarios import SCENARIOS
from tests.crash.verdict import Verdict
from tests.postgres import Server, start

PLATFORMS = ("room", "telegram", "dingtalk", "discord")
EMULATED = ("telegram", "dingtalk", "discord")
WORKERS = 3
KILLS = 20
KEYS = ("kills", "jobs", "lost", "paid_twice", "posted_twice", "rate_violations", "slot_violations")
OWN_KEYS = ("handled_twice", "problems")
"""Printed too where a platform has figures of its own."""


def log(text: str) -> None:
    """Report progress; standard output is for figures."""
    sys.stderr.write(text + "\n")


def _report(outcome: Outcome) -> Outcome:
    log(f"{outcome.name}: {outcome.figures()} in {outcome.seconds:.0f} s, seed {outcome.seed}")
    for problem in outcome.verdict.problems:
        log(f"  {problem}")
    return outcome


async def random_kills(
    kills: int, seed: int, server: Server | None, folder: Path, users: tuple[int, int], *, answering: bool
) -> list[Outcome]:
    """Half of the kills on SQLite, half on PostgreSQL (if there is a server)."""
    run = partial(chaos.chaos, seed=seed, users=users, answering=answering)
    async with ForkServer() as fork_server:
        first = kills if server is None else kills // 2
        outcomes = [_report(await run(folder / "sqlite", fork_server, kills=first))]
        if server is not None:
            outcomes.append(
                _report(
                    await run(
                        folder / "postgresql",
                        fork_server,
                        kills=kills - first,
                        workers=WORKERS,
                        url=server.create()[1],
                    )
                )
            )
    return outcomes


async def on_platform(platform: str, kills: int | None, messages: int | None, seed: int, folder: Path) -> list[Outcome]:
    """One run in front of an emulator."""
    async with ForkServer() as fork_server:
        match platform:
            case "telegram":
                most = {"kills": kills or telegram.KILLS, "messages": messages or telegram.UPDATES}
                outcome = await telegram.run(folder, fork_server, seed=seed, **most)
            case "discord":
                most = {"kills": kills or discord.KILLS, "messages": messages or discord.UPDATES}
                outcome = await discord.run(folder, fork_server, seed=seed, **most)
            case _:
                most = {"kills": kills or dingtalk.KILLS, "messages": messages or dingtalk.MESSAGES}
                outcome = await dingtalk.run(folder, fork_server, seed=seed, **most)
        if outcome.verdict.problems:
            log(outcome.log)
        return [_report(outcome)]


async def at_all_points(server: Server | None, folder: Path) -> list[Outcome]:
    """Every failpoint, every hit."""

    def new_database() -> str:
        assert server is not None
        return server.create()[1]

    databases: dict[str, Callable[[], str]] = {"sqlite": str}
    if server is not None:
        databases["postgresql"] = new_database
    outcomes = []
    async with ForkServer() as fork_server:
        for name, database in databases.items():
            for scenario in SCENARIOS:
                where = folder / name / scenario.name
                hits = await failpoint_hits(scenario, where / "plain", fork_server, database())
                places = [f"{point}:{nth}" for point, count in hits.items() for nth in range(1, count + 1)]
                verdicts = await kill_at_each(places, scenario, where, fork_server, database)
                outcomes.append(Outcome(f"{name}, {scenario.name}", 0, len(places), _sum(verdicts), 0.0))
                _report(outcomes[-1])
    return outcomes


def _sum(verdicts: list[Verdict]) -> Verdict:
    total = Verdict(problems=[problem for verdict in verdicts for problem in verdict.problems])
    for verdict in verdicts:
        for name, count in verdict.figures().items():
            setattr(total, name, getattr(total, name) + count)
    return total


def _print(outcomes: list[Outcome], *, as_json: bool) -> int:
    total: dict[str, Any] = {}
    for outcome in outcomes:
        for name, value in outcome.figures().items():
            total[name] = total[name] + value if name in total else value
    own = [name for outcome in outcomes for name in outcome.verdict.own]
    problems = [problem for outcome in outcomes for problem in outcome.verdict.problems]
    total["problems"] = problems
    sys.stdout.write("".join(f"{name:20} {value}\n" for name, value in total.items() if name != "problems"))
    if as_json:
        names = (*KEYS, *(OWN_KEYS if own else ()), *own)
        sys.stdout.write(json.dumps({name: total[name] for name in names}, ensure_ascii=False) + "\n")
    return int(bool(problems))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", action="store_true", help="creative sessions instead")
    parser.add_argument("--points", action="store_true", help="kill at every failpoint instead")
    parser.add_argument("--platform", choices=PLATFORMS, action="append", help="several only with --sessions")
    parser.add_argument("--protocol", choices=("task", "answer"), default="task", help="of the upstream's models")
    parser.add_argument(
        "--kills",
        type=int,
        help=f"{KILLS}; Telegram {telegram.KILLS}, DingTalk {dingtalk.KILLS}, Discord {discord.KILLS}",
    )
    parser.add_argument("--messages", type=int, help="how many people send on Telegram, DingTalk or Discord")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    if options.points and (options.platform or options.sessions):
        parser.error("--points has scenarios of its own")
    if options.protocol == "answer" and (options.points or options.sessions or options.platform):
        parser.error("--protocol answer is for random kills; --points kills in both protocols")
    if len(options.platform or ()) > 1 and not options.sessions:
        parser.error("one platform at a time")
    return options


def main() -> int:
    """Parse, run, print. The exit status says whether all was well."""
    options = _parse()
    with tempfile.TemporaryDirectory(prefix="crash") as scratch:
        folder = options.keep or Path(scratch)
        if options.sessions:
            from tests.crash.sessions import proof  # It needs a browser, and the other kinds do not.

            return proof.main(options.platform or PLATFORMS, folder, kills=options.kills, as_json=options.json)
        log(f"seed {options.seed}")
        platform = options.platform[0] if options.platform else ""
        if platform in EMULATED:
            found = asyncio.run(on_platform(platform, options.kills, options.messages, options.seed, folder))
            return _print(found, as_json=options.json)
        with tempfile.TemporaryDirectory(prefix="pg") as cluster:
            server, handle = (None, None) if options.sqlite_only else start(Path(cluster))
            try:
                if options.points:
                    outcomes = asyncio.run(at_all_points(server, folder))
                else:
                    users = chaos.ROOM_ONLY if platform == "room" else chaos.USERS
                    kills, answering = options.kills or KILLS, options.protocol == "answer"
                    outcomes = asyncio.run(
                        random_kills(kills, options.seed, server, folder, users, answering=answering)
                    )
            finally:
                if handle is not None:
                    handle.cleanup()
        return _print(outcomes, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
