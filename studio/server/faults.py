"""Fault injection: what fails, where, how often. Probabilities are drawn from a seed, so that a run can be repeated."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Self, get_args

from studio.server.errors import BY_CODE, INTERNAL, ApiError
from studio.server.fault_types import FaultAction, Operation

HANG_S = 3600.0
MAX_SECONDS = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """The properties of a request that faults match on."""

    operation: Operation
    account: str = ""
    key_id: str = ""
    model: str = ""
    prompt: str = ""
    reference: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault to inject. Raises ValueError for an invalid combination of fields.

    `on`: the operation, or `any`. `do`: see `FaultAction`. It fires for the next `times` matching requests (None:
    until removed), after letting `skip` pass, each with `probability`. A match has the `account`, `key_id` and
    `model` named, its prompt contains `prompt`, it has a reference if `reference`. `code`, `status`, `message` say
    which error (of the table, if only the code is given); `seconds` how long for hang, wait and slow; `count` how
    many pictures fail for `partial`.
    """

    on: Operation
    do: FaultAction
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
        if self.on not in get_args(Operation):
            raise ValueError(f"on: one of {', '.join(get_args(Operation))}")
        if self.do not in get_args(FaultAction):
            raise ValueError(f"do: one of {', '.join(get_args(FaultAction))}")
        if (self.do in TASK_ACTIONS) != (self.on == "task"):
            raise ValueError(f"on: task goes with do: {', '.join(TASK_ACTIONS)}")
        if self.times is not None and self.times < 1:
            raise ValueError("times: 1 or more, or null")
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError("probability: 0 to 1")
        if self.do in ("error", "fail", "partial") and self.code not in BY_CODE and not (self.code and self.message):
            raise ValueError(f"code: one of {', '.join(sorted(BY_CODE))}, or any other with a message")
        if self.status and not 400 <= self.status <= 599:
            raise ValueError("status: 400 to 599")
        if not 0 <= self.seconds <= MAX_SECONDS or self.skip < 0 or self.count < 1:
            raise ValueError(f"seconds: 0 to {MAX_SECONDS:.0f}; skip: not negative; count: 1 or more")
        if self.file not in ("text", "cut"):
            raise ValueError("file: text or cut")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Parse JSON. Raises ValueError with the reason."""
        kinds = {field.name: field.type for field in fields(cls)}
        unknown = set(data) - set(kinds)
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(kinds)}")
        for name, value in data.items():
            if not _has_type(value, str(kinds[name])):
                raise ValueError(f"{name}: wrong type")
        try:
            return cls(**data)
        except TypeError:
            raise ValueError("on, do: both are needed") from None

    def to_json(self) -> dict[str, Any]:
        """The fields that differ from their defaults, and `times`."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name == "times" or getattr(self, field.name) != field.default
        }

    def matches(self, call: Call) -> bool:
        """Whether the fault applies to this request."""
        return (
            (self.on == call.operation or (self.on == "any" and call.operation != "task"))
            and self.account in ("", call.account)
            and self.key_id in ("", call.key_id)
            and self.model in ("", call.model)
            and self.prompt in call.prompt
            and (call.reference or not self.reference)
        )

    @property
    def refusal(self) -> ApiError:
        """The error that the fault answers with."""
        known = BY_CODE.get(self.code, INTERNAL)
        return ApiError(self.status or known.status, self.code or known.code, self.message or known.message)


TASK_ACTIONS = ("fail", "partial", "slow", "stuck", "spoil")
ACTIONS_AFTER_HANDLING = ("lose", "lose_late", "cut")


@dataclass(slots=True)
class ArmedFault:
    """A fault with its counters: matches skipped so far, and times fired."""

    fault: Fault
    rng: Random
    skipped: int = 0
    fired: int = 0

    @property
    def exhausted(self) -> bool:
        return self.fault.times is not None and self.fired >= self.fault.times


class Faults:
    """The armed faults in the order in which they are tried; the first that fires wins."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._ids = itertools.count(1)
        self.armed: dict[int, ArmedFault] = {}
        self.fired = 0

    def add(self, *faults: Fault, first: bool = False) -> list[int]:
        """Arm faults; returns their ids. `first`: tried first, as an outage of the whole service is."""
        added = {}
        for fault in faults:
            number = next(self._ids)
            added[number] = ArmedFault(fault, Random(f"{self._seed} fault {number}"))
        self.armed = added | self.armed if first else self.armed | added
        return list(added)

    def remove(self, ids: Iterable[int] | None = None) -> None:
        """Disarm these, or all."""
        for number in list(self.armed) if ids is None else list(ids):
            self.armed.pop(number, None)

    def fire(self, call: Call) -> Fault | None:
        """The fault for this request, if any, counted as fired."""
        for armed in self.armed.values():
            if armed.exhausted or not armed.fault.matches(call):
                continue
            if armed.skipped < armed.fault.skip:
                armed.skipped += 1
                continue
            if armed.rng.random() < armed.fault.probability:
                armed.fired += 1
                self.fired += 1
                return armed.fault
        return None

    def undo(self, fault: Fault) -> None:
        """Take back a firing: the request was refused, so there was no answer to lose."""
        for armed in self.armed.values():
            if armed.fault is fault:
                armed.fired -= 1
                self.fired -= 1


def _has_type(value: object, kind: str) -> bool:
    if kind in ("str", "Operation", "FaultAction"):
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if value is None:
        return "None" in kind
    return isinstance(value, int) or (kind == "float" and isinstance(value, float))
