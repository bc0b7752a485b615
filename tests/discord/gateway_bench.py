"""The connection of one shard alone, on an emulated Discord, with a real database."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.discord import routes, tables
from adapters.discord.identity import Identity
from adapters.discord.intake import EventReceiver
from adapters.discord.interactions import Interactions
from adapters.discord.late import LateWords
from adapters.discord.limits import INTENT_CONTENT, INTENTS
from adapters.discord.missed import MissedMessages
from adapters.discord.replies import Answers
from adapters.discord.rest import Rest
from adapters.discord.sending import MessageSender
from adapters.discord.sessions import ShardSession
from adapters.discord.shards import GatewayInfo, Intents, ShardRunner
from adapters.discord.start import gateway_of
from adapters.discord.transport import Connections
from bot.adapter_api import Conversation, Delivered, Outcome, PostCall, RawUpdate
from bot.intake.inbox import Inbox
from bot.runtime.backoff import Backoff
from bot.runtime.clock import SystemClock
from bot.store import Store, Tx, open_store
from tests.databases import sqlite_url
from tests.emulators.discord import Bot, Channel, DiscordServer, Person
from tests.emulators.discord import Intents as Privileged
from tests.telegram.host import RecordingHost

PATIENCE_S = 60.0


class NoInstantAnswers:
    """Nothing is answered without being saved."""

    def opens_form(self, interaction: dict[str, Any]) -> bool:
        return False

    async def form(self, interaction: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError("none was opened")

    async def keep(self, interaction: dict[str, Any]) -> None:
        raise AssertionError("none was opened")

    async def recall(self, interaction: dict[str, Any]) -> None:
        return

    def context(self, interaction: dict[str, Any]) -> dict[str, Any]:
        return {}

    async def choices(self, interaction: dict[str, Any]) -> list[dict[str, Any]]:
        return []

    def is_private(self, interaction: dict[str, Any]) -> bool:
        return bool(interaction["data"].get("name") == "quota")


@dataclass
class InboxHost(RecordingHost):
    """A host whose saves are those of the real inbox; `refuse` of them fail."""

    inbox: Inbox | None = None
    in_save: Callable[[], None] = lambda: None

    async def save(self, updates: Any, also: Callable[[Tx], None] | None = None) -> list[bool]:
        if self.refuse:
            self.refuse -= 1
            raise OSError("no space left on the disk")
        assert self.inbox is not None
        self.in_save()
        new = await self.inbox.save("discord", updates, also)
        self.saved += [update for update, is_new in zip(updates, new, strict=True) if is_new]
        return new


@dataclass
class Line:
    """One process that reads a shard; `kill` it and make another on the same database."""

    discord: DiscordServer
    bot: Bot
    ann: Person
    channel: Channel
    store: Store
    host: InboxHost
    rest: Rest
    runner: ShardRunner
    answering: Interactions
    sender: MessageSender
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        """The content of the messages that were saved, in their order."""
        bodies = [json.loads(update.body) for update in self.host.saved]
        return [body["d"]["content"] for body in bodies if body["t"] == "MESSAGE_CREATE"]

    @property
    def interactions(self) -> list[RawUpdate]:
        """The interactions that were saved."""
        return [update for update in self.host.saved if '"t":"INTERACTION_CREATE"' in update.body]

    async def post(self, call: PostCall, channel: Channel | None = None) -> Outcome:
        """Post in a channel."""
        place = channel or self.channel
        assert place.guild is not None
        return await self.sender.post(Conversation("discord", place.guild.id, place.id), call)

    async def posted(self, call: PostCall) -> str:
        """Post what must be delivered; its handle."""
        outcome = await self.post(call)
        assert isinstance(outcome, Delivered), outcome
        return outcome.handle

    async def ready(self) -> None:
        """Wait until there is a session, and it is saved."""
        await self.discord.gateway.connected()
        await self.until(lambda: self.runner.receiver.saved_seq, "the session is saved")

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until a condition is met."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():  # noqa: ASYNC110 - conditions of many kinds
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"timed out: {what}\n{self.discord.transcript()[-4000:]}") from None


@asynccontextmanager
async def process(
    discord: DiscordServer,
    bot: Bot,
    ann: Person,
    channel: Channel,
    store: Store,
    *,
    shard: tuple[int, int] = (0, 1),
    owner: str = "",
) -> AsyncIterator[Line]:
    """A process that reads one shard (number, of how many); `owner` is its name if it reads several."""
    clock = SystemClock()
    inbox = Inbox(store)
    host = InboxHost(clock, store, inbox=inbox)
    connections = Connections()
    rest = Rest(connections, discord.api_url, bot.token, clock, host.alert)
    identity = Identity(bot.id, bot.application_id)
    late = LateWords(rest, host, "en")
    interactions = Interactions(rest, host, NoInstantAnswers(), late.say)
    intents = Intents(INTENTS, bot.privileged & INTENT_CONTENT)
    session = ShardSession(store, bot.id, *shard, owner or f"process {id(host)}", lambda: intents.all)
    receiver = EventReceiver(host, session, interactions, lambda identity: None)

    async def ask() -> GatewayInfo:
        return gateway_of(await rest.call(routes.GATEWAY))[0]

    missed = MissedMessages(rest, host, session)
    runner = ShardRunner(
        host,
        connections,
        bot.token,
        intents,
        session,
        receiver,
        ask,
        lambda: identity,
        bot.id,
        missed,
        Backoff(0.01, 0.05),
    )
    sender = MessageSender(rest, host, interactions, Answers(rest, host, interactions))
    line = Line(discord, bot, ann, channel, store, host, rest, runner, interactions, sender)
    try:
        async with asyncio.TaskGroup() as tasks:
            interactions.bind(tasks)
            line.tasks = [tasks.create_task(inbox.run()), tasks.create_task(runner.run())]
            await rest.call(routes.replace_commands(bot.application_id), json=COMMANDS)
            yield line
            for task in line.tasks:
                task.cancel()
    finally:
        await connections.close()


COMMANDS = [
    {
        "name": "imagine",
        "description": "Paint",
        "type": 1,
        "options": [{"name": "prompt", "description": "What", "type": 3, "required": True}],
    },
    {"name": "quota", "description": "What is left", "type": 1},
]


@asynccontextmanager
async def emulated(
    folder: Path, url: str = "", **about: Any
) -> AsyncIterator[tuple[DiscordServer, Bot, Person, Channel, Store]]:
    """An emulated Discord with a bot that may read messages, a person, a channel, and an empty database: that of `url`, or a
    file in `folder`."""
    async with DiscordServer(**about) as discord:
        discord.settings.identify_every_s = 0.0
        bot = discord.add_bot(privileged=Privileged.CONTENT)
        ann = discord.add_person("Ann")
        channel = discord.channel(discord.guild("Painters", [ann, bot]))
        store = await open_store(url or sqlite_url(folder / "x.db"), SystemClock())
        await tables.attach(store)
        try:
            yield discord, bot, ann, channel, store
            assert discord.violations == [], discord.transcript()
        finally:
            with contextlib.suppress(Exception):
                await store.close()
