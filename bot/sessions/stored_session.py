"""The session of a row, as its document says."""

from __future__ import annotations

import structlog

from bot.sessions.model import Session, load
from bot.store.rows import SessionRow

log = structlog.get_logger()


class UnreadableSession(ValueError):
    """A session's document cannot be read (a damaged file, an edit by hand, a newer version)."""


def session_of(row: SessionRow) -> Session:
    """The session of a row. Raises UnreadableSession."""
    try:
        return load(row.document)
    except ValueError as error:
        # Without the error's text: it quotes the document, in which people's words are.
        raise UnreadableSession(f"the document of session {row.id} cannot be read: {type(error).__name__}") from None


def session_or_none(row: SessionRow | None) -> Session | None:
    """The session of a row; None if there is no row, or it cannot be read: for people it is not there, and the operator
    is told by the session's timer."""
    if row is None:
        return None
    try:
        return session_of(row)
    except UnreadableSession as error:
        log.error("session.unreadable", session=row.id, error=str(error))
        return None
