"""Random kills while updates arrive on Telegram and jobs finish, in front of the emulator.

Half of the kills come at a random moment, half at a failpoint. `lost`: updates that were not handled, and prompts without a job
or without a picture; `handled_twice`: prompts with more than one job, or updates with more than one answer; `answered_twice`:
prompts with more than one picture message; `stray_notices`: text messages beside those that should be there, at most
`creates_cut`, the creates that a kill interrupted.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.child import ForkServer
from tests.crash.harness import Outcome, child_on, database_url, kill_at_random, until_settled, write_config
from tests.crash.verdict import DatabaseRows, Verdict, judge, read_rows
from tests.emulators.telegram import Bot, Chat, FloodLimits, Person, TelegramServer

KILLS, UPDATES = 30, 200
TOKEN = "123456:an-emulated-token"
PEOPLE = 40
SETTLE_S = 420.0
LIFE_S = (0.8, 3.5)
"""From the first poll to the kill."""
FAILPOINTS = (
    "inbox.saved",
    "inbox.handled",
    "create.intended",
    "create.noted",
    "collect.stored",
    "collect.done",
    "post.intended",
    "post.answered",
    "post.noted",
)


class People:
    """People in private chats with the bot. `prompts`: what they asked for; `sent`: how many updates they sent."""

    def __init__(self, server: TelegramServer, bot: Bot, rng: Random) -> None:
        self._server, self._bot, self._rng = server, bot, rng
        self._people: list[Person] = [server.add_person(f"P{number}") for number in range(PEOPLE)]
        self.prompts: list[str] = []
        self.sent = 0

    async def write(self, updates: int, over_s: float) -> None:
        """Requests and other commands, spread over the time of the kills."""
        for number in range(updates):
            person = self._rng.choice(self._people)
            chat = self._server.private_chat(self._bot, person)
            if self._rng.random() < 0.4:
                self.prompts.append(f"fox number {number}")
                person.say(chat, f"/imagine {self.prompts[-1]}")
            else:
                person.say(chat, self._rng.choice(["/styles", "/jobs", "/cost", "/nonsense", "/lang"]))
            self.sent += 1
            await asyncio.sleep(over_s / updates * self._rng.uniform(0.2, 1.8))

    def shown(self) -> tuple[Counter[str], int]:
        """Picture messages by prompt, and how many of the bot's messages have no picture."""
        pictures: Counter[str] = Counter()
        texts = 0
        for person in self._people:
            chat: Chat = self._server.private_chat(self._bot, person)
            for message in chat.messages.by(self._bot):
                if message.photo is None:
                    texts += 1
                elif found := re.search(r"fox number \d+", message.words):
                    pictures[found.group()] += 1
        return pictures, texts


async def run(folder: Path, fork_server: ForkServer, *, kills: int, seed: int, messages: int = UPDATES) -> Outcome:
    """One run in `folder`."""
    began = time.monotonic()
    rng = Random(seed)
    studio_settings = StudioSettings(canned=True, min_task_s=0.1)
    async with (
        Studio(StudioOptions(settings=studio_settings, seed=seed)) as studio,
        # The pause of a second between two messages of a chat stays, as the bot keeps it; flood control would only add noise.
        TelegramServer(limits=FloodLimits.off()) as server,
    ):
        bot: Bot = server.add_bot(TOKEN)
        people = People(server, bot, rng)
        telegram = {"bot_token": TOKEN, "base_url": server.origin}
        config = await asyncio.to_thread(write_config, folder, studio, leases={"post_s": 20}, telegram=telegram)

        async def ready() -> None:
            """Wait for a new poll."""
            before = len(server.recorder.of("getUpdates"))
            while len(server.recorder.of("getUpdates")) <= before:  # noqa: ASYNC110 - the recorder has no event
                await asyncio.sleep(0.05)

        child = child_on(config, fork_server, ready)
        writing = asyncio.create_task(people.write(messages, 2.2 * kills))
        try:
            await child.start()
            await child.until_ready()
            await kill_at_random([child], rng, kills, pause_s=LIFE_S, failpoints=FAILPOINTS)
            await writing

            def queued() -> list[str]:
                return [f"{len(bot.queue)} updates queued"] if len(bot.queue) else []

            late = await until_settled(database_url(folder), SETTLE_S, [child], queued)
        finally:
            writing.cancel()
            if child.starts:
                await child.end(signal.SIGTERM)
        rows = await read_rows(database_url(folder))
        verdict = judge(rows, studio.record())
        verdict.problems += [f"still open after {SETTLE_S} s: {late}"] if late else []
        verdict.problems += [str(violation) for violation in server.violations[:3]]
        judge_chats(verdict, rows, people)
        return Outcome("telegram", seed, kills, verdict, time.monotonic() - began, log=child.log())


def judge_chats(verdict: Verdict, rows: DatabaseRows, people: People) -> None:
    """Compare what people sent with the jobs, and the posts with what the chats show."""
    jobs = Counter(json.loads(job["request"])["prompt"] for job in rows.jobs)
    replies = Counter(post["subject"].split(":")[1] for post in rows.posts if post["subject"].startswith("note:"))
    pings = sum(post["subject"].startswith("bell:") and bool(post["handle"]) for post in rows.posts)
    pictures, texts = people.shown()
    verdict.lost += abs(people.sent - len(rows.inbox))
    without = [prompt for prompt in people.prompts if not jobs[prompt] or not pictures[prompt]]
    verdict.lost += len(without)
    verdict.handled_twice = len(_repeated(jobs)) + len(_repeated(replies))
    verdict.posted_twice = len(_repeated(pictures))
    stray_notices = texts - len(replies) - pings
    creates_cut = sum(post["unconfirmed_creates"] for post in rows.posts)
    verdict.own = {
        "updates": people.sent,
        "answered_twice": verdict.posted_twice,
        "stray_notices": stray_notices,
        "creates_cut": creates_cut,
    }
    if verdict.lost:
        verdict.problems.append(f"{verdict.lost} lost; without a job or a picture: {without[:5]}")
    if verdict.handled_twice:
        verdict.problems.append(f"handled twice: {_repeated(jobs)[:5]} {_repeated(replies)[:5]}")
    if verdict.posted_twice:
        verdict.problems.append(f"answered twice: {_repeated(pictures)[:5]}")
    if stray_notices > creates_cut:
        verdict.problems.append(f"{stray_notices} stray notices, {creates_cut} creates were cut")


def _repeated(counts: Counter[str]) -> Sequence[str]:
    return [name for name, count in counts.items() if count > 1]
