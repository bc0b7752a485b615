"""Open an image of any format as every viewer shows it: upright, sRGB, eight bits a channel, without metadata.

Everything here blocks: call it through `bot.media.run_in_decode_queue`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from PIL import Image, JpegImagePlugin

from bot.media import colour, exif, icc_profiles, limits
from bot.media.containers import Container, parse_container
from bot.media.decode_queue import decoding
from bot.media.decoders import HeifSource, PillowSource, Source, open_source
from bot.media.errors import ImageProblem
from bot.media.fitting import Size, fit_within
from bot.media.sniffing import Kind, sniff

T = TypeVar("T")

_BAND_PIXELS = 500_000
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transposition that makes an image of each orientation upright; 1 is upright."""
_NONZERO_SCAN_DATA = b"\x2a\x95" * 2048
"""Entropy-coded data that decodes to coefficients other than zero."""


@dataclass(frozen=True, slots=True)
class OpenedImage:
    """`image` is RGB, or RGBA where transparency was asked for and is there; `size` is the file's own, upright, in pixels."""

    image: Image.Image
    kind: Kind
    size: Size


def open_image(data: bytes, fit: Callable[[Size], Size], *, transparency: bool = False) -> OpenedImage:
    """Open an image in the size that `fit` makes of its own (upright, in pixels); `fit` may raise ImageProblem.

    Of an animation it is the first frame that is not empty. Transparent parts are filled with a background that contrasts
    unless `transparency` is true. Raises ImageProblem, and nothing else, whatever the bytes are.
    """
    return _guarded(data, lambda kind: _open(kind, data, fit, transparency))


def measure_image(data: bytes) -> Size:
    """The upright width and height of an image in pixels. Raises ImageProblem if it cannot be decoded.

    A PNG of which each part has its right checksum is not decoded: it is what its encoder wrote, and decoding one of a megapixel
    takes 25 ms.
    """
    return _guarded(data, lambda kind: _measure(kind, data))


def _guarded(data: bytes, work: Callable[[Kind], T]) -> T:
    if not data:
        raise ImageProblem("image-empty")
    kind = sniff(data)
    if kind is None:
        raise ImageProblem("image-not-an-image")
    # Warning filters are global to the process; the lock keeps other decodes out. Decoders' warnings do not matter here.
    with decoding(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return work(kind)
        except ImageProblem:
            raise
        except Exception as error:
            # struct.error, zlib.error and others: every decoder may raise its own on malformed files.
            raise ImageProblem("image-damaged") from error


def _measure(kind: Kind, data: bytes) -> Size:
    container = parse_container(kind, data)
    if not container.intact:
        return _open(kind, data, fit_within(limits.MIN_SIDE), transparency=True).size
    source = open_source(container)
    return _swap_if(source.size, container.orientation in exif.SWAPS_SIDES)


def _open(kind: Kind, data: bytes, fit: Callable[[Size], Size], transparency: bool) -> OpenedImage:
    container = parse_container(kind, data)
    source = open_source(container)
    orientation, profile = _metadata(container, source)
    swaps_sides = orientation in exif.SWAPS_SIDES
    size = _swap_if(source.size, swaps_sides)
    goal = _swap_if(fit(size), swaps_sides)
    if not container.ended:
        _require_all_pixels(container)
    image = _first_with_content(kind, source, goal)
    if colour.is_invisible(image) and not transparency:
        raise ImageProblem("image-empty")
    if image.size != goal:
        image = image.resize(goal, Image.Resampling.LANCZOS)
    image = colour.to_srgb(image, profile)
    if not transparency:
        image = colour.on_background(image)
    if orientation in _TRANSPOSITIONS:
        image = image.transpose(_TRANSPOSITIONS[orientation])
    image.info = {}  # Encoders would write it into the new file.
    return OpenedImage(image, kind, size)


def _metadata(container: Container, source: Source) -> tuple[int, bytes]:
    """EXIF orientation and ICC profile, from the container or from the decoder."""
    if isinstance(source, HeifSource):
        return 1, bytes(source.info.get("icc_profile") or b"") or _profile_from_nclx(
            source.info.get("nclx_profile") or {}
        )
    assert isinstance(source, PillowSource), "there are two kinds of sources"
    profile = source.image.info.get("icc_profile") or container.profile
    if container.kind == "AVIF":
        return exif.orientation(source.image.info.get("exif") or b""), profile
    return container.orientation, profile


def _profile_from_nclx(code_points: dict[str, int]) -> bytes:
    """The ICC profile for HEIF's code points."""
    numbers = (code_points.get(name, 2) for name in ("color_primaries", "transfer_characteristics"))
    return icc_profiles.from_code_points(*map(int, numbers))


def _swap_if(size: Size, swaps_sides: bool) -> Size:
    return (size[1], size[0]) if swaps_sides else size


def _first_with_content(kind: Kind, source: Source, goal: Size) -> Image.Image:
    """The image reduced to nearly `goal`; of an animation the first frame that is not empty, if there is one."""
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
    """Iterate over the frames within the limits, at least the first."""
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
        except Exception:  # noqa: BLE001  # Whatever a decoder raises for a missing or damaged frame.
            return
        yield


def _reduced(source: Source, goal: Size) -> Image.Image:
    """Box-averaged by a whole factor, in bands, so that copies are made of a small part of the image only."""
    width, height = source.size
    factor = max(1, min(width // goal[0], height // goal[1]))
    rows = max(1, _BAND_PIXELS // width // factor) * factor
    whole: Image.Image | None = None
    mode = ""
    for top in range(0, height, rows):
        band = source.band(top, min(height, top + rows))
        mode = band.mode
        part = colour.averageable(band)
        if factor > 1:
            part = part.reduce(factor)
        if whole is None:
            whole = Image.new(part.mode, (part.width, -(-height // factor)))
        whole.paste(part, (0, top // factor))
    assert whole is not None, "decoders refuse images without rows"
    return colour.eight_bits(whole, mode) if colour.is_deep(mode) else whole


def _require_all_pixels(container: Container) -> None:
    """Refuse a truncated JPEG: appended scan data changes the decoded pixels only if some are missing."""
    filled = container.data[:-2] + _NONZERO_SCAN_DATA + container.data[-2:]
    seen = []
    for data in (container.data, filled):
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
        image.draft(None, (image.width // 8, image.height // 8))
        seen.append(image.tobytes())
    if seen[0] != seen[1]:
        raise ImageProblem("image-damaged")
