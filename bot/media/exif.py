"""Read orientation and the Adobe RGB mark from EXIF, and nothing else: every other field is wrong in some files."""

from __future__ import annotations

import struct
from typing import Literal

_ORIENTATION, _EXIF_IFD, _COLOUR_SPACE, _INTEROPERABILITY, _INDEX = 0x0112, 0x8769, 0xA001, 0xA005, 0x0001
_FIELDS_READ = 512
_WIDTHS: dict[int, str] = {1: "B", 3: "H", 4: "L"}  # BYTE, SHORT, LONG: the types that writers were seen to use
_ADOBE_RGB_SPACE = 2
"""Not in the standard; some cameras write it."""

SWAPS_SIDES = frozenset({5, 6, 7, 8})
"""Orientations that swap width and height."""


def orientation(exif: bytes) -> int:
    """The orientation, from 1 to 8; 1 if the tag is missing or unreadable."""
    try:
        block = _Block(exif)
        value = block.number(block.first, _ORIENTATION)
    except (struct.error, ValueError):
        return 1
    return value if 1 <= value <= 8 else 1


def is_adobe_rgb(exif: bytes) -> bool:
    """Whether the image is marked as Adobe RGB (DCF: interoperability index R03)."""
    try:
        block = _Block(exif)
        photo = block.number(block.first, _EXIF_IFD)
        if not photo:
            return False
        if block.number(photo, _COLOUR_SPACE) == _ADOBE_RGB_SPACE:
            return True
        interoperability = block.number(photo, _INTEROPERABILITY)
        return bool(interoperability) and block.field(interoperability, _INDEX)[4:7] == b"R03"
    except (struct.error, ValueError):
        return False


class _Block:
    """A TIFF header and its directories. Raises ValueError or struct.error if they are malformed or truncated."""

    def __init__(self, exif: bytes) -> None:
        self.data = exif.removeprefix(b"Exif\0\0")
        orders: dict[bytes, Literal["<", ">"]] = {b"II": "<", b"MM": ">"}
        if self.data[:2] not in orders:
            raise ValueError("no byte order")
        self.order = orders[self.data[:2]]
        (self.first,) = struct.unpack_from(self.order + "L", self.data, 4)

    def field(self, directory: int, tag: int) -> bytes:
        """Type (two bytes), count modulo 65536 (two bytes) and the four value bytes of a tag; empty if it is missing."""
        (count,) = struct.unpack_from(self.order + "H", self.data, directory)
        for number in range(min(count, _FIELDS_READ)):
            at = directory + 2 + 12 * number
            found, kind, values = struct.unpack_from(self.order + "HHL", self.data, at)
            if found == tag:
                return struct.pack("<HH", kind, values & 0xFFFF) + self.data[at + 8 : at + 12]
        return b""

    def number(self, directory: int, tag: int) -> int:
        """The value of a tag with one number; 0 if it is missing or of another type."""
        field = self.field(directory, tag)
        kind, values = struct.unpack("<HH", field[:4]) if field else (0, 0)
        if kind not in _WIDTHS or values != 1:
            return 0
        return int(struct.unpack_from(self.order + _WIDTHS[kind], field, 4)[0])
