"""The times that a card shows: the phase and its end, and how long painting will take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from bot.jobs.manager import JobManager
from bot.sessions.card_lines import CardLines
from bot.sessions.model import Round, Session
from bot.sessions.phases import Phase
from bot.store import Tx
from bot.store.rows import JobRow

SHOW_SECONDS_BELOW_S = 1800
"""A deadline closer than this is given to the second, a later one to the minute."""


@dataclass(frozen=True, slots=True)
class CardTimes:
    """Writes times in the language of the session and the operator's time zone."""

    manager: JobManager
    lines: CardLines

    def headline(self, tx: Tx, session: Session, phase: Phase) -> str:
        """The first line: the phase, and until when it lasts or how far painting is."""
        say, current = self.lines.say(session), session.current_round
        place = {"round": current.number, "rounds": max(session.rules.rounds, current.number)}
        if phase in (Phase.GATHERING, Phase.VOTING):
            until = self.deadline(tx, session)
            name = "prolonged" if phase == Phase.GATHERING and session.prolonged else phase.value
            return say(
                f"session-phase-{name}", until=until, left=self._time_left(session, session.due_at - tx.now), **place
            )
        if phase == Phase.PAINTING:
            done = sum(c.state == "done" for c in current.candidates)
            total = sum(c.state != "missed" for c in current.candidates)
            seconds = self.painting_seconds_left(tx, current)
            if seconds is None:
                return say("session-phase-painting", done=done, total=total, **place)
            return say(
                "session-phase-painting-time", done=done, total=total, left=self.duration(session, seconds), **place
            )
        return say(f"session-phase-{phase}", **place)

    def deadline(self, tx: Tx, session: Session) -> str:
        """When the phase ends, in the operator's time zone."""
        exact = session.due_at - tx.now < SHOW_SECONDS_BELOW_S
        then = datetime.fromtimestamp(session.due_at, self.manager.settings.zone)
        return then.strftime("%H:%M:%S" if exact else "%H:%M")

    def painting_seconds_left(self, tx: Tx, current: Round) -> float | None:
        """Seconds until the last candidate is expected; None while that cannot be estimated for each of them."""
        expected = []
        for candidate in current.candidates:
            if candidate.state == "wanted":
                return None
            if candidate.state == "ordered" and (job := tx.one(JobRow, "jobs.get", id=candidate.job)):
                expected.append(self.manager.queue_status(tx, job).done_in_s)
        known = [seconds for seconds in expected if seconds is not None]
        return max(known) if known and len(known) == len(expected) else None

    def _time_left(self, session: Session, seconds: float) -> str:
        if seconds <= 0:
            return self.lines.say(session)("session-left-over")
        if seconds < 100:
            return self.lines.say(session)("session-left-seconds", count=math.ceil(seconds))
        if seconds > 5400:
            return self.lines.say(session)("session-left-hours", count=round(seconds / 3600))
        return self.lines.say(session)("session-left-minutes", count=round(seconds / 60))

    def duration(self, session: Session, seconds: float) -> str:
        """A rounded length of time: steps of 5 s, then of a minute."""
        if seconds < 100:
            return self.lines.say(session)("session-seconds", count=max(5, math.ceil(seconds / 5) * 5))
        return self.lines.say(session)("session-minutes", count=round(seconds / 60))
