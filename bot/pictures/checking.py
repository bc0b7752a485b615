"""Incoming images are checked before anything else touches them.

Whatever a person sends becomes a plain JPEG or PNG of bounded size: first frame, EXIF rotation applied, all metadata
(also where it was taken) removed, scaled into what models accept. The work is Pillow's and blocks: call `clean` in a thread.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from typing import Literal

from PIL import ExifTags, Image, UnidentifiedImageError

MAX_BYTES = 20_000_000
MAX_PIXELS = 64_000_000
"""Decoded, a picture of so many pixels takes 256 MB, and some decoders need it three times over: more is a decompression
bomb, or as bad as one."""
MIN_SIDE = 64
MAX_RATIO = 8.0
KEPT_MAX_SIDE = 2048
KEPT_MIN_SIDE = 256
"""wanx-v1 takes references of 256 to 4096 pixels a side, at most 10 MB; what is kept fits every model of the catalogue."""
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "HEIF", "AVIF")
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"BM", b"II*\0", b"MM\0*", b"GIF8")


_ONE_AT_A_TIME = threading.Lock()
"""32 people may send such a picture at the same moment; and Python's filters of warnings are of the whole process."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What EXIF's orientation asks for."""


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
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Pillow warns of bombs before it decodes; the check below is stricter and answers in words.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_shape(image.size)
                image.seek(0)
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
    kind, turn = image.format, _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    kept = _kept_size(image.size)
    # A large JPEG is decoded smaller at once; what it must be in the end is settled by `resize`.
    image.draft(None, (kept[0] * 2, kept[1] * 2))
    image.load()
    flat = _on_white(image)
    if flat.size != kept:
        flat = flat.resize(kept, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if turn is not None:
        flat = flat.transpose(turn)
    out = io.BytesIO()
    # A fresh file from bare pixels: nothing of the old one's metadata can come along.
    bare = Image.frombytes("RGB", flat.size, flat.tobytes())
    if kind == "PNG" and flat.width * flat.height <= 1_500_000:
        bare.save(out, "PNG")
        if out.tell() <= 5_000_000:
            return CleanImage(out.getvalue(), "image/png", *flat.size)
        out = io.BytesIO()
    bare.save(out, "JPEG", quality=92, subsampling=0)
    return CleanImage(out.getvalue(), "image/jpeg", *flat.size)


def _kept_size(size: tuple[int, int]) -> tuple[int, int]:
    longest, shortest = max(size), min(size)
    scale = min(1.0, KEPT_MAX_SIDE / longest)
    if shortest * scale < KEPT_MIN_SIDE:
        scale = KEPT_MIN_SIDE / shortest
    if scale == 1.0:
        return size
    return max(KEPT_MIN_SIDE, round(size[0] * scale)), max(KEPT_MIN_SIDE, round(size[1] * scale))


def _on_white(image: Image.Image) -> Image.Image:
    """The image in RGB. Some models refuse transparency; on white a drawing looks as it did in the chat."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
        return flat
    return image if image.mode == "RGB" else image.convert("RGB")  # `convert` would copy it: 256 MB more.


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep greys (scans, medical pictures, depth maps) brought to 0..255; Pillow alone makes all above 255 white."""
    wide = image.convert("F")
    highest = float(max(wide.getextrema()))  # type: ignore[arg-type]  # two numbers, as it has one band
    if image.mode.startswith("I;16"):
        top = 65535.0
    elif image.mode == "F" and highest <= 1.0:
        top = 1.0
    else:
        top = max(255.0, highest)
    grey = wide.point(lambda value: value * (255.0 / top)).convert("L")
    grey.info.pop("transparency", None)  # It was a number of the old range.
    return grey


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a result in pixels. Raises ImageProblem if it is not a whole image."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return image.size
    except Exception as error:
        # As in `clean`: any decoder, any damage.
        raise ImageProblem("image-damaged") from error
