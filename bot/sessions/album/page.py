"""The album as a web page in one file: pictures, style and words are all inside it, and nothing in it runs.

Text that people wrote is escaped and has an element with its own direction, so that no name can reverse or break its line. The
page's content security policy forbids loading anything.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.media.sheets.jpeg import decode_scaled, encode_jpeg, image_size
from bot.media.typography.bidi import is_right_to_left
from bot.runtime.templates import template_environment
from bot.sessions.album.content import Album, AlbumPicture, AlbumRound

LARGE_PX, SMALL_PX = 1200, 240
PICTURE_PX = ((20, 1000), (48, 760), (90, 600))
"""The longer side, by the number of pictures up to which it holds: the page must not exceed a platform's file size limit."""
MIN_PX = 480
MAX_ASPECT = 4 / 3
"""The largest height / width of the frames in a round."""
_TEMPLATE = template_environment("bot.sessions.album").get_template("page.html")


@dataclass(frozen=True, slots=True)
class _PageImage:
    """A picture for the page: its JPEG file in base64, and its size."""

    base64: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _FramedPicture:
    """A picture of a round; `image` is None if its file is gone, `share` is how much of the frame's width it takes."""

    content: AlbumPicture
    image: _PageImage | None
    direction: str
    share: float


@dataclass(frozen=True, slots=True)
class _PageRound:
    """A round: the class of its grid, and the aspect ratio of all its frames."""

    content: AlbumRound
    pictures: Sequence[_FramedPicture]
    columns: str
    ratio: float


def render_page(album: Album, pictures: Mapping[str, bytes]) -> bytes:
    """The page as UTF-8; `pictures` are the bytes by key. Blocks: decodes and shrinks the pictures; call it in a thread."""
    count = len(album.pictures())
    edge = next((edge for most, edge in PICTURE_PX if count <= most), MIN_PX)
    pieces = _TEMPLATE.generate(
        album=album,
        final=_scaled(pictures, album.final, LARGE_PX),
        steps=[(step, _scaled(pictures, step.key, SMALL_PX), _direction(step.idea)) for step in album.path],
        rounds=[_page_round(each, pictures, edge) for each in album.rounds],
    )
    # In pieces, because to encode the whole page at once would hold the GIL, and so the event loop, too long.
    return b"".join(piece.encode("utf-8", "replace") for piece in pieces)


def _page_round(content: AlbumRound, pictures: Mapping[str, bytes], edge: int) -> _PageRound:
    # A missing picture is replaced by a square.
    sizes = [image_size(pictures.get(picture.key, b"")) or (1, 1) for picture in content.pictures]
    ratio = _ratio(sizes)
    framed = [
        _FramedPicture(
            picture, _scaled(pictures, picture.key, edge), _direction(picture.idea), min(1.0, wide / high / ratio)
        )
        for picture, (wide, high) in zip(content.pictures, sizes, strict=True)
    ]
    columns = {1: "one", 2: "two", 3: "three", 5: "three", 6: "three", 9: "three"}.get(len(framed), "four")
    return _PageRound(content, framed, columns, ratio)


def _scaled(pictures: Mapping[str, bytes], key: str, edge: int) -> _PageImage | None:
    """The picture, scaled to a longer side of `edge` pixels; None if it no longer exists."""
    image = decode_scaled(pictures.get(key, b""), (edge, edge))
    if image is None:
        return None
    data = base64.b64encode(encode_jpeg(image, quality=84).data).decode()
    return _PageImage(data, image.width, image.height)


def _direction(text: str) -> str:
    """The direction of a whole caption: that of its idea."""
    return "rtl" if is_right_to_left(text) else "ltr"


def _ratio(sizes: Sequence[tuple[int, int]]) -> float:
    """Aspect ratio of the frames of a round: that of its highest picture, but upright only if all pictures are."""
    ratios = [wide / high for wide, high in sizes] or [1.0]
    return max(1 / MAX_ASPECT, max(ratios)) if max(ratios) < 1 else max(1.0, min(ratios))
