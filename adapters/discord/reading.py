"""Typed access to untrusted JSON: a field of the wrong type is a ValueError."""

from __future__ import annotations

import json
from typing import Any, Self

from adapters.discord.identity import is_id

MAX_TEXT = 20_000
"""Characters of a field that is read; messages have 4,000 at most."""


class JsonObject:
    """A JSON object. A field that is absent or null reads as an empty value; one of the wrong type raises ValueError."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a JSON object. Raises ValueError for anything else."""
        try:
            value = json.loads(text)
        except RecursionError:
            raise ValueError("nested too deep") from None
        if not isinstance(value, dict):
            raise ValueError(f"{_kind(value)}, not an object")
        return cls(value)

    def __contains__(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def is_null(self, name: str) -> bool:
        """Whether the field is there, and null."""
        return name in self.fields and self.fields[name] is None

    def text(self, name: str) -> str:
        """A string without NUL and lone surrogates, which no database stores; empty if absent."""
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise ValueError(f"{name} is {_kind(value)}, not a string")
        return value[:MAX_TEXT].replace("\0", "").encode("utf-8", "replace").decode("utf-8")

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

    def number(self, name: str) -> int:
        """A whole number of at most 53 bits; 0 if absent."""
        value = self.fields.get(name)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**53:
            raise ValueError(f"{name} is {_kind(value)}, not a whole number")
        return value

    def bits(self, name: str) -> int:
        """A set of permissions: a number in text; 0 if absent."""
        value = self.text(name)
        if value and not (value.isascii() and value.isdecimal() and len(value) <= 40):
            raise ValueError(f"{name} is no set of permissions")
        return int(value or 0)

    def flag(self, name: str) -> bool:
        """True or False; False if absent."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise ValueError(f"{name} is {_kind(value)}, not true or false")
        return bool(value)

    def object(self, name: str) -> JsonObject | None:
        """A nested object; None if absent."""
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise ValueError(f"{name} is {_kind(value)}, not an object")
        return JsonObject(value)

    def require(self, name: str) -> JsonObject:
        """A required nested object. Raises ValueError if it is absent."""
        if (found := self.object(name)) is None:
            raise ValueError(f"there is no {name}")
        return found

    def objects(self, name: str) -> list[JsonObject]:
        """A list of objects; empty if absent."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ValueError(f"{name} is {_kind(value)}, not a list of objects")
        return [JsonObject(item) for item in value]


def _kind(value: Any) -> str:
    return "null" if value is None else type(value).__name__
