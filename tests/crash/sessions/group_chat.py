"""The interface to a platform for the people of a session; beside it one module a platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from bot.sessions.model import Session
from tests.crash.sessions.database import Database

PEOPLE = ("Ann", "Bob", "Cat", "Dan", "Eve")
THEME = "autumn in the city"
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message of the bot as the chat shows it. `handle`: the app's name for it; `files`: files other than pictures, as a
    person who opens them gets them."""

    handle: str
    text: str
    pictures: tuple[bytes, ...] = ()
    files: tuple[bytes, ...] = ()


class GroupChat(Protocol):
    """Five people in one group or room. They write and press whether or not the app runs."""

    name: str
    edits: bool
    """Whether messages of the bot can be edited."""

    def settings(self) -> dict[str, Any]:
        """The platform's sections of shenbi.toml."""

    def down(self) -> None:
        """The app is about to be killed, or was killed."""

    async def up(self) -> None:
        """Wait until an app that was started can be used."""

    async def say(self, person: str, text: str, image: bytes = b"") -> None:
        """Send a command to the group."""

    async def vote(self, person: str, number: int, session: Session, database: Database) -> None:
        """Vote, by a button where the platform has them."""

    async def visible(self, database: Database) -> list[ShownMessage]:
        """The bot's messages that the chat shows now, oldest first."""

    def handles(self, database: Database) -> frozenset[str]:
        """The handles of all messages that the app has recorded as its own."""

    def complaints(self) -> list[str]:
        """Violations of the platform's rules by the bot."""
