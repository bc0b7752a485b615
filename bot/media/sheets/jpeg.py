"""Decode pictures for drawing, and encode what was drawn. Blocks: call it in a thread."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from bot.media.copies import chequered

MAX_OPTIMIZED_PX = 250_000


@dataclass(frozen=True, slots=True)
class JpegImage:
    """A JPEG with its size in pixels."""

    data: bytes
    width: int
    height: int


def decode_scaled(data: bytes, within: tuple[int, int], *, grow: bool = False) -> Image.Image | None:
    """A picture as RGB, scaled down to fit into a box (width, height), with `grow` also up, what is transparent on a chequered
    ground; None if its bytes are missing or damaged."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", within)
            image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError):
        return None
    factor = min(within[0] / image.width, within[1] / image.height)
    if factor < 1 or grow:
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return chequered(image)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, read from the header; None if the bytes are missing or no picture."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError):
        return None


def encode_jpeg(image: Image.Image, quality: int = 90) -> JpegImage:
    """A JPEG of an RGB image."""
    out = io.BytesIO()
    # Huffman optimization is one call that holds the interpreter lock: 150 ms for a long album.
    image.save(out, "JPEG", quality=quality, optimize=image.width * image.height <= MAX_OPTIMIZED_PX)
    return JpegImage(out.getvalue(), image.width, image.height)
