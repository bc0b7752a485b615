"""Five people in a channel of a Discord server, in front of the emulator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapters.discord.identity import Handle
from bot.sessions.model import Session
from tests.crash.discord import CALLBACK_WITHIN_S
from tests.crash.sessions.database import Database
from tests.crash.sessions.group_chat import PATIENCE_S, PEOPLE, ShownMessage
from tests.discord.world import DISCORD_TOKEN, discord_options, shown_text
from tests.emulators.discord import DiscordServer, Message


class DiscordGroup:
    """See `GroupChat`. What is written waits at Discord until the app is back; a press fails while it is away, and is repeated
    by its person."""

    name = "discord"
    edits = True

    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self._bot = server.add_bot(DISCORD_TOKEN)
        self._people = {name: server.add_person(name) for name in PEOPLE}
        self._channel = server.channel(server.guild("Painters", [*self._people.values(), self._bot]))

    def settings(self) -> dict[str, Any]:
        return {"discord": discord_options(self._server)}

    def down(self) -> None:
        return

    async def up(self) -> None:
        before = len(self._server.gateway.connections) + len(self._server.gateway.closed)

        def probe() -> bool:
            return any(one.number >= before for one in self._server.gateway.live)

        await self._server.world.changed.wait_until(probe, PATIENCE_S, "a new connection")

    async def say(self, person: str, text: str, image: bytes = b"") -> None:
        who = self._people[person]
        who.say(self._channel, f"{who.mention(self._bot)} {text}", files=[("photo.png", image)] if image else [])

    async def vote(self, person: str, number: int, session: Session, database: Database) -> None:
        data = f"vote:{session.id}:{session.current_round.number}:{number}"

        def has_button(message: Message) -> bool:
            return any(button.custom_id == data for button in message.buttons)

        async with asyncio.timeout(PATIENCE_S):
            while True:
                card = await self._channel.wait_for(has_button, PATIENCE_S, f"the button {data}")
                try:
                    await self._people[person].press(card, data).answered(CALLBACK_WITHIN_S)
                except TimeoutError:
                    continue  # "This interaction failed."
                return

    async def visible(self, database: Database) -> list[ShownMessage]:
        # The word about presses that came too late is no post.
        posts = [one for one in self._channel.by(self._bot) if not str(one.nonce or "").startswith("late-")]
        return [_shown(message) for message in posts if message.seen_by is None]

    def handles(self, database: Database) -> frozenset[str]:
        posts = database.rows("SELECT handle FROM post WHERE handle <> ''")
        return frozenset(Handle.parse(str(handle)).message for (handle,) in posts)

    def complaints(self) -> list[str]:
        return [*map(str, self._server.violations), *map(str, self._server.unguarded)]


def _shown(message: Message) -> ShownMessage:
    pictures = tuple(message.pictures)
    files = tuple(one.data for one in message.attachments if not one.is_picture)
    return ShownMessage(message.id, shown_text(message.content), pictures, files)


@asynccontextmanager
async def discord_group() -> AsyncIterator[DiscordGroup]:
    """An emulator of its own, without limits, which would only prolong the run; the bot keeps its own."""
    async with DiscordServer() as server:
        server.settings.limits_on = False
        server.settings.callback_within_s = CALLBACK_WITHIN_S
        yield DiscordGroup(server)
