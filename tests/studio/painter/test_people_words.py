"""Prompts as people type them: no matches inside words, unknown words are reported, the examples of the welcome work."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from config.settings import LOCALES_FOLDER
from studio.painter import PaintOrder, unread
from studio.painter.brief import read_brief
from studio.painter.lighting import light_for
from studio.painter.pen import Pen
from studio.painter.scene import indoors, posed_people, weather
from studio.painter.scene.location import setting_for
from studio.painter.scene.tabletop import is_still_life
from tests.studio.painter.image_metrics import picture


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        ("一碗热气腾腾的牛肉面，撒着葱花", "cow"),
        ("抽象的蓝色和金色流体艺术", "elephant"),
        ("绿植和灰色沙发的客厅", "tree"),
        ("马路上的人", "horse"),
        ("一只河马", "horse"),
        ("一盘羊肉串", "sheep"),
        ("草莓蛋糕", "meadow"),
        ("a stack of pancakes with maple syrup", "maple"),
        ("a cosy bedroom with fairy lights", "woman"),
        ("a hot dog with mustard", "dog"),
        ("a tiger lily", "tiger"),
        ("a fox terrier", "fox"),
        ("a bear costume", "bear"),
    ],
)
def test_words_for_people__no_words_inside_words(prompt: str, absent: str) -> None:
    brief = read_brief(prompt)
    assert absent not in {*brief.places, *brief.things, *brief.animals}
    assert absent not in brief.people


@pytest.mark.parametrize(
    ("prompt", "kind", "name"),
    [
        ("猫和狗", "animals", "cat"),
        ("骑马的人", "animals", "horse"),
        ("雪山下的湖", "places", "lake"),
        ("红船", "things", "boat"),
        ("花海", "places", "meadow"),
        ("a dragon breathes fire", "animals", "dragon"),
        ("cats dance", "animals", "cat"),
        ("a fox, wearing a hat", "animals", "fox"),
        ("castle ruins", "things", "castle"),
    ],
)
def test_words_for_people__words_that_stand_for_themselves_are_read(prompt: str, kind: str, name: str) -> None:
    assert name in getattr(read_brief(prompt), kind)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a sports bra and a mountain bike on a table", ("sports bra",)),
        ("一只戴墨镜的柯基踩着滑板", ("墨镜", "滑板")),
        ("a corgi wearing sunglasses on a skateboard, ultra detailed, 8k", ("sunglasses", "skateboard")),
        ("a hot dog", ("hot dog",)),
        ("日出时的玫瑰花海", ()),
        ("a beautiful, highly detailed sea of roses at sunrise, cinematic lighting", ()),
        ('a cat, "OPEN 24 HOURS"', ("OPEN 24 HOURS",)),
        ('a wooden sign that says "OPEN 24 HOURS"', ()),
    ],
)
def test_words_for_people__what_is_not_known_is_told(prompt: str, told: tuple[str, ...]) -> None:
    assert unread(PaintOrder(prompt)) == told


def test_words_for_people__repainted_photo_is_its_own_subject() -> None:
    assert unread(PaintOrder("zorp", reference=b"x", ref_mode="repaint")) == ()
    assert unread(PaintOrder("zorp", reference=b"x", ref_mode="refonly")) == ("zorp",)


def examples(language: str) -> dict[str, str]:
    """The welcome's examples, without command and style."""
    lines = (Path(LOCALES_FOLDER) / language / "web.ftl").read_text(encoding="utf-8").splitlines()
    found = [line.partition(" = ")[2] for line in lines if line.startswith("web-example-")]
    words = [line.partition(" ")[2].partition("#")[0].strip() for line in found]
    return dict(zip(("roses", "village", "cat"), words, strict=True))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_for_people__welcomes_examples_are_understood_for_every_seed(language: str) -> None:
    words = examples(language)
    assert all(unread(PaintOrder(prompt)) == () for prompt in words.values())
    for seed in range(40):
        rng = np.random.default_rng(seed)
        roses, village, cat = (read_brief(words[name]) for name in ("roses", "village", "cat"))
        assert roses.flowers == ("rose",) and light_for(roses, rng).hour == "dawn"
        assert setting_for(roses, rng).has("meadow") and not setting_for(roses, rng).has("sea")
        outside = setting_for(village, rng)
        assert outside.has("village") and outside.has("mountain") and outside.snowy and not outside.has("interior")
        assert light_for(village, rng).hour == "night"
        assert setting_for(cat, rng).has("interior") and "books" in cat.things and "asleep" in cat.poses
        assert cat.painted["cat"] == read_brief("an orange cat").painted["cat"]


