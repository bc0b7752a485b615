"""A fingerprint of how a picture looks: it survives another file format and a smaller size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_COLUMNS, _ROWS = 16, 16
_HASH_DIGITS = _COLUMNS * _ROWS // 4
_COLOUR_CELLS = 8
_LOOK = re.compile(rf"[0-9a-f]{{{_HASH_DIGITS}}}(?:[0-9a-f]{{{_COLOUR_CELLS**2 * 3 * 2}}})?")
ALIKE_BITS = 24
"""Two fingerprints whose 256 bits differ in at most this many can be of the same picture. A JPEG of half the size differed in 0
to 13 from its picture, another scene in 56 and more, but the same scene with a small boat added only in 8: take the nearest, by
the colours, which tell a black cat from a white one."""
ALIKE_COLOURS = 14
"""How far the mean colours of the cells may be apart on average, of 255."""


def look_of(image: Image) -> str:
    """The fingerprint of an image, in hex: its difference hash (whether each cell of a coarse grid is lighter than its left
    neighbour), and the mean colours of a coarser grid."""
    from PIL import Image as pillow

    flat = image
    if image.mode not in ("RGB", "L"):
        flat = image.convert("RGBA")
        flat = pillow.alpha_composite(pillow.new("RGBA", flat.size, (255, 255, 255, 255)), flat)
    cells = flat.convert("L").resize((_COLUMNS + 1, _ROWS), pillow.Resampling.BOX).tobytes()
    bits = 0
    for row in range(_ROWS):
        line = cells[row * (_COLUMNS + 1) : (row + 1) * (_COLUMNS + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (right > left)
    colours = flat.convert("RGB").resize((_COLOUR_CELLS, _COLOUR_CELLS), pillow.Resampling.BOX).tobytes()
    return f"{bits:0{_HASH_DIGITS}x}{colours.hex()}"


def nearest_look(look: str, others: Iterable[str]) -> str | None:
    """The fingerprint of the same picture, if it is among the others. That of a picture in one colour is like no other."""
    distances = [(distance, other) for other in others if (distance := _distance(look, other)) is not None]
    return min(distances)[1] if distances else None


def is_alike(one: str, other: str) -> bool:
    """Whether two fingerprints can be of the same picture."""
    return _distance(one, other) is not None


def _distance(one: str, other: str) -> tuple[float, int] | None:
    """How far two fingerprints are apart, in colours and in bits; None if they are not of the same picture."""
    if not (_LOOK.fullmatch(one) and _LOOK.fullmatch(other)):
        return None
    first, second = int(one[:_HASH_DIGITS], 16), int(other[:_HASH_DIGITS], 16)
    bits = (first ^ second).bit_count()
    if not first or not second or bits > ALIKE_BITS:
        return None
    mine, theirs = bytes.fromhex(one[_HASH_DIGITS:]), bytes.fromhex(other[_HASH_DIGITS:])
    # A fingerprint of an earlier version has no colours.
    apart = sum(abs(a - b) for a, b in zip(mine, theirs, strict=False)) / max(1, min(len(mine), len(theirs)))
    return (apart, bits) if apart <= ALIKE_COLOURS else None
