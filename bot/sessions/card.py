"""The words of a session's card, in each of its phases."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapter_api import PlatformCapabilities
from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.runtime.texts import Texts
from bot.sessions.album.content import idea_text
from bot.sessions.model import Candidate, Round, Session
from bot.sessions.phases import Phase
from bot.sessions.service import SessionService
from bot.sessions.shares import shares_of
from bot.store import Tx

MAX_NAMES = 12
SHOW_SECONDS_BELOW_S = 1800
"""What ends within so much is told to the second, later things to the minute."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class CardWriter:
    """Writes cards, in the language of the session."""

    service: SessionService
    texts: Texts

    @property
    def manager(self) -> JobManager:
        """Whose queue it is painted from."""
        return self.service.manager

    def say(self, session: Session) -> Say:
        """Texts in a session's language."""

        def say(text_id: str, **arguments: Any) -> str:
            return self.texts.say(session.language, text_id, **arguments)

        return say

    def words(
        self, tx: Tx, session: Session, length: int, capabilities: PlatformCapabilities, over: Round | None = None
    ) -> str:
        """The whole text of the card, for a platform that can do so much; of each idea at most `length` characters. `over` is
        the round whose result it tells, too."""
        phase = Phase(session.phase)
        match phase:
            case Phase.GATHERING:
                lines = self._gathering(tx, session, length, capabilities, over)
            case Phase.PAINTING | Phase.ASSEMBLING:
                lines = [
                    self.head(tx, session, phase),
                    *self.ideas(session, length, names=False),
                    self._money(tx, session),
                    self._host_line(session, capabilities),
                ]
            case Phase.VOTING:
                lines = self._voting(tx, session, length, capabilities)
            case Phase.RESTING | Phase.PAUSED:
                lines = self._stopped(tx, session, phase, length, capabilities)
            case Phase.ENDED:
                lines = self._ended(session, length, over)
        text = "\n".join(line for line in lines if line)
        if not over:
            return text
        return "\n".join((*self.result(session, over, length), *self.how_decided(session, over))) + f"\n\n{text}"

    def _host_line(self, session: Session, capabilities: PlatformCapabilities) -> str:
        """What the host can write, where a button would stand there for everybody."""
        say_id = {
            Phase.GATHERING: "session-host-gathering",
            Phase.PAINTING: "session-host-painting",
            Phase.VOTING: "session-host-voting",
        }.get(Phase(session.phase), "")
        return self.say(session)(say_id) if say_id and not capabilities.personal_buttons else ""

    def head(self, tx: Tx, session: Session, phase: Phase) -> str:
        """The line that says where a session is, and until when."""
        say, current = self.say(session), session.current_round
        place = {"round": current.number, "rounds": max(session.rules.rounds, current.number)}
        if phase in (Phase.GATHERING, Phase.VOTING):
            until = self.until(tx, session)
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

    def until(self, tx: Tx, session: Session) -> str:
        """When the phase's time is up, by the operator's clock."""
        exact = session.due_at - tx.now < SHOW_SECONDS_BELOW_S
        then = datetime.fromtimestamp(session.due_at, self.manager.settings.zone)
        return then.strftime("%H:%M:%S" if exact else "%H:%M")

    def _seconds_to_go(self, tx: Tx, current: Round) -> float | None:
        """Until the last of the ordered candidates is expected; None if nobody can say."""
        expected = []
        for candidate in current.candidates:
            if candidate.state == "wanted":
                return None
            if candidate.state == "ordered" and (job := tx.one("jobs.get", id=candidate.job)):
                expected.append(self.manager.queue_status(tx, job).done_in_s)
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

    def news(self, tx: Tx, session: Session, capabilities: PlatformCapabilities) -> list[str]:
        """What a card that cannot change does not say: which ideas are in, or that they are being painted."""
        if session.phase != Phase.PAINTING:
            return [self.head(tx, session, Phase(session.phase)), *self.ideas(session, 60)]
        current = session.current_round
        seconds = self._seconds_to_go(tx, current)
        begins = self.say(session)(
            "session-painting-begins" if seconds is None else "session-painting-begins-time",
            round=current.number,
            rounds=max(session.rules.rounds, current.number),
            count=len(current.candidates),
            left=self._span(session, seconds or 0),
        )
        return [begins, *self.ideas(session, 60, names=False), self._host_line(session, capabilities)]

    def _gathering(
        self, tx: Tx, session: Session, length: int, capabilities: PlatformCapabilities, over: Round | None
    ) -> list[str]:
        say, hidden = self.say(session), bool(capabilities.private_input)
        how = f"session-how-idea-{capabilities.private_input or 'public'}"
        # All of it was said in the first round, and stands further up.
        first = session.current_round.number == 1
        return [
            say("session-skipped", round=len(session.rounds) - 1) if not first and session.rounds[-2].skipped else "",
            self.head(tx, session, Phase.GATHERING),
            *([say("session-leads-above")] if over else self._lead(session, length)),
            *(self.in_so_far(session) if hidden else self.ideas(session, length)),
            self._people(session),
            say(how if first else f"{how}-again"),
            say("session-unconfirmed") if first and not capabilities.edits else "",
            say("session-early-ideas") if first and session.rules.early else "",
            self._mention(session, capabilities),
            self._host_line(session, capabilities),
            self._money(tx, session),
        ]

    def in_so_far(self, session: Session) -> list[str]:
        """Whose ideas of the newest round are in, without a word of them."""
        say, ideas = self.say(session), session.current_round.ideas
        names = [shorten(session.name_of(idea.person), 40) for idea in ideas[:MAX_NAMES]]
        if len(ideas) > MAX_NAMES:
            names.append(say("session-more", count=len(ideas) - MAX_NAMES))
        return [say("session-ideas-in", count=len(ideas), names=say("session-between").join(names))] if ideas else []

    def _mention(self, session: Session, capabilities: PlatformCapabilities) -> str:
        return self.say(session)("session-mention") if capabilities.mentions_needed else ""

    def _lead(self, session: Session, length: int, text_id: str = "session-leads") -> list[str]:
        """Which picture the round goes on from (or, at the end, has won). The rule that decided is told with its result."""
        say, led = self.say(session), latest_winner(session)
        if led is None:
            return []
        former, winner = led
        about = {"idea": shorten(idea_text(former, winner, session.theme), length), "name": self._by(session, winner)}
        if len(former.candidates) == 1:
            return [say(f"{text_id}-alone", **about)]
        votes = former.tally()[winner.number]
        return [say(text_id, number=winner.number, votes=votes, **about)]

    def how_decided(self, session: Session, each: Round) -> list[str]:
        """The rule, if it was not simply the most votes that decided a round."""
        say, tally = self.say(session), each.tally()
        votes = tally.get(each.winner, 0)
        if len(tally) < 2:
            return []
        if not votes:
            return [say("session-unvoted")]
        tied = sum(count == votes for count in tally.values()) > 1
        return [say("session-tied", votes=votes)] if tied else []

    def _by(self, session: Session, candidate: Candidate) -> str:
        if len(candidate.authors) > 1:
            return self.say(session)("session-all-of-us")
        return shorten(session.name_of(candidate.authors[0]), 40)

    def ideas(self, session: Session, length: int, *, names: bool = True) -> list[str]:
        """The ideas of the newest round, a line each; without `names` nobody is told whose they are."""
        say, ideas = self.say(session), session.current_round.ideas
        if not ideas:
            return []
        lines = [say("session-ideas", count=len(ideas))]
        for idea in ideas:
            words = " ".join(
                filter(None, (shorten(idea.text, length), say("session-with-picture") if idea.image else ""))
            )
            if names:
                lines.append(say("session-idea-line", name=shorten(session.name_of(idea.person), 40), idea=words))
            else:
                lines.append(say("session-idea-line-nameless", idea=words))
        return lines

    def _people(self, session: Session) -> str:
        say = self.say(session)
        present = session.present()
        names = [
            say("session-host", name=shorten(p.name, 40)) if p.id == session.host else shorten(p.name, 40)
            for p in present[:MAX_NAMES]
        ]
        if len(present) > MAX_NAMES:
            names.append(say("session-more", count=len(present) - MAX_NAMES))
        return say("session-people", names=say("session-between").join(names)) if names else ""

    def _money(self, tx: Tx, session: Session) -> str:
        say = self.say(session)
        if self.manager.settings.uses_studio:
            return say("session-free")
        spent_li = self.service.jobs.spent_li(tx, session.id)
        used = money.yuan_text(spent_li)
        if session.rules.budget_li:
            return say("session-budget", used=used, budget=money.yuan_text(session.rules.budget_li))
        return say("session-spent", used=used) if spent_li else ""

    def _voting(self, tx: Tx, session: Session, length: int, capabilities: PlatformCapabilities) -> list[str]:
        say, current = self.say(session), session.current_round
        first = current.number == 1
        return [
            self.head(tx, session, Phase.VOTING),
            *(
                say("session-candidate", number=c.number, idea=shorten(idea_text(current, c, session.theme), length))
                for c in current.candidates
            ),
            say("session-missed", count=len(current.missed)) if current.missed else "",
            # Where a message stands as it was sent the number would be wrong with the first vote.
            self.voted(session) if capabilities.edits else "",
            say("session-how-vote-press" if capabilities.callbacks else "session-how-vote"),
            say("session-unconfirmed") if first and not capabilities.edits else "",
            say("session-early-votes") if first and session.rules.early else "",
            say("session-strict") if session.rules.strict else "",
            "" if capabilities.callbacks else self._mention(session, capabilities),
            "" if current.sheet not in ("", "none") else say("session-sheet-missing"),
            self._host_line(session, capabilities),
        ]

    def voted(self, session: Session) -> str:
        """How many have voted, and for nobody knows what."""
        votes = len(session.current_round.votes)
        return self.say(session)("session-voted", count=votes, most=max(votes, len(session.players())))

    def result(self, session: Session, each: Round, length: int) -> list[str]:
        """A round that is over: whose its pictures were, and their votes."""
        say, tally = self.say(session), each.tally()
        shown = (self.revealed(session, each, c, tally[c.number], length) for c in each.candidates)
        return [say("session-result", round=each.number), *shown]

    def revealed(self, session: Session, each: Round, c: Candidate, votes: int, length: int) -> str:
        """A picture of a round that is over, in a line."""
        text_id = "session-revealed-winner" if c.number == each.winner else "session-revealed"
        if len(each.candidates) == 1:
            text_id = "session-revealed-alone"
        about = {"number": c.number, "idea": shorten(idea_text(each, c, session.theme), length), "votes": votes}
        return self.say(session)(text_id, name=self._by(session, c), **about)

    def _stopped(
        self, tx: Tx, session: Session, phase: Phase, length: int, capabilities: PlatformCapabilities
    ) -> list[str]:
        say = self.say(session)
        gathering = session.before == Phase.GATHERING
        hidden = gathering and bool(capabilities.private_input)
        return [
            self.head(tx, session, phase),
            say(session.reason) if session.reason else "",
            *self._lead(session, length),
            *(self.in_so_far(session) if hidden else self.ideas(session, length, names=gathering)),
            say("session-how-resume-idea" if gathering and phase == Phase.RESTING else "session-how-resume"),
        ]

    def _ended(self, session: Session, length: int, over: Round | None) -> list[str]:
        say = self.say(session)
        winners = [
            shorten(idea_text(each, winner, session.theme), min(length, 60))
            for each in session.rounds
            if (winner := each.candidate(each.winner))
        ]
        shares = say("session-between").join(
            say(
                "session-share",
                name=shorten(session.name_of(s.person), 40),
                amount=say("album-yuan", price=money.yuan_text(s.amount_li)),
            )
            for s in shares_of(session)[:MAX_NAMES]
            if s.amount_li
        )
        return [
            say("session-phase-ended"),
            say(session.reason) if session.reason else "",
            *([] if over else self._lead(session, length, "session-winner")),
            say("session-winners", path=" → ".join(winners)) if len(winners) > 1 else "",
            say("session-shares", shares=shares) if shares else "",
            say("session-how-album") if winners else "",
        ]


def latest_winner(session: Session) -> tuple[Round, Candidate] | None:
    """The newest winner, and its round."""
    for each in reversed(session.rounds):
        if winner := each.candidate(each.winner):
            return each, winner
    return None


def shorten(text: str, most: int) -> str:
    """One line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
