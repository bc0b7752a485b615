"""The reference of the settings: every one, with its name in the environment and its default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.settings import ENVIRONMENT, Account, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Names and defaults of all settings."""
    for name, field in model.model_fields.items():
        default = field.get_default()
        if isinstance(default, BaseModel):
            yield from settings(type(default), f"{prefix}{name}.")
        else:
            yield prefix + name, default


def toml(value: Any) -> str:
    """A default as it would be written in the file; `none` for a secret that is not set."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case int() | float() | Decimal():
            return str(value)
        case dict():
            return "{" + ", ".join(f"{name} = {item}" for name, item in value.items()) + "}"
        case tuple() | frozenset():
            return "[" + ", ".join(f'"{item}"' for item in value) + "]"
    return f'"{value}"'


def test_configuration__every_setting_with_its_environment_and_default() -> None:
    environment = {".".join(place): name for name, place in ENVIRONMENT.items()}
    rows = re.findall(r"^\| `([\w.]+)` \| (?:`([A-Z_]+)` )?\| `([^`]*)` \| (.+) \|$", PAGE, re.MULTILINE)
    shown = [(name, env, default) for name, env, default, _ in rows]
    assert shown == [(name, environment.get(name, ""), toml(default)) for name, default in settings(Settings)]


def test_configuration__every_key_of_an_account() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^`]*)` )?\| (?!`)(.+) \|$", PAGE, re.MULTILINE)
    fields = Account.model_fields.items()
    assert [(name, default) for name, default, _ in rows] == [
        (name, "" if field.is_required() else toml(field.get_default())) for name, field in fields
    ]
