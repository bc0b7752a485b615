"""What all sections of the settings are made with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from config.mistakes import Mistake

# Before the first model is built, pydantic would look through all installed packages for plugins of its own, which takes 30 ms.
# We have none, and want none that somebody else's package brings.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# Far beyond anything meant, and well within what a database keeps in an integer and a clock can add.
MOST_COUNT: Final = 1_000_000_000
MOST_S: Final = 30 * 24 * 3600
MOST_DAYS: Final = 36_500
MOST_YUAN: Final = 1_000_000
MOST_AT_ONCE: Final = 1_000


class Section(BaseModel):
    """A table of the config file."""

    # The whole settings are built with what is in them; a section of its own only when it is used, which saves 2 MB.
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False, defer_build=True
    )

    def leaves(self, above: str = "") -> Iterator[Leaf]:
        """Every setting in it and in its tables, in their order. `above`: the dotted name of this one, with its dot."""
        for field in type(self).model_fields:
            value, name = getattr(self, field), f"{above}{field}"
            if isinstance(value, Section):
                yield from value.leaves(f"{name}.")
            elif isinstance(value, tuple) and value and isinstance(value[0], Section):
                for each in value:
                    yield from each.leaves(f"{name}.{each.name}.")
            else:
                yield Leaf(name, value, field not in self.model_fields_set)


class Leaf(NamedTuple):
    """A setting by its dotted name; `has_default`: nobody has set it."""

    name: str
    value: Any
    has_default: bool

    @property
    def secrets(self) -> list[str]:
        """The values that nobody may read; empty where it is no secret, or not set."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return [each.get_secret_value() for each in values if isinstance(each, SecretStr)]


def address(value: str, example: str) -> str:
    """`value` if a server can be called by it; raises Mistake otherwise. (So does urlsplit: for ports, for brackets.)"""
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not value.isprintable() or " " in value:
        raise Mistake("settings-address", example=example)
    return value


def is_day(value: str) -> bool:
    """Whether this is a day as we write it; Python reads others (20261231, 2026-W53-4) as well."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
