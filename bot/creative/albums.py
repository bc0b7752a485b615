"""Asking for albums, and posting them once they are made."""

from __future__ import annotations

from bot.creative.model import Session
from bot.creative.phases import Phase
from bot.posts import wishes
from bot.store import Row, Tx


def show_album(tx: Tx, conversation: Row, session_id: int, sheet_id: int, mark: str) -> None:
    """Post an album that has been made: its picture, and its page and what is for printing as files."""
    payload = {"session": session_id, "sheet": sheet_id}
    wishes.put(tx, conversation, f"session:{session_id}:album:{mark}", payload | {"shows": "album"}, wishes.RESULT)
    wishes.put(tx, conversation, f"session:{session_id}:page:{mark}", payload | {"shows": "page"}, wishes.ANSWER)


def want_album(tx: Tx, session: Session, mark: str, language: str) -> None:
    """Have an album made, in a language; it is posted when it is there."""
    tx.run("sessions.want_sheet", session_id=session.id, kind="album", mark=mark, language=language, now=tx.now)
    tx.hint("sheets")


def album_again(tx: Tx, session: Session, conversation: Row, mark: str, language: str) -> bool:
    """Post the album of a session once more, or have one made of what there is so far; True if it must be made first."""
    if session.phase == Phase.ENDED:
        made = tx.one("sessions.album_made", session_id=session.id, language=language)
        if made:
            show_album(tx, conversation, session.id, made["id"], mark)
            return False
    want_album(tx, session, mark, language)
    return True
