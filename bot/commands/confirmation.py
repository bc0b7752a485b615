"""Confirmation codes for destructive commands, on platforms where a press is sent as text.

On such a platform (DingTalk) a link in any message makes its reader send its words. So a destructive command is
executed only with a code that was issued to this person for this action shortly before; without it, the bot asks.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from bot.store import Tx

KEY_NAME = "confirm-key"
WINDOW_S = 600.0
"""A code is valid in the window of the clock in which it was issued and in the next one."""
DIGITS = 6


def code_for(tx: Tx, person_id: int, action: str) -> str:
    """The code with which this person confirms this action now. Within a writing transaction."""
    return _code(_key(tx), person_id, action, int(tx.now // WINDOW_S))


def confirms(tx: Tx, person_id: int, action: str, code: str) -> bool:
    """Whether `code` was issued to this person for this action in this window or the one before."""
    window = int(tx.now // WINDOW_S)
    valid = [_code(_key(tx), person_id, action, each) for each in (window, window - 1)]
    return any(hmac.compare_digest(code.encode(), each.encode()) for each in valid)


def _code(key: bytes, person_id: int, action: str, window: int) -> str:
    digest = hmac.new(key, f"{person_id} {window} {action}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest[:8]) % 10**DIGITS).zfill(DIGITS)


def _key(tx: Tx) -> bytes:
    stored = tx.value("jobs.runtime_value", name=KEY_NAME)
    if not stored:
        stored = secrets.token_hex(16)
        tx.run("jobs.set_runtime_value", name=KEY_NAME, value=stored)
    return bytes.fromhex(str(stored))
