"""Injected faults: refusals, lost answers, cut connections, outages, slowness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .errors import ApiError, too_many_requests
from .recorder import Call

Cut = Literal["before", "after"]
ANSWER_LOST_HANG_S = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected fault.

    ``error`` answers it; ``cut`` closes the connection before or after acting; ``lose_answer`` acts, then stays
    silent for ``hang_s`` (real seconds) or until the client gives up; ``delay_s`` waits (on the clock) before acting;
    ``fail_items`` lets these items of an album fail, from 0; ``html`` answers like a proxy, not like Telegram.
    """

    error: ApiError | None = None
    cut: Cut | None = None
    lose_answer: bool = False
    hang_s: float = ANSWER_LOST_HANG_S
    delay_s: float = 0.0
    fail_items: tuple[int, ...] = ()
    html: bool = False


def flooded(retry_after_s: int) -> Fault:
    """429."""
    return Fault(error=too_many_requests(retry_after_s))


def refuse(status: int, description: str) -> Fault:
    """Any status with any text, as it goes over the wire."""
    return Fault(error=ApiError(status, description))


INTERNAL = refuse(500, "Internal Server Error")
BAD_GATEWAY = Fault(error=ApiError(502, "Bad Gateway"), html=True)
ANSWER_LOST = Fault(lose_answer=True)
CUT_BEFORE = Fault(cut="before")
CUT_AFTER = Fault(cut="after")


def album_items_fail(*items: int) -> Fault:
    """These items of an album (from 0) are not sent; the others are in the chat but their ids are not returned."""
    return Fault(fail_items=items)


def slow(seconds: float) -> Fault:
    return Fault(delay_s=seconds)


@dataclass(slots=True)
class _Planned:
    fault: Fault
    methods: frozenset[str]
    where: Callable[[Call], bool]
    left: int | None
    skip: int
    since: float
    until: float
    hits: int = 0


@dataclass(slots=True)
class Faults:
    """The plan. The first entry that fits a call decides."""

    _plan: list[_Planned] = field(default_factory=list)

    def plan(
        self,
        fault: Fault,
        *methods: str,
        times: int | None = 1,
        skip: int = 0,
        since: float = 0.0,
        until: float = float("inf"),
        where: Callable[[Call], bool] = lambda _: True,
    ) -> None:
        """Inject ``fault`` into calls of ``methods`` (all but getUpdates if none is named).

        ``times``: how many (None: all); ``skip``: how many fitting calls go by first; ``since`` and ``until``:
        only in that time (unix seconds); ``where``: only calls of which this is true.
        """
        names = frozenset(method.lower() for method in methods)
        self._plan.append(_Planned(fault, names, where, times, skip, since, until))

    def outage(self, since: float, until: float, fault: Fault = BAD_GATEWAY) -> None:
        """All calls fail in that time (unix seconds), polling too."""
        self._plan.append(_Planned(fault, frozenset({"*"}), lambda _: True, None, 0, since, until))

    def clear(self) -> None:
        """Remove all planned faults."""
        self._plan.clear()

    def pick(self, call: Call) -> Fault | None:
        """The fault for this call, if any."""
        method = call.method.lower()
        for entry in self._plan:
            everything = "*" in entry.methods or (not entry.methods and method != "getupdates")
            if not (everything or method in entry.methods) or not entry.since <= call.time < entry.until:
                continue
            if entry.left == 0 or not entry.where(call):
                continue
            entry.hits += 1
            if entry.hits <= entry.skip:
                continue
            if entry.left is not None:
                entry.left -= 1
            return entry.fault
        return None
