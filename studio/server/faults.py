"""Faults on request: what goes wrong, where, how often. Drawn from a seed, so that chaos can be repeated."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Self, get_args

from studio.server.errors import BY_CODE, INTERNAL, ApiError
from studio.server.faults_words import Deed, Place

HANG_S = 3600.0
SECONDS_MOST = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """What a request is about, as far as faults care."""

    place: Place
    account: str = ""
    key_id: str = ""
    model: str = ""
    prompt: str = ""
    reference: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is to go wrong. Raises ValueError if it makes no sense.

    `on`: the operation, or `any`. `do`: see `faults_words`. It fires for the next `times` matching requests (None:
    until removed), after letting `skip` pass, each with `probability`. A match has the `account`, `key_id` and
    `model` named, its prompt contains `prompt`, it has a reference if `reference`. `code`, `status`, `message` say
    which error (of the table, if only the code is given); `seconds` how long for hang, wait and slow; `count` how
    many pictures fail for `partial`.
    """

    on: Place
    do: Deed
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    code: str = ""
    status: int = 0
    message: str = ""
    seconds: float = 0.0
    count: int = 1
    account: str = ""
    key_id: str = ""
    model: str = ""
    prompt: str = ""
    reference: bool = False
    file: str = "text"

    def __post_init__(self) -> None:
        if self.on not in get_args(Place):
            raise ValueError(f"on: one of {', '.join(get_args(Place))}")
        if self.do not in get_args(Deed):
            raise ValueError(f"do: one of {', '.join(get_args(Deed))}")
        if (self.do in TASK_DEEDS) != (self.on == "task"):
            raise ValueError(f"on: task goes with do: {', '.join(TASK_DEEDS)}")
        if self.times is not None and self.times < 1:
            raise ValueError("times: 1 or more, or null")
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError("probability: 0 to 1")
        if self.do in ("error", "fail", "partial") and self.code not in BY_CODE and not (self.code and self.message):
            raise ValueError(f"code: one of {', '.join(sorted(BY_CODE))}, or any other with a message")
        if self.status and not 400 <= self.status <= 599:
            raise ValueError("status: 400 to 599")
        if not 0 <= self.seconds <= SECONDS_MOST or self.skip < 0 or self.count < 1:
            raise ValueError(f"seconds: 0 to {SECONDS_MOST:.0f}; skip: not negative; count: 1 or more")
        if self.file not in ("text", "cut"):
            raise ValueError("file: text or cut")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read one from JSON. Raises ValueError saying what is wrong."""
        kinds = {field.name: field.type for field in fields(cls)}
        unknown = set(data) - set(kinds)
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(kinds)}")
        for name, value in data.items():
            if not _fits(value, str(kinds[name])):
                raise ValueError(f"{name}: wrong type")
        try:
            return cls(**data)
        except TypeError:
            raise ValueError("on, do: both are needed") from None

    def to_json(self) -> dict[str, Any]:
        """What is particular about this fault: the fields that are not as they would be anyway."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name == "times" or getattr(self, field.name) != field.default
        }

    def matches(self, call: Call) -> bool:
        """Whether this fault is meant for this request."""
        return (
            (self.on == call.place or (self.on == "any" and call.place != "task"))
            and self.account in ("", call.account)
            and self.key_id in ("", call.key_id)
            and self.model in ("", call.model)
            and self.prompt in call.prompt
            and (call.reference or not self.reference)
        )

    @property
    def refusal(self) -> ApiError:
        """The error this fault answers with."""
        known = BY_CODE.get(self.code, INTERNAL)
        return ApiError(self.status or known.status, self.code or known.code, self.message or known.message)


TASK_DEEDS = ("fail", "partial", "slow", "stuck", "spoil")
AFTER_DEEDS = ("lose", "lose_late")


@dataclass(slots=True)
class Armed:
    """A fault in waiting: how many matches it has let pass, and how often it has fired."""

    fault: Fault
    rng: Random
    passed: int = 0
    fired: int = 0

    @property
    def spent(self) -> bool:
        return self.fault.times is not None and self.fired >= self.fault.times


class Faults:
    """The faults of a studio, in the order in which they were added, those added `first` before the others; the first that fires
    wins."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._ids = itertools.count(1)
        self.armed: dict[int, Armed] = {}
        self.fired = 0

    def add(self, *faults: Fault, first: bool = False) -> list[int]:
        """Arm these; returns their ids. `first`: before those that are armed already, as an outage of the whole service is."""
        added = {}
        for fault in faults:
            number = next(self._ids)
            added[number] = Armed(fault, Random(f"{self._seed} fault {number}"))
        self.armed = added | self.armed if first else self.armed | added
        return list(added)

    def remove(self, ids: Iterable[int] | None = None) -> None:
        """Disarm these, or all."""
        for number in list(self.armed) if ids is None else list(ids):
            self.armed.pop(number, None)

    def meet(self, call: Call) -> Fault | None:
        """The fault that meets this request, if any; it has fired."""
        for armed in self.armed.values():
            if armed.spent or not armed.fault.matches(call):
                continue
            if armed.passed < armed.fault.skip:
                armed.passed += 1
                continue
            if armed.rng.random() < armed.fault.probability:
                armed.fired += 1
                self.fired += 1
                return armed.fault
        return None

    def give_back(self, fault: Fault) -> None:
        """A fault found no answer to lose after all: it has not fired."""
        for armed in self.armed.values():
            if armed.fault is fault:
                armed.fired -= 1
                self.fired -= 1


def _fits(value: object, kind: str) -> bool:
    if kind in ("str", "Place", "Deed"):
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if value is None:
        return "None" in kind
    return isinstance(value, int) or (kind == "float" and isinstance(value, float))
