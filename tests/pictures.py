"""Pictures that are large or transparent, for tests of what each platform shows and sends of them."""

from __future__ import annotations

import functools
import io
import os

from PIL import Image

COLOURS = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0), "black": (0, 0, 0)}


@functools.cache
def coloured(name: str) -> bytes:
    """A JPEG of one of `COLOURS`, which `colour_of` tells from the others after any number of conversions."""
    out = io.BytesIO()
    Image.new("RGB", (320, 320), name).save(out, "JPEG")
    return out.getvalue()


def colour_of(data: bytes) -> str:
    """Which of `coloured` a picture is."""
    with Image.open(io.BytesIO(data)) as image:
        corner = image.convert("RGB").getpixel((4, 4))
    assert isinstance(corner, tuple)
    return min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(corner, COLOURS[name], strict=True)))


@functools.cache
def huge_png(side: int = 4096) -> bytes:
    """A PNG mostly of noise, which cannot be compressed: with 4096 pixels a side about 30 MB."""
    noise, faint = (Image.frombytes("L", (side, side), os.urandom(side * side)) for _ in range(2))
    out = io.BytesIO()
    plain = Image.new("L", (side, side), 90)
    Image.merge("RGB", (noise, faint.point(lambda value: value & 7), plain)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def megabytes(data: bytes) -> str:
    """The size of a file as people are told it."""
    return f"{len(data) / 1_000_000:.0f} MB"


def is_chequered(data: bytes) -> bool:
    """Whether the corner of a picture shows squares of white and grey (a JPEG blurs their edges)."""
    with Image.open(io.BytesIO(data)) as image:
        counts = image.convert("L").crop((0, 0, image.width // 8, image.height // 8)).histogram()
    return sum(counts[205:224]) > 0.3 * sum(counts) < sum(counts[246:])
