"""Ideas that are given in private: who holds a session's key, and who has been asked for an idea in their private chat."""

from __future__ import annotations

import hmac

from bot.sessions.model import Session
from bot.sessions.phases import Phase
from bot.store import Tx

QUESTION_LIFETIME_S = 3600.0
"""How long the next words in a private chat are read as the idea that was asked for there."""


def is_key_of(session: Session, key: str) -> bool:
    """Whether `key` is the session's: a person who has it has seen the session's card, in whatever chat they write."""
    return bool(session.key) and hmac.compare_digest(session.key.encode(), key.encode())


def takes_ideas(session: Session) -> bool:
    """Whether an idea can be given now; also while the session rests in the phase of ideas, which resumes it."""
    return session.phase == Phase.GATHERING or (session.phase == Phase.RESTING and session.before == Phase.GATHERING)


def open_question(tx: Tx, person_id: int, conversation_id: int, session_id: int) -> None:
    """Record that the person was asked for an idea in their private chat; replaces an earlier question."""
    tx.run(
        "sessions.ask_privately",
        person_id=person_id,
        conversation_id=conversation_id,
        session_id=session_id,
        now=tx.now,
    )


def asked_for(tx: Tx, conversation_id: int) -> int:
    """The session for which an idea was asked for in a private chat not long ago; 0 for none."""
    since = tx.now - QUESTION_LIFETIME_S
    return int(tx.value("sessions.asked_privately", conversation_id=conversation_id, since=since) or 0)


def close_question(tx: Tx, conversation_id: int) -> None:
    """Close the question in a private chat: it was answered."""
    tx.run("sessions.answered_privately", conversation_id=conversation_id)
