"""Lines that several cards, progress notes and reveals share: ideas, people, results, hints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.adapter_api import PlatformCapabilities
from bot.runtime.texts import Texts
from bot.sessions.idea_texts import Say, authors_text, idea_text
from bot.sessions.model import Candidate, Idea, Round, Session
from bot.sessions.offers import WinnerOffer
from bot.sessions.phases import Phase

MAX_NAMES = 12
"""The most people whose names are listed; of more only the number is given."""


@dataclass(frozen=True, slots=True)
class CardLines:
    """Writes lines in the language of the session."""

    texts: Texts

    def say(self, session: Session) -> Say:
        """A function that looks texts up in the session's language."""

        def say(text_id: str, **arguments: Any) -> str:
            return self.texts.say(session.language, text_id, **arguments)

        return say

    def ideas(self, session: Session, length: int, *, names: bool = True) -> list[str]:
        """The ideas of the current round, a line each; without `names` they are anonymous."""
        say, ideas = self.say(session), session.current_round.ideas
        if not ideas:
            return []
        lines = [say("session-ideas", count=len(ideas))]
        for idea in ideas:
            words = " ".join(filter(None, (shorten(idea.text, length), self._attached(session, idea))))
            if names:
                lines.append(say("session-idea-line", name=shorten(session.name_of(idea.person), 40), idea=words))
            else:
                lines.append(say("session-idea-line-nameless", idea=words))
        return lines

    def _attached(self, session: Session, idea: Idea) -> str:
        count = len(idea.images)
        return self.say(session)("session-with-picture", count=count) if count else ""

    def names_with_ideas(self, session: Session) -> list[str]:
        """Who has given an idea in the current round, without the ideas: they are secret."""
        say, ideas = self.say(session), session.current_round.ideas
        names = [shorten(session.name_of(idea.person), 40) for idea in ideas[:MAX_NAMES]]
        if len(ideas) > MAX_NAMES:
            names.append(say("session-more", count=len(ideas) - MAX_NAMES))
        return [say("session-ideas-in", count=len(ideas), names=say("session-between").join(names))] if ideas else []

    def people(self, session: Session) -> str:
        """Who takes part; the host is marked."""
        say = self.say(session)
        present = session.present()
        names = [
            say("session-host", name=shorten(p.name, 40)) if p.id == session.host else shorten(p.name, 40)
            for p in present[:MAX_NAMES]
        ]
        if len(present) > MAX_NAMES:
            names.append(say("session-more", count=len(present) - MAX_NAMES))
        return say("session-people", names=say("session-between").join(names)) if names else ""

    def mention_hint(self, session: Session, capabilities: PlatformCapabilities) -> str:
        """The line that the bot must be mentioned; empty on platforms where it need not be."""
        return self.say(session)("session-mention") if capabilities.mentions_needed else ""

    def host_hint(self, session: Session, capabilities: PlatformCapabilities) -> str:
        """The line with the host's commands, on platforms where a button cannot be shown to one person alone."""
        say_id = {
            Phase.GATHERING: "session-host-gathering",
            Phase.PAINTING: "session-host-painting",
            Phase.VOTING: "session-host-voting",
        }.get(Phase(session.phase), "")
        return self.say(session)(say_id) if say_id and not capabilities.personal_buttons else ""

    def winner_commands(self, session: Session, offer: WinnerOffer) -> str:
        """The line with what the host can write to go on from the winner's picture."""
        say, ways = self.say(session), []
        if offer.changes:
            ways.append(say("session-host-anew" if session.current_round.way == "change" else "session-host-change"))
        if offer.choice:
            numbers = offer.blends or tuple(range(1, 3))
            ways.append(say("session-host-blend", numbers=" ".join(map(str, numbers))))
        if offer.undoes:
            ways.append(say("session-host-undo"))
        return say("session-host-winner", ways=" · ".join(ways)) if ways else ""

    def leading_picture(self, session: Session, length: int, text_id: str = "session-leads") -> list[str]:
        """The latest winner, on which the round builds (or which has won the session). How ties were decided is shown with the
        results of its round."""
        say, led = self.say(session), session.latest_winner()
        if led is None:
            return []
        former, winner = led
        about = {
            "idea": shorten(idea_text(say, session, former, winner), length),
            "name": self.author_of(session, winner),
        }
        if len(former.candidates) == 1:
            return [say(f"{text_id}-alone", **about)]
        votes = former.tally()[winner.number]
        return [say(text_id, number=winner.number, votes=votes, **about)]

    def author_of(self, session: Session, candidate: Candidate) -> str:
        """The names of the authors of a picture, or the words 'all of us'."""
        say = self.say(session)

        def name(person: int) -> str:
            return shorten(session.name_of(person), 40)

        return authors_text(session, candidate, name, say("session-between")) or say("session-all-of-us")

    def vote_count(self, session: Session) -> str:
        """The line that says how many have voted, not for which picture: the vote is secret while it lasts."""
        votes = len(session.current_round.votes)
        return self.say(session)("session-voted", count=votes, most=max(votes, len(session.players())))

    def results(self, session: Session, each: Round, length: int) -> list[str]:
        """The results of a finished round: each picture with its author and votes."""
        say, tally = self.say(session), each.tally()
        shown = (self.result_of(session, each, c, tally[c.number], length) for c in each.candidates)
        return [say("session-result", round=each.number), *shown]

    def result_of(self, session: Session, each: Round, c: Candidate, votes: int, length: int) -> str:
        """One picture of a finished round: author, idea, votes."""
        text_id = "session-revealed-winner" if c.number == each.winner else "session-revealed"
        if len(each.candidates) == 1:
            text_id = "session-revealed-alone"
        say = self.say(session)
        about = {"number": c.number, "idea": shorten(idea_text(say, session, each, c), length), "votes": votes}
        return say(text_id, name=self.author_of(session, c), **about)

    def deciding_rule(self, session: Session, each: Round) -> list[str]:
        """The line that says how the winner was decided where votes alone did not: a tie, or no votes at all."""
        say, tally = self.say(session), each.tally()
        votes = tally.get(each.winner, 0)
        if len(tally) < 2:
            return []
        if not votes:
            return [say("session-unvoted")]
        tied = sum(count == votes for count in tally.values()) > 1
        return [say("session-tied", votes=votes)] if tied else []


def shorten(text: str, most: int) -> str:
    """`text` on one line, cut to `most` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
