"""Photos changed by words: light, colours and weather, and nothing that nobody here can see on them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.painter import Painting, PaintOrder, painted
from studio.painter.change_words import read_wish
from studio.painter.photo_changes import changed_photo, sky_of
from tests.studio.painter.image_metrics import Pixels, encoded

SIDE_PX = 320
HORIZON = SIDE_PX // 2


def photo() -> Pixels:
    """Land of many tones under a smooth sky, with grain."""
    rng = np.random.default_rng(3)
    rgb = np.zeros((SIDE_PX, SIDE_PX, 3), np.float32)
    rgb[:HORIZON] = np.linspace((120, 170, 235), (190, 215, 245), HORIZON)[:, None]
    blocks = rng.uniform(30, 190, (16, 32, 3)) * (0.7, 1.0, 0.6)
    rgb[HORIZON:] = np.repeat(np.repeat(blocks, HORIZON // 16, axis=0), SIDE_PX // 32, axis=1)
    rgb += rng.normal(0, 1.5, rgb.shape)
    return cv2.GaussianBlur(np.clip(rgb, 0, 255).astype(np.uint8), (0, 0), 0.7).astype(np.uint8)


def edited(words: str, mode: str = "edit", *more: bytes) -> Painting:
    order = PaintOrder(words, width=SIDE_PX, height=SIDE_PX, reference=encoded(photo()), ref_mode=mode, more=more)
    return painted(order)


def test_photo__sky_is_found_and_land_is_not() -> None:
    sky = sky_of(photo())
    assert sky is not None
    assert (sky[: HORIZON - 8] > 200).mean() > 0.95
    assert (sky[HORIZON + 8 :] < 40).mean() > 0.95
    assert sky_of(np.full((SIDE_PX, SIDE_PX, 3), 128, np.uint8)) is None


@pytest.mark.parametrize("words", ["make it night", "改成夜晚", "make it darker", "变暗一点"])
def test_photo__gets_darker_and_keeps_its_lines(words: str) -> None:
    after, undone = changed_photo(photo(), read_wish(words), 1)
    assert undone == ()
    assert after.mean() < photo().mean() - 20
    land = [image[HORIZON + 10 :].mean(axis=2).ravel() for image in (photo(), after)]
    assert np.corrcoef(*land)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("words", "channel"), [("make it warmer", 0), ("make it sunset", 0), ("冷色调", 2), ("make the sky purple", 2)]
)
def test_photo__colours_go_where_the_words_say(words: str, channel: int) -> None:
    after, undone = changed_photo(photo(), read_wish(words), 1)
    assert undone == ()
    before_share, share = (float(p[..., channel].sum() / p.astype(np.int64).sum()) for p in (photo(), after))
    assert share > before_share + 0.005


def test_photo__colour_of_the_sky_leaves_the_land() -> None:
    after, _ = changed_photo(photo(), read_wish("make the sky purple"), 1)
    difference = np.abs(after.astype(int) - photo().astype(int)).max(axis=2)
    assert difference[: HORIZON - 10].mean() > 25
    assert difference[HORIZON + 10 :].mean() < 2


@pytest.mark.parametrize("words", ["let it rain", "下雪", "fog", "make it winter", "make it autumn", "黑白"])
def test_photo__weather_and_season_are_seen(words: str) -> None:
    after, undone = changed_photo(photo(), read_wish(words), 1)
    assert undone == ()
    assert np.abs(after.astype(int) - photo().astype(int)).mean() > 3


@pytest.mark.parametrize(
    ("words", "unread"),
    [
        ("add a boat", ("boat",)),
        ("remove the woman", ("woman",)),
        ("把背景换成雪山", ("雪山",)),
        ("make her dress red", ("dress",)),
        ("make it night and add a unicorn", ("unicorn",)),
        ("gibberish qwxz", ("gibberish", "qwxz")),
    ],
)
def test_photo__what_is_on_it_is_not_touched_and_that_is_said(words: str, unread: tuple[str, ...]) -> None:
    after = edited(words)
    assert after.unread == unread
    assert (after.words, after.scene) == ((), "")
    if "night" not in words:
        assert np.abs(after.pixels[: SIDE_PX - 20].astype(int) - photo()[: SIDE_PX - 20].astype(int)).mean() < 1


def test_photo__several_flow_into_each_other_and_places_are_not_claimed() -> None:
    after = edited("put her in this room", "blend", encoded(photo()[::-1]))
    assert after.unread == ("room",)
    assert edited("blend these two", "blend", encoded(photo()[::-1])).unread == ()
