"""Check and normalize images that people send, before anything else uses them.

The result is a plain JPEG or PNG of bounded size: opened by `bot.media` (upright, sRGB, without metadata such as the place),
scaled to what models accept. Blocks: call `normalize_image` through `bot.media.run_in_decode_queue`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

from bot.media import MAX_BYTES, ImageProblem, open_image
from bot.media.limits import MAX_RATIO, MIN_SIDE

STORED_MAX_SIDE = 2048
STORED_MIN_SIDE = 256
"""wanx-v1 takes references of 256 to 4096 pixels a side, at most 10 MB; what is stored fits every model of the catalogue."""
PNG_MAX_PIXELS = 1_500_000
PNG_MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class NormalizedImage:
    """An image that is safe to store; sides are in pixels."""

    data: bytes
    mime: Literal["image/jpeg", "image/png"]
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The file name extension."""
        return "jpg" if self.mime == "image/jpeg" else "png"


def normalize_image(data: bytes) -> NormalizedImage:
    """Check and re-encode one image. Raises ImageProblem, and nothing else, whatever the bytes are."""
    if len(data) > MAX_BYTES:
        raise ImageProblem("image-too-many-bytes", limit=MAX_BYTES // 1_000_000)
    opened = open_image(data, _stored_size)
    image, out = opened.image, io.BytesIO()
    if opened.kind == "PNG" and image.width * image.height <= PNG_MAX_PIXELS:
        image.save(out, "PNG")
        if out.tell() <= PNG_MAX_BYTES:
            return NormalizedImage(out.getvalue(), "image/png", *image.size)
        out = io.BytesIO()
    image.save(out, "JPEG", quality=92, subsampling=0)
    return NormalizedImage(out.getvalue(), "image/jpeg", *image.size)


def _stored_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size that an image is scaled to. Raises ImageProblem for a shape that no model accepts."""
    width, height = size
    longest, shortest = max(size), min(size)
    if shortest < MIN_SIDE:
        raise ImageProblem("image-too-small", limit=MIN_SIDE, width=width, height=height)
    if longest > MAX_RATIO * shortest:
        raise ImageProblem("image-absurd-ratio", limit=int(MAX_RATIO))
    scale = min(1.0, STORED_MAX_SIDE / longest)
    if shortest * scale < STORED_MIN_SIDE:
        scale = STORED_MIN_SIDE / shortest
    if scale == 1.0:
        return size
    return max(STORED_MIN_SIDE, round(width * scale)), max(STORED_MIN_SIDE, round(height * scale))
