"""What is added to a scene, or taken away, moves nothing else; each subject keeps its own looks."""

from __future__ import annotations

import numpy as np
import pytest

from studio.painter import Painting, PaintOrder, painted
from tests.studio.painter.test_changes import CAT, SIDE_PX, apart, changed, painting, scene

LEFT, RIGHT = np.s_[:, : SIDE_PX // 3], np.s_[:, 2 * SIDE_PX // 3 :]
ABOVE, BELOW = np.s_[: SIDE_PX // 2], np.s_[3 * SIDE_PX // 4 :]


def told(of: Painting) -> str:
    return ", ".join(english for english, _ in of.words)


@pytest.mark.parametrize(
    ("prompt", "words", "most"),
    [
        ("two birds over the sea at noon", "remove one bird", 0.01),
        ("a bird over the sea at noon", "one more bird", 0.02),
        ("a house in the forest, autumn", "add a pine tree", 0.10),
        ("a house in the village at noon", "add another house", 0.10),
        ("a cup of coffee and an apple", "add a bottle", 0.06),
        ("a bowl of noodles", "add a cup and a book", 0.12),
        ("a meadow at noon", "add three trees", 0.25),
        ("a butterfly on a meadow at noon", "add another butterfly", 0.03),
    ],
)
def test_layout__one_thing_more_or_less_leaves_the_rest(prompt: str, words: str, most: float) -> None:
    before = painting(prompt)
    after = changed(before, words)
    assert after.unread == ()
    assert 0 < apart(before, after).mean() < most


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("a city at dusk", "add a car"),
        ("a city at dusk", "add a woman and a dog"),
        (CAT, "add flowers"),
        ("a house in the forest, autumn", "add a river"),
        ("the sea at noon", "add a cat"),
    ],
)
def test_layout__ground_for_a_newcomer_does_not_move_what_is_far_away(prompt: str, words: str) -> None:
    for seed in (5, 6, 7):
        before = painting(prompt, seed)
        after = changed(before, words)
        assert after.unread == ()
        assert apart(before, after)[BELOW].mean() > 0.1
        assert apart(before, after)[ABOVE].mean() < 0.02


def test_layout__tree_of_another_kind_joins_the_wood() -> None:
    before = painting("a pine forest at noon")
    after = changed(before, "add a maple")
    assert told(after) == "a pine, a maple, forest, noon, photo"
    orange = (after.pixels[..., 0] > 200) & (after.pixels[..., 2] < 80)
    assert 0.01 < orange.mean() < 0.15
    assert not apart(before, changed(after, "remove the maple")).any()


@pytest.mark.parametrize(
    ("prompt", "words", "after"),
    [
        (CAT, "make it a dog", "a dog, lake, noon, photo"),
        (CAT, "把它变成狐狸", "a fox, lake, noon, photo"),
        ("portrait of an old man", "make him a woman", "a woman, portrait"),
        (
            "a woman and a boy on a meadow",
            "make the woman's dress green",
            "a woman in green clothes, a boy, meadow, photo",
        ),
        ("a woman and a boy on a meadow", "把男孩的衣服变成红色", "a woman, a boy in red clothes, meadow, photo"),
        ("portrait of an old man", "make the background blue", "an old man, blue background, portrait"),
        ("a boat on the sea", "黑白照片", "a boat, sea, black and white, photo"),
    ],
)
def test_layout__subject_is_the_one_that_is_meant(prompt: str, words: str, after: str) -> None:
    made = changed(painting(prompt), words)
    assert (told(made), made.unread) == (after, ())


def test_layout__what_it_is_must_be_clear() -> None:
    two = painting("a woman and a boy on a meadow")
    after = changed(two, "make it a dog")
    assert (after.unread, after.words) == (("dog",), two.words)


def test_layout__background_takes_a_colour_and_the_subject_does_not() -> None:
    before = painting("portrait of an old man")
    after = changed(before, "make the background blue")
    assert apart(before, after)[:60].mean() > 0.5
    middle = np.s_[SIDE_PX // 3 : SIDE_PX // 2, SIDE_PX // 2 - 20 : SIDE_PX // 2 + 20]
    assert not apart(before, after)[middle].any()
    # A later change keeps it.
    assert told(changed(after, "make it night")) == "an old man, night, blue background, portrait"


def test_layout__winter_shows_at_sea_too() -> None:
    before = painting("a lighthouse by the sea")
    after = changed(before, "make it winter")
    assert (told(after), after.unread) == ("a lighthouse, sea, snowfall, winter, photo", ())
    assert changed(painting("a mountain in the snow"), "make it winter").unread == ()


def test_layout__clothes_are_not_removed_with_their_owner_nor_without() -> None:
    before = painting("a woman on a meadow at noon")
    after = changed(before, "remove the woman's dress")
    assert (after.words, after.unread) == (before.words, ("woman dress",))


@pytest.mark.parametrize(
    ("prompt", "people"),
    [
        ("a woman in a red dress", "a woman in red clothes"),
        ("一个穿蓝裙子的女孩和一个穿红衣服的男孩", "a woman in blue clothes, a boy in red clothes"),
        ("a boy in a green sweater beside a dog", "a boy in green clothes, a dog"),
    ],
)
def test_layout__clothes_have_the_colour_of_whom_the_words_dress(prompt: str, people: str) -> None:
    made = painting(prompt)
    assert told(made).startswith(people)
    assert made.unread == ()
    assert scene(made).brief.colours == ()


def test_layout__description_is_understood_by_the_painter() -> None:
    made = painting("一个穿蓝裙子的女孩和一只黑猫在海边")
    again = painted(PaintOrder(told(made), width=SIDE_PX, height=SIDE_PX, seed=5))
    assert told(again) == told(made)


@pytest.mark.parametrize(
    ("prompt", "words", "after"),
    [
        ("a lake at noon", "add two cranes", "two cranes, lake, noon, photo"),
        ("a lake at noon", "add cranes", "cranes, lake, noon, photo"),
        ("a knight riding a horse on a meadow", "remove the horse", "a person, meadow, photo"),
        ("an astronaut on the moon", "make it a robot", "a robot, moon, space, photo"),
    ],
)
def test_layout__description_says_what_is_there(prompt: str, words: str, after: str) -> None:
    assert told(changed(painting(prompt), words)) == after


@pytest.mark.parametrize(
    ("prompt", "seen"),
    [
        ("a boat in the desert at noon", "desert, noon, photo"),
        ("a bicycle and a kite in deep space", "space, photo"),
        ("two boats on the sea at sunset, the sun", "two boats, sun, sea, golden hour, photo"),
    ],
)
def test_layout__what_cannot_be_seen_is_not_described(prompt: str, seen: str) -> None:
    assert told(painting(prompt)) == seen
