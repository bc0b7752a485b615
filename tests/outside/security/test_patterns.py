"""Finding C2 of the attack from outside: one message of two thousand characters stopped the whole bot for hours.

Each regular expression is run against texts made from it; twice the text may cost at most 2.5 times as much.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.outside.security.patterns import (
    MOST_RATIO,
    ROOT,
    PatternUse,
    attacks,
    collect,
    growth,
    longest_for,
    methods_of,
)

FOLDERS = ("bot", "studio", "adapters", "config")
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if re.search(r"\bre\.[a-z]+\(", path.read_text(encoding="utf-8"))
]


@cache
def found() -> list[PatternUse]:
    """All patterns. Not looked for while tests are collected: that is done by each of several processes."""
    return collect(FOLDERS)


def worst(one: PatternUse) -> float:
    """The steepest growth of a pattern over all its texts."""
    longest = longest_for(one.where)
    return max((growth(make, call, longest) for call in methods_of(one) for make in attacks(one.pattern)), default=0.0)


@pytest.mark.parametrize("file", FILES)
def test_regular_expressions__pattern_costs_no_more_than_its_text_is_long(file: str) -> None:
    of_file = [each for each in found() if each.where.partition(":")[0] == file]
    assert {each.where: each.pattern.pattern for each in of_file if worst(each) > MOST_RATIO} == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\s*/?(?:投|vote)\s*(?:#|第)?\s*(\d{1,2})\s*(?:号|张)?\s*$",  # The one of 0.1.0.
        pytest.param(r"\s+$", marks=pytest.mark.long),
    ],
)
def test_regular_expressions__pattern_that_costs_more_is_found(pattern: str) -> None:
    planted = PatternUse("planted", re.compile(pattern), frozenset({"search"}))
    (call,) = methods_of(planted)
    assert any(growth(make, call) > MOST_RATIO for make in attacks(planted.pattern))


def test_regular_expressions__there_are_patterns_to_check() -> None:
    assert len(found()) > 40
    assert {each.where.partition(":")[0] for each in found()} <= set(FILES)
