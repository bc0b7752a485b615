"""Typed access to untrusted JSON: a field of the wrong type is a ValueError."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Self

KEEP_ALL = 10**9


class JsonObject:
    """A JSON object. A field that is absent or null reads as an empty value; one of the wrong type raises ValueError. An adapter
    adds what its platform's fields are."""

    __slots__ = ("fields",)
    number_bits: ClassVar[int] = 63
    """Whole numbers with more bits are refused."""
    text_limit: ClassVar[int] = KEEP_ALL
    """Characters of a text that are read; the rest is cut off."""

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
            raise ValueError(f"{kind_of(value)}, not an object")
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
            raise ValueError(f"{name} is {kind_of(value)}, not a string")
        return value[: self.text_limit].replace("\0", "").encode("utf-8", "replace").decode("utf-8")

    def number(self, name: str) -> int:
        """A whole number; 0 if absent."""
        value = self.fields.get(name)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**self.number_bits:
            raise ValueError(f"{name} is {kind_of(value)}, not a whole number")
        return value

    def flag(self, name: str) -> bool:
        """True or False; False if absent."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise ValueError(f"{name} is {kind_of(value)}, not true or false")
        return bool(value)

    def object(self, name: str) -> Self | None:
        """A nested object; None if absent."""
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise ValueError(f"{name} is {kind_of(value)}, not an object")
        return type(self)(value)

    def require(self, name: str) -> Self:
        """A required nested object. Raises ValueError if it is absent."""
        if (found := self.object(name)) is None:
            raise ValueError(f"there is no {name}")
        return found

    def objects(self, name: str) -> list[Self]:
        """A list of objects; empty if absent."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ValueError(f"{name} is {kind_of(value)}, not a list of objects")
        return [type(self)(item) for item in value]


def kind_of(value: Any) -> str:
    """What a value is, for an error."""
    return "null" if value is None else type(value).__name__
