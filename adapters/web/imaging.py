"""Smaller ones of images, for the page. Everything here blocks: call it through `bot.media.run_in_decode_queue`.

Images that people bring are never served as they came: a re-encoded picture carries no place where it was taken, and
cannot be anything else than a picture.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image

from bot.media import fit_within, open_image

RESIZED_MIME = "image/webp"
_QUALITY = 84
_METHOD = 2
PLACEHOLDER_SIDE_PX = 8
"""Pixels of a glimpse, each way: 192 bytes, of which the browser makes a blur."""


@dataclass(frozen=True, slots=True)
class ResizedImage:
    """A WebP, and what it was made of: its type, its size upright, in pixels."""

    data: bytes
    mime: str
    width: int
    height: int


def resize(data: bytes, edge: int, *, uploaded: bool) -> ResizedImage:
    """An image, at most `edge` pixels on its longer side, without metadata. One that a person brought (`uploaded`) looks as
    what a model would be sent; a picture of the bot keeps its transparency.

    Raises bot.media.ImageProblem for one that breaks off, cannot be decoded or is too large.
    """
    opened = open_image(data, fit_within(edge), transparency=not uploaded)
    out = io.BytesIO()
    opened.image.save(out, "WEBP", quality=_QUALITY, method=_METHOD)
    return ResizedImage(out.getvalue(), f"image/{opened.kind.lower()}", *opened.size)


def placeholder(data: bytes) -> str:
    """The colours of an image on a grid of GLIMPSE_SIDE by GLIMPSE_SIDE, three bytes each, in base64.

    Raises bot.media.ImageProblem like `shrink`.
    """
    opened = open_image(data, fit_within(PLACEHOLDER_SIDE_PX * 8))
    grid = opened.image.convert("RGB").resize((PLACEHOLDER_SIDE_PX, PLACEHOLDER_SIDE_PX), Image.Resampling.BOX)
    return base64.b64encode(grid.tobytes()).decode()
