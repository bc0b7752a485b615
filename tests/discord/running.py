"""A whole Shenbi on an emulated Discord: people, servers, and a bot that can be restarted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import DiscordAdapter
from bot.app import App, build
from bot.runtime.clock import SystemClock
from bot.store import Tx
from bot.store.rows import JobRow
from config.settings import Settings
from studio.server import Studio
from tests.conftest import instant_studio, remove_intervals
from tests.databases import prepared
from tests.discord.world import DISCORD_TOKEN, discord_options, no_channel_interval, shown_text
from tests.emulators.discord import Bot, Channel, DiscordServer, Guild, Interaction, Message, Person, SharedClock
from tests.waiting import all_posted

WAIT_S = 60.0


class SkippingClock(SystemClock):
    """The machine's clock, which a test can put forward."""

    def __init__(self) -> None:
        self._ahead_s = 0.0
        self._skipped = asyncio.Event()

    def now(self) -> float:
        return super().now() + self._ahead_s

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead_s

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        while not event.is_set() and (left := until - self.now()) > 0:
            hit, skipped = (asyncio.ensure_future(one.wait()) for one in (event, self._skipped))
            try:
                await asyncio.wait((hit, skipped), timeout=min(left, 3600.0), return_when=asyncio.FIRST_COMPLETED)
                if hit.done():
                    return True  # also if it was cleared since
            finally:
                hit.cancel()
                skipped.cancel()
        return event.is_set()

    def skip(self, seconds: float) -> None:
        """Put it forward; who waits looks again."""
        self._ahead_s += seconds
        self._skipped.set()
        self._skipped = asyncio.Event()


