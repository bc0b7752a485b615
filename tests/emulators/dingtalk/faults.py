"""Faults on request: what goes wrong, where, when and how often."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import ApiError, OapiError, Refusal
from .recorder import Request
from .wire import Answer


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected fault. `refusal` or `answer` is sent instead of executing the request; the rest changes what is seen."""

    name: str
    refusal: Refusal | None = None
    answer: Answer | None = None
    slow_s: float = 0.0  # on the emulator's clock, before execution
    drop_before: bool = False
    drop_after: bool = False
    lose_answer: bool = False  # execute, then never answer

    @property
    def acts(self) -> bool:
        return self.refusal is None and self.answer is None and not self.drop_before


def code(code: str, status: int = 0) -> Fault:
    """Refuse with a v1.0 code; its documented HTTP status unless another is given."""
    return Fault(f"code {code}", refusal=ApiError(code=code, status=status))


def errcode(errcode: int, errmsg: str = "") -> Fault:
    """Refuse as oapi does: HTTP 200 with an errcode."""
    return Fault(f"errcode {errcode}", refusal=OapiError(errcode=errcode, errmsg=errmsg))


def status(status: int, body: bytes = b"", content_type: str = "text/html") -> Fault:
    """Answer with a bare HTTP status, without executing the request."""
    return Fault(f"status {status}", answer=Answer(status, body, content_type))


def slow(seconds: float) -> Fault:
    """Wait `seconds` on the emulator's clock, then execute and answer."""
    return Fault(f"slow {seconds}", slow_s=seconds)


LOST_ANSWER = Fault("lost answer", lose_answer=True)
DROP_BEFORE = Fault("connection dropped before acting", drop_before=True)
DROP_AFTER = Fault("connection dropped after acting", drop_after=True)
QPS_LIMIT = code("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")
API_QUOTA = code("Forbidden.AccessDenied.ApiCountLimitForOrg")
SEND_TOO_FAST = code("send.too.fast")
GATEWAY_TIMEOUT = code("GatewayTimeout")
IP_BAN = Fault(
    "ip ban",
    answer=Answer(
        body=json.dumps({"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "xxx"}).encode()
    ),
)
# The other form of the ban; which HTTP status either has is not documented.
IP_BAN_PAGE = Fault("ip ban page", answer=Answer.html(200, "Sorry, your request has been blocked"))


@dataclass(slots=True)
class _Scheduled:
    endpoint: str
    fault: Fault
    skip: int
    times: int
    since: float
    until: float
    when: Callable[[Request], bool]


@dataclass(slots=True)
class FaultPlan:
    """The planned faults, in the order in which they were added."""

    _ahead: list[_Scheduled] = field(default_factory=list)

    def add(
        self,
        endpoint: str,
        fault: Fault,
        *,
        times: int = 1,
        skip: int = 0,
        since: float = 0.0,
        until: float = float("inf"),
        when: Callable[[Request], bool] = lambda _: True,
    ) -> None:
        """Inject `fault` into requests to `endpoint` (its name, or `*` for all).

        It applies to `times` requests after letting `skip` pass, only between `since` and `until` (unix seconds of the
        emulator's clock) and only requests for which `when` holds.
        """
        self._ahead.append(_Scheduled(endpoint, fault, skip, times, since, until, when))

    def clear(self) -> None:
        """Remove all planned faults."""
        self._ahead.clear()

    def match(self, request: Request) -> Fault | None:
        """The fault for this request, if any; counts it as used."""
        for entry in self._ahead:
            if entry.endpoint not in ("*", request.endpoint) or not entry.since <= request.at <= entry.until:
                continue
            if not entry.when(request):
                continue
            if entry.skip:
                entry.skip -= 1
                continue
            entry.times -= 1
            if not entry.times:
                self._ahead.remove(entry)
            return entry.fault
        return None
