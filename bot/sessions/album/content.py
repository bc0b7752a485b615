"""The content of an album: texts and picture keys in order. The long picture, the page and the PDF are made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.jobs import money
from bot.media.typography.graphemes import isolate, strip_controls
from bot.runtime.texts import Texts
from bot.sessions.idea_texts import authors_text, idea_text, origin_text
from bot.sessions.model import Candidate, Round, RoundWay, Session
from bot.sessions.shares import shares_of

PATH_LABELS: dict[RoundWay, str] = {
    "anew": "album-round",
    "change": "album-round-changed",
    "blend": "album-round-blended",
}
"""The text of a step of the path of winners."""


@dataclass(frozen=True, slots=True)
class AlbumPicture:
    """One picture with its caption. `votes`: the count; `votes_text`: the same in words, empty if the round had no
    vote."""

    number: int
    key: str
    idea: str
    by: str
    votes_text: str
    votes: int
    won: bool


@dataclass(frozen=True, slots=True)
class AlbumRound:
    """One round: heading, remark, which earlier pictures it has changed or blended, its pictures, and ideas that could not be
    painted."""

    title: str
    remark: str
    origin: str
    pictures: tuple[AlbumPicture, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of the path of winners: the round and whether it has changed the picture before or blended several, the picture,
    the idea that it added (of a change: its words), its author."""

    label: str
    key: str
    idea: str
    by: str


@dataclass(frozen=True, slots=True)
class Album:
    """An album; pictures are keys of the picture store."""

    language: str
    kind: str
    title: str
    facts: str
    people: str
    final: str
    path_title: str
    won_label: str
    path: tuple[PathStep, ...]
    rounds: tuple[AlbumRound, ...]
    votes_title: str
    shares_title: str
    shares: tuple[tuple[str, str, str], ...]
    total: str
    ending: str
    footer: str
    picture_gone: str
    letters_missing: str
    """Shown if this machine's fonts lack characters."""

    def pictures(self) -> tuple[str, ...]:
        """The keys of all pictures, each once."""
        return tuple(dict.fromkeys(self._pictures()))

    def _pictures(self) -> Iterator[str]:
        yield from (step.key for step in self.path)
        yield from (picture.key for album_round in self.rounds for picture in album_round.pictures)


@dataclass(frozen=True, slots=True)
class AlbumBuilder:
    """Makes albums of sessions."""

    texts: Texts
    zone: ZoneInfo
    uses_studio: bool

    def build(self, session: Session, language: str) -> Album:
        """The album of the rounds so far; the session may still be open."""

        def say(text_id: str, **arguments: object) -> str:
            return self.texts.say(language, text_id, **arguments)

        path = tuple(self._path(session, language))
        day = datetime.fromtimestamp(session.started_at, self.zone).strftime("%Y-%m-%d")
        painted = [c for r in session.rounds for c in r.candidates if c.state == "done" and not c.unchanged]
        people = {person for c in painted for person in c.authors} | {b.person for r in session.rounds for b in r.votes}
        everybody = people | {session.host}
        # In the order in which they joined.
        names = [isolate(self._name(session, p.id, language)) for p in session.people if p.id in everybody]
        return Album(
            language=language,
            kind=say("album-kind"),
            title=strip_controls(session.theme),
            facts=say(
                "album-facts",
                day=day,
                host=isolate(self._name(session, session.host, language)),
                people=len(everybody),
                rounds=sum(1 for r in session.rounds if any(c.state == "done" for c in r.candidates)),
                pictures=len(painted),
            ),
            people=say("album-people", names=say("album-between-names").join(names)),
            final=path[-1].key if path else "",
            path_title=say("album-path"),
            won_label=say("album-won"),
            path=path,
            rounds=tuple(self._build_round(session, r, language) for r in session.rounds if r.candidates or r.missed),
            votes_title=say("album-votes-title"),
            shares_title=say("album-shares"),
            shares=tuple(
                (
                    self._name(session, share.person, language),
                    say("album-share-pictures", count=share.pictures),
                    self._money(share.amount_li, language) if session.cost_li else "",
                )
                for share in shares_of(session)
                if share.pictures or share.amount_li
            ),
            total=say("album-total", amount=self._money(session.cost_li, language)),
            ending=say("session-budget-out") if session.budget_out else "",
            picture_gone=say("album-picture-gone"),
            footer=say("album-foot-studio" if self.uses_studio else "album-foot"),
            letters_missing=say("album-letters-missing"),
        )

    def _money(self, amount_li: int, language: str) -> str:
        if not amount_li and self.uses_studio:
            return self.texts.say(language, "album-free")
        return self.texts.say(language, "album-yuan", price=money.yuan_text(amount_li))

    def _path(self, session: Session, language: str) -> Iterator[PathStep]:
        for each in session.rounds:
            winner = each.candidate(each.winner)
            if winner and not winner.unchanged and not each.undone:
                label = self.texts.say(language, PATH_LABELS[each.way], round=each.number)
                idea = self._idea(session, each, winner, language)
                yield PathStep(label, winner.picture, idea, self._by(session, winner, language))

    def _idea(self, session: Session, each: Round, candidate: Candidate, language: str) -> str:
        return idea_text(partial(self.texts.say, language), session, each, candidate)

    def _by(self, session: Session, candidate: Candidate, language: str) -> str:
        name, between = partial(self._name, session, language=language), self.texts.say(language, "album-between-names")
        return authors_text(session, candidate, name, between) or self.texts.say(language, "album-by-all")

    def _name(self, session: Session, person: int, language: str) -> str:
        return strip_controls(session.name_of(person)).strip() or self.texts.say(language, "album-nobody")

    def _build_round(self, session: Session, each: Round, language: str) -> AlbumRound:
        tally = each.tally()
        voted = len(each.candidates) > 1 and not each.skipped

        def votes_text(number: int) -> str:
            return self.texts.say(language, "album-voices", count=tally[number]) if voted else ""

        done = [c for c in each.candidates if c.state == "done"]
        pictures = tuple(
            AlbumPicture(
                c.number,
                c.picture,
                self._idea(session, each, c, language),
                self._by(session, c, language),
                votes_text(c.number),
                tally[c.number],
                c.number == each.winner and not each.undone,
            )
            for c in done
        )
        failed = [c for c in (*each.candidates, *each.missed) if c.state == "missed" and len(c.authors) == 1]
        missed = tuple(
            self.texts.say(
                language,
                "album-missed",
                idea=isolate(self._idea(session, each, c, language)),
                name=isolate(self._by(session, c, language)),
            )
            for c in failed
        )
        if each.undone:
            remark = self.texts.say(language, "album-undone")
        elif each.skipped:
            remark = self.texts.say(language, "album-skipped")
        elif each.winner and not voted:
            remark = self.texts.say(language, "album-unopposed")
        else:
            remark = self.texts.say(language, "album-votes", count=len(each.votes)) if each.votes else ""
            if each.winner and sum(count == tally[each.winner] for count in tally.values()) > 1:
                remark = " · ".join(filter(None, (remark, self.texts.say(language, "album-tie"))))
        title = self.texts.say(language, "album-round", round=each.number)
        origin = strip_controls(origin_text(partial(self.texts.say, language), session, each))
        return AlbumRound(title, remark, origin, pictures, missed)
