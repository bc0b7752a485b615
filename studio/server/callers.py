"""Who calls: a key that begins with `sk-`, and the account it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from studio.server import errors
from studio.server.errors import WireError


@dataclass(frozen=True, slots=True)
class Caller:
    """An account and, as the listing shows it, a number for the key; never the key itself."""

    account: str
    key_id: str


def key_id(key: str) -> str:
    """The number under which a key is shown."""
    return str(int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % 10_000_000)


def identify(authorization: str | None, accounts: Mapping[str, str]) -> Caller:
    """The caller of a request with this Authorization header; `accounts` names the account of a key. Raises WireError."""
    if not authorization or not authorization.strip():
        raise WireError(errors.NO_KEY)
    scheme, _, key = authorization.strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer":
        raise WireError(errors.WRONG_KEY)
    if not key:
        raise WireError(errors.NO_KEY)
    # A header may hold any bytes, and aiohttp hands on as half a character what is none.
    if not key.startswith("sk-") or len(key) == len("sk-") or not (key.isascii() and key.isprintable()):
        raise WireError(errors.WRONG_KEY)
    return Caller(accounts.get(key) or "account-" + key_id(key), key_id(key))
