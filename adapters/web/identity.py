"""Who a person is: a signed cookie with a random id. A name is only shown; it proves nothing.

Two cookies: who it is, and that the token was given. They are apart so that a new token shuts everybody out without
taking their rooms away. Somebody may have planted the first in a browser before its user came: so each login makes a
new one of it, for the same person, and refuses those made before.
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
    """Who somebody is, and by which login; one of an earlier generation than the person's newest counts for nothing."""

    person: str
    generation: int = 0


class CookieSigner:
    """Makes cookies and checks them. `token` is what people must know to come in; empty lets everyone in."""

    def __init__(self, key: bytes, token: str = "") -> None:
        assert len(key) >= _KEY_BYTES, "a cookie key is at least 32 bytes"
        self._key = key
        self._token = token

    @property
    def login_required(self) -> bool:
        """Whether a token is needed."""
        return bool(self._token)

    def new_person(self) -> str:
        """A random id that nobody has."""
        return secrets.token_hex(10)

    def sign(self, person: str, generation: int = 0) -> str:
        """The cookie that says who it is. Each login makes a new generation; the first one's form is that of 0.1.0."""
        if not generation:
            return f"{person}.{self._sign('person', person)}"
        return f"{person}.{generation}.{self._sign('person', person, str(generation))}"

    def verify(self, cookie: str) -> PersonCookie | None:
        """What a cookie says, or None if we did not make it."""
        person, _, rest = cookie.partition(".")
        number, dot, _ = rest.partition(".")
        if not _ID.fullmatch(person) or (dot and not _GENERATION.fullmatch(number)):
            return None
        seal = PersonCookie(person, int(number) if dot else 0)
        return seal if _same(cookie, self.sign(*seal)) else None

    def token_matches(self, offered: str) -> bool:
        """Whether this is the token. Takes as long for every wrong one."""
        return self.login_required and _same(_digest(offered), _digest(self._token))

    def login_cookie_for(self, person: str) -> str:
        """The cookie that says that this person gave the token."""
        return self._sign("door", person, _digest(self._token))

    def is_logged_in(self, person: str, cookie: str) -> bool:
        """Whether this person may come in."""
        return not self.login_required or _same(cookie, self.login_cookie_for(person))

    def hash_address(self, address: str) -> str:
        """What is kept of an address: enough to know it again, nothing to read it from."""
        return self._sign("address", address)

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def load_key(folder: Path) -> bytes:
    """The key in `folder`, made the first time; only its owner can read it. Raises OSError, ValueError if it is broken.

    Several machines that share a database need the same file, or each would take the others' people for strangers.
    """
    path = folder / "cookie.key"
    if not path.exists():
        # Written whole beside it and linked into place: two processes that start at once agree on one key.
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
