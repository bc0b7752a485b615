"""The words of a session's card, in each of its phases."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.creative.album.story import idea_text
from bot.creative.keeper import Keeper
from bot.creative.model import Candidate, Round, Session
from bot.creative.phases import Phase
from bot.creative.shares import shares_of
from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.messages import Abilities
from bot.store import Tx
from bot.texts import Texts

MOST_NAMES = 12
EXACT_S = 1800
"""What ends within so much is told to the second, later things to the minute."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class CardWriter:
    """Writes cards, in the language of the session."""

    keeper: Keeper
    texts: Texts

    @property
    def manager(self) -> JobManager:
        """Whose queue it is painted from."""
        return self.keeper.manager

    def say(self, session: Session) -> Say:
        """Texts in a session's language."""

        def say(text_id: str, **arguments: Any) -> str:
            return self.texts.say(session.language, text_id, **arguments)

        return say

    def words(self, tx: Tx, session: Session, length: int, abilities: Abilities) -> str:
        """The whole text of the card, for a platform that can do so much; of each idea at most `length` characters."""
        phase = Phase(session.phase)
        match phase:
            case Phase.GATHERING:
                lines = self._gathering(tx, session, length, abilities)
            case Phase.PAINTING | Phase.HANGING:
                lines = [self.head(tx, session, phase), *self.ideas(session, length), self._money(tx, session)]
            case Phase.VOTING:
                lines = self._voting(tx, session, length, abilities)
            case Phase.RESTING | Phase.PAUSED:
                lines = self._stopped(tx, session, phase, length)
            case Phase.ENDED:
                lines = self._ended(session, length)
        return "\n".join(line for line in lines if line)

    def head(self, tx: Tx, session: Session, phase: Phase) -> str:
        """The line that says where a session is, and until when."""
        say, current = self.say(session), session.now_round
        place = {"round": current.number, "rounds": max(session.rules.rounds, current.number)}
        if phase in (Phase.GATHERING, Phase.VOTING):
            exact = session.due_at - tx.now < EXACT_S
            then = datetime.fromtimestamp(session.due_at, self.manager.settings.zone)
            until = then.strftime("%H:%M:%S" if exact else "%H:%M")
            name = "prolonged" if phase == Phase.GATHERING and session.prolonged else phase.value
            return say(f"session-phase-{name}", until=until, left=self._left(session, session.due_at - tx.now), **place)
        if phase == Phase.PAINTING:
            done = sum(c.state == "done" for c in current.candidates)
            total = sum(c.state != "missed" for c in current.candidates)
            seconds = self._seconds_to_go(tx, current)
            if seconds is None:
                return say("session-phase-painting", done=done, total=total, **place)
            return say(
                "session-phase-painting-time", done=done, total=total, left=self._span(session, seconds), **place
            )
        return say(f"session-phase-{phase}", **place)

    def _seconds_to_go(self, tx: Tx, current: Round) -> float | None:
        """Until the last of the ordered candidates is expected; None if nobody can say."""
        expected = []
        for candidate in current.candidates:
            if candidate.state == "wanted":
                return None
            if candidate.state == "ordered" and (job := tx.one("jobs.get", id=candidate.job)):
                expected.append(self.manager.standing(tx, job).done_in_s)
        known = [seconds for seconds in expected if seconds is not None]
        return max(known) if known and len(known) == len(expected) else None

    def _left(self, session: Session, seconds: float) -> str:
        if seconds <= 0:
            return self.say(session)("session-left-over")
        if seconds < 100:
            return self.say(session)("session-left-seconds", count=math.ceil(seconds))
        if seconds > 5400:
            return self.say(session)("session-left-hours", count=round(seconds / 3600))
        return self.say(session)("session-left-minutes", count=round(seconds / 60))

    def _span(self, session: Session, seconds: float) -> str:
        if seconds < 100:
            return self.say(session)("session-seconds", count=max(5, math.ceil(seconds / 5) * 5))
        return self.say(session)("session-minutes", count=round(seconds / 60))

    def _gathering(self, tx: Tx, session: Session, length: int, abilities: Abilities) -> list[str]:
        return [
            self.head(tx, session, Phase.GATHERING),
            *self._lead(session, length),
            *self.ideas(session, length),
            self._people(session),
            self.say(session)("session-how-idea"),
            self._mention(session, abilities),
            self._money(tx, session),
        ]

    def _mention(self, session: Session, abilities: Abilities) -> str:
        return self.say(session)("session-mention") if abilities.mentions_needed else ""

    def _lead(self, session: Session, length: int, text_id: str = "session-leads") -> list[str]:
        """Which picture the round goes on from (or, at the end, has won), and the rule if that decided."""
        say, led = self.say(session), leader(session)
        if led is None:
            return []
        former, winner = led
        about = {"idea": short(idea_text(former, winner, session.theme), length), "name": self._by(session, winner)}
        if len(former.candidates) == 1:
            return [say(f"{text_id}-alone", **about)]
        tally = former.tally()
        votes = tally[winner.number]
        lines = [say(text_id, number=winner.number, votes=votes, **about)]
        if not votes:
            lines.append(say("session-unvoted"))
        elif sum(count == votes for count in tally.values()) > 1:
            lines.append(say("session-tied", votes=votes))
        return lines

    def _by(self, session: Session, candidate: Candidate) -> str:
        if len(candidate.authors) > 1:
            return self.say(session)("session-all-of-us")
        return short(session.name_of(candidate.authors[0]), 40)

    def ideas(self, session: Session, length: int) -> list[str]:
        """The ideas of the newest round, a line each."""
        say, ideas = self.say(session), session.now_round.ideas
        if not ideas:
            return []
        lines = [say("session-ideas", count=len(ideas))]
        for idea in ideas:
            words = " ".join(
                filter(None, (short(idea.text, length), say("session-with-picture") if idea.image else ""))
            )
            lines.append(say("session-idea-line", name=short(session.name_of(idea.person), 40), idea=words))
        return lines

    def _people(self, session: Session) -> str:
        say = self.say(session)
        present = session.present()
        names = [
            say("session-host", name=short(p.name, 40)) if p.id == session.host else short(p.name, 40)
            for p in present[:MOST_NAMES]
        ]
        if len(present) > MOST_NAMES:
            names.append(say("session-more", count=len(present) - MOST_NAMES))
        return say("session-people", names=say("session-between").join(names)) if names else ""

    def _money(self, tx: Tx, session: Session) -> str:
        say = self.say(session)
        if self.manager.settings.uses_studio:
            return say("session-free")
        used = money.yuan_text(self.keeper.spent_li(tx, session.id))
        if session.rules.budget_li:
            return say("session-budget", used=used, budget=money.yuan_text(session.rules.budget_li))
        return say("session-spent", used=used)

    def _voting(self, tx: Tx, session: Session, length: int, abilities: Abilities) -> list[str]:
        say, current = self.say(session), session.now_round
        tally = current.tally()
        return [
            self.head(tx, session, Phase.VOTING),
            *(
                say(
                    # Where a message stands as it was sent, nought votes would be wrong with the first one.
                    "session-candidate" if abilities.edits else "session-candidate-plain",
                    number=c.number,
                    idea=short(idea_text(current, c, session.theme), length),
                    name=self._by(session, c),
                    votes=tally[c.number],
                )
                for c in current.candidates
            ),
            say("session-missed", count=len(current.missed)) if current.missed else "",
            say("session-how-vote-press" if abilities.callbacks else "session-how-vote"),
            say("session-strict") if session.rules.strict else "",
            say("session-tie"),
            "" if abilities.callbacks else self._mention(session, abilities),
            "" if current.sheet not in ("", "none") else say("session-sheet-missing"),
        ]

    def _stopped(self, tx: Tx, session: Session, phase: Phase, length: int) -> list[str]:
        say = self.say(session)
        wakes = phase == Phase.RESTING and session.before == Phase.GATHERING
        return [
            self.head(tx, session, phase),
            say(session.reason) if session.reason else "",
            *self._lead(session, length),
            *self.ideas(session, length),
            say("session-how-resume-idea" if wakes else "session-how-resume"),
        ]

    def _ended(self, session: Session, length: int) -> list[str]:
        say = self.say(session)
        winners = [
            short(idea_text(each, winner, session.theme), min(length, 60))
            for each in session.rounds
            if (winner := each.candidate(each.winner))
        ]
        shares = say("session-between").join(
            say(
                "session-share",
                name=short(session.name_of(s.person), 40),
                amount=say("album-yuan", price=money.yuan_text(s.amount_li)),
            )
            for s in shares_of(session)[:MOST_NAMES]
            if s.amount_li
        )
        return [
            say("session-phase-ended"),
            say(session.reason) if session.reason else "",
            *self._lead(session, length, "session-winner"),
            say("session-winners", path=" → ".join(winners)) if len(winners) > 1 else "",
            say("session-shares", shares=shares) if shares else "",
            say("session-how-album") if winners else "",
        ]


def leader(session: Session) -> tuple[Round, Candidate] | None:
    """The newest winner, and its round."""
    for each in reversed(session.rounds):
        if winner := each.candidate(each.winner):
            return each, winner
    return None


def short(text: str, most: int) -> str:
    """One line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
