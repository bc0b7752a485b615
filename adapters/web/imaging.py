"""Resized images for the page. Blocking: call it through `bot.media.run_in_decode_queue`.

Uploaded images are never served as they came: re-encoding removes metadata such as location, and guarantees that the
file is an image.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from bot.media import fit_within, open_image

RESIZED_MIME = "image/webp"
_QUALITY = 84
_METHOD = 2
PLACEHOLDER_SIDE_PX = 8
"""Width and height of a placeholder: 192 bytes, which the browser blurs."""


@dataclass(frozen=True, slots=True)
class ResizedImage:
    """A resized image as WebP, with the source's type and its upright size in pixels."""

    data: bytes
    mime: str
    width: int
    height: int


def resize(data: bytes, edge: int, *, uploaded: bool) -> ResizedImage:
    """Resize to at most `edge` pixels on the longer side, without metadata. An `uploaded` image is flattened as for a
    model; the bot's pictures keep their transparency.

    Raises bot.media.ImageProblem if it is truncated, cannot be decoded or is too large.
    """
    opened = open_image(data, fit_within(edge), transparency=not uploaded)
    out = io.BytesIO()
    opened.image.save(out, "WEBP", quality=_QUALITY, method=_METHOD)
    return ResizedImage(out.getvalue(), f"image/{opened.kind.lower()}", *opened.size)


def placeholder(data: bytes) -> str:
    """A blurred preview: the image scaled to PLACEHOLDER_SIDE_PX squared, RGB bytes in base64.

    Raises bot.media.ImageProblem like `resize`.
    """
    from PIL import Image  # Imported here: Pillow is loaded with the first picture.

    opened = open_image(data, fit_within(PLACEHOLDER_SIDE_PX * 8))
    grid = opened.image.convert("RGB").resize((PLACEHOLDER_SIDE_PX, PLACEHOLDER_SIDE_PX), Image.Resampling.BOX)
    return base64.b64encode(grid.tobytes()).decode()
