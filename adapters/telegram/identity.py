"""Identifiers: the bot, messages, and the handle of a posted message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

ContentKind = Literal["text", "photo", "document"]


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The bot, from getMe. `reads_all`: privacy mode is off; `inline`: inline mode is on."""

    id: int
    username: str
    reads_all: bool = False
    inline: bool = False


@dataclass(frozen=True, slots=True)
class MessageId:
    """A message: ids are unique within a chat only, and a group upgraded to a supergroup starts new ones.

    Written `chat:number`.
    """

    chat_id: int
    number: int

    def __str__(self) -> str:
        return f"{self.chat_id}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The inverse of `str`; None for anything else."""
        chat, _, number = text.partition(":")
        if not (chat.removeprefix("-").isdecimal() and number.isdecimal()):
            return None
        return cls(int(chat), int(number))


@dataclass(frozen=True, slots=True)
class Handle:
    """A posted message and the kind of its content: text and media need different edit calls.

    `key` is the picture's. Written `chat:number:kind:key`.
    """

    message: MessageId
    kind: ContentKind = "text"
    key: str = ""

    def __str__(self) -> str:
        return f"{self.message}:{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str`. Raises ValueError for anything else."""
        parts = text.split(":", 3)
        message = MessageId.parse(":".join(parts[:2]))
        if len(parts) != 4 or message is None:
            raise ValueError(f"not a handle: {text!r}")
        match parts[2]:
            case "text" | "photo" | "document" as kind:
                return cls(message, kind, parts[3])
            case _:
                raise ValueError(f"not a handle: {text!r}")
