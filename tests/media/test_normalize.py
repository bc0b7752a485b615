"""Incoming images: readable ones are normalized, others raise ImageProblem with a text of their own, nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from bot.media import ImageProblem, measure_image, normalize
from bot.media.normalize import normalize_image


def drawn(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_normalize__usual_kinds_are_read(kind: str) -> None:
    found = normalize_image(encoded(drawn(), kind))
    assert (found.width, found.height) == (640, 480)
    assert found.mime in ("image/jpeg", "image/png")
    with Image.open(io.BytesIO(found.data)) as image:
        left, right = image.convert("RGB").getpixel((10, 10)), image.convert("RGB").getpixel((630, 470))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]


def test_normalize__heic_from_a_phone_is_read() -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(drawn()).save(out)
    assert normalize_image(out.getvalue()).width == 640


def test_normalize__only_the_first_frame_counts() -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("green", "red", "red")]
    found = normalize_image(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    with Image.open(io.BytesIO(found.data)) as image:
        pixel = image.convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 100 > pixel[0]


def test_normalize__turned_upright_and_without_a_word_about_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Turn by 90 degrees.
    exif[0x010E] = "my secret garden"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)
    found = normalize_image(encoded(drawn(640, 480), "JPEG", exif=exif, comment=b"my secret garden"))
    assert (found.width, found.height) == (480, 640)
    assert b"secret" not in found.data
    with Image.open(io.BytesIO(found.data)) as image:
        assert not image.getexif()
        assert not image.info.get("comment")


def test_normalize__what_is_transparent_becomes_white() -> None:
    drawing = Image.new("RGBA", (300, 300), (255, 0, 0, 0))
    drawing.paste((200, 0, 0, 255), (100, 100, 200, 200))
    found = normalize_image(encoded(drawing, "PNG"))
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("deep", "kind", "expected"),
    [
        (Image.new("I;16", (300, 300), 0x8000), "PNG", 128),
        (Image.new("I;16", (300, 300), 0x8000), "TIFF", 128),
        (Image.new("I", (300, 300), 200), "TIFF", 200),
        (Image.new("F", (300, 300), 0.5), "TIFF", 128),
        (Image.new("F", (300, 300), 100.0), "TIFF", 100),
        (Image.new("F", (300, 300), -1.0), "TIFF", 0),
    ],
)
def test_normalize__deep_greys_are_no_white_sheet(deep: Image.Image, kind: str, expected: int) -> None:
    found = normalize_image(encoded(deep, kind))
    with Image.open(io.BytesIO(found.data)) as image:
        middle = ImageStat.Stat(image.convert("L")).mean[0]
    assert abs(middle - expected) <= 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_normalize__large_photo_lands_upright_whatever_its_orientation(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    sent = encoded(drawn(4200, 2100), "JPEG", exif=exif)
    with Image.open(io.BytesIO(sent)) as image:
        upright = ImageOps.exif_transpose(image).resize((64, 64))
    found = normalize_image(sent)
    assert (found.width, found.height) == ((1024, 2048) if orientation > 4 else (2048, 1024))
    with Image.open(io.BytesIO(found.data)) as image:
        difference = ImageChops.difference(image.resize((64, 64)), upright)
    assert max(ImageStat.Stat(difference).mean) < 8


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "TIFF", "AVIF"])
def test_normalize__of_a_film_of_any_kind_the_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("green", "red", "red")]
    found = normalize_image(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    with Image.open(io.BytesIO(found.data)) as image:
        pixel = image.convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 100 > pixel[0]


def test_normalize__what_follows_an_image_in_its_file_does_not_come_along() -> None:
    for kind in ("JPEG", "PNG", "GIF"):
        assert b"script" not in normalize_image(encoded(drawn(), kind) + b"<script>alert(1)</script>").data


def test_normalize__scaled_into_what_models_take() -> None:
    large, small = normalize_image(encoded(drawn(5000, 2500), "JPEG")), normalize_image(encoded(drawn(100, 150), "PNG"))
    assert (large.width, large.height) == (2048, 1024)
    assert (small.width, small.height) == (256, 384)


@pytest.mark.parametrize(
    ("data", "problem"),
    [  # Made by the test: each of several processes collects all tests.
        (lambda: b"", "image-empty"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image-not-an-image"),
        (lambda: b"%PDF-1.7", "image-not-an-image"),
        (lambda: b"\xff\xd8\xff" + b"x" * 100, "image-damaged"),
        (lambda: encoded(drawn(), "JPEG")[:2000], "image-damaged"),
        (lambda: encoded(drawn(), "PNG")[:-30], "image-damaged"),
        (lambda: encoded(drawn(40, 40), "PNG"), "image-too-small"),
        (lambda: encoded(drawn(2000, 100), "PNG"), "image-absurd-ratio"),
        (lambda: encoded(Image.new("1", (12000, 9000)), "PNG"), "image-too-large"),
    ],
)
def test_normalize__each_kind_of_trouble_has_its_own_answer(data: Callable[[], bytes], problem: str) -> None:
    with pytest.raises(ImageProblem) as caught:
        normalize_image(data())
    assert caught.value.text_id == problem


def test_normalize__too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalize, "MAX_BYTES", 1000)
    with pytest.raises(ImageProblem) as caught:
        normalize_image(encoded(drawn(), "PNG") + b"\0" * 1000)
    assert caught.value.text_id == "image-too-many-bytes"


SEEDS = [encoded(drawn(300, 300), kind) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")]


@given(st.sampled_from(SEEDS), st.data())
@settings(max_examples=150, deadline=None)
def test_normalize__damage_is_answered_never_raised(seed: bytes, data: st.DataObject) -> None:
    changed = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = normalize_image(bytes(changed[: data.draw(st.integers(1, len(changed)))]))
    except ImageProblem as problem:
        assert problem.text_id.startswith("image-")
    else:
        assert measure_image(found.data) == (found.width, found.height)


def test_measure__png_whose_checksums_are_right_is_measured_without_decoding_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # On its side.
    data = encoded(drawn(300, 200), "PNG", exif=exif)
    assert measure_image(data) == (200, 300)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.media.image_opener._open", None)
        assert measure_image(data) == (200, 300)


@pytest.mark.parametrize("cut", [1, 12, 13, 40, 400])
def test_measure__png_that_lacks_its_end_is_decoded_and_refused_if_pixels_are_missing(cut: int) -> None:
    noise = Image.effect_noise((120, 90), 64)
    whole = encoded(noise, "PNG")
    if cut <= 13:  # Of the end marker and the last checksum.
        assert measure_image(whole[:-cut]) == (120, 90)
    else:
        with pytest.raises(ImageProblem):
            measure_image(whole[:-cut])


def test_measure__png_with_a_changed_byte_is_decoded() -> None:
    whole = bytearray(encoded(Image.effect_noise((120, 90), 64), "PNG"))
    whole[len(whole) // 2] ^= 0xFF
    with pytest.raises(ImageProblem):
        measure_image(bytes(whole))
