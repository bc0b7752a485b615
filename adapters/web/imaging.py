"""What an image is, and a smaller one of it. Everything here blocks: call it in a thread.

Images that people bring are never served as they came: a re-encoded picture carries no place where it was taken, and
cannot be anything else than a picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from adapters.web.limits import IMAGE_PIXELS

_MIME_OF = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "HEIF": "image/heif",
}
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_HEIF_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")
_ORIENTATION = 0x0112
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError)  # what Pillow raises for broken data
SHRUNK_MIME = "image/webp"


class NotAnImage(ValueError):
    """A person is told which kinds of image can be read."""


class TooManyPixels(ValueError):
    """A person is told how many pixels an image may have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Type and size in pixels, as it is looked at (turned upright)."""

    mime: str
    width: int
    height: int


def look(data: bytes) -> Facts:
    """What the header says; nothing is decoded. Raises NotAnImage, TooManyPixels."""
    image = _open(data)
    width, height = image.size
    if _orientation(image) in {5, 6, 7, 8}:  # lies on its side
        width, height = height, width
    return Facts(_MIME_OF[image.format or ""], width, height)


def _orientation(image: Image.Image) -> object:
    exif = Image.Exif()
    try:
        if image.format == "PNG":
            exif.load(image.info.get("exif", b""))  # a PNG's own `getexif` would decode all of it
        else:
            exif = image.getexif()
        return exif.get(_ORIENTATION)
    except _BROKEN:
        return None


def shrink(data: bytes, edge: int) -> bytes:
    """The first frame as WebP, upright, at most `edge` pixels on its longer side, without metadata.

    Raises NotAnImage for one that breaks off or cannot be decoded, TooManyPixels.
    """
    image = _open(data)
    try:
        image.draft("RGB", (edge, edge))  # lets a JPEG decode at a fraction of its size
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        out = io.BytesIO()
        plain.save(out, "WEBP", quality=84, method=2)
    except _BROKEN as error:
        raise NotAnImage(str(error)) from None
    return out.getvalue()


def _open(data: bytes) -> Image.Image:
    if data[4:12] in _HEIF_BRANDS:
        # Imported here: few people send these, and the library costs memory.
        import pillow_heif

        pillow_heif.register_heif_opener()
    readable = _FORMATS + (("HEIF",) if "HEIF" in Image.OPEN else ())
    try:
        image = Image.open(io.BytesIO(data), formats=readable)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(str(error)) from None
    except _BROKEN as error:
        raise NotAnImage(str(error)) from None
    if image.width * image.height > IMAGE_PIXELS:
        raise TooManyPixels(f"{image.width} x {image.height}")
    return image