@pytest.mark.parametrize("prompt", ["一碗牛肉面", "a bottle of perfume on marble", "white headphones on pink"])
def test_words_for_people__food_and_products_stand_on_a_ground(prompt: str) -> None:
    assert is_still_life(read_brief(prompt))


FREQUENT = """
    a bowl of noodles|a bottle of perfume|white headphones on pink|a red car on a coastal road|a logo of a fox|a card "Hello"
    a sign "OPEN"|a couple in front of a church, wedding|abstract blue and gold|an old man on a bench reading a newspaper
    a ballerina on stage|pancakes with blueberries|neon sign "BAR"|a ginger cat dozing
""".replace("\n", "|")


@pytest.mark.parametrize("prompt", [prompt.strip() for prompt in FREQUENT.split("|") if prompt.strip()])
def test_words_for_people__frequent_subjects_are_painted_of_their_own(prompt: str) -> None:
    asked = {"style": "flat illustration", "width": 256, "height": 256, "seed": 5}
    assert unread(PaintOrder(prompt)) == ()
    difference = np.abs(picture(prompt, **asked).astype(int) - picture("at noon", **asked).astype(int)).mean()
    assert difference > 6, prompt


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("黑色笔记本电脑放在木桌上", ("笔记本电脑",)),
        ("a golden retriever puppy in a basket", ("basket",)),
        ("月球上的足球比赛", ("足球比赛",)),
        ("a polar bear on an iceberg", ()),
        ("一辆黄色出租车在雨夜的街道", ()),
    ],
)
def test_words_for_people__what_is_told_of_these(prompt: str, told: tuple[str, ...]) -> None:
    assert read_brief(prompt).unknown_words == told


def test_words_for_people__polar_bear_is_white_and_at_home() -> None:
    brief = read_brief("一只北极熊")
    assert min(brief.painted["bear"]) > 200
    assert setting_for(brief, np.random.default_rng(1)).snowy


def test_words_for_people__strawberries_are_red_and_a_cup_is_won() -> None:
    assert read_brief("a bowl of strawberries").painted["berries"] == read_brief("一碗草莓").painted["berries"]
    assert read_brief("a bowl of strawberries").painted["berries"][0] > 150
    assert "berries" not in read_brief("a bowl of blueberries").painted
    assert "cup" in read_brief("a tea cup on a book").objects
    assert read_brief("the world cup").unknown_words == ("world cup",)


def test_words_for_people__mother_and_child_are_two() -> None:
    assert (
        set(read_brief("妈妈和女儿在海边散步").people)
        == set(read_brief("a mother and her daughter").people)
        == {"woman", "child"}
    )


def test_words_for_people__blue_sky_is_no_night() -> None:
    assert read_brief("一座玻璃摩天大楼，蓝天").hour == "day"


@pytest.mark.parametrize("prompt", ["a cafe in the rain", "雨中的咖啡馆"])
def test_words_for_people__rains_behind_the_window_of_a_cafe(prompt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had a dry window and a sofa."""
    order: list[str] = []
    for module, name in ((weather, "rain"), (indoors, "room"), (indoors, "_cafe_table")):
        drawing = getattr(module, name)
        monkeypatch.setattr(module, name, _noted(order, name, drawing))
    picture(prompt, seed=3)
    # What follows are small trials, of which things can be seen.
    assert order[:4] == ["rain", "room", "_cafe_table", "_cafe_table"]


@pytest.mark.parametrize("prompt", ["an astronaut riding a horse", "骑马的宇航员"])
def test_words_for_people__astronaut_in_the_saddle_wears_a_suit(prompt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rider's hair was seen among the stars."""
    suits: list[str] = []
    rider = posed_people.rider

    def noted(pen: Pen, *, armour: bool, suit: str) -> None:
        suits.append(suit)
        rider(pen, armour=armour, suit=suit)

    monkeypatch.setattr(posed_people, "rider", noted)
    picture(prompt, seed=11)
    assert set(suits) == {"astronaut"}


def _noted(order: list[str], name: str, drawing: Callable[..., None]) -> Callable[..., None]:
    def noted(*arguments: Any, **more: Any) -> None:
        order.append(name)
        drawing(*arguments, **more)

    return noted
