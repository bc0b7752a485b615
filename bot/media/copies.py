"""Copies of pictures for places that cannot show them as they are: smaller, as a JPEG, what is transparent on a chequered
ground. Blocks: call it through `bot.media.run_in_decode_queue`.
"""

from __future__ import annotations

import io
import math

from PIL import Image

from bot.media.fitting import fit_within
from bot.media.image_opener import open_image

_QUALITIES = (92, 80, 60)
_SQUARES = 40
"""Squares of the chequered ground along the longer side."""
_MIN_SQUARE_PX = 8
_LIGHT, _DARK = 255, 214


def jpeg_copy(data: bytes, max_side: int, max_bytes: int) -> bytes:
    """A picture as a JPEG of at most `max_side` pixels on its longer side and, if a lower quality achieves it, at most
    `max_bytes`. Raises ImageProblem if it cannot be decoded."""
    image = chequered(open_image(data, fit_within(max_side), transparency=True).image)
    for quality in _QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= max_bytes:
            break
    return out.getvalue()


def thumbnail(data: bytes, max_side: int) -> bytes:
    """A picture as a PNG of at most `max_side` pixels on its longer side, nothing transparent. Raises ImageProblem if it
    cannot be decoded."""
    out = io.BytesIO()
    chequered(open_image(data, fit_within(max_side), transparency=True).image).save(out, "PNG", compress_level=1)
    return out.getvalue()


def chequered(image: Image.Image) -> Image.Image:
    """An RGB or RGBA image as RGB; what is transparent shows a chequered ground, as in image editors."""
    if image.mode != "RGBA":
        return image
    side = max(_MIN_SQUARE_PX, math.ceil(max(image.size) / _SQUARES))
    columns, rows = math.ceil(image.width / side), math.ceil(image.height / side)
    squares = bytes(_DARK if (row + column) % 2 else _LIGHT for row in range(rows) for column in range(columns))
    ground = Image.frombytes("L", (columns, rows), squares)
    ground = ground.resize((columns * side, rows * side), Image.Resampling.NEAREST)
    flat = ground.crop((0, 0, *image.size)).convert("RGB")
    flat.paste(image, mask=image.getchannel("A"))
    return flat
