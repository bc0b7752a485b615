"""Erasing a person from sessions: name and words go, votes stay as numbers, albums that show them are withdrawn."""

from __future__ import annotations

from dataclasses import replace

from bot.outbox import desired
from bot.sessions.model import Candidate, Round, Session, dump
from bot.sessions.phases import Phase
from bot.sessions.stored_session import session_or_none
from bot.store import Tx, file_deletions
from bot.store.rows import SessionRow, SessionSheetRow

PLACEHOLDER = "…"


def erase_from_sessions(tx: Tx, person_id: int) -> None:
    """Remove a person from all sessions, and enqueue the files of albums and sheets for deletion. A session that cannot be
    read is erased whole: nobody can tell whose words are whose."""
    tx.run("sessions.drop_asked", person_id=person_id)
    for number in tx.values("sessions.with_person", person_id=person_id):
        session = session_or_none(tx.get(SessionRow, "sessions.lock", id=number))
        # Earlier cards and reveals show names and ideas, too.
        posts = tx.values("sessions.posts", session_id=number)
        if session is None:
            tx.run("sessions.erase_document", id=number)
            for subject in posts:
                desired.mark_deleted(tx, subject)
        else:
            # Not through SessionService: no event has happened, and no new card must be posted. The row is locked.
            tx.run("sessions.set_document", id=number, document=dump(without_person(session, person_id)))
            for subject in posts:
                desired.mark_dirty(tx, subject)
        for sheet in tx.all(SessionSheetRow, "sessions.made_sheets", session_id=number):
            # The sheet of an open vote is needed, and shows pictures and numbers only.
            if sheet.kind == "sheet" and session and session.phase != Phase.ENDED:
                continue
            for key in filter(None, (sheet.picture, sheet.page, sheet.pdf)):
                file_deletions.enqueue(tx, key)
            tx.run("sessions.withdraw_sheet", id=sheet.id)
        for subject in tx.values("sessions.album_posts", session_id=number):
            desired.mark_deleted(tx, subject)


def without_person(session: Session, person: int) -> Session:
    """The session without a person's name and words. Winners and vote counts stay. Pure."""
    own = {idea.prompt for r in session.rounds for idea in r.ideas if idea.person == person and idea.text}
    # An idea that another person gave in the same words stays.
    own -= {idea.prompt for r in session.rounds for idea in r.ideas if idea.person != person}
    theme_is_theirs = (
        session.host == person and len({i.person for r in session.rounds for i in r.ideas} - {person}) == 0
    )
    theme = session.rounds[0].base[0] if session.rounds[0].base else session.theme

    def parts(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(PLACEHOLDER if word in own or (theme_is_theirs and word == theme) else word for word in words)

    def candidate(c: Candidate) -> Candidate:
        alone = c.authors == (person,)
        return replace(c, parts=parts(c.parts), image="" if alone else c.image, more=() if alone else c.more)

    def round_(r: Round) -> Round:
        ideas = tuple(
            replace(i, text="", image="", message="", words="", more=()) if i.person == person else i for i in r.ideas
        )
        return replace(
            r,
            base=parts(r.base),
            ideas=ideas,
            candidates=tuple(candidate(c) for c in r.candidates),
            missed=tuple(candidate(c) for c in r.missed),
        )

    return replace(
        session,
        theme=PLACEHOLDER if theme_is_theirs else session.theme,
        people=tuple(replace(p, name="") if p.id == person else p for p in session.people),
        rounds=tuple(round_(r) for r in session.rounds),
    )
