"""A fingerprint of how a picture looks: it survives another file format and a smaller size."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_COLUMNS, _ROWS = 16, 16
ALIKE_BITS = 16
"""Fingerprints of 256 bits that differ in at most so many are of the same picture: a JPEG of half the size differs in 0 to 5,
another picture of the same words in 40 or more."""


def look_of(image: Image) -> str:
    """The difference hash of an image, in hex: whether each cell of a coarse grid is lighter than its left neighbour."""
    from PIL import Image as pillow

    flat = image.convert("RGBA")
    white = pillow.new("RGBA", flat.size, (255, 255, 255, 255))
    grey = pillow.alpha_composite(white, flat).convert("L")
    cells = grey.resize((_COLUMNS + 1, _ROWS), pillow.Resampling.BOX).tobytes()
    bits = 0
    for row in range(_ROWS):
        line = cells[row * (_COLUMNS + 1) : (row + 1) * (_COLUMNS + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (right > left)
    return f"{bits:064x}"


def are_alike(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same picture. An empty one, or one of a picture in one colour, is like no other."""
    if not one.strip("0") or not other.strip("0"):
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE_BITS
