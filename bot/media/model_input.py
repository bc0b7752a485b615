"""Encode a stored image as a model takes it: its formats, its limits of bytes and sides, without transparency where the
model refuses that.

Blocks: call it through `bot.media.run_in_decode_queue`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.media import open_image
from bot.media.errors import ImageProblem
from bot.media.sniffing import sniff

if TYPE_CHECKING:
    from PIL.Image import Image

MIME_TYPES: Final = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}
JPEG_QUALITY: Final = 92


@dataclass(frozen=True, slots=True)
class InputLimits:
    """What a model takes: `formats` in lower case; `alpha`: transparency; sides in pixels."""

    formats: Sequence[str]
    alpha: bool
    max_bytes: int
    min_side: int
    max_side: int


@dataclass(frozen=True, slots=True)
class ModelInput:
    """An encoded image and its type."""

    data: bytes
    mime: str


def encode_for_model(data: bytes, limits: InputLimits) -> ModelInput:
    """The image within `limits`, unchanged where it already is. Raises ImageProblem for what is no image."""
    kind = sniff(data) or ""
    if kind == "JPEG" and len(data) <= limits.max_bytes and _fits(_jpeg_size(data), limits):
        return ModelInput(data, MIME_TYPES[kind])  # A photo, or a reference that we stored: the usual case.
    opened = open_image(data, lambda size: _fitted(size, limits), transparency=limits.alpha)
    image = opened.image
    unchanged = opened.size == image.size and (limits.alpha or not _may_have_alpha(data))
    if unchanged and kind.lower() in limits.formats and kind in MIME_TYPES and len(data) <= limits.max_bytes:
        return ModelInput(data, MIME_TYPES[kind])
    if image.mode == "RGBA":
        out = io.BytesIO()
        image.save(out, "PNG")
        if out.tell() <= limits.max_bytes:
            return ModelInput(out.getvalue(), MIME_TYPES["PNG"])
        image = open_image(data, lambda size: _fitted(size, limits)).image
    return ModelInput(_jpeg(image, limits.max_bytes), MIME_TYPES["JPEG"])


def shrink_jpeg(data: bytes, longest: int) -> ModelInput:
    """The image as a JPEG whose longer side is at most `longest` pixels, on a background where it is transparent."""
    image = open_image(data, lambda size: _scaled(size, min(1.0, longest / max(size)))).image
    return ModelInput(_jpeg(image, len(data)), MIME_TYPES["JPEG"])


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """The sides of a JPEG by its header, without decoding it. Pillow's error is an OSError, which would pass for one of the
    picture store."""
    try:
        with _opened(data) as image:
            return image.size
    except OSError as error:
        raise ImageProblem("image-damaged") from error


def _fits(size: tuple[int, int], limits: InputLimits) -> bool:
    return limits.min_side <= min(size) and max(size) <= limits.max_side


def _fitted(size: tuple[int, int], limits: InputLimits) -> tuple[int, int]:
    if _fits(size, limits):
        return size
    shrink = min(1.0, limits.max_side / max(size))
    return _scaled(size, max(shrink, limits.min_side / min(size)) if min(size) * shrink < limits.min_side else shrink)


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _may_have_alpha(data: bytes) -> bool:
    with _opened(data) as image:
        return image.has_transparency_data


def _opened(data: bytes) -> Image:
    from PIL import Image as pillow  # Imported here: Pillow is loaded with the first picture.

    return pillow.open(io.BytesIO(data))


def _jpeg(image: Image, max_bytes: int) -> bytes:
    for quality in (JPEG_QUALITY, 85, 75, 60):
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=quality)
        if out.tell() <= max_bytes:
            break
    return out.getvalue()
