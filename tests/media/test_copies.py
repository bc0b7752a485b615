"""Copies for places that cannot show a picture as it is."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from bot.media import FULL_SIDE, ImageProblem, jpeg_copy, run_in_decode_queue, thumbnail
from bot.media.sheets.jpeg import decode_scaled
from tests.pictures import huge_png, is_chequered


def cut_out(mode: str = "RGBA") -> bytes:
    """A red disk without a background."""
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((100, 50, 300, 250), fill=(200, 0, 0, 255))
    out = io.BytesIO()
    image.convert(mode).save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_jpeg_copy__transparency_becomes_a_chequered_ground(mode: str) -> None:
    copy = jpeg_copy(cut_out(mode), FULL_SIDE, 10_000_000)
    assert (opened(copy).format, opened(copy).size) == ("JPEG", (400, 300))
    assert is_chequered(copy)


def test_jpeg_copy__keeps_to_both_limits() -> None:
    source = huge_png(1024)
    large, small = jpeg_copy(source, FULL_SIDE, 10_000_000), jpeg_copy(source, FULL_SIDE, 600_000)
    assert opened(large).size == opened(small).size == (1024, 1024)
    assert len(small) < len(large)
    assert opened(jpeg_copy(source, 500, 10_000_000)).size == (500, 500)


def test_jpeg_copy__enlarges_nothing_and_leaves_an_opaque_picture_as_it_is() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, "PNG")
    copy = opened(jpeg_copy(out.getvalue(), 2560, 10_000_000))
    assert copy.size == (64, 64)
    assert copy.getcolors() == [(64 * 64, copy.getpixel((0, 0)))]


def test_jpeg_copy__of_what_is_no_picture() -> None:
    with pytest.raises(ImageProblem):
        jpeg_copy(b"no picture", 100, 100)


async def test_jpeg_copy__of_sixteen_megapixels_in_the_decode_queue() -> None:
    copy = await run_in_decode_queue(jpeg_copy, huge_png(), 2560, 10_000_000)
    assert opened(copy).size == (2560, 2560)
    assert len(copy) <= 10_000_000


def test_thumbnail__is_small_and_has_nothing_transparent() -> None:
    small = opened(thumbnail(cut_out(), 200))
    assert (small.mode, small.size) == ("RGB", (200, 150))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_decode_scaled__transparency_becomes_a_chequered_ground(mode: str) -> None:
    image = decode_scaled(cut_out(mode), (400, 400))
    assert image is not None
    assert image.mode == "RGB"
    assert len({image.getpixel((x, 0)) for x in range(100)}) == 2
