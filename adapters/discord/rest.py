"""REST calls. What Discord answers is raised as `RestError`, never a text with the address: paths may hold a token."""

from __future__ import annotations

import io
import json as jsonlib
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import aiohttp

from adapters.discord.buckets import Buckets, HeldBack
from adapters.discord.files import File
from adapters.discord.limits import CONNECT_TIMEOUT_S, MAX_WAIT_S, MEDIA_TIMEOUT_S, READ_TIMEOUT_S
from adapters.discord.routes import Route
from adapters.discord.transport import Connections
from bot.runtime.clock import Clock
from bot.runtime.supervision import Alert

MESSAGE_MAX_CHARS = 200
REFUSED_PAUSE_S = 300.0
"""After an answer 401 nothing is called for so long: refused requests count towards a ban of the address."""


class RestError(Exception):
    """Discord refused a call. `code` is that of its JSON body, 0 if there is none; `errors` its tree of wrong fields;
    `retry_after_s` is set for 429."""

    def __init__(
        self,
        status: int,
        code: int = 0,
        message: str = "",
        retry_after_s: float = 0.0,
        is_global: bool = False,
        errors: Any = None,
    ) -> None:
        super().__init__(f"HTTP {status}, {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.is_global = is_global
        self.errors = errors


class UnsentCall(RestError):
    """The request was certainly not sent: no connection, or our own limits keep it back."""


class CallUnconfirmed(RestError):
    """The request was sent and no answer came."""


class Rest:
    """Calls of one bot. `base` is the API's address with its version."""

    def __init__(self, transport: Connections, base: str, token: str, clock: Clock, alert: Alert) -> None:
        self._transport = transport
        self._base = base.rstrip("/")
        self._clock = clock
        self._alert = alert
        self._agent = f"DiscordBot (self-hosted Shenbi, {_version()})"
        self._authorization = f"Bot {token}"
        self._refused_until = 0.0
        self.buckets = Buckets(clock)

    async def call(
        self,
        route: Route,
        *,
        json: object | None = None,
        files: Sequence[File] = (),
        timeout_s: float = 0.0,
        max_wait_s: float = MAX_WAIT_S,
        priority: int = 0,
    ) -> Any:
        """Call an endpoint; its JSON, or None. `timeout_s` 0: by whether there are files. Raises RestError (UnsentCall if it
        was certainly not sent, CallUnconfirmed if nobody knows)."""
        self._check_refusals(route)
        try:
            bucket = await self.buckets.acquire(route, max_wait_s, priority)
        except HeldBack as held:
            raise UnsentCall(429, 0, "our own rate limit", held.wait_s, held.is_global) from None
        try:
            total = timeout_s or (MEDIA_TIMEOUT_S if files else CONNECT_TIMEOUT_S + READ_TIMEOUT_S)
            status, headers, body = await self._request(route, json, files, total)
            self.buckets.answered(route, bucket, status, headers)
            if status < 300:
                return _parsed(body)
            error = _error(status, headers, body)
            if status == 429:
                self.buckets.limited(bucket, error.retry_after_s, error.is_global)
            if status == 401 and not route.by_token:
                self._refused_until = self._clock.monotonic() + REFUSED_PAUSE_S
            raise error
        finally:
            self.buckets.release(bucket)

    def _check_refusals(self, route: Route) -> None:
        if not route.by_token and (pause := self._refused_until - self._clock.monotonic()) > 0:
            raise UnsentCall(401, 0, "the token was refused", pause, True)
        if pause := self.buckets.refusals_pause_s():
            self._alert("discord-many-refusals")
            raise UnsentCall(429, 0, "too many refused requests", pause, True)

    def token_accepted(self) -> None:
        """The token works (again): calls need not wait."""
        self._refused_until = 0.0

    async def _request(
        self, route: Route, json: object | None, files: Sequence[File], total_s: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"User-Agent": self._agent}
        if not route.by_token:
            headers["Authorization"] = self._authorization
        data: Any = None
        if files:
            data = _form(json, files)
        elif json is not None:
            # Some of Discord's libraries read JSON with exactly this content type only; so it is sent.
            headers["Content-Type"] = "application/json"
            data = jsonlib.dumps(json).encode()
        timeout = aiohttp.ClientTimeout(total=total_s, sock_connect=CONNECT_TIMEOUT_S)
        failure: RestError
        try:
            async with self._transport.session.request(
                route.method,
                f"{self._base}{route.path}",
                data=data,
                headers=headers,
                timeout=timeout,
                proxy=self._transport.proxy_for(self._base),
                allow_redirects=False,
            ) as response:
                return response.status, response.headers, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError) as error:
            failure = UnsentCall(0, 0, f"no connection: {type(error).__name__}")
        except TimeoutError:
            failure = CallUnconfirmed(0, 0, "no answer in time")
        except (aiohttp.ClientError, OSError) as error:
            failure = CallUnconfirmed(0, 0, f"the connection was cut: {type(error).__name__}")
        raise failure


def _form(json: object | None, files: Sequence[File]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", jsonlib.dumps(json or {}), content_type="application/json")
    for index, file in enumerate(files):
        # As a stream: aiohttp writes raw bytes in one piece, which holds up the event loop.
        data = io.BytesIO(file.data)
        form.add_field(f"files[{index}]", data, filename=file.name, content_type=file.content_type)
    return form


def _parsed(body: bytes) -> Any:
    try:
        return jsonlib.loads(body) if body else None
    except ValueError:
        return None


def _error(status: int, headers: Mapping[str, str], body: bytes) -> RestError:
    """The error of an answer. A proxy's or Cloudflare's page has no JSON: then only the status counts."""
    found = _parsed(body)
    answer: dict[str, Any] = found if isinstance(found, dict) else {}
    code, message, after = (
        answer.get("code"),
        answer.get("message"),
        answer.get("retry_after", headers.get("Retry-After")),
    )
    return RestError(
        status,
        code if isinstance(code, int) else 0,
        " ".join(message.split())[:MESSAGE_MAX_CHARS] if isinstance(message, str) else "",
        _seconds(after) if status == 429 else 0.0,
        answer.get("global") is True or headers.get("X-RateLimit-Global", "").lower() == "true",
        answer.get("errors"),
    )


def _seconds(value: object) -> float:
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 1.0
    except ValueError:
        return 1.0
    return min(max(seconds, 0.05), 3600.0)


def _version() -> str:
    try:
        return version("shenbi")
    except PackageNotFoundError:
        return "0"
