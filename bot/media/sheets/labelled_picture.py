"""A picture of a labelled sheet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One cell of a sheet.

    data      None for a picture that no longer exists: a placeholder is drawn
    label     may need Chinese characters
    fallback  drawn instead where the fonts of this machine lack characters of the label
    starred   marked with a star
    """

    data: bytes | None
    label: str
    fallback: str = ""
    starred: bool = False
