"""Incoming images are checked before anything else touches them.

Whatever a person sends becomes a plain JPEG or PNG of bounded size: first frame, EXIF rotation applied, all metadata
(also where it was taken) removed, scaled into what models accept. The work is Pillow's and blocks: call `clean` in a thread.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 20_000_000
MAX_PIXELS = 64_000_000
"""Decoded, a picture of so many pixels takes 256 MB: more is a decompression bomb, or as bad as one."""
MIN_SIDE = 64
MAX_RATIO = 8.0
KEPT_MAX_SIDE = 2048
KEPT_MIN_SIDE = 256
"""wanx-v1 takes references of 256 to 4096 pixels a side, at most 10 MB; what is kept fits every model of the catalogue."""
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "HEIF", "AVIF")
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"BM", b"II*\0", b"MM\0*", b"GIF8")


class ImageProblem(ValueError):
    """An image that cannot be used. A person is told the text `text_id` with `arguments`."""

    def __init__(self, text_id: str, **arguments: object) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.arguments = arguments


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image that is safe to keep: `mime` is image/jpeg or image/png, sides are in pixels."""

    data: bytes
    mime: Literal["image/jpeg", "image/png"]
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The file name's ending for its type."""
        return "jpg" if self.mime == "image/jpeg" else "png"


def _register_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()


def clean(data: bytes) -> CleanImage:
    """Check and clean one image. Raises ImageProblem, and nothing else, for whatever the bytes may be."""
    if not data:
        raise ImageProblem("image-empty")
    if len(data) > MAX_BYTES:
        raise ImageProblem("image-too-many-bytes", limit=MAX_BYTES // 1_000_000)
    if not data.startswith(_BEGINNINGS) and data[4:8] != b"ftyp":
        raise ImageProblem("image-not-an-image")
    if data[4:8] == b"ftyp":
        _register_heif()
    with warnings.catch_warnings():
        # Pillow warns of bombs before it decodes; the check below is stricter and answers in words.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_shape(image.size)
                image.seek(0)
                image.load()
                return _rewrite(image)
        except ImageProblem:
            raise
        except UnidentifiedImageError:
            # It begins like an image; a film of a phone begins like its photos do.
            raise ImageProblem("image-not-an-image" if data[4:8] == b"ftyp" else "image-damaged") from None
        except Image.DecompressionBombError:
            raise ImageProblem("image-too-large", limit=MAX_PIXELS // 1_000_000) from None
        except (
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            IndexError,
            KeyError,
            TypeError,
            OverflowError,
            MemoryError,
        ):
            # Pillow's decoders raise all of these for damaged files.
            raise ImageProblem("image-damaged") from None
        except Exception as error:
            # struct.error, zlib.error and the like: decoders are many, and every one is fed what strangers send.
            raise ImageProblem("image-damaged") from error


def _check_shape(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise ImageProblem("image-too-large", limit=MAX_PIXELS // 1_000_000)
    if min(width, height) < MIN_SIDE:
        raise ImageProblem("image-too-small", limit=MIN_SIDE, width=width, height=height)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ImageProblem("image-absurd-ratio", limit=int(MAX_RATIO))


def _rewrite(image: Image.Image) -> CleanImage:
    upright = ImageOps.exif_transpose(image)
    has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    if has_alpha:
        # Some models refuse transparency; on white a drawing looks as it did in the chat.
        layer = upright.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat = upright.convert("RGB")
    longest, shortest = max(flat.size), min(flat.size)
    scale = min(1.0, KEPT_MAX_SIDE / longest)
    if shortest * scale < KEPT_MIN_SIDE:
        scale = KEPT_MIN_SIDE / shortest
    if scale != 1.0:
        width, height = (max(KEPT_MIN_SIDE, round(side * scale)) for side in flat.size)
        flat = flat.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # A fresh file from bare pixels: nothing of the old one's metadata can come along.
    bare = Image.frombytes("RGB", flat.size, flat.tobytes())
    if image.format == "PNG" and flat.width * flat.height <= 1_500_000:
        bare.save(out, "PNG")
        if out.tell() <= 5_000_000:
            return CleanImage(out.getvalue(), "image/png", *flat.size)
        out = io.BytesIO()
    bare.save(out, "JPEG", quality=92, subsampling=0)
    return CleanImage(out.getvalue(), "image/jpeg", *flat.size)


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a result in pixels. Raises ImageProblem if it is not a whole image."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return image.size
    except Exception as error:
        # As in `clean`: any decoder, any damage.
        raise ImageProblem("image-damaged") from error
