"""Typed access to untrusted JSON: a field of the wrong type is a ValueError."""

from __future__ import annotations

import json
from typing import Any

MAX_NUMBER = 2**63


class JsonObject:
    """A JSON object. A field that is absent reads as an empty value; one of the wrong type raises ValueError."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return self._fields.get(name) is not None

    def text(self, name: str) -> str:
        """A string without NUL and lone surrogates, which no database stores; empty if absent."""
        value = self._fields.get(name, "")
        if not isinstance(value, str):
            raise ValueError(f"{name} is {_kind(value)}, not a string")
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")

    def number(self, name: str) -> int:
        """A whole number of at most 64 bits; 0 if absent."""
        value = self._fields.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= MAX_NUMBER:
            raise ValueError(f"{name} is {_kind(value)}, not a whole number")
        return value

    def id(self, name: str) -> int:
        """A required number. Raises ValueError if it is absent or 0."""
        if not (value := self.number(name)):
            raise ValueError(f"there is no {name}")
        return value

    def flag(self, name: str) -> bool:
        """True or False; False if absent."""
        value = self._fields.get(name, False)
        if not isinstance(value, bool):
            raise ValueError(f"{name} is {_kind(value)}, not true or false")
        return value

    def object(self, name: str) -> JsonObject | None:
        """A nested object; None if absent."""
        value = self._fields.get(name)
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
        value = self._fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ValueError(f"{name} is {_kind(value)}, not a list of objects")
        return [JsonObject(item) for item in value]

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers; empty if absent."""
        value = self._fields.get(name, [])
        if not isinstance(value, list):
            raise ValueError(f"{name} is {_kind(value)}, not a list of numbers")
        return [JsonObject({"item": item}).number("item") for item in value]


def parse(body: str) -> JsonObject:
    """Parse a JSON object. Raises ValueError for anything else."""
    try:
        value = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError(f"an update is {_kind(value)}, not an object")
    return JsonObject(value)


def _kind(value: Any) -> str:
    return "null" if value is None else type(value).__name__
