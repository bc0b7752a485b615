"""Five people in a DingTalk group, in front of the emulator; without a card template, so everything is text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.sessions.model import Session
from tests.crash.sessions.database import Database
from tests.crash.sessions.group_chat import PATIENCE_S, PEOPLE, ShownMessage
from tests.emulators.dingtalk import ChatMessage, DingTalkServer, Settings

CLIENT_ID, CLIENT_SECRET = "ding-app", "very-secret"
CONNECTIONS = 2
REDELIVER_AFTER_S = 1.5
UNNOTICED_S = 3600.0


class DingTalkGroup:
    """See `GroupChat`."""

    name = "dingtalk"
    edits = False

    def __init__(self, server: DingTalkServer) -> None:
        self._server = server
        self._robot = server.add_app(CLIENT_ID, CLIENT_SECRET)
        self._people = {
            name: server.add_person(name, f"{place:04}", language="en") for place, name in enumerate(PEOPLE)
        }
        self._group = server.group("painters", list(self._people.values()), self._robot)

    def settings(self) -> dict[str, Any]:
        return {
            "dingtalk": {
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "openapi_endpoint": self._server.openapi_endpoint,
                "oapi_endpoint": self._server.oapi_endpoint,
                "monthly_api_calls": 0,
                "monthly_pushes": 0,
            }
        }

    def down(self) -> None:
        # The platform itself loses what is said while no connection is open. But what it pushes on one that it still believes
        # to be open is pushed again until it is acknowledged.
        self._server.settings.notice_death_after_s = UNNOTICED_S

    async def up(self) -> None:
        await self._server.gateway.connected(CONNECTIONS, timeout=PATIENCE_S)
        self._server.settings.notice_death_after_s = 0.0

    async def say(self, person: str, text: str, image: bytes = b"") -> None:
        who = self._people[person]
        if image:
            who.rich_text(self._group, [text, image], at=True)
        else:
            who.say(self._group, text, at=True)

    async def vote(self, person: str, number: int, session: Session, database: Database) -> None:
        await self.say(person, f"vote {number}")

    async def visible(self, database: Database) -> list[ShownMessage]:
        return [
            ShownMessage(
                message.process_query_key,
                "\n".join(filter(None, (message.content.title, message.text))),
                message.pictures,
                _files(message),
            )
            for message in self._group.answers
        ]

    def handles(self, database: Database) -> frozenset[str]:
        return frozenset(str(key) for (key,) in database.rows("SELECT message_key FROM dingtalk_sent"))

    def complaints(self) -> list[str]:
        return [str(violation) for violation in self._server.violations]


def _files(message: ChatMessage) -> tuple[bytes, ...]:
    """A PDF as it is, or the files in the zip that a robot must pack a page into."""
    if not message.content.file_data:
        return ()
    if message.content.file_data.startswith(b"%PDF"):
        return (message.content.file_data,)
    with zipfile.ZipFile(io.BytesIO(message.content.file_data)) as archive:
        return tuple(archive.read(name) for name in archive.namelist())


@asynccontextmanager
async def dingtalk_group() -> AsyncIterator[DingTalkGroup]:
    """An emulator of its own."""
    quick = Settings(
        redeliver_after_s=REDELIVER_AFTER_S, redeliver_times=100, close_after_disconnect_s=1.0, ping_every_s=5.0
    )
    async with DingTalkServer(settings=quick, seed=1) as server:
        yield DingTalkGroup(server)
