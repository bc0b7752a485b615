"""Translates errors of PostgreSQL's driver to those of the store."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import errors

from bot.runtime.secrets import secrets_of
from bot.store.base import StoreBusy, StoreError, StoreFull, StoreRefused, StoreUnavailable

SHORTEST_SECRET: Final = 3
RETRIED = (errors.SerializationFailure, errors.DeadlockDetected)
"""After these the transaction is run again from its beginning."""
_BUSY = (*RETRIED, errors.LockNotAvailable, errors.QueryCanceled)
_AWAY = (errors.TooManyConnections, errors.OutOfMemory, errors.ReadOnlySqlTransaction)
_REFUSED = (psycopg.IntegrityError, psycopg.DataError, psycopg.ProgrammingError)


def translate(error: psycopg.Error) -> StoreError:
    """The store's error for one of the driver's."""
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, errors.DiskFull):
        return StoreFull(text)
    if isinstance(error, _BUSY):
        return StoreBusy(text)
    # No SQLSTATE: the connection broke. Classes 08 and 57: the server shuts down, starts up, or ended our session.
    if isinstance(error, _AWAY) or (isinstance(error, psycopg.OperationalError) and error.sqlstate is None):
        return StoreUnavailable(text)
    if (error.sqlstate or "")[:2] in ("08", "57"):
        return StoreUnavailable(text)
    kind = StoreRefused if isinstance(error, _REFUSED) else StoreError
    return kind(f"{type(error).__name__}: {text}")


def without_secrets(error: StoreError, url: str) -> StoreError:
    """The same error without secrets: the driver's message can contain parts of the password of a URL that it
    misread."""
    text = str(error)
    for secret in sorted(secrets_of(url), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:  # Replacing shorter ones would make the message unreadable.
            text = text.replace(secret, "***")
    return type(error)(text)
