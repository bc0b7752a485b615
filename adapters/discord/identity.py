"""Identifiers: the bot, the times in snowflakes, and the handle of a posted message."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Literal, Self, TypeGuard

DISCORD_EPOCH_S = 1_420_070_400.0
"""The first second of 2015, from which snowflakes count milliseconds."""
_TIME_SHIFT = 22

Via = Literal["bot", "token"]
"""By whose rights a message is edited: the bot's, at any age; or the interaction token's, for 15 minutes, where the bot
has none."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot: its user id and the application's. Empty until they are known."""

    user_id: str = ""
    application_id: str = ""

    @classmethod
    def of_token(cls, token: str) -> Self:
        """What the token itself tells: its first part is the bot's user id in base64. For most bots the application has the
        same id; the gateway tells the true one."""
        part = token.partition(".")[0]
        try:
            text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii")
        except (binascii.Error, ValueError):
            return cls()
        return cls(text, text) if is_id(text) else cls()


def is_id(text: object) -> TypeGuard[str]:
    """Whether this is an id of Discord's: a number of at most 20 digits, as text."""
    return isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= 20


def sent_at(snowflake: str) -> float:
    """When the object with this id was made (unix seconds); 0 if it is no id."""
    return (int(snowflake) >> _TIME_SHIFT) / 1000 + DISCORD_EPOCH_S if is_id(snowflake) else 0.0


def snowflake_at(time_s: float) -> str:
    """The least id of objects made at a time (unix seconds)."""
    return str(max(0, int((time_s - DISCORD_EPOCH_S) * 1000)) << _TIME_SHIFT)


@dataclass(frozen=True, slots=True)
class Handle:
    """A posted message, and which attachments show which pictures.

    `attachments` are pairs of an attachment's id and the picture's key: an edit must name those that stay. `interaction`:
    its id, where the message can only be edited by that interaction's token. Written
    `channel/message`, then ` i<interaction>` and ` <attachment>=<key>` for each; keys have no spaces.
    """

    channel: str
    message: str
    attachments: tuple[tuple[str, str], ...] = ()
    interaction: str = ""

    def __str__(self) -> str:
        parts = [f"{self.channel}/{self.message}"]
        if self.interaction:
            parts.append(f"i{self.interaction}")
        return " ".join([*parts, *(f"{id}={key}" for id, key in self.attachments)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str`. Raises ValueError for anything else."""
        place, *parts = text.split(" ")
        channel, _, message = place.partition("/")
        if not (is_id(channel) and is_id(message)):
            raise ValueError(f"not a handle: {text!r}")
        interaction, attachments = "", []
        for part in parts:
            attachment, equals, key = part.partition("=")
            if not equals and part.startswith("i") and is_id(part[1:]):
                interaction = part[1:]
            elif equals and is_id(attachment):
                attachments.append((attachment, key))
            else:
                raise ValueError(f"not a handle: {text!r}")
        return cls(channel, message, tuple(attachments), interaction)
