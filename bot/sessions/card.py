"""The text of a session's card in each phase."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapter_api import PlatformCapabilities
from bot.jobs import money
from bot.runtime.texts import Texts
from bot.sessions.card_lines import MAX_NAMES, CardLines, shorten
from bot.sessions.card_times import CardTimes
from bot.sessions.changes import WINNER_GONE
from bot.sessions.idea_texts import idea_text
from bot.sessions.model import Round, Session
from bot.sessions.offers import offer_for
from bot.sessions.phases import Phase
from bot.sessions.service import SessionService
from bot.sessions.shares import shares_of
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class CardWriter:
    """Writes cards, in the language of the session."""

    service: SessionService
    texts: Texts

    @property
    def lines(self) -> CardLines:
        """Lines that reveals and progress notes have, too."""
        return CardLines(self.texts)

    @property
    def times(self) -> CardTimes:
        """Deadlines and expected durations."""
        return CardTimes(self.service.manager, self.lines)

    def text(
        self, tx: Tx, session: Session, length: int, capabilities: PlatformCapabilities, over: Round | None = None
    ) -> str:
        """The card's text on a platform, each idea cut to `length` characters. If `over` is given, the results of that finished
        round come first."""
        phase = Phase(session.phase)
        match phase:
            case Phase.GATHERING:
                lines = self._gathering(tx, session, length, capabilities, over)
            case Phase.PAINTING | Phase.ASSEMBLING:
                lines = [
                    self.times.headline(tx, session, phase),
                    self._notice(session),
                    *self.lines.ideas(session, length, names=False),
                    self._money(tx, session),
                    self.lines.host_hint(session, capabilities),
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
        results = (*self.lines.results(session, over, length), *self.lines.deciding_rule(session, over))
        return "\n".join(results) + f"\n\n{text}"

    def progress_lines(self, tx: Tx, session: Session, capabilities: PlatformCapabilities) -> list[str]:
        """What a card that cannot be edited does not say: which ideas are in, or that painting has begun."""
        if session.phase != Phase.PAINTING:
            return [self.times.headline(tx, session, Phase(session.phase)), *self.lines.ideas(session, 60)]
        current = session.current_round
        seconds = self.times.painting_seconds_left(tx, current)
        begins = self.lines.say(session)(
            "session-painting-begins" if seconds is None else "session-painting-begins-time",
            round=current.number,
            rounds=max(session.rules.rounds, current.number),
            count=len(current.candidates),
            left=self.times.duration(session, seconds or 0),
        )
        return [
            begins,
            self._notice(session),
            *self.lines.ideas(session, 60, names=False),
            self.lines.host_hint(session, capabilities),
        ]

    def _notice(self, session: Session) -> str:
        """Why the round is painted from words although it was to start from a picture."""
        notice = session.current_round.notice
        return self.lines.say(session)(notice) if notice else ""

    def _gathering(
        self, tx: Tx, session: Session, length: int, capabilities: PlatformCapabilities, over: Round | None
    ) -> list[str]:
        say, hidden = self.lines.say(session), bool(capabilities.private_input)
        how = f"session-how-idea-{capabilities.private_input or 'public'}"
        # Cards of later rounds omit what the card of the first round says.
        current = session.current_round
        first, offer = current.number == 1, offer_for(tx, self.service.manager, session)
        if offer.is_gone:
            lead = [say(WINNER_GONE)]
        elif current.notice:
            lead = [self._notice(session)]
        else:
            lead = [say("session-leads-above")] if over else self.lines.leading_picture(session, length)
        return [
            say("session-skipped", round=len(session.rounds) - 1) if not first and session.rounds[-2].skipped else "",
            *(say("session-undone", round=each.number) for each in session.rounds if each.undone == current.number),
            self.times.headline(tx, session, Phase.GATHERING),
            *lead,
            say("session-change-how", price=offer.price or "none") if current.way == "change" and offer.changes else "",
            *(self.lines.names_with_ideas(session) if hidden else self.lines.ideas(session, length)),
            self.lines.people(session),
            say(how if first else f"{how}-again"),
            say("session-unconfirmed") if first and not capabilities.edits else "",
            say("session-early-ideas") if first and session.rules.early else "",
            self.lines.mention_hint(session, capabilities),
            self.lines.host_hint(session, capabilities),
            "" if capabilities.personal_buttons else self.lines.winner_commands(session, offer),
            self._money(tx, session),
        ]

    def _money(self, tx: Tx, session: Session) -> str:
        say = self.lines.say(session)
        if self.service.manager.settings.uses_studio:
            return say("session-free")
        spent_li = self.service.jobs.spent_li(tx, session.id)
        used = money.yuan_text(spent_li)
        if session.rules.budget_li:
            return say("session-budget", used=used, budget=money.yuan_text(session.rules.budget_li))
        return say("session-spent", used=used) if spent_li else ""

    def _voting(self, tx: Tx, session: Session, length: int, capabilities: PlatformCapabilities) -> list[str]:
        say, current = self.lines.say(session), session.current_round
        first = current.number == 1
        return [
            self.times.headline(tx, session, Phase.VOTING),
            self._notice(session),
            *(
                say("session-candidate", number=c.number, idea=shorten(idea_text(say, session, current, c), length))
                for c in current.candidates
            ),
            say("session-missed", count=len(current.missed)) if current.missed else "",
            # If the message cannot be edited, the number would be outdated from the first vote on.
            self.lines.vote_count(session) if capabilities.edits else "",
            say("session-how-vote-press" if capabilities.callbacks else "session-how-vote"),
            say("session-unconfirmed") if first and not capabilities.edits else "",
            say("session-early-votes") if first and session.rules.early else "",
            say("session-strict") if session.rules.strict else "",
            "" if capabilities.callbacks else self.lines.mention_hint(session, capabilities),
            "" if current.sheet not in ("", "none") else say("session-sheet-missing"),
            self.lines.host_hint(session, capabilities),
        ]

    def _stopped(
        self, tx: Tx, session: Session, phase: Phase, length: int, capabilities: PlatformCapabilities
    ) -> list[str]:
        say = self.lines.say(session)
        gathering = session.before == Phase.GATHERING
        hidden = gathering and bool(capabilities.private_input)
        return [
            self.times.headline(tx, session, phase),
            say(session.reason) if session.reason else "",
            *self.lines.leading_picture(session, length),
            *(self.lines.names_with_ideas(session) if hidden else self.lines.ideas(session, length, names=gathering)),
            say("session-how-resume-idea" if gathering and phase == Phase.RESTING else "session-how-resume"),
        ]

    def _ended(self, session: Session, length: int, over: Round | None) -> list[str]:
        say = self.lines.say(session)
        winners = [
            shorten(idea_text(say, session, each, winner), min(length, 60))
            for each in session.rounds
            if (winner := each.candidate(each.winner)) and not winner.unchanged and not each.undone
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
            *([] if over else self.lines.leading_picture(session, length, "session-winner")),
            say("session-winners", path=" → ".join(winners)) if len(winners) > 1 else "",
            say("session-shares", shares=shares) if shares else "",
            say("session-how-album") if winners else "",
        ]
