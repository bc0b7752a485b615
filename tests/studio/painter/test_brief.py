"""Parsing prompts in both languages."""

from collections.abc import Collection

import pytest

from studio.painter.brief import Brief, read_brief
from studio.painter.lexicon import COLOURS, MEANINGS
from studio.painter.tokens import MAX_PROMPT_CHARACTERS

RED = COLOURS["red"][0]


def test_brief__english_and_chinese_say_the_same() -> None:
    english, chinese = read_brief("a lighthouse by the sea at sunset"), read_brief("日落时海边的灯塔")
    assert (english.hour, english.places, set(english.things)) == (chinese.hour, chinese.places, set(chinese.things))
    assert english.hour == "sunset"
    assert english.places == ("sea",)


def test_brief__sea_of_roses_is_not_a_sea() -> None:
    brief = read_brief("a sunrise over a sea of roses, in watercolor")
    assert brief.places == ()
    assert brief.flowers == ("rose",)
    assert brief.styles == ("watercolor",)
    assert brief.hour == "dawn"


@pytest.mark.parametrize(
    ("prompt", "kind", "name", "count"),
    [
        ("three cats", "animals", "cat", 3),
        ("三只猫", "animals", "cat", 3),
        ("two sailboats at dawn", "things", "boat", 2),
        ("a flock of birds", "animals", "bird", 8),
        ("一叶扁舟", "things", "boat", 1),
        ("butterflies", "animals", "butterfly", 0),
        ("foxes", "animals", "fox", 0),
    ],
)
def test_brief__how_many(prompt: str, kind: str, name: str, count: int) -> None:
    assert getattr(read_brief(prompt), kind) == {name: count}


@pytest.mark.parametrize("prompt", ["a red boat on the lake", "湖上红色的船"])
def test_brief__colour_belongs_to_its_thing(prompt: str) -> None:
    brief = read_brief(prompt)
    assert brief.painted == {"boat": RED}
    assert brief.colours == ()


def test_brief__colour_of_nothing_belongs_to_the_picture() -> None:
    assert read_brief("red, a boat").colours == (RED,)


@pytest.mark.parametrize(
    ("prompt", "negative"),
    [
        ("a lake, no boats", ""),
        ("a lake with boats", "boat"),
        ("湖，没有船", ""),
        ("湖上有船", "船"),
        ("a lake without boats", ""),
    ],
)
def test_brief__what_is_not_wanted(prompt: str, negative: str) -> None:
    brief = read_brief(prompt, negative)
    assert brief.places == ("lake",)
    assert "boat" not in brief.things
    assert "thing:boat" in brief.unwanted


def test_brief__strange_words_are_kept_in_order_and_quiet_ones_are_not() -> None:
    assert read_brief("please paint me a beautiful flonk with zorp and the flonk").unknown_words == ("flonk", "zorp")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🐱🌊",
        "<script>alert(1)</script>",
        "\u202eabc",
        "a" * 100_000,
        "猫" * 20_000,
        ";;;,,,。。",
        "\x00\ud7ff",
    ],
)
def test_brief__any_text_can_be_read(text: str) -> None:
    assert isinstance(read_brief(text, text), Brief)


def test_brief__only_the_beginning_of_an_endless_prompt_is_read() -> None:
    assert read_brief("x " * MAX_PROMPT_CHARACTERS + "cat").animals == {}


def test_brief__every_line_of_the_lexicon_is_understood() -> None:
    for meaning, words in MEANINGS.items():
        kind, name = meaning.split(":")
        for word in words.split():
            brief = read_brief(word.replace("_", " "))
            found: dict[str, Collection[str]] = {
                "hour": (brief.hour,),
                "season": (brief.season,),
                "weather": brief.weather,
                "place": brief.places,
                "thing": brief.things,
                "animal": brief.animals,
                "person": brief.people,
                "flower": brief.flowers,
                "object": brief.objects,
                "part": read_brief(f"red {word}").painted,
                "surface": brief.surfaces,
                "sheet": brief.sheets,
                "pose": brief.poses,
                "mood": brief.moods,
                "style": brief.styles,
            }
            assert name in found[kind] or (kind == "flower" and name == "wild"), (meaning, word, brief)
