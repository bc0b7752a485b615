"""A fingerprint of how a picture looks: it survives another file format and a smaller size."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_COLUMNS, _ROWS = 16, 16
ALIKE_BITS = 24
"""Two fingerprints (of 256 bits) that differ in at most this many bits can be of the same picture. A JPEG of half the size
differed in 0 to 13
from its picture, another scene in 56 and more, but the same scene with a small boat added only in 8: take the nearest."""


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


def nearest_look(look: str, others: Iterable[str]) -> str | None:
    """The fingerprint of the same picture, if it is among the others. That of a picture in one colour is like no other."""
    if not look.strip("0"):
        return None
    distances = [(_distance(look, other), other) for other in others if other.strip("0")]
    distance, nearest = min(distances, default=(ALIKE_BITS + 1, ""))
    return nearest if distance <= ALIKE_BITS else None


def _distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
