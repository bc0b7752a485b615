"""Faults on request: what goes wrong, where, when and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import CODES, ApiError, rate_limited
from .recorder import Request


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected fault. `error`: instead of acting, or with `acts` after it; `html`: as a proxy answers, without JSON."""

    name: str
    error: Callable[[], ApiError] | None = None
    acts: bool = False
    html: bool = False
    slow_s: float = 0.0
    """On the emulator's clock, before acting."""
    slow_answer_s: float = 0.0
    """On the emulator's clock, between acting and the answer."""
    cut: bool = False
    hang: bool = False
    """Never answer; the connection is cut when the client leaves or the emulator stops."""


def refuse(code: int) -> Fault:
    """Refuse with one of Discord's codes; where that is a rate limit, for a second."""
    is_limit = CODES[code][0] == 429
    return Fault(f"code {code}", lambda: rate_limited(1.0, code=code) if is_limit else ApiError(code))


def status(number: int, message: str = "Internal Server Error", *, acts: bool = False) -> Fault:
    """Answer with a bare HTTP status; with `acts` after the request was carried out."""
    return Fault(f"status {number}", lambda: ApiError(status=number, message=message), acts=acts)


def limited(retry_after_s: float, *, is_global: bool = False, scope: str = "user", code: int = 0) -> Fault:
    """A 429."""
    return Fault("limited", lambda: rate_limited(retry_after_s, is_global=is_global, scope=scope, code=code))


def slow(seconds: float) -> Fault:
    """Wait on the emulator's clock, then act and answer."""
    return Fault(f"slow {seconds}", slow_s=seconds)


def slow_answer(seconds: float) -> Fault:
    """Act, then wait on the emulator's clock, then answer."""
    return Fault(f"slow answer {seconds}", slow_answer_s=seconds)


CUT_BEFORE = Fault("cut before", cut=True)
CUT_AFTER = Fault("cut after", cut=True, acts=True)
LOST_ANSWER = Fault("lost answer", acts=True, hang=True)
INTERNAL_AFTER = status(500, acts=True)
"""The request was carried out, and the answer says 500."""
BAD_GATEWAY = Fault("bad gateway", lambda: ApiError(status=502, message="Bad Gateway"), html=True)
OVERLOADED = refuse(130000)


@dataclass(slots=True)
class _Planned:
    endpoint: str
    fault: Fault
    skip: int
    times: int | None
    since: float
    until: float
    when: Callable[[Request], bool]


@dataclass(slots=True)
class FaultPlan:
    """The planned faults, in the order in which they were added; the first that fits a request decides."""

    _ahead: list[_Planned] = field(default_factory=list)

    def add(
        self,
        endpoint: str,
        fault: Fault,
        *,
        times: int | None = 1,
        skip: int = 0,
        since: float = 0.0,
        until: float = float("inf"),
        when: Callable[[Request], bool] = lambda _: True,
    ) -> None:
        """Inject `fault` into requests to `endpoint` (its name, or `*` for all).

        It applies to `times` requests (None: all) after letting `skip` pass, only between `since` and `until` (unix
        seconds of the emulator's clock) and only to requests for which `when` holds.
        """
        self._ahead.append(_Planned(endpoint, fault, skip, times, since, until, when))

    def clear(self) -> None:
        """Remove all planned faults."""
        self._ahead.clear()

    def match(self, request: Request) -> Fault | None:
        """The fault for this request, if any; counts it as used."""
        for entry in self._ahead:
            if entry.endpoint not in ("*", request.endpoint) or not entry.since <= request.at < entry.until:
                continue
            if not entry.when(request):
                continue
            if entry.skip:
                entry.skip -= 1
                continue
            if entry.times is not None:
                entry.times -= 1
                if not entry.times:
                    self._ahead.remove(entry)
            return entry.fault
        return None
