"""Typed access to what Telegram sends."""

from __future__ import annotations

from bot.runtime import json_object


class TelegramObject(json_object.JsonObject):
    """See `bot.runtime.json_object`."""

    __slots__ = ()

    def id(self, name: str) -> int:
        """A required number. Raises ValueError if it is absent or 0."""
        if not (value := self.number(name)):
            raise ValueError(f"there is no {name}")
        return value

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers; empty if absent."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, list):
            raise ValueError(f"{name} is {json_object.kind_of(value)}, not a list of numbers")
        return [TelegramObject({"item": item}).number("item") for item in value or ()]
