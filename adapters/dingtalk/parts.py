"""Lenient accessors for parts of messages and quotes: any input gives a value of the wanted type. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.adapter_api import ImageSource

Json = dict[str, Any]


def text_of(value: object) -> str:
    """A string as it is, an integer as digits, empty for anything else."""
    if isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def object_of(value: object) -> Json:
    """An object, also from a JSON string (sent by some client versions); {} for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def joined_text(parts: Iterable[Json]) -> str:
    """The text of richText parts: `{text}`, `{type: text, text}` or `{msgType: text, content}`. Parts end at line
    breaks and include them, so they are joined without a separator."""
    return "".join(_part_text(part) for part in parts)


def _part_text(part: Json) -> str:
    kind = text_of(part.get("type") or part.get("msgType")) or "text"
    return (text_of(part.get("text")) or text_of(part.get("content"))) if kind == "text" else ""


def pictures_of(parts: Iterable[Json], robot_code: str) -> tuple[ImageSource, ...]:
    """The pictures among parts. `downloadCode` only: the API refuses a `pictureDownloadCode`."""
    codes = (text_of(part.get("downloadCode")) for part in parts)
    return tuple(ImageSource(image_handle(code, robot_code)) for code in codes if code)


def has_lost_picture(parts: Iterable[Any]) -> bool:
    """Whether a part of a richText is a picture without a code to fetch it by."""
    objects = (part for part in parts if isinstance(part, dict))
    return any(
        text_of(part.get("type") or part.get("msgType")) == "picture" and not text_of(part.get("downloadCode"))
        for part in objects
    )


def image_handle(code: str, robot_code: str) -> str:
    """The image handle of a download code; a code is valid only for the robot that received the message."""
    return json.dumps([code, robot_code])


def read_image_handle(handle: str) -> tuple[str, str]:
    """Download code and robot code of a handle. Raises LookupError if it is malformed."""
    try:
        code, robot_code = json.loads(handle)
    except (ValueError, TypeError):
        raise LookupError("not a picture of DingTalk") from None
    return str(code), str(robot_code)


def strings_in(value: Any) -> Iterable[str]:
    """Every `text` in nested objects and lists, in order: the text of a quoted card."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
