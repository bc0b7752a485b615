"""People's words are shown as they wrote them, whatever is in them, and fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.markup import content, escaped, timestamp
from tests.examples import examples


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a *red* fox_with_tails", r"a \*red\* fox\_with\_tails"),
        ("||spoiler|| `code` ~~x~~", r"\|\|spoiler\|\| \`code\` \~\~x\~\~"),
        ("@everyone <@42> <#5> </a:1> <:e:1>", r"\@everyone \<\@42\> \<#5\> \</a:1\> \<:e:1\>"),
        ("[free](https://evil.example/x)", r"\[free\](<https://evil.example/x>)"),
        ("# big\n## less\n-# small\n#42 · a fox", "\\# big\n\\## less\n\\-# small\n#42 · a fox"),
        ("- one\n+ two\n1. three\n-5 °C", "\\- one\n\\+ two\n1\\. three\n-5 °C"),
        ("> quote", r"\> quote"),
        ("C:\\new", r"C:\\new"),
        ("see https://a.example/x_y?b=*c*.", "see <https://a.example/x_y?b=*c*>."),
        ("16:9，水彩", "16:9，水彩"),
    ],
)
def test_markup__words_are_literal(written: str, shown: str) -> None:
    assert escaped(written) == shown


def test_markup__points_in_time_count_down_by_themselves() -> None:
    text = "You are next; ready 12:31."
    said = content("", text, [(text.index("12:31"), "12:31", 1_800_000_060.0)], 2000)
    assert said == "You are next; ready <t:1800000060:t> (<t:1800000060:R>)."
    assert timestamp(5.0, "12-31 08:00") == "<t:5:f> (<t:5:R>)"
    assert content("A *title*", "text", (), 2000) == "**A \\*title\\***\ntext"


@given(text=st.text(alphabet="ab *_@<>[]()|`~\\\n#-1.:t/https💥画", max_size=80), limit=st.integers(40, 60))
@settings(max_examples=examples(400), deadline=None)
@pytest.mark.drawn
def test_markup__is_never_too_long_and_never_cut_within_an_escape(text: str, limit: int) -> None:
    said = content("", text, (), limit)
    assert len(said.encode("utf-16-le")) // 2 <= limit
    whole = escaped(text)
    assert said == whole or (said.endswith("…") and whole.startswith(said[:-1]))
    assert _unescaped(said.removesuffix("…")) == text[: len(_unescaped(said.removesuffix("…")))] or "<http" in said


def _unescaped(said: str) -> str:
    """What a client shows of escaped text."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", said)
