"""Valid one-colour PNGs, made in microseconds without the painter, each with different bytes."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=64)
def _frame(width: int, height: int, cut_out: bool) -> tuple[bytes, bytes]:
    """The header and the pixels (1 bit each) that canned pictures of one size share: all 0, or with a rectangle of 1 in the
    middle."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0))
    row_bytes = (width + 7) // 8
    empty = bytes(1 + row_bytes)
    if not cut_out:
        return header, _chunk(b"IDAT", zlib.compress(empty * height, 6))
    side, top = row_bytes // 4, height // 4
    full = bytes(1 + side) + b"\xff" * (row_bytes - 2 * side) + bytes(side)
    return header, _chunk(b"IDAT", zlib.compress(empty * top + full * (height - 2 * top) + empty * top, 6))


def canned_png(width: int, height: int, seed: int, note: str, *, cut_out: bool = False) -> bytes:
    """A PNG of this size in one colour chosen by `seed`; `note` (ASCII) is stored in it and makes its bytes unique. `cut_out`:
    the colour is a rectangle on a transparent ground."""
    header, pixels = _frame(width, height, cut_out)
    colour = struct.pack(">I", zlib.crc32(str(seed).encode()))[:3]
    palette = _chunk(b"PLTE", colour + (colour if cut_out else bytes(3)))
    if cut_out:
        palette += _chunk(b"tRNS", b"\x00")
    return (
        _SIGNATURE
        + header
        + _chunk(b"tEXt", b"Comment\0" + note.encode("ascii"))
        + palette
        + pixels
        + _chunk(b"IEND", b"")
    )
