"""Tables of a TOML file as pydantic models. What is wrong with a file is one line: file, table, key, mistake, what is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.settings import SettingsError, read_toml

_T = TypeVar("_T")

Items = Annotated[tuple[_T, ...], Field(strict=False)]
"""An array. TOML arrays are read as lists, which a strict tuple would refuse; the items are strict all the same."""

NAME_KEYS: Final = ("name", "words")
"""The keys by which a message names a table of an array."""
MAX_SHOWN_CHARS: Final = 60


class Table(BaseModel):
    """A table. Nothing is converted to another type, and a key that is not a field is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True)


_Table = TypeVar("_Table", bound=Table)


def read_tables(path: Path, schema: type[_Table]) -> _Table:
    """Read a TOML file. Raises SettingsError."""
    return check_table(read_toml(path), schema, str(path))


def check_table(data: object, schema: type[_Table], place: str) -> _Table:
    """`data` as `schema`. Raises SettingsError that begins with `place`."""
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ": ".join([place, *_names(data, first["loc"])])
        raise SettingsError(f"{where}: {_message(first, schema)}".replace("\n", " ")) from None


def _names(data: Any, loc: Sequence[str | int]) -> list[str]:
    """The path of a mistake as the operator knows it: tables of an array by name, plain items not at all."""
    names: list[str] = []
    for part in loc:
        if isinstance(part, str):
            names.append(part)
            data = data.get(part)
        else:
            data = data[part]
            if isinstance(data, Mapping):
                names[-1] = _name(data) or f"{names[-1]} {part + 1}"
    return names


def _name(table: Mapping[str, Any]) -> str:
    for key in NAME_KEYS:
        value = table.get(key)
        first = value[0] if isinstance(value, list) and value else value
        if first and isinstance(first, str):
            return first
    return ""


def _message(error: Any, schema: type[BaseModel]) -> str:
    kind, value = error["type"], repr(error["input"])
    if len(value) > MAX_SHOWN_CHARS:
        value = f"{value[:MAX_SHOWN_CHARS]}…"
    if kind == "missing":
        return "is missing"
    if kind in {"too_short", "string_too_short"}:
        return "is empty"
    if kind == "extra_forbidden":
        return f"is not a known key; known: {', '.join(_known_keys(schema, error['loc'][:-1]))}"
    if kind == "tuple_type":
        return f"{value} should be a list"
    if kind == "model_type":
        return f"{value} should be a table"
    message: str = error["msg"].removeprefix("Value error, ")
    return message.replace("Input should be", f"{value} should be")


def _known_keys(schema: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys of the table at a place within a schema."""
    for part in loc:
        if isinstance(part, str):
            schema = _schemas_in(schema.model_fields[part].annotation)[0]
    return [field.alias or name for name, field in schema.model_fields.items()]


def _schemas_in(annotation: Any) -> list[type[BaseModel]]:
    """The schemas that an annotation is made of, such as `tuple[Model, ...]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [schema for part in get_args(annotation) for schema in _schemas_in(part)]
