"""A storm: people talk, the process is killed, connections are cut, answers are lost; then everything is counted.

What must hold: a message that was acknowledged is one job, whatever happened; every job's picture stands in its
conversation; what stands there twice is no more than what lost answers force, as DingTalk knows no idempotency.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash_dingtalk.child import Child, write_config
from tests.emulators.dingtalk import Chat, ChatMessage, DingTalkServer, Person, Settings, faults

PEOPLE = 6
BETWEEN_KILLS_S = (1.0, 4.0)
POINTS = (
    "inbox.saved",
    "inbox.handled",
    "post.intended",
    "post.answered",
    "post.noted",
    "collect.done",
    "create.answered",
)
DRAIN_S = 240.0
_SENDS = ("robot.batchSend", "robot.groupSend")


@dataclass
class Figures:
    """What a storm came to."""

    seed: int
    kills: int = 0
    messages: int = 0
    acknowledged: int = 0
    never_acknowledged: int = 0  # no connection stood whenever they were pushed again; at most one job each
    jobs: int = 0
    handled_twice: int = 0
    lost_after_ack: int = 0
    pictures_missing: int = 0
    repeated_pictures: int = 0
    repeated_notices: int = 0
    answers_lost: int = 0  # on purpose, of sends that the service carried out
    redeliveries: int = 0
    connections: int = 0
    violations: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything held. A kill may lose one answer for each of the posts then under way (at most 16)."""
        never = self.handled_twice + self.lost_after_ack + self.pictures_missing + self.violations
        return not never and self.repeated_pictures + self.repeated_notices <= self.answers_lost + 16 * self.kills

    def to_json(self) -> dict[str, Any]:
        """For a line of JSON."""
        return asdict(self) | {"good": self.good}


@dataclass
class _Storm:
    dd: DingTalkServer
    child: Child
    rng: random.Random
    figures: Figures
    rooms: list[tuple[Person, Chat]]
    said: dict[str, ChatMessage] = field(default_factory=dict)

    async def talk(self, count: int, over_s: float) -> None:
        """Somebody says something, again and again."""
        for number in range(count):
            await asyncio.sleep(self.rng.expovariate(count / over_s))
            # What is said while nobody is connected is lost by the platform itself: that proves nothing about us.
            await self.dd.gateway.connected(1, timeout=DRAIN_S)
            person, chat = self.rng.choice(self.rooms)
            mark = f"k{number:04}"
            # A command: plain words of somebody who never had a picture are asked about first.
            self.said[mark] = person.say(chat, f"/画 一只猫 {mark}", at=True)

    async def mishaps(self) -> None:
        """Until cancelled, something goes wrong every now and then."""
        while True:
            await asyncio.sleep(self.rng.uniform(0.3, 1.5))
            match self.rng.randrange(6):
                case 0:
                    self.dd.gateway.disconnect()
                case 1:
                    for connection in self.dd.gateway.connections[:1]:
                        connection.abort()
                case 2:
                    self.dd.delivery.duplicates += self.rng.randrange(3)
                case 3:
                    self.dd.faults.add(self.rng.choice(_SENDS), faults.DROP_AFTER)
                case 4:
                    self.dd.faults.add(self.rng.choice((*_SENDS, "media.upload")), faults.DROP_BEFORE)
                case 5:
                    self.dd.faults.add(self.rng.choice(_SENDS), faults.QPS_LIMIT)

    async def kills(self, count: int) -> None:
        """Kill it, at a random moment or at a named point, and start it again."""
        for left in reversed(range(count)):
            await asyncio.sleep(self.rng.uniform(*BETWEEN_KILLS_S))
            await self.child.kill()
            self.figures.kills += 1
            # The last one must live, to bring everything about.
            point = self.rng.choice(POINTS) if left and self.rng.random() < 0.5 else ""
            await self.child.start(self.dd, f"{point}:{self.rng.randrange(1, 6)}" if point else "")

    def missing(self) -> list[str]:
        """Marks of acknowledged messages whose picture does not stand in its conversation."""
        acked = [mark for mark, message in self.said.items() if message.push and message.push.ack]
        return [mark for mark in acked if not self.shown(mark, pictures=True)]

    def shown(self, mark: str, *, pictures: bool) -> int:
        """How often a picture (or a notice) of this mark stands in its conversation."""
        chat = self.said[mark].chat
        return sum(bool(answer.pictures) is pictures and mark in answer.text for answer in chat.answers)


