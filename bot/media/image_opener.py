"""Opens an image of any kind: the picture as every viewer shows it, upright, in sRGB, eight bits, without metadata.

Everything here blocks: call it through `bot.media.in_turn`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, JpegImagePlugin

from bot.media import colour, exif, icc_profiles, limits
from bot.media.containers import Container, parse_container
from bot.media.decode_queue import decoding
from bot.media.decoders import HeifSource, PillowSource, Source, open_source
from bot.media.errors import ImageProblem
from bot.media.sniffing import Kind, sniff

Size = tuple[int, int]

_BAND_PIXELS = 500_000
_PADDING = b"\x2a\x95" * 2048
"""Stands for coefficients that differ from zero."""


@dataclass(frozen=True, slots=True)
class OpenedImage:
    """`image` is RGB, or RGBA where transparency was asked for and is there; `size` is the file's own, upright, in pixels."""

    image: Image.Image
    kind: Kind
    size: Size


def fit_within(edge: int) -> Callable[[Size], Size]:
    """A `fit` that makes the longer side at most `edge` pixels and enlarges nothing."""

    def fit(size: Size) -> Size:
        scale = min(1.0, edge / max(size))
        return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

    return fit


def open_image(data: bytes, fit: Callable[[Size], Size], *, transparency: bool = False) -> OpenedImage:
    """Open an image in the size that `fit` makes of its own (upright, in pixels); `fit` may raise ImageProblem.

    Of an animation it is the first frame with something on it. Transparent parts are filled with a ground that contrasts
    unless `transparency` is true. Raises ImageProblem, and nothing else, for whatever the bytes may be.
    """
    if not data:
        raise ImageProblem("image-empty")
    kind = sniff(data)
    if kind is None:
        raise ImageProblem("image-not-an-image")
    # The warnings' filters are of the whole process, like the lock; decoders warn of what does not matter here.
    with decoding(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _open(kind, data, fit, transparency)
        except ImageProblem:
            raise
        except Exception as error:
            # struct.error, zlib.error and the like: decoders are many, and every one is fed what strangers send.
            raise ImageProblem("image-damaged") from error


def measure_image(data: bytes) -> Size:
    """Width and height of a whole image, upright, in pixels. Raises ImageProblem if it cannot be decoded."""
    return open_image(data, fit_within(limits.MIN_SIDE), transparency=True).size


def _open(kind: Kind, data: bytes, fit: Callable[[Size], Size], transparency: bool) -> OpenedImage:
    container = parse_container(kind, data)
    source = open_source(container)
    orientation, profile = _told(container, source)
    lying = orientation in exif.LYING
    size = _turned(source.size, lying)
    goal = _turned(fit(size), lying)
    if not container.ended:
        _require_all_pixels(container)
    image = _first_with_content(kind, source, goal)
    if colour.is_invisible(image) and not transparency:
        raise ImageProblem("image-empty")
    if image.size != goal:
        image = image.resize(goal, Image.Resampling.LANCZOS)
    image = colour.to_srgb(image, profile)
    if not transparency:
        image = colour.on_ground(image)
    if orientation in exif.TURNS:
        image = image.transpose(exif.TURNS[orientation])
    image.info = {}  # Encoders would write what is there into the new file.
    return OpenedImage(image, kind, size)


def _told(container: Container, source: Source) -> tuple[int, bytes]:
    """Orientation and colour profile, from the file's parts or from the decoder that knows them."""
    if isinstance(source, HeifSource):
        return 1, bytes(source.info.get("icc_profile") or b"") or _described(source.info.get("nclx_profile") or {})
    assert isinstance(source, PillowSource), "there are two kinds of sources"
    profile = source.image.info.get("icc_profile") or container.profile
    if container.kind == "AVIF":
        return exif.orientation(source.image.info.get("exif") or b""), profile
    return container.orientation, profile


def _described(code_points: dict[str, int]) -> bytes:
    """The profile of what HEIF says without one."""
    numbers = (code_points.get(name, 2) for name in ("color_primaries", "transfer_characteristics"))
    return icc_profiles.from_code_points(*map(int, numbers))


def _turned(size: Size, lying: bool) -> Size:
    return (size[1], size[0]) if lying else size


def _first_with_content(kind: Kind, source: Source, goal: Size) -> Image.Image:
    """The image, nearly in the size of `goal`; of an animation the first frame that is not empty, if there is one."""
    first = visible = None
    for _ in _frames(kind, source, goal):
        image = _reduced(source, goal)
        if first is None:
            first = image
        if not colour.is_empty(image):
            return image
        if visible is None and not colour.is_invisible(image):
            visible = image
    chosen = visible or first
    assert chosen is not None, "there is always one frame"
    return chosen


def _frames(kind: Kind, source: Source, goal: Size) -> Iterator[None]:
    """Go through the frames that may be looked at; the first comes always."""
    source.draft(goal)
    yield
    if not isinstance(source, PillowSource) or kind not in ("GIF", "WEBP", "PNG", "AVIF"):
        return
    pixels = source.size[0] * source.size[1]
    if pixels > limits.MAX_FRAME_PIXELS:
        return
    for number in range(1, min(limits.MAX_FRAMES_TRIED, limits.MAX_FRAME_PIXELS_TRIED // pixels)):
        try:
            source.image.seek(number)
            source.image.load()
        except Exception:  # noqa: BLE001  # Whatever a decoder raises: a frame that is not there, or is damaged.
            return
        yield


def _reduced(source: Source, goal: Size) -> Image.Image:
    """Averaged over whole blocks of pixels, in bands: what makes a copy of an image does so of a small part of it."""
    width, height = source.size
    factor = max(1, min(width // goal[0], height // goal[1]))
    rows = max(1, _BAND_PIXELS // width // factor) * factor
    whole: Image.Image | None = None
    mode = ""
    for top in range(0, height, rows):
        band = source.band(top, min(height, top + rows))
        mode = band.mode
        part = colour.plain(band)
        if factor > 1:
            part = part.reduce(factor)
        if whole is None:
            whole = Image.new(part.mode, (part.width, -(-height // factor)))
        whole.paste(part, (0, top // factor))
    assert whole is not None, "decoders refuse images without rows"
    return colour.eight_bits(whole, mode) if colour.is_deep(mode) else whole


def _require_all_pixels(container: Container) -> None:
    """A JPEG without an end: whole if what is put where missing pixels would be changes nothing."""
    filled = container.data[:-2] + _PADDING + container.data[-2:]
    seen = []
    for data in (container.data, filled):
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
        image.draft(None, (image.width // 8, image.height // 8))
        seen.append(image.tobytes())
    if seen[0] != seen[1]:
        raise ImageProblem("image-damaged")
