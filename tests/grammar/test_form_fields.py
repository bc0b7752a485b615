"""Filled forms: the line that they stand for is read back as exactly what was filled in, whatever the values are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grammar.form_fields import FORM_FIELDS, command_line, fields_of
from bot.grammar.parsing import parse
from bot.grammar.vocabulary import COMMANDS, MENU
from tests.examples import examples

HOSTILE = (
    '" --n 12 "', "x --n 12", "poster--n=12", "poster-\u200b-n=12", "a\n/forget", "a /imagine b", "{a, b}", "｛a，b｝", "+noir",
    "#水彩", "“a” --n 12", "-风格水彩", "海报-风格水彩", '""""', "\\", '\\" --n 12', "—n 12", "/forget", "、忘记",
    "a\u2028/forget", "@shenbi_bot", "",
)  # fmt: skip

READ_AS = {
    "ar": {"ratio"}, "size": {"size", "area"}, "from": {"source", "sources"}, "ideas": {"ideas_s"}, "vote": {"vote_s"},
    "per-round": {"per_round"}, "budget": {"budget_li"},
}  # fmt: skip
"""The names in `Parsed.options` of options that are read as something else."""


def test_form_fields__are_those_of_the_menu() -> None:
    assert set(FORM_FIELDS) == set(MENU) <= set(COMMANDS)
    for command in MENU:
        fields = fields_of(command)
        assert len({each.name for each in fields}) == len(fields)
        assert len({each.names["zh"] for each in fields}) == len(fields)
        required = [each.required for each in fields]
        assert required == sorted(required, reverse=True)


@pytest.mark.parametrize("command", [name for name in MENU if FORM_FIELDS[name]])
def test_command_line__usual_values_are_read_back(command: str) -> None:
    """Every choice and every limit of a form is one that the parser takes."""
    for field in FORM_FIELDS[command]:
        values = [choice.value for choice in field.choices]
        if field.kind in ("whole", "number"):
            values = [str(int(field.least) or 1), str(int(field.most))]
        for value in values:
            parsed = parse(command_line(command, {"prompt": "a fox", field.name: value}))
            assert parsed.command == command
            assert not parsed.problems, (field.name, value, parsed.problems)


def test_command_line__says_what_was_filled_in() -> None:
    parsed = parse(
        command_line(
            "imagine",
            {
                "prompt": "a fox",
                "style": "oil painting",
                "n": 2,
                "no": "text, 水印",
                "transparent": True,
                "modifier": "noir, film",
            },
        )
    )
    assert (parsed.command, parsed.text, parsed.modifiers) == ("imagine", "a fox", ("noir", "film"))
    assert parsed.options == {"style": "oil painting", "n": 2, "no": "text, 水印", "transparent": True}
    session = parse(
        command_line("session", {"action": "start", "words": "the sea", "rounds": 3, "vote": "2m", "strict": True})
    )
    assert (session.text, session.options) == ("start the sea", {"rounds": 3, "vote_s": 120.0, "strict": True})
    assert command_line("cancel", {"number": "42"}) == "/cancel 42"
    assert (
        command_line("settings", {"here": True, "setting": "style", "value": "anime"}) == "/settings here style anime"
    )


@pytest.mark.parametrize("command", [name for name in MENU if FORM_FIELDS[name]])
def test_command_line__a_value_is_no_more_than_its_field(command: str) -> None:
    for field in FORM_FIELDS[command]:
        if field.place != "words" and field.kind == "text":
            for hostile in HOSTILE:
                _check(command, field.name, field.place, field.option, hostile)


@given(value=st.text(alphabet='ab -—–#+/、"“”{}｛｝,，\\\n\u200b\u2028@=:：风格水彩n1', max_size=30))
@pytest.mark.drawn
@settings(max_examples=examples(200), deadline=None)
def test_command_line__drawn_values_are_no_more_than_their_fields(value: str) -> None:
    for command in ("imagine", "scene", "mod", "session"):
        for field in FORM_FIELDS[command]:
            if field.place != "words" and field.kind == "text":
                _check(command, field.name, field.place, field.option, value)


def _check(command: str, name: str, place: str, option: str, value: str) -> None:
    """Filling one more field changes the command's own words and its other options in nothing."""
    plain = {each.name: "a fox" for each in FORM_FIELDS[command] if each.place == "words"}
    without, filled = parse(command_line(command, plain)), parse(command_line(command, {**plain, name: value}))
    about = (command_line(command, {**plain, name: value}), filled)
    assert filled.command == command, about
    assert not filled.variants, about
    if filled.problems:
        return  # Refused as a whole: nothing is done.
    extra = set(filled.options) - set(without.options)
    if place == "option":
        assert extra <= READ_AS.get(option, {option}), about
        assert filled.text == without.text, about
        assert filled.modifiers == without.modifiers, about
    elif place == "sign":
        assert not extra, about
        assert filled.text == without.text, about
    else:
        assert not extra, about
        assert filled.modifiers == without.modifiers, about
        assert filled.text.endswith(without.text), about
        assert len(filled.text.split()) <= len(without.text.split()) + 1, about
