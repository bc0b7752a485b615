"""Random kills and stops while people use the app and the upstream misbehaves: on the chat server and in the web room."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from studio.server import Fault
from studio.server import Settings as StudioSettings
from studio.server.fault_types import SCENARIOS
from studio.server.options import Durations
from tests.crash.chat_verdict import judge_chats
from tests.crash.child import ForkServer
from tests.crash.harness import Outcome, chat_harness, kill_at_random, until_settled
from tests.crash.lost_answers import LostAnswers, withheld_answers
from tests.crash.scenarios import ANSWERS
from tests.crash.users import RoomUser, Users
from tests.crash.verdict import Verdict

USERS = (6, 2)
"""How many use the chat server, and how many the room."""
ROOM_ONLY = (0, 8)
ACCOUNTS = 4
SLOW_S = 4.0
STOP_SHARE = 0.2
DRAIN_S = 120.0
MAX_CRASHES = 1000
"""The kills come from outside, several a second: no message may be quarantined for one. (That a message that kills is
quarantined has its own test.)"""
UNEXPECTED_EVENTS = ("loop.failed", "work.broken", "inbox.failed", "post.unrenderable", "update-set-aside")


ANSWER_SLOW_S = 1.5
ANSWER_CUT = Fault("create", "cut", times=None, probability=0.03)


def answer_faults() -> list[Fault]:
    """The same for answers that bring the pictures, which the service gives within their time limit."""
    faults = [Fault(**{**asdict(f), "seconds": ANSWER_SLOW_S}) if f.do == "slow" else f for f in upstream_faults()]
    return [*faults, ANSWER_CUT]


def upstream_faults() -> list[Fault]:
    """A bit of everything that can go wrong upstream; slow tasks are less slow than in the scenario."""
    faults = [Fault.from_json(fault) for fault in SCENARIOS["chaos"]]
    return [Fault(**{**asdict(fault), "seconds": SLOW_S}) if fault.do == "slow" else fault for fault in faults]


async def chaos(
    folder: Path,
    fork_server: ForkServer,
    *,
    kills: int,
    seed: int,
    workers: int = 1,
    url: str = "",
    pace_s: float = 0.7,
    users: tuple[int, int] = USERS,
    answering: bool = False,
) -> Outcome:
    """Kill `workers` processes `kills` times in all. With SQLite there can be only one. `answering`: of a model whose answers
    bring the pictures."""
    began = time.monotonic()
    rng = Random(seed)
    ports = [free_port() for _ in range(workers)]
    studio = StudioSettings(canned=True, min_task_s=0.1, durations=Durations("uniform", 0.1, 0.8))
    async with (
        chat_harness(
            folder,
            fork_server,
            url=url,
            seed=seed,
            studio=studio,
            upstream={"create_timeout_s": 0.8},
            accounts=ACCOUNTS,
        ) as harness,
        LostAnswers.watch(harness.url) as lost_answers,
    ):
        harness.studio.add_faults(*(answer_faults() if answering else upstream_faults()))
        harness.chats.flaky = 0.05
        everyone = Users(Random(seed + 1), harness.chats, answering_model=ANSWERS if answering else "")
        visitors = [RoomUser(Random(seed + 2 + i), ports) for i in range(users[1])]
        children = [harness.child(web_port=port, max_crashes=MAX_CRASHES) for port in ports]
        for child in children:
            await child.start()
        acting = [asyncio.create_task(everyone.chat(f"user{i}")) for i in range(users[0])]
        acting += [asyncio.create_task(everyone.visit(visitor)) for visitor in visitors]
        try:
            pause_s = (0.3 * pace_s, 1.7 * pace_s)
            attacked = lost_answers.attacked if answering else None
            stops = await kill_at_random(
                children, rng, kills, pause_s=pause_s, stop_share=STOP_SHARE, attacked=attacked
            )
            everyone.active = False
            async with asyncio.timeout(DRAIN_S):
                await asyncio.gather(*acting)
            withheld = await withheld_answers(harness.studio.control_url)
            harness.studio.remove_faults()
            harness.chats.flaky = 0.0
            late = await until_settled(harness.url, DRAIN_S, children, harness.chats.unread_updates)
            seen = [(visitor.tokens, await visitor.posts()) for visitor in visitors]
        finally:
            for task in acting:
                task.cancel()
            for visitor in visitors:
                await visitor.close()
        status = [await child.end(signal.SIGTERM) for child in children]
        verdict = await judge_chats(harness.url, harness.studio.record(), harness.chats, accepted=everyone.accepted)
        if answering:
            await lost_answers.judge(verdict, withheld)
        if late:
            verdict.problems.append(f"still open after {DRAIN_S} s: {late}")
        if any(status):
            verdict.problems.append(f"exit status {status}")
        verdict.problems += _unexpected_events(Path(harness.spec.log))
        for tokens, posts in seen:
            _judge_room(verdict, tokens, posts)
        name = "postgresql" if url else "sqlite"
        return Outcome(name, seed, kills, verdict, time.monotonic() - began, stops, harness.log())


def _unexpected_events(log: Path) -> list[str]:
    """Logged events that no kill explains: bugs, and statements that the database refused."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return sorted({line for line in lines if any(f'"{event}"' in line for event in UNEXPECTED_EVENTS)})[:20]


def _judge_room(verdict: Verdict, tokens: list[str], posts: list[dict[str, Any]]) -> None:
    """What one user of the room sees at the end: one final post for each message that the room accepted."""
    for token in tokens:
        mine = [post for post in posts if token in post["text"]]
        if not any(post["milestone"] in ("done", "failed", "cancelled", "held") for post in mine):
            verdict.lost += 1
            verdict.problems.append(f"nothing final for {token} in the room: {[p['text'] for p in mine]}")
        if sum(post["picture"] is not None for post in mine) > 1:
            verdict.posted_twice += 1
            verdict.problems.append(f"two pictures for {token} in the room")


def free_port() -> int:
    """A TCP port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
