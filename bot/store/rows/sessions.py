"""Rows of sessions."""

from typing import Literal, NamedTuple

SessionSheetKind = Literal["sheet", "album"]
SessionSheetState = Literal["wanted", "made", "hidden", "given_up"]
"""`hidden`: it shows a picture whose deletion can still be undone; `given_up`: also one that was withdrawn."""


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
    kind: SessionSheetKind
    mark: str
    state: SessionSheetState
    due_at: float
    tries: int
    picture: str
    width: int
    height: int
    page: str
    language: str
    pdf: str
