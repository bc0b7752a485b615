"""When the clock of a session must be looked at again. Pure."""

from __future__ import annotations

from bot.sessions.machine import IDLE_S
from bot.sessions.model import NEVER, Session
from bot.sessions.phases import Phase

LAST_MOMENT_S = 2.0
"""What was said in time may still be on its way to us: so much later than people are told, the time is up."""
PATROL_S = 15.0
"""How often a session that paints looks at its jobs by itself; news normally comes at once."""
MARKS_S = (3600, 1800, 600, 300, 120, 60, 30, 10)
"""With so much time left the card is shown anew."""


def wake_at(session: Session, now: float) -> float:
    """Unix seconds; NEVER if only people can bring it on."""
    if session.phase in (Phase.RESTING, Phase.ENDED):
        return NEVER
    moments = [session.touched_at + IDLE_S]
    if session.due_at < NEVER:
        moments.append(_end_of(session))
        moments += [moment for mark in MARKS_S if (moment := session.due_at - mark) > now]
    if session.phase == Phase.PAINTING:
        moments.append(now + PATROL_S)
    return min(moments)


def time_is_up(session: Session, now: float) -> bool:
    """Whether the phase's time has run out, the last moment included."""
    return now >= _end_of(session)


def _end_of(session: Session) -> float:
    """When all have given theirs nobody can be late."""
    return session.due_at if session.full_due_at else session.due_at + LAST_MOMENT_S
