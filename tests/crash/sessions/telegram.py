"""Five people in a Telegram group, in front of the emulator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.sessions.model import Session
from tests.crash.sessions.database import Database
from tests.crash.sessions.group_chat import PATIENCE_S, PEOPLE, ShownMessage
from tests.emulators.telegram import Chat, FloodLimits, Person, TelegramServer

TOKEN = "123456:an-emulated-token"


class TelegramGroup:
    """See `GroupChat`. Updates wait at Telegram until the app is back."""

    name = "telegram"
    edits = True

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self._bot = server.add_bot(TOKEN)
        self._people: dict[str, Person] = {name: server.add_person(name) for name in PEOPLE}
        self._group: Chat = server.supergroup("painters", [*self._people.values(), self._bot])

    def settings(self) -> dict[str, Any]:
        return {"telegram": {"bot_token": TOKEN, "base_url": self._server.origin}}

    def down(self) -> None:
        return

    async def up(self) -> None:
        return

    async def say(self, person: str, text: str, image: bytes = b"") -> None:
        command, _, rest = text.partition(" ")
        words = f"{command}@{self._bot.username} {rest}"
        if image:
            self._people[person].send_photo(self._group, image, words)
        else:
            self._people[person].say(self._group, words)

    async def vote(self, person: str, number: int, session: Session, database: Database) -> None:
        data = f"vote:{session.id}:{session.current_round.number}:{number}"
        card = await self._group.wait_for(
            lambda messages: next((m for m in messages if any(b.data == data for b in m.buttons)), None),
            PATIENCE_S,
            f"the button {data}",
        )
        assert card is not None
        self._people[person].press(card, data)

    async def visible(self, database: Database) -> list[ShownMessage]:
        return [
            ShownMessage(
                str(message.id),
                message.words,
                (message.photo.bytes,) if message.photo else (),
                (message.document.bytes,) if message.document else (),
            )
            for message in self._group.messages.by(self._bot)
        ]

    def handles(self, database: Database) -> frozenset[str]:
        posts = database.rows("SELECT handle FROM post WHERE handle <> ''")
        # A post of several files is as many messages.
        files = database.rows("SELECT message_id FROM telegram_sent_file")
        return frozenset([*(str(handle).split(":")[1] for (handle,) in posts), *(str(number) for (number,) in files)])

    def complaints(self) -> list[str]:
        return [str(violation) for violation in self._server.violations]


@asynccontextmanager
async def telegram_group() -> AsyncIterator[TelegramGroup]:
    """An emulator of its own, without flood control, which would only prolong the run; the bot keeps its own limits."""
    async with TelegramServer(limits=FloodLimits.off()) as server:
        yield TelegramGroup(server)
