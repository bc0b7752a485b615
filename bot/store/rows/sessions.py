"""Rows of sessions."""

from typing import NamedTuple


class SessionRow(NamedTuple):
    """A creative session; `document` is its whole state as JSON."""

    id: int
    conversation_id: int
    phase: str
    document: str
    version: int
    due_at: float
    created_at: float
    host_id: int


class SessionSheetRow(NamedTuple):
    """A ballot sheet or an album that is drawn for a session."""

    id: int
    session_id: int
    kind: str
    mark: str
    state: str
    due_at: float
    tries: int
    picture: str
    width: int
    height: int
    page: str
    language: str
    paper: str
