"""Rows of sessions. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

SessionSheetKind = Literal["sheet", "album"]
SessionSheetState = Literal["wanted", "made", "hidden", "given_up"]
"""`hidden`: it shows a picture whose deletion can still be undone; `given_up`: also one that was withdrawn."""


class SessionRow(NamedTuple):
    """A creative session; `document` is its whole state as JSON."""

    id: int
    conversation_id: int
    phase: str  # bot.sessions.phases.Phase, as in the document
    document: str  # JSON of Session (bot/sessions/model.py); '' only within the transaction that inserts it
    version: int  # incremented with each write of the document; a write with an older one is refused
    due_at: float  # when its timers are looked at next
    created_at: float
    host_id: int  # PersonRow, as in the document


class SessionSheetRow(NamedTuple):
    """A ballot sheet or an album that is drawn for a session."""

    id: int
    session_id: int
    kind: SessionSheetKind
    mark: str  # of a sheet the number of the round; of an album `end`, or the InboxRow of the command that asked
    state: SessionSheetState
    due_at: float  # not to be touched before; the end of a lease, or of a pause between tries
    tries: int  # how often it was leased to be drawn
    picture: str  # key of the image; '': not made, or withdrawn
    width: int  # of the image; 0: not made
    height: int  # of the image; 0: not made
    page: str  # key of the album's HTML page; '': of a sheet, or not made
    language: str  # of the words on it: zh, en
    pdf: str  # key of the album for printing; '': of a sheet, not made, or made before there were any
