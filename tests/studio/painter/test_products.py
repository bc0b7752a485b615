"""Fruits, hair colours, a whale among clouds, and other subjects that many people ask for."""

import numpy as np
import pytest

from studio.painter.brief import read_brief
from studio.painter.scene.fruits import named
from studio.painter.scene.tabletop import DRAWN, is_still_life
from tests.studio.painter.image_metrics import Pixels, picture

SEEDS = (1, 2, 3)


def near(rgb: Pixels, colour: tuple[int, int, int], most: int = 90) -> float:
    """The share of a picture that is about of a colour."""
    return float((np.abs(rgb.astype(int) - colour).sum(axis=2) < most).mean())


@pytest.mark.parametrize(
    "prompt",
    ["a red apple and a green pear", "一个红苹果和一个绿梨", "a red apple beside a green apple", "红苹果和绿苹果"],
)
def test_products__two_fruits_have_two_colours(prompt: str) -> None:
    brief = read_brief(prompt)
    assert [colour for _, colour in named(brief)] == [(204, 34, 40), (58, 150, 78)]
    for seed in SEEDS:
        rgb = picture(prompt, style="flat illustration", seed=seed)
        red = ((rgb[..., 0] > 150) & (rgb[..., 1] < 90) & (rgb[..., 2] < 90)).mean()
        green = ((rgb[..., 1] > 90) & (rgb[..., 0] < 110) & (rgb[..., 2] < 120)).mean()
        assert min(red, green) > 0.01, (prompt, seed, red, green)


def test_products__fruits_are_counted_and_a_bowl_of_them_is_a_bowl() -> None:
    assert len(named(read_brief("two lemons and three cherries"))) == 5
    assert not named(read_brief("a bowl of fruit"))


@pytest.mark.parametrize(
    "prompt", ["a portrait of a woman with red hair", "红发女孩的肖像", "a red-haired girl, portrait"]
)
def test_products__hair_has_the_colour_that_is_said_and_nothing_else_has(prompt: str) -> None:
    brief = read_brief(prompt)
    assert brief.painted == {"hair": (204, 34, 40)}
    assert not brief.colours
    plain = prompt.replace("red ", "").replace("red-haired ", "").replace("红发", "")
    for seed in SEEDS:
        red, before = (
            (rgb[..., 0] > 110) & (rgb[..., 1] < 80) & (rgb[..., 2] < 80)
            for rgb in (picture(words, style="flat illustration", seed=seed) for words in (prompt, plain))
        )
        assert (red & ~before).mean() > 0.03, (prompt, seed)


@pytest.mark.parametrize("prompt", ["a whale swimming in the clouds at noon", "中午，云中的鲸鱼"])
def test_products__whale_among_clouds_is_not_in_a_lake(prompt: str) -> None:
    for seed in SEEDS:
        rgb = picture(prompt, style="photography", seed=seed)
        upper, lower = rgb[: len(rgb) // 2], rgb[int(len(rgb) * 0.7) :]
        assert near(upper, (66, 96, 136), 120) > 0.01, "the whale is above"
        assert lower.min(axis=2).mean() > 120, "below are clouds, which are light, not water"


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a vase of tulips", "vase"),
        ("窗边的花瓶和向日葵", "vase"),
        ("a pizza with basil", "pizza"),
        ("刚出炉的披萨", "pizza"),
        ("white sneakers on a blue background", "sneakers"),
        ("一双红色运动鞋", "sneakers"),
        ("a grand piano", "piano"),
        ("客厅里的钢琴", "piano"),
        ("a bicycle leaning against a wall", "bicycle"),
        ("一辆红色的自行车", "bicycle"),
    ],
)
def test_products__what_many_ask_for_is_painted(prompt: str, name: str) -> None:
    brief = read_brief(prompt)
    assert name in brief.objects
    assert is_still_life(brief)
    assert name in DRAWN
    assert not {"vase", "pizza", "sneakers", "piano", "bicycle"} & set(brief.unknown_words)


def test_products__bicycle_stands_out_of_doors_too() -> None:
    with_it, without = (
        picture(words, style="flat illustration", seed=2) for words in ("海边的自行车，中午", "海边，中午")
    )
    assert float((np.abs(with_it.astype(int) - without).sum(axis=2) > 60).mean()) > 0.02


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("the great wall at sunset", "great wall"),
        ("长城", "长城"),
        ("一架飞机飞过云层", "飞机"),
        ("圣诞老人", "圣诞老人"),
    ],
)
def test_products__what_is_not_known_is_told_whole(prompt: str, told: str) -> None:
    assert read_brief(prompt).unknown_words == (told,)
