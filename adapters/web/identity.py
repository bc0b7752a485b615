"""Signed cookies: a person is a random id in a signed cookie. Display names prove nothing.

Two cookies: the person, and proof of login. They are separate so that a changed token logs everybody out without
losing their rooms. Against session fixation each login issues a new person cookie for the same person and invalidates
earlier ones.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import NamedTuple

PERSON_COOKIE = "shenbi_person"
LOGIN_COOKIE = "shenbi_door"
COOKIE_MAX_AGE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep one

_ID = re.compile(r"[0-9a-f]{20}")
_GENERATION = re.compile(r"[1-9][0-9]{0,8}")
_KEY_BYTES = 32


class PersonCookie(NamedTuple):
    """The content of a person cookie; only the newest generation of a person is valid."""

    person: str
    generation: int = 0


class CookieSigner:
    """Signs and verifies cookies. `token` is the login token; empty: no login."""

    def __init__(self, key: bytes, token: str = "") -> None:
        assert len(key) >= _KEY_BYTES, "a cookie key is at least 32 bytes"
        self._key = key
        self._token = token

    @property
    def login_required(self) -> bool:
        """Whether login is required."""
        return bool(self._token)

    def new_person(self) -> str:
        """A new random id."""
        return secrets.token_hex(10)

    def sign(self, person: str, generation: int = 0) -> str:
        """The person cookie. Each login starts a new generation; generation 0 has the format of 0.1.0."""
        if not generation:
            return f"{person}.{self._sign('person', person)}"
        return f"{person}.{generation}.{self._sign('person', person, str(generation))}"

    def verify(self, cookie: str) -> PersonCookie | None:
        """Verify a person cookie; None if the signature is wrong."""
        person, _, rest = cookie.partition(".")
        number, dot, _ = rest.partition(".")
        if not _ID.fullmatch(person) or (dot and not _GENERATION.fullmatch(number)):
            return None
        content = PersonCookie(person, int(number) if dot else 0)
        return content if _same(cookie, self.sign(*content)) else None

    def token_matches(self, offered: str) -> bool:
        """Whether this is the token, compared in constant time."""
        return self.login_required and _same(_digest(offered), _digest(self._token))

    def login_cookie_for(self, person: str) -> str:
        """The login cookie of a person."""
        return self._sign("door", person, _digest(self._token))

    def is_logged_in(self, person: str, cookie: str) -> bool:
        """Whether a login cookie is valid for this person, or login is not required."""
        return not self.login_required or _same(cookie, self.login_cookie_for(person))

    def hash_address(self, address: str) -> str:
        """A keyed hash of an address."""
        return self._sign("address", address)

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def load_key(folder: Path) -> bytes:
    """Load the key in `folder`, or create it with mode 0600. Raises OSError, ValueError if it is too short.

    Machines that share a database need the same file, or they do not recognise each other's cookies.
    """
    path = folder / "cookie.key"
    if not path.exists():
        # Written to a temporary file and hard-linked: two processes that start at once agree on one key.
        draft = folder / f"cookie.key.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes()
    if len(key) < _KEY_BYTES:
        raise ValueError(f"{path.name} in the data folder is broken; remove it (everyone becomes a new person)")
    return key


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode())
