"""Codes that confirm what destroys, where a press comes back as words.

On such a platform (DingTalk) a link in any message can make whoever touches it send words. So words that destroy are carried
out only with a code that was given to this person for this action a moment ago; without it they are a question.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from bot.store import Tx

KEY_NOTE = "confirm-key"
LIFE_S = 600.0
"""A code is good for the ten minutes (of the clock) in which it was given and for the next ten."""
DIGITS = 6


def code_for(tx: Tx, person_id: int, action: str) -> str:
    """The code with which this person confirms this action now. Within a writing transaction."""
    return _code(_key(tx), person_id, action, int(tx.now // LIFE_S))


def confirms(tx: Tx, person_id: int, action: str, code: str) -> bool:
    """Whether `code` was given to this person for this action, not long ago."""
    window = int(tx.now // LIFE_S)
    good = [_code(_key(tx), person_id, action, each) for each in (window, window - 1)]
    return any(hmac.compare_digest(code.encode(), each.encode()) for each in good)


def _code(key: bytes, person_id: int, action: str, window: int) -> str:
    digest = hmac.new(key, f"{person_id} {window} {action}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest[:8]) % 10**DIGITS).zfill(DIGITS)


def _key(tx: Tx) -> bytes:
    kept = tx.value("jobs.note", name=KEY_NOTE)
    if not kept:
        kept = secrets.token_hex(16)
        tx.run("jobs.set_note", name=KEY_NOTE, value=kept)
    return bytes.fromhex(str(kept))
