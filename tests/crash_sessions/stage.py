"""What a platform must offer to people who play; one file a platform beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.sessions.model import Session
from tests.crash_sessions.database import Database

PEOPLE = ("Ann", "Bob", "Cat", "Dan", "Eve")
THEME = "autumn in the city"
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Standing:
    """One message of the bot as it stands in the chat. `handle` is what the bot knows it by; `files` are files that are no
    pictures, their bytes as a person who opens them has them."""

    handle: str
    text: str
    pictures: tuple[bytes, ...] = ()
    files: tuple[bytes, ...] = ()


class Stage(Protocol):
    """People in one group or room. They speak and press whether or not the bot lives."""

    name: str
    edits: bool
    """Whether a message of the bot can change."""

    def config(self) -> str:
        """The platform's part of shenbi.toml."""

    def down(self) -> None:
        """The bot is about to die, or has died."""

    async def up(self) -> None:
        """The bot was started: wait for what a person would wait for."""

    async def say(self, person: str, text: str, image: bytes = b"") -> None:
        """Say a command in the group."""

    async def vote(self, person: str, number: int, session: Session, database: Database) -> None:
        """Vote, by a button where the platform has them."""

    async def visible(self, database: Database) -> list[Standing]:
        """What the bot has written and what stands there now, oldest first."""

    def handles(self, database: Database) -> frozenset[str]:
        """The handles of all messages that the bot knows to be its own."""

    def complaints(self) -> list[str]:
        """What the platform found wrong with what the bot did."""
