"""Rules about words: what they find, what they do not, and that no text makes the search slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.word_rules import (
    MAX_FILE_RULES,
    WILDCARD_REACH,
    BadRule,
    RuleAction,
    WordRule,
    matching,
    rule_text,
    rules_of_file,
    strictest,
)


def found(rule: str, text: str) -> bool:
    return bool(matching([WordRule(rule_text(rule), RuleAction.REFUSE)], text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("血腥", "一幅血腥的画"),
        ("血腥", "血 腥"),
        ("血腥", "血\u200b腥\u200d"),
        ("血腥", "血\n腥"),
        ("血 腥", "血腥"),
        ("Nude", "a NUDE, standing"),
        ("nude", "ｎｕｄｅ"),
        ("nude", "nu\u200bde"),
        ("nude", "画nude照片"),
        ("nude", "nude"),
        ("blood bath", "a blood  bath"),
        ("gore*", "goreful"),
        ("*gore", "ungore it"),
        ("*gore*", "ungored"),
        ("kill * people", "kill many people"),
        ("血*腥", "血淋淋很腥"),
        ("血*腥", "血" + "一" * WILDCARD_REACH + "腥"),
        ("straße", "STRASSE"),
        ("AI换脸", "用ai 换脸"),
        ("ab*ab", "abab"),
    ],
)
def test_word_rule__finds(rule: str, text: str) -> None:
    assert found(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("血腥", "血和腥"),
        ("nude", "denuded"),
        ("nude", "nudes"),
        ("ass", "a glass class"),
        ("gore*", "ungore"),
        ("*gore", "gored"),
        ("blood bath", "bloodbath"),
        ("血*腥", "血" + "一" * (WILDCARD_REACH + 1) + "腥"),
        ("血*腥", "腥血"),
        ("ab*ab", "aba"),
        ("nude", ""),
    ],
)
def test_word_rule__does_not_find(rule: str, text: str) -> None:
    assert not found(rule, text)


@given(st.text("ab", min_size=2, max_size=3), st.text("ab", min_size=1, max_size=3), st.text("ab ", max_size=40))
def test_word_rule__wildcard_finds_what_a_naive_search_finds(first: str, last: str, text: str) -> None:
    text = " ".join(text.split())
    naive = any(
        text.startswith(first, start) and text.startswith(last, start + len(first) + gap)
        for start in range(len(text))
        for gap in range(WILDCARD_REACH + 1)
    )
    assert found(f"*{first}*{last}*", text) == naive


@pytest.mark.parametrize("bad", ["", "*", " * * ", "\u200b", "a", "!!", "x" * 61, "a*b*c*d*e*f"])
def test_word_rule__what_is_no_rule(bad: str) -> None:
    with pytest.raises(BadRule):
        rule_text(bad)


def test_word_rule__the_strictest_counts() -> None:
    rules = [WordRule("a", RuleAction.NOTE), WordRule("b", RuleAction.REFUSE), WordRule("c", RuleAction.HOLD)]
    assert strictest(rules) == rules[1]
    assert strictest(rules[::2]) == rules[2]
    assert strictest([]) is None


def test_word_rule__file() -> None:
    text = "# of the company\n\nrefuse 血腥\n送审 Gun*\nnote  soldier boy \nhold 血腥\n"
    assert rules_of_file(text) == (
        WordRule("血腥", RuleAction.HOLD),
        WordRule("gun*", RuleAction.HOLD),
        WordRule("soldier boy", RuleAction.NOTE),
    )
    for wrong in ("forbid gore", "refuse", "refuse *"):
        with pytest.raises(ValueError, match="line 2: "):
            rules_of_file(f"note gore\n{wrong}\n")
    with pytest.raises(ValueError, match="more than"):
        rules_of_file("\n".join(f"note word{number}" for number in range(MAX_FILE_RULES + 1)))


@pytest.mark.parametrize("text", ["a" * 3000, "a " * 1500, "ab" * 1500, "血腥" * 1500, "b" + "a" * 2999])
def test_word_rule__no_text_is_slow(text: str) -> None:
    """The worst rules, as many as there can be of table and file, against texts made to resemble them."""
    rules = [WordRule(rule_text(f"a*a*a*a*a{'ab'[n % 2]}"), RuleAction.NOTE) for n in range(2000)]
    rules += [WordRule(rule_text(f"血*腥*血*{n}"), RuleAction.NOTE) for n in range(2000)]
    took = []
    for _ in range(3):
        began = time.process_time()
        matching(rules, text)
        took.append(time.process_time() - began)
    assert min(took) < 0.25, took  # 20 to 30 ms; a search that backtracks takes seconds.
