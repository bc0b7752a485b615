"""References: repaint and refonly."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.painter import PaintError, PaintOrder, paint
from studio.painter.paint_order import STYLES
from studio.painter.watermark import mark_box
from tests.studio.painter.image_metrics import (
    SIDE_PX,
    Pixels,
    edge_correlation,
    encoded,
    lightness,
    mean_of,
    palette_distance,
    picture,
)

MANNERS = STYLES[1:]


@pytest.fixture(scope="module")
def photo() -> Pixels:
    """Something like a photo: smooth light, hard edges, texture, a little noise."""
    rng = np.random.default_rng(5)
    rgb = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    rgb[:] = np.linspace((120, 170, 220), (224, 208, 180), SIDE_PX).astype(np.uint8)[:, None]
    cv2.rectangle(rgb, (60, 150), (170, 280), (170, 80, 60), -1)
    cv2.fillPoly(rgb, [np.array([(45, 150), (115, 80), (185, 150)], np.int32)], (84, 60, 56))
    cv2.rectangle(rgb, (100, 210), (130, 280), (60, 44, 40), -1)
    cv2.circle(rgb, (245, 190), 46, (50, 110, 60), -1)
    cv2.rectangle(rgb, (238, 220), (252, 290), (88, 64, 44), -1)
    rgb[280:] = (110, 140, 80)
    noise = rng.integers(-9, 10, rgb.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(rgb, (0, 0), 0.8) + noise, 0, 255), np.uint8)


def cut(rgb: Pixels, like: Pixels) -> Pixels:
    return rgb[: like.shape[0]]


@pytest.mark.parametrize("style", MANNERS)
def test_reference__repaint_keeps_more_shapes_the_stronger(photo: Pixels, style: str) -> None:
    def kept(strength: float) -> float:
        rgb = picture("a picture", style=style, reference=encoded(photo), ref_strength=strength, seed=2)
        return edge_correlation(rgb, cut(photo, rgb))

    loose, half, close = kept(0.1), kept(0.5), kept(1.0)
    assert loose < half < close, (style, loose, half, close)
    assert close > 0.45, (style, close)


def test_reference__words_tint_a_repainted_photo(photo: Pixels) -> None:
    def repainted(prompt: str) -> Pixels:
        return picture(prompt, style="photography", reference=encoded(photo), ref_strength=0.6)

    plain = repainted("a picture")
    assert lightness(repainted("night")) < lightness(plain) - 25
    assert lightness(repainted("snow, winter")) > lightness(plain)
    red, before = mean_of(repainted("red")), mean_of(plain)
    assert red[0] / sum(red) > before[0] / sum(before) + 0.02


@pytest.mark.parametrize("style", MANNERS)
def test_reference__refonly_takes_the_palette_and_not_the_shapes(photo: Pixels, style: str) -> None:
    prompt = "mountains and a lake at noon"
    plain = picture(prompt, style=style, seed=2)
    taken = picture(prompt, style=style, seed=2, reference=encoded(photo), ref_mode="refonly", ref_strength=0.9)
    assert palette_distance(taken, photo) < palette_distance(plain, photo) * 0.6
    assert palette_distance(taken, photo) < 28
    assert edge_correlation(taken, cut(photo, taken)) < 0.3


def test_reference__refonly_takes_more_the_stronger(photo: Pixels) -> None:
    def away(strength: float) -> float:
        return palette_distance(
            picture(
                "the sea at night",
                style="oil painting",
                reference=encoded(photo),
                ref_mode="refonly",
                ref_strength=strength,
            ),
            photo,
        )

    assert away(0.9) < away(0.5) < away(0.1)


def test_reference__rough_reference_gives_its_roughness() -> None:
    rng = np.random.default_rng(8)
    smooth = np.full((256, 256, 3), 140, np.uint8)
    rough = np.repeat(np.clip(140 + rng.integers(-14, 15, (256, 256, 1)), 0, 255).astype(np.uint8), 3, axis=2)

    def roughness(reference: Pixels) -> float:
        rgb = picture(
            "the sea", style="flat illustration", reference=encoded(reference), ref_mode="refonly", ref_strength=1.0
        ).astype(int)
        return float(np.abs(rgb[1:] - rgb[:-1]).mean())

    assert roughness(rough) > roughness(smooth) + 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_reference__kinds_of_image(photo: Pixels, kind: str) -> None:
    assert paint(PaintOrder("a picture", width=256, height=256, reference=encoded(photo, kind)))


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "CMYK", "I;16", "F"])
def test_reference__modes_of_image(mode: str) -> None:
    image = (
        Image.new("RGB", (300, 200), (200, 60, 60)).convert(mode)
        if mode != "I;16"
        else Image.new("I;16", (300, 200), 30_000)
    )
    out = io.BytesIO()
    image.save(out, "TIFF")
    assert paint(PaintOrder("a picture", width=256, height=256, reference=out.getvalue()))


def test_reference__photo_lying_on_its_side_is_put_upright() -> None:
    image = Image.new("RGB", (400, 200), (20, 20, 20))
    image.paste((240, 240, 240), (0, 0, 200, 200))
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was turned: rotate by 90 degrees clockwise to see it upright
    out = io.BytesIO()
    image.save(out, "JPEG", exif=turned)
    rgb = picture(
        "a picture", style="photography", width=256, height=512, reference=out.getvalue(), ref_strength=1.0
    ).astype(int)
    assert rgb[:150].mean() > rgb[-150:].mean() + 100


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (64, 64), (2000, 1500)])
def test_reference__any_shape_of_reference(shape: tuple[int, int]) -> None:
    reference = encoded(np.full((*shape, 3), 120, np.uint8))
    for mode in ("repaint", "refonly"):
        assert paint(PaintOrder("the sea", width=256, height=320, reference=reference, ref_mode=mode))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"GIF89a\x01\x00",
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe0" + b"x" * 400,
    ],
)
def test_reference__what_is_not_an_image_is_refused(data: bytes) -> None:
    with pytest.raises(PaintError):
        paint(PaintOrder("a picture", reference=data))


def test_reference__file_that_breaks_off_is_refused(photo: Pixels) -> None:
    with pytest.raises(PaintError):
        paint(PaintOrder("a picture", reference=encoded(photo)[:4000]))


def test_reference__mark_is_outside_what_these_tests_measure() -> None:
    rgb = picture("the sea")
    assert rgb.shape[0] < mark_box(SIDE_PX, SIDE_PX)[1]
