"""Removes deleted pictures from a session (reveals, contact sheets, albums), and restores them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.outbox import desired
from bot.sessions.model import Round, Session, dump
from bot.sessions.stored_session import session_of, session_or_none
from bot.store import Tx, file_deletions, topics
from bot.store.rows import SessionRow, SessionSheetRow


def remove_pictures(tx: Tx, session_id: int, keys: frozenset[str]) -> tuple[list[str], tuple[int, ...]]:
    """The pictures with these keys are deleted. Hides the albums, and has the sheets of their rounds made again without them.
    Returns the subjects of the posts that have to go, and the ids of the hidden albums."""
    session = session_or_none(tx.get(SessionRow, "sessions.lock", id=session_id))
    # Of a session that cannot be read, nobody knows what shows them: everything that may is deleted.
    subjects = tx.values("sessions.posts", session_id=session_id) if session is None else _reveals(session, keys)
    made = [
        sheet
        for sheet in tx.all(SessionSheetRow, "sessions.made_sheets", session_id=session_id)
        if sheet.kind == "album"
    ]
    for sheet in made:
        tx.run("sessions.hide_sheet", id=sheet.id)
    subjects += [subject for subject in tx.values("sessions.album_posts", session_id=session_id) if made]
    _remake_sheets(tx, session, keys)
    return subjects, tuple(sheet.id for sheet in made)


def restore_pictures(tx: Tx, session_id: int, keys: frozenset[str], albums: Iterable[int]) -> None:
    """After a deletion was undone, show the albums and make the sheets again with the pictures."""
    for sheet_id in albums:
        tx.run("sessions.unhide_sheet", id=sheet_id)
    _remake_sheets(tx, session_or_none(tx.get(SessionRow, "sessions.lock", id=session_id)), keys)


def delete_albums(tx: Tx, albums: Iterable[int]) -> None:
    """Delete hidden albums permanently."""
    for sheet_id in albums:
        sheet = tx.get(SessionSheetRow, "sessions.sheet", id=sheet_id)
        for key in filter(None, (sheet.picture, sheet.page, sheet.pdf)):
            file_deletions.enqueue(tx, key)
        tx.run("sessions.withdraw_sheet", id=sheet_id)


def replace_sheet(tx: Tx, session_id: int, number: int, key: str, size: tuple[int, int]) -> None:
    """Replace the sheet of a round by a new one, also on the cards that show it."""
    session = session_of(tx.get(SessionRow, "sessions.lock", id=session_id))
    old = next(each.sheet for each in session.rounds if each.number == number)
    rounds = tuple(
        replace(each, sheet=key, sheet_size=size) if each.number == number else each for each in session.rounds
    )
    # Not through SessionService: no event has happened, and no new card must be posted. The row is locked.
    tx.run("sessions.set_document", id=session_id, document=dump(replace(session, rounds=rounds)))
    file_deletions.enqueue(tx, old)
    for subject in tx.values("sessions.posts", session_id=session_id):
        desired.mark_dirty(tx, subject)


def _reveals(session: Session, keys: frozenset[str]) -> list[str]:
    """The subjects of the posts that reveal these pictures."""
    return [
        f"session:{session.id}:reveal:{each.number}:{candidate.number}"
        for each in session.rounds
        for candidate in each.candidates
        if candidate.picture in keys
    ]


def _remake_sheets(tx: Tx, session: Session | None, keys: frozenset[str]) -> None:
    if session is None:
        return
    if any(key in keys for key in session.current_round.references):
        desired.mark_dirty(tx, session.card)  # It says from which picture the round starts.
    for each in session.rounds:
        if has_sheet(each) and any(candidate.picture in keys for candidate in each.candidates):
            tx.run("sessions.want_sheet_again", session_id=session.id, mark=str(each.number), now=tx.now)
            tx.hint(topics.SHEETS)


def has_sheet(each: Round) -> bool:
    """Whether a round's sheet has been made."""
    return each.sheet not in ("", "none")
