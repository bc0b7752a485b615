"""Valid one-colour PNGs, made in microseconds without the painter, each with different bytes."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=64)
def _frame(width: int, height: int) -> tuple[bytes, bytes]:
    """The header and the pixels (1 bit each, all 0) that canned pictures of one size share."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0))
    rows = bytes((1 + (width + 7) // 8) * height)
    return header, _chunk(b"IDAT", zlib.compress(rows, 6))


def canned_png(width: int, height: int, seed: int, note: str) -> bytes:
    """A PNG of this size in one colour chosen by `seed`; `note` (ASCII) is stored in it and makes its bytes unique."""
    header, pixels = _frame(width, height)
    colour = struct.pack(">I", zlib.crc32(str(seed).encode()))[:3]
    palette = _chunk(b"PLTE", colour + bytes(3))
    return (
        _SIGNATURE
        + header
        + _chunk(b"tEXt", b"Comment\0" + note.encode("ascii"))
        + palette
        + pixels
        + _chunk(b"IEND", b"")
    )
