"""The service's rates and monthly quotas."""

import json
from collections import deque
from dataclasses import dataclass, field

from .errors import ApiError, OapiError, Refusal
from .org import App, Org
from .settings import Settings
from .wire import Answer, Family


class Banned(Refusal):
    """The caller's address made too many calls; everything is refused for some minutes."""

    @property
    def blame(self) -> bool:
        return True

    @property
    def kind(self) -> str:
        return "ip-ban"

    def answer(self, request_id: str) -> Answer:
        page = {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": request_id}
        return Answer(body=json.dumps(page).encode())


@dataclass(slots=True)
class Limits:
    """Counts calls in sliding windows and refuses those over the limit: there is no second in which 21 calls pass."""

    settings: Settings
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _banned_until: float = 0.0

    def check_address(self, now: float) -> None:
        """One address for all, as everything comes from loopback. Raises Banned."""
        if now < self._banned_until:
            raise Banned("banned")
        if not self._room("ip", "", now, self.settings.ip_calls, self.settings.ip_window_s):
            self._banned_until = now + self.settings.ip_ban_s
            raise Banned("over the address's limit")

    def check_call(self, org: Org, app: App, endpoint: str, family: Family, now: float) -> None:
        """Per app and interface, then the month. Raises ApiError or OapiError; counts the call otherwise."""
        oapi = family is Family.OAPI
        if not self._room(app.client_id, endpoint, now, self.settings.calls_per_second, 1.0):
            detail = f"more than {self.settings.calls_per_second} calls of {endpoint} in a second"
            raise (
                OapiError(detail, errcode=90018)
                if oapi
                else ApiError(detail, code="Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")
            )
        usage = org.usage(now)
        if usage.api_calls >= self.settings.api_calls_per_month:
            raise OapiError(errcode=90020) if oapi else ApiError(code="Forbidden.AccessDenied.ApiCountLimitForOrg")
        usage.api_calls += 1

    def check_robot(self, app: App, messages: int, now: float) -> None:
        """Messages of one robot in a minute. Raises ApiError `toomuch.msg`."""
        for _ in range(messages):
            if not self._room(app.client_id, "robot messages", now, self.settings.robot_sends_per_minute, 60.0):
                raise ApiError(code="toomuch.msg")

    def take_push(self, org: Org, now: float) -> bool:
        """One sessionWebhook post or stream push; False when the month's are used up."""
        usage = org.usage(now)
        if usage.pushes >= self.settings.pushes_per_month:
            return False
        usage.pushes += 1
        return True

    def _room(self, who: str, what: str, now: float, most: int, window_s: float) -> bool:
        calls = self._calls.setdefault((who, what), deque())
        while calls and calls[0] <= now - window_s:
            calls.popleft()
        if len(calls) >= most:
            return False
        calls.append(now)
        return True
