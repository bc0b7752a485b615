"""Hostile names and texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web import names
from adapters.web.limits import NAME_LIMIT, TEXT_LIMIT


@given(st.text(max_size=200))
def test_names__name_is_one_line_of_visible_characters(typed: str) -> None:
    name = names.clean_name(typed)
    assert len(name) <= NAME_LIMIT
    assert name == name.strip()
    assert not any(unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for mark in name)


def test_names__name_cannot_turn_the_page_around() -> None:
    assert names.clean_name("abc\u202edcba") == "abcdcba"
    assert names.clean_name("<b>x</b>") == "<b>x</b>"  # shown as it is, never as markup
    assert names.clean_name("\ud83d") == "?"


@given(st.text(max_size=300))
def test_names__text_keeps_its_lines_and_loses_only_controls(typed: str) -> None:
    text = names.clean_text(typed)
    assert text == names.clean_text(text)
    assert not set(text) & {"\0", "\x1b", "\r", "\x7f"}
    text.encode()


def test_names__emoji_and_both_directions_stay() -> None:
    for text in ("👩‍🚀🏳️‍🌈", "صورة لقطة", "a\nb\tc", "e\u0301"):
        assert names.clean_text(text) == text


def test_names__text_may_be_long_but_not_endless() -> None:
    assert names.clean_text("长" * 10_000) == "长" * 10_000
    with pytest.raises(names.MessageTooLong):
        names.clean_text("x" * (TEXT_LIMIT + 1))


@pytest.mark.parametrize(
    "address", ["", "~", "~abc", "..", ".", "a/b", "a\\b", "-a", "a b", "%2e%2e", "a\0b", "x" * 41, "<i>", "a:b"]
)
def test_names__what_cannot_be_a_room(address: str) -> None:
    assert names.room_name(address) is None


@pytest.mark.parametrize(
    ("address", "name"), [("Team", "team"), ("画室-1", "画室-1"), ("ＡＢＣ", "abc"), ("a_b", "a_b")]
)
def test_names__what_can_be_a_room(address: str, name: str) -> None:
    assert names.room_name(address) == name


@given(st.text(max_size=60))
def test_names__no_address_reaches_a_private_room(address: str) -> None:
    name = names.room_name(address)
    assert name is None or not names.is_private(name)
