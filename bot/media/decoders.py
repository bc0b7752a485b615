"""Decoders by format. Pixels are read in bands, so that no image is in memory twice."""

from __future__ import annotations

import ctypes
import functools
import io
import logging
from collections.abc import Callable
from typing import Any, Protocol

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    _imaging,
)

from bot.media import limits
from bot.media.containers import Container
from bot.media.errors import ImageProblem
from bot.media.sniffing import Kind

_PILLOW: dict[Kind, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    # Called directly: `Image.open` tries all formats, and warns of sizes for which we have our own limits.
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
}
_REDUCED_PAGE = 1
"""TIFF's NewSubfileType of a page that is a smaller version of another one."""
_PAGES_TRIED = 8


class Source(Protocol):
    """An open image. `size` in pixels as stored, before orientation is applied."""

    size: tuple[int, int]

    def draft(self, size: tuple[int, int]) -> None:
        """Decode at a reduced size where the format can, but not smaller than `size`."""

    def band(self, top: int, bottom: int) -> Image.Image:
        """The rows from `top` to `bottom`, in the stored mode."""


class PillowSource:
    """An image that Pillow decodes."""

    def __init__(self, image: ImageFile.ImageFile) -> None:
        self.image = image
        self.size = image.size

    def draft(self, size: tuple[int, int]) -> None:
        self.image.draft(None, size)
        self.size = self.image.size
        self.image.load()
        self.size = self.image.size  # Loading a TIFF applies its orientation.

    def band(self, top: int, bottom: int) -> Image.Image:
        if (top, bottom) == (0, self.size[1]):
            return self.image
        return self.image.crop((0, top, self.size[0], bottom))


class HeifSource:
    """The primary image of a HEIF file, read band by band from libheif's memory; libheif applies the orientation."""

    def __init__(self, data: bytes) -> None:
        import pillow_heif  # Imported here: HEIF is rare, and the library takes memory.

        file = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        self._primary = file[file.primary_index]
        self.size: tuple[int, int] = self._primary.size
        self.info: dict[str, Any] = self._primary.info
        self._pixels = memoryview(b"")

    def draft(self, size: tuple[int, int]) -> None:
        self._pixels = memoryview(self._primary.data)
        self.size = self._primary.size

    def band(self, top: int, bottom: int) -> Image.Image:
        stride, mode = self._primary.stride, self._primary.mode
        rows = bytes(self._pixels[top * stride : bottom * stride])
        return Image.frombuffer(mode, (self.size[0], bottom - top), rows, "raw", mode, stride, 1)


def open_source(container: Container) -> Source:
    """Read the header. Raises ImageProblem for an image too large to decode, and whatever decoders raise."""
    _silence_libraries()
    if container.kind == "HEIF":
        heif = HeifSource(container.data)
        check_size("HEIF", heif.size)
        return heif
    if container.kind == "WEBP" and (canvas := _webp_canvas(container.data)):
        check_size("WEBP", canvas)  # The decoder allocates the canvas when the file is opened.
    image = _PILLOW[container.kind](io.BytesIO(container.data))
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _seek_main_page(image)
    check_size(container.kind, image.size, _extra_bytes(image))
    return PillowSource(image)


def check_size(kind: Kind, size: tuple[int, int], extra_bytes: int = 0) -> None:
    """Raise ImageProblem for an image that takes more memory or time than one decode may."""
    pixels = size[0] * size[1]
    most = limits.MAX_JPEG_PIXELS if kind == "JPEG" else limits.MAX_PIXELS
    if kind in limits.BYTES_PER_PIXEL:
        most = min(most, int(limits.DECODING_BYTES / limits.BYTES_PER_PIXEL[kind]))
    if pixels > most:
        raise ImageProblem("image-too-large", limit=most // 1_000_000)
    if pixels * limits.BYTES_PER_PIXEL.get(kind, 0) + extra_bytes > limits.DECODING_BYTES:
        # This file's encoding takes extra memory: in another one more pixels would fit.
        raise ImageProblem("image-too-large", limit=max(1, most // 2_000_000))


def _extra_bytes(image: ImageFile.ImageFile) -> int:
    """Memory that a decoder needs in addition to the pixels, in bytes."""
    if isinstance(image, JpegImagePlugin.JpegImageFile) and image.info.get("progressive"):
        # All coefficients are kept until the last scan, two bytes each.
        across, down = max(layer[1] for layer in image.layer), max(layer[2] for layer in image.layer)
        share = sum(layer[1] * layer[2] for layer in image.layer) / (across * down)
        return int(2 * share * image.width * image.height)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        samples = _number(tags.get(277), 1) * max(1, _number(tags.get(258), 1) // 8)
        rows = min(_number(tags.get(278), image.height), image.height)
        return image.width * rows * samples
    return 0


def _number(value: object, otherwise: int) -> int:
    """The first value of a TIFF field, whatever its type."""
    if isinstance(value, tuple):
        value = value[0] if value else None
    return int(value) if isinstance(value, int | float) and 0 < value < 2**32 else otherwise


def _seek_main_page(image: TiffImagePlugin.TiffImageFile) -> None:
    """Seek to the first page that is not a reduced version of another one."""
    for page in range(_PAGES_TRIED):
        if not _number(image.tag_v2.get(254), 0) & _REDUCED_PAGE:
            return
        try:
            image.seek(page + 1)
        except EOFError:
            break
    image.seek(0)


def _webp_canvas(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None


@functools.cache
def _silence_libraries() -> None:
    """Keep libtiff's and Pillow's messages about malformed files out of standard error, where the log goes."""
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    library = ctypes.CDLL(_imaging.__file__)
    for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
        # Resolved through Pillow's extension module; absent if that was built without libtiff.
        if handler := getattr(library, name, None):
            handler.argtypes, handler.restype = [ctypes.c_void_p], ctypes.c_void_p
            handler(None)
