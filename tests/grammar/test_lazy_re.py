"""Patterns that are compiled at their first use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.grammar import lazy_re


@pytest.mark.parametrize(
    "use",
    [
        lambda pattern: pattern.fullmatch("A-1").groups(),
        lambda pattern: pattern.search("x b-22 y").span(),
        lambda pattern: pattern.sub(r"\2", "a-1 b-2"),
        lambda pattern: [each.group() for each in pattern.finditer("a-1 b-2")],
        lambda pattern: (pattern.pattern, pattern.groups, dict(pattern.groupindex)),
    ],
)
def test_lazy_re__pattern_is_what_the_library_makes(use: Callable[[re.Pattern[str]], Any]) -> None:
    text = r"(?P<letter>[a-z])-(\d+)"
    assert use(lazy_re.compile(text, lazy_re.IGNORECASE)) == use(re.compile(text, re.IGNORECASE))


def test_lazy_re__nothing_is_compiled_before_the_first_use() -> None:
    wrong = lazy_re.compile("(")
    with pytest.raises(re.error):
        wrong.search("x")
