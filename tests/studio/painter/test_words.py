"""Words of the prompt change what they name in the picture."""

from functools import cache

import numpy as np
import pytest

from tests.studio.painter.image_metrics import Pixels, lightness, mean_of, picture

SEEDS = (1, 2, 3)
SIDE_PX = 192


def seen(prompt: str, **order: object) -> list[Pixels]:
    return [picture(prompt, style="photography", width=SIDE_PX, height=SIDE_PX, seed=seed, **order) for seed in SEEDS]


def averaged(prompt: str, **order: object) -> tuple[float, float, float]:
    r, g, b = np.mean([mean_of(rgb) for rgb in seen(prompt, **order)], axis=0)
    return float(r), float(g), float(b)


def bright(prompt: str, **order: object) -> float:
    return float(np.mean([lightness(rgb) for rgb in seen(prompt, **order)]))


@pytest.mark.parametrize(
    ("plain", "named", "channel"),
    [
        ("mountains at noon", "red mountains at noon", 0),
        ("正午的山", "正午的山，红色", 0),
        ("mountains at noon", "green mountains at noon", 1),
        ("a field at sunset", "a field at sunset, blue", 2),
        ("a meadow at noon", "a sunset over a meadow", 0),
        ("hills at noon", "the sea at noon", 2),
    ],
)
def test_painted_words__colours_are_seen(plain: str, named: str, channel: int) -> None:
    before, after = averaged(plain), averaged(named)
    assert after[channel] / sum(after) > before[channel] / sum(before) + 0.008, (before, after)


@pytest.mark.parametrize(
    ("day", "night"),
    [("a village at noon", "a village at night"), ("中午的海", "夜晚的海"), ("a forest, day", "a dark forest")],
)
def test_painted_words__night_is_darker(day: str, night: str) -> None:
    assert bright(night) < bright(day) - 30


@pytest.mark.parametrize(
    ("bare", "white"), [("a forest at noon", "a snowy forest at noon"), ("中午的村庄", "中午的村庄 大雪")]
)
def test_painted_words__snow_is_whiter(bare: str, white: str) -> None:
    def whiteness(prompt: str) -> float:
        return float(np.mean([(rgb.min(axis=2) > 165).mean() for rgb in seen(prompt)]))

    assert whiteness(white) > whiteness(bare) + 0.08


def test_painted_words__roses_are_red_and_sunflowers_yellow() -> None:
    roses, sunflowers = averaged("a field of roses at noon"), averaged("a field of sunflowers at noon")
    assert roses[1] / roses[0] < sunflowers[1] / sunflowers[0] - 0.1


def test_painted_words__one_coloured_thing_does_not_colour_the_world() -> None:
    plain, boat, world = (
        averaged("a boat on the sea at noon"),
        averaged("a red boat on the sea at noon"),
        averaged("a boat on the sea at noon, red"),
    )
    assert 0 < boat[0] - plain[0] < (world[0] - plain[0]) / 2


def test_painted_words__unknown_words_give_a_mood_of_their_own() -> None:
    one, other = averaged("zxqv flonk"), averaged("brumbly snarf")
    picture.cache_clear()
    assert averaged("zxqv flonk") == one
    assert np.abs(np.array(one) - np.array(other)).max() > 8


def test_painted_words__unknown_words_lean_on_a_known_scene() -> None:
    assert averaged("the sea at noon") != averaged("the sea at noon, flonk")


def difference(a: list[Pixels], b: list[Pixels]) -> float:
    return float(np.mean([np.abs(x.astype(int) - y.astype(int)).mean() for x, y in zip(a, b, strict=True)]))


@pytest.mark.parametrize(
    ("prompt", "negative", "without"),
    [
        ("a meadow at noon, a boy", "boy, people", "a meadow at noon"),
        ("海上日落 小船", "小船", "海上日落"),
        ("a cat in the desert at noon", "cats", "the desert at noon"),
    ],
)
def test_painted_words__negative_prompt_removes(prompt: str, negative: str, without: str) -> None:
    removed, kept, never = seen(prompt, negative_prompt=negative), seen(prompt), seen(without)
    assert difference(removed, never) < difference(kept, never)


def test_painted_words__negative_prompt_takes_the_snow_away() -> None:
    assert bright("snowy mountains at noon", negative_prompt="snow, snowy") < bright("snowy mountains at noon") - 4


def test_painted_words__no_in_the_prompt_removes() -> None:
    assert difference(seen("a meadow at noon, no people"), seen("a meadow at noon")) < 1


THINGS = """
    sea lake river mountain forest meadow desert city village room galaxy underwater cat dog fox rabbit bear
    panda tiger owl penguin horse deer sheep cow camel elephant birds crane swan whale butterfly jellyfish
    dragon man girl child couple astronaut robot boat house castle pagoda bridge lighthouse windmill lantern
    fireworks balloon kite tree pine willow palm bamboo maple cactus roses tulips sunflowers lotus lavender
    poppies daisies peonies wheat rain snow fog storm rainbow aurora moon stars
"""


@cache
def _nothing() -> Pixels:
    return picture("at noon", style="flat illustration", width=SIDE_PX, height=SIDE_PX, seed=4)


@pytest.mark.parametrize("word", THINGS.split())
def test_painted_words__every_thing_can_be_painted_and_is_seen(word: str) -> None:
    plain = _nothing()
    assert (
        np.abs(
            picture(f"{word} at noon", style="flat illustration", width=SIDE_PX, height=SIDE_PX, seed=4).astype(int)
            - plain.astype(int)
        ).mean()
        > 0.2
    )
