"""The base of all acts, and who performs them."""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.access import Action, Kind, Principal, Resource
from bot.grammar.option_values import Problem
from bot.intake.admission import Admission
from bot.intake.reply import ReplyLine
from bot.jobs.manager import JobManager
from bot.store import Tx

MOST = 2**53
"""The largest number in an act; JSON of a browser holds no larger one exactly."""
MAX_CHARACTERS = 2000
MAX_REASON = 200
"""The characters of a reason."""


_BUILDING = threading.Lock()


class Surface(StrEnum):
    """Where an act comes from."""

    CHAT = "chat"
    CONSOLE = "console"
    SHELL = "shell"


@dataclass(frozen=True, slots=True)
class Performer:
    """Who performs an act, and through which surface."""

    principal: Principal
    surface: Surface


@dataclass(frozen=True, slots=True)
class Installation:
    """What acts are performed on, besides the store."""

    manager: JobManager
    admission: Admission


class UnreadableWord(Exception):
    """A word that is no value of its parameter; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text_id)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an act, in the order of the words. `read` makes its value of a word (raises UnreadableWord), `rest`: of all
    words that are left; `optional`: it may be missing, which its act has a default for."""

    name: str
    read: Callable[[Tx, Installation, str], Any]
    rest: bool = False
    optional: bool = False


class Act(BaseModel):
    """One thing that can be done. Its fields are ids of rows, names and numbers, never what identifies a person: the record of
    an act outlives an erasure. Its reason is recorded beside it, and an erasure deletes that."""

    # Each is built at its first use (`_build`): the validators of all thirty take 10 MB.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    verb: ClassVar[str]
    """Its name: typed, stored, and part of the ids of its texts (`act-VERB`, `act-VERB-effect`, `act-VERB-how`)."""
    kind: ClassVar[Kind] = Kind.INSTANCE
    action: ClassVar[Action]
    """Who may do it: what the policy allows this action on this kind."""
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    reason: str = Field(default="", max_length=MAX_REASON)
    """Why, in the words of who does it."""

    def __new__(cls, **values: Any) -> Self:
        cls._build()
        return super().__new__(cls)

    @classmethod
    def from_fields(cls, fields: Any) -> Self:
        """An act of values that may be wrong. Raises ValueError."""
        cls._build()
        return cls.model_validate(fields)

    @classmethod
    def _build(cls) -> None:
        """Pydantic would build it by itself, but not if two threads need it at once."""
        if not cls.__pydantic_complete__:
            with _BUILDING:
                cls.model_rebuild()

    @model_validator(mode="after")
    def _can_be_stored(self) -> Self:
        """An act may come from a browser as it is, past the readers of its parameters."""
        for value in self.__dict__.values():
            if isinstance(value, int) and abs(value) > MOST:
                raise ValueError("a number that no row has")
            if isinstance(value, str) and not _is_text(value):
                raise ValueError("a text that cannot be stored")
        return self

    def as_of(self, tx: Tx) -> Self:
        """The act with what has to stay as it is until it is performed, so that performing it twice is refused."""
        return self

    def resource(self, tx: Tx) -> Resource | None:
        """What the policy is asked about; None: it does not exist."""
        return Resource(self.kind)

    def needed_action(self, tx: Tx) -> Action:
        """Who may do it to this object: what the policy allows this action on."""
        return self.action

    def title(self, tx: Tx) -> ReplyLine:
        """What is done, as an order: 'Pause wanx-v1'. Shown before, after and in the audit."""
        raise NotImplementedError

    def effect(self, tx: Tx) -> ReplyLine:
        """What that means for people, said before it is done."""
        return ReplyLine(f"act-{self.verb}-effect")

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        """Why it cannot be done now, apart from the policy; None if it can."""
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act | None:
        """Do it, in the caller's transaction; returns the act that takes it back, None if none does. Called after `refusal`
        returned None in the same transaction. Raises ActRefused where that was not enough to know."""
        raise NotImplementedError

    def to_json(self) -> str:
        """The stored form; `bot.operating.act_from_json` is its inverse."""
        without = set() if self.reason else {"reason"}
        return json.dumps({"verb": self.verb, **self.model_dump(mode="json", exclude=without)}, ensure_ascii=False)

    def with_reason(self, reason: str) -> Self:
        """The same act for this reason."""
        return self.model_copy(update={"reason": reason})

    def object_id(self) -> int:
        """The row that it is about, for the audit; 0: none, or several."""
        return 0


class ActRefused(Exception):
    """An act turned out to be impossible while it was performed; nothing of it was done."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text_id)
        self.problem = problem


def _is_text(text: str) -> bool:
    """Whether a text has no control characters (its lines excepted) and no halves of characters, and is not too long."""
    return len(text) <= MAX_CHARACTERS and all(
        mark == "\n" or unicodedata.category(mark) not in ("Cc", "Cs") for mark in text
    )
