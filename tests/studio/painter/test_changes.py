"""Our own scenes changed by words: exactly what the words say, and nothing else."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from studio.painter import Painting, PaintOrder, painted
from studio.painter.painted_scene import PaintedScene, read_carried
from studio.painter.settled import Figure
from tests.studio.painter.image_metrics import Pixels

SIDE_PX = 256
CAT = "a cat by a lake at noon"


@cache
def painting(prompt: str, seed: int = 5) -> Painting:
    return painted(PaintOrder(prompt, width=SIDE_PX, height=SIDE_PX, seed=seed))


@cache
def changed(before: Painting, *requests: str) -> Painting:
    """One change after another, each of the picture that came before. The seed is another one, as it is of a new request."""
    for words in requests:
        order = PaintOrder(words, width=SIDE_PX, height=SIDE_PX, seed=77, reference=before.data, ref_mode="edit")
        before = painted(order)
    return before


def scene(of: Painting) -> PaintedScene:
    there = read_carried(of.scene)
    assert there is not None
    return there


def figures(of: Painting) -> tuple[Figure, ...]:
    settled = scene(of).brief.settled
    assert settled is not None
    return settled.figures


def apart(one: Painting, other: Painting) -> Pixels:
    """Where two paintings differ, without the strip that has the mark."""
    difference = np.abs(one.pixels.astype(int) - other.pixels.astype(int)).max(axis=2)
    return np.asarray(difference[: SIDE_PX - 20] > 24)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("make it night", "a cat, lake, night, photo"),
        ("改成夜晚", "a cat, lake, night, photo"),
        ("把背景换成雪山", "a cat, mountain, snowy, noon, photo"),
        ("change the background to a beach", "a cat, sea, noon, photo"),
        ("add a boat", "a cat, a boat, lake, noon, photo"),
        ("加一只小船，再加一个月亮", "a cat, a boat, a moon, lake, noon, photo"),
        ("make the cat black", "a black cat, lake, noon, photo"),
        ("让猫变成白色", "a white cat, lake, noon, photo"),
        ("make it black", "a black cat, lake, noon, photo"),
        ("make it winter", "a cat, lake, winter, noon, photo"),
        ("replace the cat with two dogs", "two dogs, lake, noon, photo"),
        ("把猫换成狐狸", "a fox, lake, noon, photo"),
        ("remove the cat", "lake, noon, photo"),
        ("as an oil painting", "a cat, lake, noon, oil painting"),
        ("make it a rainy night, add two birds and make the cat white", "a white cat, two birds, lake, rain, night, photo"),
        ("下雪，把猫变成黑色，去掉云", "a black cat, lake, snowfall, snowy, noon, photo"),
    ],
)  # fmt: skip
def test_change__scene_is_what_the_words_make_of_it(words: str, told: str) -> None:
    after = changed(painting(CAT), words)
    assert ", ".join(english for english, _ in after.words) == told
    assert after.unread == ()
    assert (scene(after).seed, scene(after).width) == (5, SIDE_PX)


def test_change__night_is_darker_and_the_cat_sits_where_it_was() -> None:
    day, night = painting(CAT), changed(painting(CAT), "make it night")
    assert night.pixels.mean() < day.pixels.mean() - 50
    assert figures(night) == figures(day)
    # Without the light, the lines are the same: the cat's, the shore's.
    (figure,) = figures(day)
    x, y, half = (int(share * SIDE_PX) for share in (figure.x, figure.foot - figure.size / 2, figure.size / 2))
    here = (slice(y - half, min(y + half, SIDE_PX - 20)), slice(x - half, x + half))
    day_cat, night_cat = (p.pixels[here].mean(axis=2).ravel() for p in (day, night))
    assert np.corrcoef(day_cat, night_cat)[0, 1] > 0.7


@pytest.mark.parametrize(
    ("prompt", "words", "most"),
    [
        (CAT, "add a boat", 0.06),
        (CAT, "make the cat black", 0.06),
        (CAT, "add a moon", 0.12),
        ("a boat on the sea at noon", "加三只鸟", 0.04),
        ("a cup of coffee and an apple", "make the cup blue", 0.25),
        ("a woman on a meadow at noon", "make her dress red", 0.06),
    ],
)
def test_change__rest_of_the_picture_is_kept(prompt: str, words: str, most: float) -> None:
    before = painting(prompt)
    share = float(apart(before, changed(before, words)).mean())
    assert 0 < share < most, share


@pytest.mark.parametrize(
    ("prompt", "there", "back"),
    [
        (CAT, "add a boat", "remove the boat"),
        (CAT, "make it night", "make it noon"),
        (CAT, "加两只鸟", "去掉鸟"),
        (CAT, "make it rain", "stop the rain"),
        ("two dogs on the beach at sunset, a boat", "replace the dogs with cats", "replace the cats with dogs"),
    ],
)
def test_change__there_and_back_is_the_picture_of_before(prompt: str, there: str, back: str) -> None:
    before = painting(prompt)
    away = changed(before, there)
    assert apart(before, away).any()
    assert not apart(before, changed(away, back)).any()


def test_change__chain_of_changes_knows_the_scene_at_each_step() -> None:
    first, second, third = "make it night", "add a boat", "make the cat black and add a moon"
    after = changed(painting(CAT), first, second, third)
    assert ", ".join(english for english, _ in after.words) == "a black cat, a boat, a moon, lake, night, photo"
    assert not apart(after, changed(painting(CAT), f"{first}, {second}, {third}")).any()


def test_change__last_place_counts_and_figures_stay_where_they_stand() -> None:
    after = changed(painting("two dogs on the beach at noon"), "remove the dogs", "add a cat", "add a dog")
    assert [name for name, _ in after.words][:2] == ["a cat", "a dog"]
    assert len({figure.x for figure in figures(after)}) == 2


@pytest.mark.parametrize(
    ("prompt", "words", "unread"),
    [
        (CAT, "add a hat", ("hat",)),
        (CAT, "make the cat bigger", ("cat bigger",)),
        (CAT, "make it nicer", ("nicer",)),
        (CAT, "remove the dog", ("dog",)),
        ("a cup of coffee", "add a boat", ("boat",)),
        (CAT, "把猫变大一点", ("猫变大",)),
        (CAT, "make the hat red", ("hat",)),
    ],
)
def test_change__what_cannot_be_done_is_said_and_not_claimed(prompt: str, words: str, unread: tuple[str, ...]) -> None:
    before = painting(prompt)
    after = changed(before, words)
    assert after.unread == unread
    assert after.words == before.words
    assert not apart(before, after).any()


def test_change__what_is_so_already_is_neither_done_nor_complained_of() -> None:
    after = changed(painting(CAT), "make it noon, add a lake")
    assert (after.unread, after.words) == ((), painting(CAT).words)


def test_change__another_one_is_one_more() -> None:
    after = changed(painting("a lake at noon, two boats"), "add another boat")
    assert scene(after).brief.things["boat"] == 3
    fewer = changed(after, "remove one boat")
    assert scene(fewer).brief.things["boat"] == 2


def test_change__thing_that_a_new_place_hides_is_not_claimed_to_be_there() -> None:
    after = changed(painting("a camel and a boat at a lake"), "把背景换成沙漠")
    assert [english for english, _ in after.words] == ["a camel", "desert", "photo"]


def test_change__other_size_keeps_the_composition() -> None:
    before = painting(CAT)
    order = PaintOrder("make the cat black", width=512, height=512, reference=before.data, ref_mode="edit")
    large = painted(order).pixels[::2, ::2].astype(int)
    same = changed(before, "make the cat black").pixels.astype(int)
    assert np.abs(large - same)[: SIDE_PX - 20].mean() < 9
