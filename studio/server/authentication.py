"""Authentication: an API key that begins with `sk-`, and the account it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from studio.server import errors
from studio.server.errors import ApiRefusal


@dataclass(frozen=True, slots=True)
class Caller:
    """An account, and the id of the key as listings show it; never the key itself."""

    account: str
    key_id: str


def key_id(key: str) -> str:
    """The id under which a key is shown."""
    return str(int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % 10_000_000)


def authenticate(authorization: str | None, accounts: Mapping[str, str]) -> Caller:
    """The caller of a request with this Authorization header; `accounts` maps keys to accounts. Raises ApiRefusal."""
    if not authorization or not authorization.strip():
        raise ApiRefusal(errors.NO_KEY)
    scheme, _, key = authorization.strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer":
        raise ApiRefusal(errors.WRONG_KEY)
    if not key:
        raise ApiRefusal(errors.NO_KEY)
    # A header may hold any bytes: aiohttp decodes those that are not UTF-8 to lone surrogates.
    if not key.startswith("sk-") or len(key) == len("sk-") or not (key.isascii() and key.isprintable()):
        raise ApiRefusal(errors.WRONG_KEY)
    return Caller(accounts.get(key) or "account-" + key_id(key), key_id(key))