async def storm(folder: Path, *, kills: int, messages: int, seed: int) -> Figures:
    """Run one storm in `folder` and count."""
    began = time.monotonic()
    figures = Figures(seed, messages=messages)
    settings = Settings(redeliver_after_s=8.0, redeliver_times=6, close_after_disconnect_s=2.0, ping_every_s=5.0)
    options = StudioOptions(
        settings=StudioSettings(canned=True, min_task_s=0.3, tasks_at_once={"wanx-v1": 16}), seed=seed
    )
    async with Studio(options) as studio, DingTalkServer(settings=settings, seed=seed) as dd:
        robot = dd.add_app("ding-app", "very-secret")
        people = [dd.add_person(f"人{n}", f"{n:04}") for n in range(PEOPLE)]
        group = dd.group("画图群", people, robot)
        rooms = [(person, dd.one_to_one(robot, person)) for person in people] + [(person, group) for person in people]
        child = Child(write_config(folder, dd, studio.base_url))
        it = _Storm(dd, child, random.Random(seed), figures, rooms)
        await child.start(dd)
        try:
            mishaps = asyncio.create_task(it.mishaps())
            await asyncio.gather(it.talk(messages, over_s=max(5.0, 5.5 * kills)), it.kills(kills))
            mishaps.cancel()
            await asyncio.gather(mishaps, return_exceptions=True)
            # What has not struck yet would strike the last posts in a row, and their pauses double.
            dd.faults.clear()
            await _drain(it)
        finally:
            await child.stop()
        _count(it, folder / "data" / "shenbi.db")
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


async def _drain(it: _Storm) -> None:
    """Wait until every push has been acknowledged or given up by the platform, and every picture has come."""
    give_up_s = it.dd.settings.redeliver_after_s or 0.0
    deadline = time.monotonic() + DRAIN_S
    while time.monotonic() < deadline:
        pushes = [message.push for message in it.said.values() if message.push]
        quiet_since = it.dd.clock.now() - give_up_s - 1
        open_pushes = [push for push in pushes if not push.ack and push.sendings and push.sendings[-1].at > quiet_since]
        if not open_pushes and not it.missing():
            return
        await asyncio.sleep(0.5)


def _count(it: _Storm, database: Path) -> None:
    figures, dd = it.figures, it.dd
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as raw:
        requests = [request for (request,) in raw.execute("SELECT request FROM job")]
        states = dict(raw.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall())
        waiting = raw.execute("SELECT subject, step, tries, problem FROM post WHERE delivered = 0 LIMIT 5").fetchall()
    jobs = Counter(mark for mark in it.said for request in requests if mark in request)
    acked = {mark for mark, message in it.said.items() if message.push and message.push.ack}
    figures.acknowledged = len(acked)
    figures.never_acknowledged = len(it.said) - len(acked)
    figures.jobs = len(requests)
    figures.handled_twice = sum(count - 1 for count in jobs.values() if count > 1)
    lost = sorted(acked - jobs.keys())
    missing = [mark for mark in jobs if not it.shown(mark, pictures=True)]
    figures.lost_after_ack, figures.pictures_missing = len(lost), len(missing)
    figures.repeated_pictures = sum(max(0, it.shown(mark, pictures=True) - 1) for mark in jobs)
    figures.repeated_notices = sum(max(0, it.shown(mark, pictures=False) - 1) for mark in jobs)
    figures.answers_lost = sum(
        request.acted and request.fault == faults.DROP_AFTER.name for name in _SENDS for request in dd.recorder.of(name)
    )
    figures.redeliveries = sum(len(push.sendings) - 1 for push in dd.delivery.pushes if push.sendings)
    figures.connections = len(dd.delivery.connections)
    # The limit of calls is also hit on purpose; those are not the bot's doing.
    figures.violations = len(dd.violations)
    figures.problems += [str(violation) for violation in dd.violations[:5]]
    if lost or missing:
        answers = sorted({answer.text[:60] for mark in lost for answer in it.said[mark].chat.answers})[:3]
        figures.problems.append(
            f"lost {lost[:5]}, answers there {answers}, without a picture {missing[:5]}, jobs {states}, posts {waiting}"
        )
