"""Bans and ranks of people. Only of those who stand below: `bot.access.ranks.outranks`."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, cast

from bot.access import Action, Principal, Rank, outranks
from bot.access.ranks import RANK_WORDS
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.jobs import intervention
from bot.operating import readers
from bot.operating.act import Act, Installation, Parameter
from bot.store import Tx
from bot.store.rows import PersonRow

_PERSON = Parameter("person", readers.person)


def above(tx: Tx, installation: Installation, by: Principal, person: PersonRow) -> Problem | None:
    """Why this principal may not act on a person: they stand as high, or are themselves. The command line stands above all."""
    if by.operator or outranks(by.rank, installation.admission.rank_anywhere(person)):
        return None
    return Problem("act-ranks-too-high", {"person": readers.person_line(tx, person.id)})


class OfPerson(Act):
    """The base of what is about one person."""

    parameters: ClassVar[tuple[Parameter, ...]] = (_PERSON,)

    person: int

    def title(self, tx: Tx) -> ReplyLine:
        return ReplyLine(f"act-{self.verb}", {"person": readers.person_line(tx, self.person)})

    def object_id(self) -> int:
        return self.person

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        person = tx.one(PersonRow, "people.person_by_id", id=self.person)
        if person is None:
            return Problem("act-no-such-person", {"word": f"{self.person}"})
        return above(tx, installation, by, person) or self._refusal(installation, by, person)

    def _refusal(self, installation: Installation, by: Principal, person: PersonRow) -> Problem | None:
        return None


class Ban(OfPerson):
    """Ban a person: what waits for them fails at no cost."""

    verb = "ban"
    action: ClassVar[Action] = Action.BAN

    def _refusal(self, installation: Installation, by: Principal, person: PersonRow) -> Problem | None:
        return Problem("act-banned-already") if person.banned else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        intervention.ban(tx, tx.get(PersonRow, "people.person_by_id", id=self.person), banned=True)
        return Unban(person=self.person)


class Unban(OfPerson):
    """Let a banned person in again."""

    verb = "unban"
    action: ClassVar[Action] = Action.BAN

    def _refusal(self, installation: Installation, by: Principal, person: PersonRow) -> Problem | None:
        return None if person.banned else Problem("act-not-banned")

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        intervention.ban(tx, tx.get(PersonRow, "people.person_by_id", id=self.person), banned=False)
        return Ban(person=self.person)


class SetRank(OfPerson):
    """Give a person a rank below one's own; empty: what the settings say alone."""

    verb = "rank"
    action: ClassVar[Action] = Action.APPOINT
    parameters: ClassVar[tuple[Parameter, ...]] = (_PERSON, Parameter("rank", readers.rank))

    rank: Literal["", "guest", "person", "moderator", "admin", "owner"]

    def title(self, tx: Tx) -> ReplyLine:
        text_id = "act-rank" if self.rank else "act-rank-none"
        return ReplyLine(text_id, {"person": readers.person_line(tx, self.person), "rank": self.rank})

    def _refusal(self, installation: Installation, by: Principal, person: PersonRow) -> Problem | None:
        if person.rank == self.rank:
            return Problem("act-ranked-already")
        wanted = RANK_WORDS.get(self.rank, Rank.GUEST)
        if not by.operator and not outranks(by.rank, wanted):
            return Problem("act-rank-above-own", {"rank": self.rank})
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        before = tx.get(PersonRow, "people.person_by_id", id=self.person).rank
        tx.run("people.set_rank", id=self.person, rank=self.rank)
        return SetRank(person=self.person, rank=cast("Any", before))
