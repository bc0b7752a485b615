"""Signed cookies identify a person and cannot be forged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.identity import CookieSigner, load_key

KEY = b"k" * 32


def test_identity__cookie_brings_its_person_back() -> None:
    signer = CookieSigner(KEY)
    person = signer.new_person()
    assert signer.verify(signer.sign(person)) == (person, 0)
    assert signer.verify(signer.sign(person, 12)) == (person, 12)
    assert signer.verify(signer.sign(person).replace(".", ".12.")) is None
    assert signer.verify(signer.sign(person, 12).replace(".12.", ".13.")) is None
    assert signer.new_person() != person


@given(st.text(max_size=120))
def test_identity__no_other_text_is_a_cookie(text: str) -> None:
    assert CookieSigner(KEY).verify(text) is None


def test_identity__cookie_of_another_key_or_another_person_is_refused() -> None:
    signer, other = CookieSigner(KEY), CookieSigner(b"x" * 32)
    mine, yours = signer.new_person(), signer.new_person()
    assert signer.verify(other.sign(mine)) is None
    assert signer.verify(f"{yours}.{signer.sign(mine).partition('.')[2]}") is None


def test_identity__door_opens_for_who_gave_the_token_and_shuts_when_it_changes() -> None:
    before, after = CookieSigner(KEY, "open sesame"), CookieSigner(KEY, "another")
    person, other = before.new_person(), before.new_person()
    ticket = before.login_cookie_for(person)
    assert before.token_matches("open sesame")
    assert not before.token_matches("open sesam")
    assert not before.token_matches("\ud800")
    assert before.is_logged_in(person, ticket)
    assert not before.is_logged_in(other, ticket)
    assert not after.is_logged_in(person, ticket)
    assert after.verify(before.sign(person)) == (person, 0)  # who it is outlives the token


def test_identity__without_a_token_everyone_comes_in_and_nothing_is_the_token() -> None:
    signer = CookieSigner(KEY)
    assert signer.is_logged_in(signer.new_person(), "")
    assert not signer.token_matches("")


def test_identity__key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert load_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == ["cookie.key"]
    assert (tmp_path / "cookie.key").stat().st_mode & 0o077 == 0


def test_identity__broken_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "cookie.key").write_bytes(b"short")
    with pytest.raises(ValueError, match=r"cookie\.key"):
        load_key(tmp_path)
