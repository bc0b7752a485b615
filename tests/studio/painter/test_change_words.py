"""What a request wants changed, read from its words."""

import numpy as np
import pytest

from studio.painter.change_words import read_wish
from tests.studio.painter.test_changes import CAT, apart, changed, painting


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("remove the boat and the moon", ["remove", "remove"]),
        ("remove the boat, make it night", ["remove", "set"]),
        ("把船去掉，加一轮月亮，改成夜晚", ["remove", "add", "set"]),
        ("without the clouds", ["remove"]),
        ("turn the summer into winter", ["set"]),
        ("thank you, lovely", []),
    ],
)
def test_wish__clauses(text: str, actions: list[str]) -> None:
    assert [change.action for change in read_wish(text).changes] == actions


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Could you please make it night?", "a cat, lake, night"),
        ("I'd like the cat to be black", "a black cat, lake, noon"),
        ("turn day into night", "a cat, lake, night"),
        ("can you add some birds in the sky", "a cat, three birds, lake, noon"),
        ("get rid of the cat please", "lake, noon"),
        ("make it a sunny day", "a cat, lake, noon"),
        ("two cats instead of one", "two cats, lake, noon"),
        ("add two more cats", "three cats, lake, noon"),
        ("add a dog next to the cat", "a cat, a dog, lake, noon"),
        ("rainy evening", "a cat, lake, rain, dusk"),
        ("make the cat sleep", "a cat, lake, noon, asleep"),
        ("再亮一点", "a cat, lake, noon"),
        ("颜色鲜艳一些", "a cat, lake, noon"),
        ("把猫改成两只", "two cats, lake, noon"),
        ("变成冬天的夜晚", "a cat, lake, winter, night"),
        ("湖上加两只天鹅", "a cat, two swans, lake, noon"),
        ("给猫旁边加一只狗", "a cat, a dog, lake, noon"),
        ("画一条船在湖上", "a cat, a boat, lake, noon"),
        ("猫的颜色改为橙色", "an orange cat, lake, noon"),
        ("不要猫，要一只狗", "a dog, lake, noon"),
        ("我想要下雪的感觉", "a cat, lake, snowfall, snowy, noon"),
    ],
)  # fmt: skip
def test_wish__as_people_say_it(text: str, told: str) -> None:
    after = changed(painting(CAT), text)
    assert after.unread == ()
    assert ", ".join(english for english, _ in after.words) == f"{told}, photo"
    assert not np.array_equal(after.pixels, painting(CAT).pixels) or "sunny" in text


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("put a hat on the cat", ("hat",)),
        ("make the water red", ("water",)),
        ("zoom out", ("zoom out",)),
        ("去除背景", ("背景",)),
        ("remove everything", ("remove everything",)),
        ("make the cat smile", ("cat smile",)),
    ],
)
def test_wish__what_cannot_be_followed_changes_nothing(text: str, unread: tuple[str, ...]) -> None:
    after = changed(painting(CAT), text)
    assert after.unread == unread
    assert not apart(after, painting(CAT)).any()


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("make it a dog", True),
        ("turn her into a knight", True),
        ("make him a black cat", True),
        ("let her hold an umbrella", False),
        ("make her hold a dog", False),
        ("make her hair red", False),
        ("put it on a boat", False),
    ],
)
def test_wish__pronoun_becomes_only_what_is_said_of_it(text: str, becomes: bool) -> None:
    assert any(change.it for change in read_wish(text).changes) is becomes
