"""When the timer of a session fires next. Pure."""

from __future__ import annotations

from bot.sessions.machine import IDLE_S
from bot.sessions.model import NEVER, Session
from bot.sessions.phases import Phase

LATE_GRACE_S = 2.0
"""How long after the deadline that people see a phase really ends: what they sent in time may still be on its way."""
POLL_INTERVAL_S = 15.0
"""How often a painting session polls its jobs; normally job events arrive at once."""
COUNTDOWN_MARKS_S = (3600, 1800, 600, 300, 120, 60, 30, 10)
"""How many seconds before the deadline the card is rendered again, for its countdown."""


def next_wakeup(session: Session, now: float) -> float:
    """When the session's timer fires next (unix seconds); NEVER if only people can move the session on."""
    if session.phase in (Phase.RESTING, Phase.ENDED):
        return NEVER
    moments = [session.touched_at + IDLE_S]
    if session.due_at < NEVER:
        moments.append(_deadline(session))
        moments += [moment for mark in COUNTDOWN_MARKS_S if (moment := session.due_at - mark) > now]
    if session.phase == Phase.PAINTING:
        moments.append(now + POLL_INTERVAL_S)
    return min(moments)


def phase_timed_out(session: Session, now: float) -> bool:
    """Whether the phase is over, the grace for late messages included."""
    return now >= _deadline(session)


def _deadline(session: Session) -> float:
    """When the phase ends: after a grace period, except if everyone has answered, as then nobody can be late."""
    return session.due_at if session.full_due_at else session.due_at + LATE_GRACE_S
