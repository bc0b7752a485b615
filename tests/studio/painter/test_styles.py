"""The ten styles differ measurably."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from studio.painter import PaintOrder, paint
from studio.painter.brief import read_brief
from studio.painter.paint_order import STYLES
from studio.painter.painter import style_for
from tests.studio.painter.image_metrics import picture, pixels, style_metrics

MANNERS = STYLES[1:]
PROMPTS = ("a sunrise over the sea, boats", "forest and mountains at noon, a house", "a cat in a garden at noon")
SEEDS = range(3, 9)


@pytest.mark.long
def test_styles__any_two_styles_differ_more_than_two_series_of_seeds_of_one() -> None:
    seen = {
        style: np.array(
            [[style_metrics(picture(prompt, style=style, seed=seed)) for prompt in PROMPTS] for seed in SEEDS]
        )
        for style in MANNERS
    }
    scale = np.concatenate([marks.reshape(-1, marks.shape[-1]) for marks in seen.values()]).std(axis=0) + 1e-6
    of_seed = {
        style: float(np.abs((m[::2].mean(axis=(0, 1)) - m[1::2].mean(axis=(0, 1))) / scale).mean())
        for style, m in seen.items()
    }
    for one, other in combinations(MANNERS, 2):
        apart = float(np.abs((seen[one].mean(axis=(0, 1)) - seen[other].mean(axis=(0, 1))) / scale).mean())
        assert apart > max(of_seed[one], of_seed[other]), (one, other, apart, of_seed[one], of_seed[other])


@pytest.mark.parametrize("style", MANNERS)
def test_styles__seeds_differ(style: str) -> None:
    one, other = (picture("mountains and a lake", style=style, seed=seed).astype(int) for seed in (1, 2))
    assert np.abs(one - other).mean() > 6, style


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("水墨山水", "chinese painting"),
        ("a pencil sketch of a horse", "sketch"),
        ("油画 向日葵", "oil painting"),
        ("watercolour of Venice", "watercolor"),
        ("3d cartoon of a panda", "3d cartoon"),
        ("anime girl", "anime"),
        ("portrait of an old man", "portrait"),
        ("扁平插画 城市", "flat illustration"),
        ("the sea", "photography"),
    ],
)
def test_styles__auto_chooses_from_the_words(prompt: str, style: str) -> None:
    assert style_for("auto", read_brief(prompt)) == style
    small = PaintOrder(prompt, width=256, height=256)
    assert paint(small) == paint(replace(small, style=style))


def test_styles__sketch_has_no_colour_and_paper_stays_bare() -> None:
    rgb = picture("red flowers under a blue sky", style="sketch").astype(int)
    assert (rgb.max(axis=2) - rgb.min(axis=2)).mean() < 16
    assert (rgb.min(axis=2) > 225).mean() > 0.15


def test_styles__chinese_painting_bears_a_red_seal() -> None:
    rgb = picture("misty mountains", style="chinese painting").astype(int)
    red = (rgb[..., 0] > 150) & (rgb[..., 1] < 110) & (rgb[..., 2] < 110)
    assert red.sum() > 60


def test_styles__flat_illustration_has_few_colours() -> None:
    def colours(style: str) -> int:
        return len(
            np.unique(
                pixels(paint(PaintOrder("a boat on a lake", style=style, width=256, height=256))).reshape(-1, 3) >> 4,
                axis=0,
            )
        )

    assert colours("flat illustration") < colours("photography") / 2
