"""Random kills while people write and use commands on Discord, in front of the emulator.

Messages are replayed to the next process, so none may be lost. An interaction cannot be: it must be answered within three
seconds. `interactions_died`: those for which no process was there in time, which people saw fail; `told`: how many of them were
followed by a word in their channel. All others must become one picture each, as messages do.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.child import ForkServer
from tests.crash.harness import Outcome, child_on, database_url, kill_at_random, until_settled, write_config
from tests.crash.verdict import DatabaseRows, Verdict, judge, read_rows
from tests.discord.world import DISCORD_TOKEN, discord_options
from tests.emulators.discord import Bot, Channel, DiscordServer, Interaction, Person

KILLS, UPDATES = 30, 200
PEOPLE, CHANNELS = 20, 8
SETTLE_S = 420.0
CALLBACK_WITHIN_S = 1.0
LIFE_S = (0.8, 3.5)
"""From the connection to the kill."""
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
AWAY = "could not answer in time"
"""What the bot says after an interaction that died (config/locales/en/discord.ftl, discord-away)."""


@dataclass
class People:
    """People in channels of a server and in direct chats. `said`: the messages; `asked`: the interactions by their prompt;
    `prompts`: all that was asked for."""

    server: DiscordServer
    bot: Bot
    rng: Random
    people: list[Person] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    asked: dict[str, Interaction] = field(default_factory=dict)
    said: int = 0

    def __post_init__(self) -> None:
        self.people = [self.server.add_person(f"P{number}") for number in range(PEOPLE)]
        guild = self.server.guild("Painters", [*self.people, self.bot])
        self.channels = [self.server.channel(guild, f"c{number}") for number in range(CHANNELS)]

    async def act(self, updates: int, over_s: float) -> None:
        """Messages and commands, spread over the time of the kills."""
        # What is said before the first session nobody hears.
        await self.server.gateway.connected(timeout=SETTLE_S)
        while not self.bot.commands:  # noqa: ASYNC110 - the emulator has no event for it
            await asyncio.sleep(0.05)
        for number in range(updates):
            person, prompt = self.rng.choice(self.people), f"fox number {number}"
            luck = self.rng.random()
            if luck < 0.4:
                self.asked[prompt] = person.slash(self.rng.choice(self.channels), "imagine", prompt=prompt)
            elif luck < 0.7:
                self.prompts.append(prompt)
                person.say(self.server.dm(self.bot, person), f"/imagine {prompt}")
                self.said += 1
            else:
                words = self.rng.choice(["/styles", "/jobs", "/cost", "/nonsense", "/lang"])
                person.say(self.server.dm(self.bot, person), words)
                self.said += 1
            await asyncio.sleep(over_s / updates * self.rng.uniform(0.2, 1.8))

    def shown(self) -> Counter[str]:
        """Picture messages by prompt."""
        places = [*self.channels, *(self.server.dm(self.bot, person) for person in self.people)]
        found = [
            match.group()
            for place in places
            for message in place.by(self.bot)
            if message.pictures and (match := re.search(r"fox number \d+", message.content))
        ]
        return Counter(found)

    def was_told(self, interaction: Interaction) -> bool:
        """Whether the channel of an interaction that died has the word."""
        return any(AWAY in message.content for message in interaction.channel.by(self.bot))


async def run(folder: Path, fork_server: ForkServer, *, kills: int, seed: int, messages: int = UPDATES) -> Outcome:
    """One run in `folder`."""
    began = time.monotonic()
    rng = Random(seed)
    studio_settings = StudioSettings(canned=True, min_task_s=0.1)
    async with (
        Studio(StudioOptions(settings=studio_settings, seed=seed)) as studio,
        DiscordServer() as server,
    ):
        # The pause of a second between two messages of a channel stays, as the bot keeps it; limits would only add noise.
        server.settings.limits_on = False
        # A restart here takes less than Discord's three seconds.
        server.settings.callback_within_s = CALLBACK_WITHIN_S
        bot = server.add_bot(DISCORD_TOKEN)
        people = People(server, bot, rng)
        options = discord_options(server)
        config = await asyncio.to_thread(write_config, folder, studio, leases={"post_s": 20}, discord=options)

        async def ready() -> None:
            """Wait for a new connection."""
            before = len(server.gateway.connections) + len(server.gateway.closed)
            while not any(one.number >= before for one in server.gateway.live):  # noqa: ASYNC110 - there is no event
                await asyncio.sleep(0.05)

        child = child_on(config, fork_server, ready)
        acting = asyncio.create_task(people.act(messages, 2.2 * kills))
        try:
            await child.start()
            await child.until_ready()
            await kill_at_random([child], rng, kills, pause_s=LIFE_S, failpoints=FAILPOINTS)
            await acting
            late = await until_settled(database_url(folder), SETTLE_S, [child])
        finally:
            acting.cancel()
            if child.starts:
                await child.end(signal.SIGTERM)
        rows = await read_rows(database_url(folder))
        verdict = judge(rows, studio.record())
        verdict.problems += [f"still open after {SETTLE_S} s: {late}"] if late else []
        verdict.problems += [str(violation) for violation in server.violations[:3]]
        verdict.problems += [str(text) for text in server.unguarded[:3]]
        judge_channels(verdict, rows, people)
        return Outcome("discord", seed, kills, verdict, time.monotonic() - began, log=child.log())


def judge_channels(verdict: Verdict, rows: DatabaseRows, people: People) -> None:
    """Compare what people did with the jobs, and with what the channels show."""
    jobs = Counter(json.loads(job["request"])["prompt"] for job in rows.jobs)
    replies = Counter(post["subject"].split(":")[1] for post in rows.posts if post["subject"].startswith("note:"))
    pictures = people.shown()
    saved = sum(row["body"].startswith('{"t":"MESSAGE_CREATE"') for row in rows.inbox)
    verdict.lost += abs(people.said - saved)
    dead = {prompt for prompt, one in people.asked.items() if one.answer is None and not jobs[prompt]}
    wanted = [*people.prompts, *(prompt for prompt in people.asked if prompt not in dead)]
    without = [prompt for prompt in wanted if not jobs[prompt] or not pictures[prompt]]
    verdict.lost += len(without)
    verdict.handled_twice = len(_repeated(jobs)) + len(_repeated(replies))
    verdict.posted_twice = len(_repeated(pictures))
    hanging = [
        prompt
        for prompt, one in people.asked.items()
        if prompt not in dead and one.original and one.original.is_loading
    ]
    verdict.own = {
        "updates": people.said + len(people.asked),
        "answered_twice": verdict.posted_twice,
        "interactions_died": len(dead),
        "told": sum(people.was_told(people.asked[prompt]) for prompt in dead),
        "left_thinking": len(hanging),
    }
    if verdict.lost:
        verdict.problems.append(
            f"{verdict.lost} lost; {saved} of {people.said} saved; no job or picture: {without[:5]}"
        )
    if verdict.handled_twice:
        verdict.problems.append(f"handled twice: {_repeated(jobs)[:5]} {_repeated(replies)[:5]}")
    if verdict.posted_twice:
        verdict.problems.append(f"answered twice: {_repeated(pictures)[:5]}")
    if hanging:
        verdict.problems.append(f"left thinking: {hanging[:5]}")


def _repeated(counts: Counter[str]) -> Sequence[str]:
    return [name for name, count in counts.items() if count > 1]
