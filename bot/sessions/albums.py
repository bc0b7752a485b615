"""Requests for contact sheets and albums, and the posts of an album that has been made."""

from __future__ import annotations

from bot.outbox import desired
from bot.sessions.model import Session
from bot.sessions.phases import Phase
from bot.store import Tx, topics
from bot.store.rows import ConversationRow, PostRow, SessionSheetRow

MAX_REVEAL_POSTS = 16
"""Posts at the end of a round: its pictures and the card."""
AFTER_REVEAL_S = 0.5


def post_album(tx: Tx, conversation: ConversationRow, session_id: int, sheet_id: int, mark: str) -> None:
    """Post an album that has been made: the long picture, then the page and the PDF as files. It shows who has won, so it waits
    for pictures that are still to be revealed."""
    payload = {"session": session_id, "sheet": sheet_id}
    newest = tx.all(PostRow, "posts.newest_here", conversation_id=conversation.id, limit=MAX_REVEAL_POSTS)
    revealing = tuple(f"session:{session_id}:{shows}:" for shows in ("reveal", "card"))
    waiting = [p.due_at for p in newest if p.subject.startswith(revealing) and p.status == "pending"]
    due_at = max(waiting, default=0.0) + AFTER_REVEAL_S
    for shows, importance in (("album", desired.RESULT), ("page", desired.ANSWER)):
        subject = f"session:{session_id}:{shows}:{mark}"
        desired.ensure(tx, conversation, subject, payload | {"shows": shows}, importance)
        if due_at > tx.now and (post := tx.one(PostRow, "posts.by_subject", subject=subject)):
            tx.run("posts.postpone", id=post.id, due_at=due_at)


def request_album(tx: Tx, session: Session, mark: str, language: str) -> None:
    """Have an album made in a language; `SheetMaker` posts it."""
    tx.run("sessions.want_sheet", session_id=session.id, kind="album", mark=mark, language=language, now=tx.now)
    tx.hint(topics.SHEETS)


def repost_album(tx: Tx, session: Session, conversation: ConversationRow, mark: str, language: str) -> bool:
    """Post the album of an ended session again, or create one of what has been painted so far; True if it must be made
    first."""
    if session.phase == Phase.ENDED:
        made = tx.one(SessionSheetRow, "sessions.album_made", session_id=session.id, language=language)
        if made:
            post_album(tx, conversation, session.id, made.id, mark)
            return False
    request_album(tx, session, mark, language)
    return True


def request_sheet(tx: Tx, session: Session) -> None:
    """Have the contact sheet of the current round made."""
    mark, language = str(session.current_round.number), session.language
    tx.run("sessions.want_sheet", session_id=session.id, kind="sheet", mark=mark, language=language, now=tx.now)
    tx.hint(topics.SHEETS)
