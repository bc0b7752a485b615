"""Random kills while people talk on DingTalk, connections are cut and answers are lost, in front of the emulator.

What must hold: a message that was acknowledged is one job, in any case; every job's picture is shown in its
conversation; what is shown twice is no more than lost answers force, as DingTalk's calls are not idempotent.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.child import ForkServer
from tests.crash.harness import Outcome, child_on, database_url, kill_at_random, until_settled, write_config
from tests.crash.verdict import DatabaseRows, Verdict, judge, read_rows
from tests.emulators.dingtalk import Chat, ChatMessage, DingTalkServer, Person, Settings, faults

KILLS, MESSAGES = 12, 80
PEOPLE = 6
CONNECTIONS = 2
SLOTS = 8
LIFE_S = (1.0, 4.0)
"""From the moment at which both connections are open to the kill."""
FAILPOINTS = (
    "inbox.saved",
    "inbox.handled",
    "post.intended",
    "post.answered",
    "post.noted",
    "collect.done",
    "create.answered",
)
DRAIN_S = 240.0
MAX_POSTS_IN_FLIGHT = 16
"""A kill may lose the answer of each of them."""
_SENDS = ("robot.batchSend", "robot.groupSend")


class People:
    """People who write to the robot, each in their own chat and all in a group. `said`: their messages by the mark in them."""

    def __init__(self, server: DingTalkServer, rng: Random) -> None:
        self._server, self._rng = server, rng
        robot = server.add_app("ding-app", "very-secret")
        people = [server.add_person(f"人{n}", f"{n:04}") for n in range(PEOPLE)]
        group = server.group("画图群", people, robot)
        self._places: list[tuple[Person, Chat]] = [(person, server.one_to_one(robot, person)) for person in people]
        self._places += [(person, group) for person in people]
        self.said: dict[str, ChatMessage] = {}

    async def talk(self, count: int, over_s: float) -> None:
        """Send so many requests."""
        for number in range(count):
            await asyncio.sleep(self._rng.expovariate(count / over_s))
            # The platform itself loses what is said while no connection is open: that would prove nothing about the bot.
            await self._server.gateway.connected(1, timeout=DRAIN_S)
            person, chat = self._rng.choice(self._places)
            mark = f"k{number:04}"
            # A command: plain words of a person who has no picture yet are asked about first.
            self.said[mark] = person.say(chat, f"/画 一只猫 {mark}", at=True)

    def acknowledged(self) -> set[str]:
        """Marks of the messages that the bot has acknowledged."""
        return {mark for mark, message in self.said.items() if message.push and message.push.ack}

    def shown(self, mark: str, *, pictures: bool) -> int:
        """How many messages with this mark, with or without a picture, its conversation shows."""
        chat = self.said[mark].chat
        return sum(bool(answer.pictures) is pictures and mark in answer.text for answer in chat.answers)

    def unfinished(self) -> list[str]:
        """Messages that the platform will still push, and acknowledged ones whose picture is not shown yet."""
        server = self._server
        since = server.clock.now() - (server.settings.redeliver_after_s or 0.0) - 1
        pushes = {mark: message.push for mark, message in self.said.items() if message.push}
        open_pushes = [
            f"push {mark}"
            for mark, push in pushes.items()
            if not push.ack and push.sendings and push.sendings[-1].at > since
        ]
        return open_pushes + [
            f"no picture for {mark}" for mark in self.acknowledged() if not self.shown(mark, pictures=True)
        ]


async def inject_faults(server: DingTalkServer, rng: Random) -> None:
    """Every now and then cut a connection, push twice, lose an answer or refuse a call; until cancelled."""
    while True:
        await asyncio.sleep(rng.uniform(0.3, 1.5))
        match rng.randrange(6):
            case 0:
                server.gateway.disconnect()
            case 1:
                for connection in server.gateway.connections[:1]:
                    connection.abort()
            case 2:
                server.delivery.duplicates += rng.randrange(3)
            case 3:
                server.faults.add(rng.choice(_SENDS), faults.DROP_AFTER)
            case 4:
                server.faults.add(rng.choice((*_SENDS, "media.upload")), faults.DROP_BEFORE)
            case 5:
                server.faults.add(rng.choice(_SENDS), faults.QPS_LIMIT)


async def run(folder: Path, fork_server: ForkServer, *, kills: int, seed: int, messages: int = MESSAGES) -> Outcome:
    """One run in `folder`."""
    began = time.monotonic()
    rng = Random(seed)
    settings = Settings(redeliver_after_s=8.0, redeliver_times=6, close_after_disconnect_s=2.0, ping_every_s=5.0)
    studio_settings = StudioSettings(canned=True, min_task_s=0.3, tasks_at_once={"wanx-v1": 2 * SLOTS})
    async with (
        Studio(StudioOptions(settings=studio_settings, seed=seed)) as studio,
        DingTalkServer(settings=settings, seed=seed) as server,
    ):
        people = People(server, rng)
        config = await asyncio.to_thread(
            write_config,
            folder,
            studio,
            limits={"waiting_jobs": 0, "running_jobs": 100, "requests_per_minute": 0, "daily_yuan": 1000000},
            upstream={"tasks_at_once": SLOTS},
            dingtalk={
                "client_id": "ding-app",
                "client_secret": "very-secret",
                "openapi_endpoint": server.openapi_endpoint,
                "oapi_endpoint": server.oapi_endpoint,
                "monthly_api_calls": 0,
                "monthly_pushes": 0,
            },
        )

        async def ready() -> None:
            await server.gateway.connected(CONNECTIONS, timeout=DRAIN_S)

        child = child_on(config, fork_server, ready)
        injecting = asyncio.create_task(inject_faults(server, rng))
        try:
            await child.start()
            await child.until_ready()
            await asyncio.gather(
                people.talk(messages, over_s=max(5.0, 5.5 * kills)),
                kill_at_random([child], rng, kills, pause_s=LIFE_S, failpoints=FAILPOINTS),
            )
            injecting.cancel()
            # Remaining faults would hit the last posts one after another, and their retries back off.
            server.faults.clear()
            late = await until_settled(database_url(folder), DRAIN_S, [child], people.unfinished)
        finally:
            injecting.cancel()
            if child.starts:
                await child.end(signal.SIGTERM)
        rows = await read_rows(database_url(folder))
        verdict = judge(rows, studio.record(), slots=SLOTS)
        verdict.problems += [f"still open after {DRAIN_S} s: {late}"] if late else []
        judge_chats(verdict, rows, people, server, kills)
        verdict.own |= {"seed": seed, "seconds": round(time.monotonic() - began, 1), "good": not verdict.problems}
        return Outcome("dingtalk", seed, kills, verdict, time.monotonic() - began, log=child.log())


def judge_chats(verdict: Verdict, rows: DatabaseRows, people: People, server: DingTalkServer, kills: int) -> None:
    """Compare what people said with the jobs, and the jobs with what the chats show."""
    jobs = Counter(mark for mark in people.said for job in rows.jobs if mark in job["request"])
    acknowledged = people.acknowledged()
    lost = sorted(acknowledged - jobs.keys())
    missing = [mark for mark in jobs if not people.shown(mark, pictures=True)]
    repeated_pictures = sum(max(0, people.shown(mark, pictures=True) - 1) for mark in jobs)
    repeated_notices = sum(max(0, people.shown(mark, pictures=False) - 1) for mark in jobs)
    answers_lost = sum(
        request.acted and request.fault == faults.DROP_AFTER.name
        for name in _SENDS
        for request in server.recorder.of(name)
    )
    verdict.lost += len(lost) + len(missing)
    verdict.handled_twice = sum(count - 1 for count in jobs.values() if count > 1)
    allowed = answers_lost + MAX_POSTS_IN_FLIGHT * kills
    verdict.posted_twice = max(0, repeated_pictures + repeated_notices - allowed)
    verdict.own = {
        "messages": len(people.said),
        "acknowledged": len(acknowledged),
        # No connection was open when they were pushed; at most one job each.
        "never_acknowledged": len(people.said) - len(acknowledged),
        "lost_after_ack": len(lost),
        "pictures_missing": len(missing),
        "repeated_pictures": repeated_pictures,
        "repeated_notices": repeated_notices,
        "answers_lost": answers_lost,
        "redeliveries": sum(len(push.sendings) - 1 for push in server.delivery.pushes if push.sendings),
        "connections": len(server.delivery.connections),
        "violations": len(server.violations),
    }
    verdict.problems += [str(violation) for violation in server.violations[:5]]
    if lost or missing:
        verdict.problems.append(f"lost {lost[:5]}, without a picture {missing[:5]}")
    if verdict.handled_twice:
        verdict.problems.append(f"{verdict.handled_twice} messages were handled twice")
    if verdict.posted_twice:
        verdict.problems.append(f"{verdict.posted_twice} messages were repeated beyond what lost answers force")
