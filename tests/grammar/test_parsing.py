"""What people write, in both languages and with every keyboard's punctuation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter_api import Size
from bot.grammar import vocabulary
from bot.grammar.option_values import MAX_VARIANT_TEXT, take_style
from bot.grammar.options import MAX_MARKED_TOKENS, MAX_PROBLEMS
from bot.grammar.parsing import MAX_VARIANTS, parse
from bot.upstream import Catalogue


@pytest.mark.parametrize(
    ("text", "command", "rest", "options"),
    [
        ("/imagine a fox", "imagine", "a fox", {}),
        ("/画 日出时的玫瑰花海", "imagine", "日出时的玫瑰花海", {}),
        ("／画　玫瑰", "imagine", "玫瑰", {}),
        ("/IMAGINE a Fox", "imagine", "a Fox", {}),
        ("/imagine@shenbi_bot a fox", "imagine", "a fox", {}),
        ("/画 猫 --风格 水彩", "imagine", "猫", {"style": "watercolor"}),
        ("/画 猫 ——风格 水彩", "imagine", "猫", {"style": "watercolor"}),
        ("/画 猫 －－风格＝水彩", "imagine", "猫", {"style": "watercolor"}),
        ("/imagine cat —style anime", "imagine", "cat", {"style": "anime"}),
        ("/imagine cat #水彩", "imagine", "cat", {"style": "watercolor"}),
        ("/imagine cat ＃油画", "imagine", "cat", {"style": "oil painting"}),
        ("/imagine cat --style oil painting --n 2", "imagine", "cat", {"style": "oil painting", "n": 2}),
        ("/imagine --style watercolor a cat", "imagine", "a cat", {"style": "watercolor"}),
        ("/imagine cat --ar 16:9", "imagine", "cat", {"ratio": 16 / 9}),
        ("/画 猫 --比例 ９：１６", "imagine", "猫", {"ratio": 9 / 16}),
        ("/imagine cat --size 1280x720", "imagine", "cat", {"size": Size(1280, 720)}),
        ("/画 猫 --尺寸 １２８０×７２０", "imagine", "猫", {"size": Size(1280, 720)}),
        ("/画 猫 --数量 ３张", "imagine", "猫", {"n": 3}),
        ("/imagine cat --seed 7", "imagine", "cat", {"seed": 7}),
        ("/imagine cat --no text, watermark --n 2", "imagine", "cat", {"no": "text, watermark", "n": 2}),
        ("/imagine cat --no text --no people", "imagine", "cat", {"no": "text, people"}),
        ("/imagine cat --strength 70%", "imagine", "cat", {"strength": 0.7}),
        ("/imagine cat --strength 0.7", "imagine", "cat", {"strength": 0.7}),
        ("/restyle --from 42.2 水彩", "restyle", "水彩", {"source": (42, 2)}),
        ('/imagine "--n 4" in neon', "imagine", '"--n 4" in neon', {}),
        ("just words", "", "just words", {}),
        ("/start", "help", "", {}),
        ("猫——在月光下", "", "猫——在月光下", {}),
        ("number #1 fan", "", "number #1 fan", {}),
    ],
)
def test_parsing__what_is_meant(text: str, command: str, rest: str, options: dict[str, Any]) -> None:
    parsed = parse(text)
    assert parsed.problems == ()
    assert (parsed.command, parsed.text, parsed.options) == (command, rest, options)


@pytest.mark.parametrize(
    ("text", "problem", "near"),
    [
        ("/imagin cat", "unknown-command-near", "imagine"),
        ("/xyzzyxyzzy cat", "unknown-command", ""),
        ("/imagine cat --styel watercolor", "unknown-option-near", "style"),
        ("/imagine cat --style watercolour2", "unknown-style-near", "watercolour"),
        ("/画 猫 --风格 水采", "unknown-style-near", "水彩"),
        ("/imagine cat --n two", "bad-n", None),
        ("/imagine cat --n -1", "bad-n", None),
        ("/imagine cat --seed 1e9", "bad-seed", None),
        ("/imagine cat --ar wide", "bad-ratio", None),
        ("/imagine cat --ar 1:0", "bad-ratio", None),
        ("/imagine cat --size big", "bad-size", None),
        ("/imagine cat --strength 2", "bad-strength", None),
        ("/imagine cat --strength nan", "bad-strength", None),
        ("/imagine cat --style", "option-without-value", None),
        ("/imagine cat --style --n 2", "option-without-value", None),
        ("/restyle --from ../../etc/passwd", "bad-from", None),
    ],
)
def test_parsing__what_cannot_be_meant_is_said_with_what_would_be_right(
    text: str, problem: str, near: str | None
) -> None:
    problems = parse(text).problems
    assert problem in [p.text_id for p in problems]
    if near is not None:
        assert next(p for p in problems if p.text_id == problem).arguments["near"] == near


def test_parsing__all_mistakes_are_told_at_once() -> None:
    assert len(parse("/imagine cat --n x --seed y --ar z").problems) == 3


@pytest.mark.parametrize(
    ("text", "command", "rest", "options"),
    [
        ("\ufeff/imagine a fox", "imagine", "a fox", {}),
        ("/ima\u200bgine a fox", "imagine", "a fox", {}),
        ("/imagine a \x00fox\x07", "imagine", "a fox", {}),
        ("/imagine a \ud800fox", "imagine", "a fox", {}),
        ("/imagine \u202ea fox\u202c --n\u2060 2", "imagine", "a fox", {"n": 2}),
        ("/imagine \u2066a fox\u2069", "imagine", "a fox", {}),
        ("/imagine 👩\u200d🚀 می\u200cخواهم", "imagine", "👩\u200d🚀 می\u200cخواهم", {}),
        ("/imagine a fox\n--n\t2", "imagine", "a fox", {"n": 2}),
        ("/imagine “a “fox” here", "imagine", "“a “fox” here", {}),
    ],
)
def test_parsing__what_nobody_sees_means_nothing(text: str, command: str, rest: str, options: dict[str, Any]) -> None:
    parsed = parse(text)
    assert parsed.problems == ()
    assert (parsed.command, parsed.text, parsed.options) == (command, rest, options)


ENDLESS = {
    "curly quotes that never close": "“ ",
    "options that nobody knows": "--xx ",
    "styles that nobody knows": "#xx ",
    "a wrong value again and again": "--n x ",
    "what is not wanted, again and again": "--no a ",
    "a word": "x ",
}


@pytest.mark.timeout(20)  # Sixteen variants of curly quotes held up everybody for 50 s, of unknown options for 16 s.
@pytest.mark.parametrize("before", ["/imagine ", "/imagine {a,b}{a,b}{a,b}{a,b} ", "/session start "])
@pytest.mark.parametrize("unit", ENDLESS.values(), ids=ENDLESS.keys())
def test_parsing__long_text_is_no_weapon(before: str, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guesses = 0
    nearest = vocabulary.nearest

    def counted(word: str, index: dict[str, str], likeness: float = 0.5) -> str | None:
        nonlocal guesses
        guesses += 1
        return nearest(word, index, likeness)

    monkeypatch.setattr(vocabulary, "nearest", counted)
    parsed = parse(before + unit * 50_000)
    assert len(parsed.problems) <= MAX_PROBLEMS
    assert guesses <= 2 * MAX_PROBLEMS * MAX_VARIANTS
    assert all(len(variant.text) <= MAX_VARIANT_TEXT for variant in parsed.variants)
    assert all(len(str(p.arguments)) < 200 for p in parsed.problems)


@given(st.text(max_size=400))
def test_parsing__no_text_is_too_strange(text: str) -> None:
    parse(text)


@given(st.text(max_size=200), st.sampled_from(["/imagine ", "/画 ", "/restyle ", ""]), st.text(max_size=50))
def test_parsing__no_option_is_too_strange(value: str, command: str, name: str) -> None:
    parsed = parse(f"{command}x --{name} {value}")
    if "n" in parsed.options:
        assert isinstance(parsed.options["n"], int)
    if "strength" in parsed.options:
        assert 0 <= parsed.options["strength"] <= 1


def test_parsing__every_style_has_names_in_both_languages_and_none_is_given_twice() -> None:
    assert set(vocabulary.STYLES) == {"auto", *Catalogue.load().named_styles}
    for names in vocabulary.STYLES.values():
        assert any(name.isascii() for name in names)
        assert any(not name.isascii() for name in names)
    for table in (vocabulary.COMMANDS, vocabulary.OPTIONS, vocabulary.STYLES):
        words = [vocabulary.fold(word) for each in table.values() for word in each]
        assert len(words) == len(set(words))


def test_parsing__style_at_the_beginning_of_a_restyle() -> None:
    assert take_style("oil painting at dusk") == ("oil painting", "at dusk")
    assert take_style("水彩 黄昏") == ("watercolor", "黄昏")
    assert take_style("a lighthouse") == (None, "a lighthouse")


@pytest.mark.parametrize("mark", ["—a", "--n 2", "#水彩", "+a", "－x"])
@pytest.mark.parametrize("command", ["", "/imagine ", "/session start "])
def test_parsing__text_of_nothing_but_signs_of_options_is_refused_and_one_with_many_is_read(
    mark: str, command: str
) -> None:
    many = parse(f"{command}a boat {f'{mark} ' * MAX_MARKED_TOKENS}")
    assert "too-many-options" not in {problem.text_id for problem in many.problems}
    assert [p.text_id for p in parse(f"{command}a boat {f'{mark} ' * (MAX_MARKED_TOKENS + 1)}").problems] == [
        "too-many-options"
    ]
    quoted = parse(f'{command}a boat "{f"{mark} " * (MAX_MARKED_TOKENS + 1)}"')
    assert "too-many-options" not in {problem.text_id for problem in quoted.problems}
