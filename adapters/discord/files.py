"""A file that is uploaded with a message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """An attachment with its bytes. `description` is the alternative text; `is_spoiler`: covered until it is clicked."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"
    description: str = ""
    is_spoiler: bool = False
