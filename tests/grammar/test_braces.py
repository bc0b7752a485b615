"""`{a, b}`: what it stands for, and that nothing which people write makes it raise or grow without bound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.braces import TooMany, Variant, expand
from bot.grammar.parsing import MAX_VARIANTS, parse

# What the grammar gives a meaning, much more often than chance would.
SIGNS = st.lists(
    st.sampled_from([*'{}｛｝,，、|\\+-#/ a字\n"', "--no ", "+cyber", "{a,b}", "--style ", "水彩"]), max_size=60
).map("".join)
TEXTS = st.one_of(SIGNS, st.text(max_size=200))


def texts(text: str) -> list[str]:
    found = expand(text, 100)
    assert not isinstance(found, TooMany)
    return [variant.text for variant in found]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a fox", ["a fox"]),
        ("{red, blue} fox", ["red fox", "blue fox"]),
        ("{red, blue} {fox, owl}", ["red fox", "red owl", "blue fox", "blue owl"]),
        ("｛红色，蓝色｝狐狸", ["红色狐狸", "蓝色狐狸"]),
        ("{红色、蓝色}狐狸", ["红色狐狸", "蓝色狐狸"]),
        ("{a, {b, c} d}", ["a", "b d", "c d"]),
        ("{, big} fox", [" fox", "big fox"]),
        ("{red, red} fox", ["red fox"]),
        ("{fox}", ["{fox}"]),
        ("{red, blue fox", ["{red, blue fox"]),
        ("red, blue} fox", ["red, blue} fox"]),
        (r"\{red, blue} {x, y}", ["{red, blue} x", "{red, blue} y"]),
        (r"{a\, b, c}", ["a, b", "c"]),
        ("{a,{b,{c,{d,e}}}}", ["a", "b", "c", "{d,e}"]),
    ],
)
def test_braces__what_stands_for_what(written: str, meant: list[str]) -> None:
    assert texts(written) == meant


def test_braces__choices_name_what_tells_the_variants_apart() -> None:
    assert expand("{red, blue} fox in {snow, {dark, bright} sand}", 9) == [
        Variant("red fox in snow", ("red", "snow")),
        Variant("red fox in dark sand", ("red", "dark")),
        Variant("red fox in bright sand", ("red", "bright")),
        Variant("blue fox in snow", ("blue", "snow")),
        Variant("blue fox in dark sand", ("blue", "dark")),
        Variant("blue fox in bright sand", ("blue", "bright")),
    ]


def test_braces__too_many_are_counted_not_made() -> None:
    assert expand("{a,b}" * 5, 16) == TooMany(32)
    assert expand("{a,b}" * 4000, 16) == TooMany(999_999)


def test_braces__options_may_differ_too() -> None:
    parsed = parse("/画 狐狸 --风格 {水彩, 油画} +赛博")
    assert [v.options["style"] for v in parsed.variants] == ["watercolor", "oil painting"]
    assert {v.modifiers for v in parsed.variants} == {("赛博",)}
    assert parsed.text == "狐狸"


def test_braces__mean_nothing_where_nothing_is_painted() -> None:
    parsed = parse("/mod add both {red, blue}")
    assert parsed.text == "add both {red, blue}"
    assert not parsed.variants


@pytest.mark.parametrize(
    ("written", "modifiers", "text"),
    [
        ("a fox +cyber", ("cyber",), "a fox"),
        ("a fox +cyber, in snow", ("cyber",), "a fox in snow"),
        ("+a+b fox", ("a", "b"), "fox"),
        ("＋赛博 狐狸", ("赛博",), "狐狸"),
        ("C++ +1 1+1 a+b", (), "C++ +1 1+1 a+b"),
        ('a fox "+cyber"', (), 'a fox "+cyber"'),
        ("a fox --no text +cyber", ("cyber",), "a fox"),
        ("fox+cyber", (), "fox+cyber"),
    ],
)
def test_braces__modifiers(written: str, modifiers: tuple[str, ...], text: str) -> None:
    parsed = parse(written)
    assert (parsed.modifiers, parsed.text) == (modifiers, text)


@given(TEXTS, st.sampled_from(["", "/imagine ", "/画 ", "/compare ", "/mod ", "/settings ", "/"]))
def test_braces__reading_never_raises_and_never_grows_without_bound(text: str, command: str) -> None:
    parsed = parse(command + text)
    assert len(parsed.variants) <= MAX_VARIANTS
    assert len(parsed.variants) != 1
    for variant in parsed.variants:
        assert variant.command == parsed.command
        assert not variant.variants
        assert len(variant.text) <= len(text)


@given(TEXTS)
def test_braces__expanding_is_bounded_and_shortens(text: str) -> None:
    found = expand(text, MAX_VARIANTS)
    if isinstance(found, TooMany):
        assert found.count > MAX_VARIANTS
    else:
        assert 1 <= len(found) <= MAX_VARIANTS
        assert all(len(variant.text) <= len(text) for variant in found)
        assert len({v.text for v in found} | {""}) >= 1
        if not set(text) & set("{｛"):
            assert found == [Variant(text)]


@given(
    st.lists(st.lists(st.sampled_from(["red", "狐狸", "a b", "x1"]), min_size=2, max_size=4, unique=True), max_size=3)
)
def test_braces__number_of_variants_is_the_product(groups: list[list[str]]) -> None:
    text = " ".join("{" + ", ".join(group) + "}" for group in groups) or "plain"
    count = 1
    for group in groups:
        count *= len(group)
    found = expand(text, 1000)
    assert not isinstance(found, TooMany)
    assert len(found) == count
