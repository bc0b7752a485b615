"""Limits of one person and of one conversation, instead of those of the settings; pictures that are given."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, ValidationError

from bot.access import Action, Principal
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.jobs import gifts, money
from bot.operating import readers
from bot.operating.act import Act, Installation, Parameter
from bot.operating.person_acts import OfPerson
from bot.store import Tx
from bot.store.rows import ConversationRow, PayerRow
from config.settings import CONVERSATION_LIMITS, PERSON_LIMITS, Limits

_PERSON = Parameter("person", readers.person)
_VALUE = Parameter("value", readers.limit_value)


def _invalid(name: str, value: str) -> Problem | None:
    """Why a limit cannot have this value; empty is none, which takes the change away."""
    try:
        Limits.model_validate({name: value} if value else {})
    except ValidationError:
        return Problem("act-no-limit-value", {"name": name, "word": value})
    return None


def _stored(tx: Tx, kind: str, ref_id: int, name: str) -> str:
    return tx.value(f"limits.of_{kind}", ref_id=ref_id, name=name) or ""


def _store(tx: Tx, kind: str, ref_id: int, name: str, value: str) -> None:
    tx.run(f"limits.drop_of_{kind}", ref_id=ref_id, name=name)
    if value:
        tx.run("limits.set_override", kind=kind, ref_id=ref_id, name=name, value=value)


def unit_of(name: str) -> str:
    """What a limit's number is, for texts."""
    return "yuan" if "yuan" in name else "seconds" if name.endswith("_s") else "number"


def _title(text_id: str, whose: list[object], name: str, value: str) -> ReplyLine:
    setting = "none" if not value else "off" if float(value) == 0 else "set"
    about = {"name": name.removeprefix("conversation_"), "value": value, "unit": unit_of(name)}
    return ReplyLine(text_id, {"whose": whose, "setting": setting, **about})


class LimitPerson(OfPerson):
    """Give a person a limit of their own; 0: no limit, empty: as configured."""

    verb = "limit"
    action: ClassVar[Action] = Action.ALLOW
    parameters: ClassVar[tuple[Parameter, ...]] = (_PERSON, Parameter("name", readers.person_limit), _VALUE)

    name: str
    value: str = Field(pattern=r"^([0-9]{1,10}(\.[0-9]{1,3})?)?$")

    def title(self, tx: Tx) -> ReplyLine:
        return _title("act-limit", readers.person_line(tx, self.person), self.name, self.value)

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        if self.name not in PERSON_LIMITS:
            return readers.no_such_limit(self.name, PERSON_LIMITS)
        if problem := super().refusal(tx, installation, by) or _invalid(self.name, self.value):
            return problem
        if _stored(tx, "person", self.person, self.name) == self.value:
            return Problem("act-limited-already")
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        before = _stored(tx, "person", self.person, self.name)
        _store(tx, "person", self.person, self.name, self.value)
        return LimitPerson(person=self.person, name=self.name, value=before)


class LimitConversation(Act):
    """Give a chat, with all its topics, a limit of its own; 0: no limit, empty: as configured."""

    verb = "limit-chat"
    action: ClassVar[Action] = Action.ALLOW
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("conversation", readers.conversation),
        Parameter("name", readers.conversation_limit),
        _VALUE,
    )

    conversation: int
    name: str
    value: str = Field(pattern=r"^([0-9]{1,10}(\.[0-9]{1,3})?)?$")

    def title(self, tx: Tx) -> ReplyLine:
        return _title("act-limit-chat", readers.conversation_line(tx, self.conversation), self.name, self.value)

    def object_id(self) -> int:
        return self.conversation

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        if self.name not in CONVERSATION_LIMITS:
            return readers.no_such_limit(self.name, CONVERSATION_LIMITS)
        if tx.one(ConversationRow, "people.conversation_by_id", id=self.conversation) is None:
            return Problem("admin-no-such-place", {"word": f"{self.conversation}"})
        if problem := _invalid(self.name, self.value):
            return problem
        if _stored(tx, "conversation", self.conversation, self.name) == self.value:
            return Problem("act-limited-already")
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        before = _stored(tx, "conversation", self.conversation, self.name)
        _store(tx, "conversation", self.conversation, self.name, self.value)
        return LimitConversation(conversation=self.conversation, name=self.name, value=before)


class _OfGifts(OfPerson):
    """The base of both. `given`: how many pictures had ever been given to the person when this was ordered; a second gift by
    the same order is refused, because that has changed."""

    action: ClassVar[Action] = Action.ALLOW
    parameters: ClassVar[tuple[Parameter, ...]] = (_PERSON, Parameter("pictures", readers.gift))

    pictures: int
    given: int = -1

    def title(self, tx: Tx) -> ReplyLine:
        whose = readers.person_line(tx, self.person)
        return ReplyLine(f"act-{self.verb}", {"person": whose, "count": self.pictures})

    def payer(self, tx: Tx) -> int:
        """The person's payer."""
        return tx.get(PayerRow, "people.payer", kind="person", ref_id=self.person).id


class GivePictures(_OfGifts):
    """Give a person pictures that count against no picture limit."""

    verb = "gift"

    def as_of(self, tx: Tx) -> Self:
        if self.given >= 0:
            return self
        payer_id = tx.value("people.payer_id_of_person", person_id=self.person) or 0
        return self.model_copy(update={"given": gifts.given(tx, payer_id)})

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        if not 0 < self.pictures <= gifts.MOST_GIVEN:
            return Problem("act-no-gift", {"word": f"{self.pictures}", "most": gifts.MOST_GIVEN})
        if problem := super().refusal(tx, installation, by):
            return problem
        payer_id = tx.value("people.payer_id_of_person", person_id=self.person) or 0
        if gifts.given(tx, payer_id) != self.given:
            return Problem("act-gifted-meanwhile")
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        money.lock_acceptance(tx)
        gifts.give(tx, self.payer(tx), self.pictures)
        return TakeGift(person=self.person, pictures=self.pictures)


class TakeGift(_OfGifts):
    """Take given pictures back, at most those that are left."""

    verb = "take-gift"

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        if problem := super().refusal(tx, installation, by):
            return problem
        payer_id = tx.value("people.payer_id_of_person", person_id=self.person) or 0
        return None if gifts.left(tx, payer_id) > 0 else Problem("act-no-gift-left")

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act | None:
        money.lock_acceptance(tx)
        payer_id = self.payer(tx)
        taken = gifts.take_back(tx, payer_id, self.pictures)
        return GivePictures(person=self.person, pictures=taken, given=gifts.given(tx, payer_id)) if taken else None
