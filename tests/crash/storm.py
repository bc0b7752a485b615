"""The storm: houses that are killed and stopped at random while people use them and the upstream misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from studio.server import Fault
from studio.server import Settings as StudioSettings
from studio.server.faults_words import SCENARIOS
from studio.server.options import Durations
from tests.crash.people import Crowd, Visitor
from tests.crash.rig import Builder, House, Rig, rigged
from tests.crash.verdict import Verdict, judge, read_books

PEOPLE = (6, 2)
"""How many use the platform, and how many the room."""
ACCOUNTS = 4
SLOW_S = 4.0
STOP_S = (2.2, 3.5)
"""Longer than every lease of `rig.QUICK`."""
STOPS = 0.2
"""The share of stops among the blows."""
DRAIN_S = 120.0
MOST_CRASHES = 1000
"""The kills come from outside and several a second: no message is to blame for one. (That a message that kills is set aside
has its own test.)"""
COMPLAINTS = ("loop.failed", "work.broken", "inbox.failed", "post.unrenderable", "update-set-aside")


@dataclass(slots=True)
class Outcome:
    """What came of a storm."""

    database: str
    seed: int
    kills: int
    stops: int
    verdict: Verdict
    seconds: float
    log: str = field(repr=False, default="")

    def figures(self) -> dict[str, Any]:
        """One flat set of figures."""
        return {"kills": self.kills, "stops": self.stops, **self.verdict.figures()}


def chaos() -> list[Fault]:
    """A bit of everything that can go wrong upstream; slow tasks are not as slow as the scenario has them."""
    faults = [Fault.from_json(fault) for fault in SCENARIOS["chaos"]]
    return [Fault(**{**asdict(fault), "seconds": SLOW_S}) if fault.do == "slow" else fault for fault in faults]


async def storm(
    folder: Path,
    builder: Builder,
    *,
    kills: int,
    seed: int,
    workers: int = 1,
    url: str = "",
    pace_s: float = 0.7,
    people: tuple[int, int] = PEOPLE,
) -> Outcome:
    """Kill `workers` houses `kills` times in all. With SQLite there can be only one worker."""
    began = time.monotonic()
    rng = Random(seed)
    ports = [_free_port() for _ in range(workers)]
    studio = StudioSettings(canned=True, min_task_s=0.1, durations=Durations("uniform", 0.1, 0.8))
    upstream = {"create_timeout_s": 0.8}
    async with rigged(folder, builder, url=url, seed=seed, studio=studio, upstream=upstream, accounts=ACCOUNTS) as rig:
        rig.studio.add_faults(*chaos())
        rig.chats.flaky = 0.05
        crowd = Crowd(Random(seed + 1), rig.chats, ports)
        visitors = [Visitor(Random(seed + 2 + i), ports) for i in range(people[1])]
        houses = [await rig.start(web_port=port, most_crashes=MOST_CRASHES) for port in ports]
        acting = [asyncio.create_task(crowd.chat(f"user{i}")) for i in range(people[0])]
        acting += [asyncio.create_task(crowd.visit(visitor)) for visitor in visitors]
        try:
            stops = await _rage(rig, rng, houses, ports, kills, pace_s)
            crowd.going_on = False
            async with asyncio.timeout(DRAIN_S):
                await asyncio.gather(*acting)
            rig.studio.remove_faults()
            rig.chats.flaky = 0.0
            late = await _drained(rig, houses)
            seen = [(visitor.tokens, await visitor.posts()) for visitor in visitors]
        finally:
            for task in acting:
                task.cancel()
            for visitor in visitors:
                await visitor.close()
        status = [await house.end(signal.SIGTERM) for house in houses]
        verdict = await judge(rig.url, rig.studio.record(), rig.chats, accepted=crowd.accepted)
        if late:
            verdict.problems.append(f"still open after {DRAIN_S} s: {late}")
        if any(status):
            verdict.problems.append(f"exit status {status}")
        verdict.problems += _complaints(rig)
        for tokens, posts in seen:
            _in_the_room(verdict, tokens, posts)
        return Outcome(
            "postgresql" if url else "sqlite", seed, kills, stops, verdict, time.monotonic() - began, rig.log()
        )


async def _rage(rig: Rig, rng: Random, houses: list[House], ports: list[int], kills: int, pace_s: float) -> int:
    """Kill and stop until there were enough kills; how many stops there were."""
    killed = stops = 0
    stopped: dict[int, asyncio.Task[None]] = {}
    while killed < kills:
        await asyncio.sleep(rng.uniform(0.3, 1.7) * pace_s)
        number = rng.randrange(len(houses))
        if (stop := stopped.get(number)) and not stop.done() and rng.random() < 0.5:
            continue  # Half of those that are stopped wake; the others are killed in their sleep.
        if rng.random() < STOPS and (stop is None or stop.done()):
            stops += 1
            stopped[number] = asyncio.create_task(_sleep(houses[number], rng.uniform(*STOP_S)))
            continue
        assert houses[number].status is None, f"a house ended by itself: {houses[number].status}\n{rig.log()}"
        await houses[number].end(signal.SIGKILL)
        killed += 1
        houses[number] = await rig.start(web_port=ports[number], most_crashes=MOST_CRASHES)
    for stop in stopped.values():
        await stop
    return stops


async def _sleep(house: House, seconds: float) -> None:
    house.send(signal.SIGSTOP)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(house.ended.wait(), seconds)
    house.send(signal.SIGCONT)


async def _drained(rig: Rig, houses: list[House]) -> list[str]:
    """Wait until nothing is on its way; what still is when the patience is over."""
    until = time.monotonic() + DRAIN_S
    while True:
        books = await read_books(rig.url)
        busy = [f"post {p['subject']}" for p in books.posts if p["step"] in ("due", "sending")]
        busy += [f"update {u['event_id']}" for u in books.inbox if u["state"] in ("saved", "fetched")]
        busy += [f"job {j['id']} {j['state']}" for j in books.jobs if not j["ended_at"] and j["state"] != "held"]
        if not (busy or rig.chats.unread) or time.monotonic() > until:
            return busy
        assert all(house.status is None for house in houses), f"a house ended by itself\n{rig.log()}"
        await asyncio.sleep(0.3)


def _complaints(rig: Rig) -> list[str]:
    """What the houses logged and no kill explains: mistakes of ours, and a database that refused what we asked."""
    lines = Path(rig.plan.log).read_text(encoding="utf-8", errors="replace").splitlines()
    return sorted({line for line in lines if any(f'"{event}"' in line for event in COMPLAINTS)})[:20]


def _in_the_room(verdict: Verdict, tokens: list[str], posts: list[dict[str, Any]]) -> None:
    """What a visitor sees in the end: one final post for each message that the room accepted."""
    for token in tokens:
        mine = [post for post in posts if token in post["text"]]
        if not any(post["milestone"] in ("done", "failed", "cancelled", "held") for post in mine):
            verdict.lost += 1
            verdict.problems.append(f"nothing final for {token} in the room: {[p['text'] for p in mine]}")
        if sum(post["picture"] is not None for post in mine) > 1:
            verdict.posted_twice += 1
            verdict.problems.append(f"two pictures for {token} in the room")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
