"""Typed access to what Discord sends."""

from __future__ import annotations

from typing import ClassVar

from adapters.discord.identity import is_id
from bot.runtime import json_object


class DiscordObject(json_object.JsonObject):
    """See `bot.runtime.json_object`."""

    __slots__ = ()
    number_bits: ClassVar[int] = 53
    text_limit: ClassVar[int] = 20_000  # Messages have 4,000 characters at most.

    def id(self, name: str) -> str:
        """A required snowflake. Raises ValueError if it is absent or none."""
        if not (value := self.id_or_empty(name)):
            raise ValueError(f"there is no {name}")
        return value

    def id_or_empty(self, name: str) -> str:
        """A snowflake; empty if absent. Raises ValueError for anything else."""
        value = self.text(name)
        if value and not is_id(value):
            raise ValueError(f"{name} is no id")
        return value

    def bits(self, name: str) -> int:
        """A set of permissions: a number in text; 0 if absent."""
        value = self.text(name)
        if value and not (value.isascii() and value.isdecimal() and len(value) <= 40):
            raise ValueError(f"{name} is no set of permissions")
        return int(value or 0)
