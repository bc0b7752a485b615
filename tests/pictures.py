"""Pictures that are large or transparent, for tests of what each platform shows and sends of them."""

from __future__ import annotations

import functools
import io
import os

from PIL import Image


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
