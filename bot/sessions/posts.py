"""What a session posts in its conversation: cards, progress notes, revealed pictures, notices to one person."""

from __future__ import annotations

from typing import Any

from bot.outbox import desired
from bot.runtime.texts import language_of
from bot.sessions.effects import NotifyPerson
from bot.sessions.model import Session
from bot.sessions.phases import Phase
from bot.store import Tx
from bot.store.rows import ConversationRow, PersonRow, PostRow

PROGRESS_MIN_DELAY_S, PROGRESS_MAX_DELAY_S = 15.0, 300.0
"""The note that says which ideas are in is posted after half of the time that is left at the first idea, but within these
limits."""
REVEAL_INTERVAL_S = 1.2
"""The pause between two pictures of a reveal, where each is a message."""


def card_subject(session: Session, mark: str) -> str:
    """The subject of a new card; `mark` tells it from the session's other cards."""
    return f"session:{session.id}:card:{mark}"


def post_card(tx: Tx, conversation: ConversationRow, session: Session, delay_s: float = 0.0, reveals: int = 0) -> None:
    """Post the session's card as a new message; `reveals` is the round that has just ended, if one has."""
    # The current round and phase: once there is a newer card, this one continues to show their outcome.
    payload = {
        "session": session.id,
        "shows": "card",
        "round": session.current_round.number,
        "phase": session.phase,
        "reveals": reveals,
    }
    _ensure(tx, conversation, session.card, payload, desired.RESULT, delay_s)


def progress_subject(session: Session) -> str:
    """The subject of the progress note of the present phase."""
    return f"session:{session.id}:news:{session.current_round.number}:{session.phase}"


def post_progress(tx: Tx, conversation: ConversationRow, session: Session) -> None:
    """Where cards cannot be edited, post once per phase which ideas are in, or that painting has begun. (Elsewhere the renderer
    makes nothing of it.) The first idea is given time to be followed by others."""
    subject = progress_subject(session)
    if tx.one(PostRow, "posts.by_subject", subject=subject):
        return
    payload = {"session": session.id, "shows": "news", "round": session.current_round.number, "phase": session.phase}
    delay_s = 0.0
    if session.phase == Phase.GATHERING:
        left_s = (session.full_due_at or session.due_at) - tx.now
        delay_s = min(max(PROGRESS_MIN_DELAY_S, left_s / 2), PROGRESS_MAX_DELAY_S)
    _ensure(tx, conversation, subject, payload, desired.PROGRESS, delay_s)


def post_reveal(tx: Tx, conversation: ConversationRow, session: Session, number: int) -> int:
    """Post the pictures of a round that is over, the winner last; returns how many. The last winner as it was is not posted
    again, unless it has won again. (Where messages are limited only the winner
    is shown, where none can be edited not even that: `SessionRenderer`.)"""
    revealed = next(each for each in session.rounds if each.number == number)
    tally = revealed.tally()
    new = [c for c in revealed.candidates if not c.unchanged or c.number == revealed.winner]
    ordered = sorted(new, key=lambda c: (c.number == revealed.winner, tally[c.number], -c.number))
    for index, candidate in enumerate(ordered):
        subject = f"session:{session.id}:reveal:{number}:{candidate.number}"
        payload = {"session": session.id, "shows": "reveal", "round": number, "number": candidate.number}
        _ensure(tx, conversation, subject, payload, desired.RESULT, index * REVEAL_INTERVAL_S)
    return len(ordered)


def notify_person(tx: Tx, conversation: ConversationRow, session: Session, effect: NotifyPerson, mark: str) -> None:
    """Tell one person something: in their private conversation where one is known, otherwise as a reply in the group."""
    private = tx.one(ConversationRow, "sessions.private_conversation", person_id=effect.person)
    person = tx.get(PersonRow, "people.person_by_id", id=effect.person)
    payload = {
        "session": session.id,
        "shows": "note",
        "text": effect.text_id,
        "arguments": effect.arguments,
        "language": language_of(person.language, person.platform_language, default=session.language),
        "reply_to": "" if private else effect.message,
        "person": 0 if private else effect.person,
    }
    subject = f"session:{session.id}:note:{mark}"
    desired.ensure(tx, private or conversation, subject, payload, person_id=effect.person)


def _ensure(
    tx: Tx, conversation: ConversationRow, subject: str, payload: dict[str, Any], importance: int, delay_s: float
) -> None:
    desired.ensure(tx, conversation, subject, payload, importance)
    if delay_s and (post := tx.one(PostRow, "posts.by_subject", subject=subject)):
        tx.run("posts.postpone", id=post.id, due_at=tx.now + delay_s)