@dataclass(repr=False)
class RunningBot:
    """A bot on an emulated Discord; it runs between `start` and `stop`. `clock` is that of both."""

    folder: Path
    studio: Studio
    clock: SkippingClock
    discord: DiscordServer
    bot: Bot
    more: dict[str, Any]
    app: App = field(init=False)
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    def settings(self) -> Settings:
        upstream = {"base_url": self.studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
        return Settings.model_validate(
            {
                "data_dir": self.folder,
                "upstream": upstream,
                "discord": discord_options(self.discord, **self.more),
                "web": {"enabled": False},
                "language": "en",
                "keeping": {"low_disk_mb": 0},
            }
        )

    async def start(self) -> None:
        """Start the bot; returns when it is connected and its commands are registered."""
        self.app = await self._running.enter_async_context(
            build(prepared(self.settings()), self.clock, adapters=[DiscordAdapter])
        )
        task = asyncio.create_task(self.app.run())

        async def end() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

        self._running.push_async_callback(end)
        await self.until(lambda: self.discord.gateway.live and self.bot.commands, "a connection and commands")

    async def stop(self) -> None:
        """Stop the bot in good order."""
        await self._running.aclose()
        self._running = AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def until(self, condition: Callable[[], object], what: str = "what was expected") -> None:
        """Wait until something is true of the emulator."""
        try:
            await self.discord.world.changed.wait_until(condition, WAIT_S, what)
        except TimeoutError as missed:
            standing = [message for channel in self.discord.world.channels.values() for message in channel.messages]
            last = self.discord.transcript().splitlines()[-30:]
            raise AssertionError("\n".join([str(missed), *last, *map(str, standing[-20:])])) from None

    async def settled(self) -> None:
        """Wait until no post is pending or being sent."""
        await all_posted(self.app.store)

    async def jobs(self) -> list[JobRow]:
        """All jobs, oldest first."""

        def look(tx: Tx) -> list[JobRow]:
            people = range(1, 60)
            found = [job for id in people for job in tx.all(JobRow, "jobs.recent_of_person", person_id=id, limit=1000)]
            return sorted(found, key=lambda job: job.id)

        return await self.app.store.read(look)


@dataclass(repr=False)
class Place:
    """A server with a channel, and in it Ann (whose client is in Chinese), Bob, and the bot."""

    running: RunningBot
    ann: Person
    bob: Person
    guild: Guild
    channel: Channel
    jobs_before: int = 0

    @property
    def discord(self) -> DiscordServer:
        return self.running.discord

    @property
    def bot(self) -> Bot:
        return self.running.bot

    @property
    def dm(self) -> Channel:
        """Ann's direct messages with the bot."""
        return self.dm_of(self.ann)

    def dm_of(self, person: Person) -> Channel:
        """Somebody's direct messages with the bot."""
        return self.discord.dm(self.bot, person)

    async def until(self, condition: Callable[[], object], what: str = "what was expected") -> None:
        """Wait until something is true of the emulator."""
        await self.running.until(condition, what)

    async def picture(self, channel: Channel | None = None, count: int = 1) -> Message:
        """Wait until so many messages of the bot show a picture; the newest of them."""
        place = channel or self.channel
        await self.until(lambda: len(self.pictures(place)) >= count, f"{count} pictures")
        return self.pictures(place)[-1]

    def pictures(self, channel: Channel | None = None) -> list[Message]:
        """The bot's messages with a picture."""
        return [message for message in (channel or self.channel).by(self.bot) if message.pictures]

    async def words(self, part: str, channel: Channel | None = None) -> Message:
        """Wait until a message of the bot contains these words."""
        place = channel or self.channel
        found: list[Message] = []

        def probe() -> bool:
            found[:] = [message for message in place.by(self.bot) if part in shown_text(message.content)]
            return bool(found)

        await self.until(probe, repr(part))
        return found[0]

    @staticmethod
    def press(person: Person, message: Message, part: str) -> Interaction:
        """Press the button with this in its label, or choose such an option of a select."""
        for button in message.buttons:
            if chosen := [value for label, value in button.options if part in label]:
                return person.press(message, button.custom_id, chosen[0])
            if not button.options and part in button.label:
                return person.press(message, button.custom_id)
        shown = [(button.label, [label for label, _ in button.options]) for button in message.buttons]
        raise AssertionError(f"nothing to press with {part!r}: {shown}")

    async def jobs(self) -> list[JobRow]:
        """The jobs that were ordered since this place was made, oldest first."""
        return (await self.running.jobs())[self.jobs_before :]


@asynccontextmanager
async def running_discord(folder: Path, studio: Studio, **more: Any) -> AsyncIterator[RunningBot]:
    """The emulated Discord, and the bot on it; `more` settings of its section."""
    clock = SkippingClock()
    with no_channel_interval():
        async with DiscordServer(clock=SharedClock(clock)) as discord:
            settings = discord.settings
            settings.limits_on, settings.identify_every_s, settings.heartbeat_s = False, 0.0, 1e6
            bot = discord.add_bot(DISCORD_TOKEN)
            made = RunningBot(folder, studio, clock, discord, bot, more)
            try:
                await made.start()
                yield made
            finally:
                await made.stop()


@asynccontextmanager
async def new_place(running: RunningBot) -> AsyncIterator[Place]:
    """A new server with new people. In the end there must be no violation, and no text that could have pinged anybody
    unasked."""
    discord = running.discord
    ann, bob = discord.add_person("Ann", locale="zh-CN"), discord.add_person("Bob")
    guild = discord.guild("Painters", [ann, bob, running.bot])
    channel = discord.channel(guild)
    yield Place(running, ann, bob, guild, channel, len(await running.jobs()))
    discord.faults.clear()
    assert discord.violations == [], discord.transcript()
    assert discord.unguarded == [], discord.transcript()


@asynccontextmanager
async def bot_of_a_module(folder: Path, **more: Any) -> AsyncIterator[RunningBot]:
    """A running bot on a studio of its own that paints at once, for a fixture of a module."""
    with pytest.MonkeyPatch.context() as patch:
        remove_intervals(patch)
        async with Studio(instant_studio()) as studio, running_discord(folder, studio, **more) as ready:
            yield ready
