"""HTTP exchanges with the service, bounded in time and size; nothing is raised for what the other side does.

Most calls share a pool of keep-alive connections. A create gets a fresh connection: a kept one may just have been
closed by the server, and then it could not be told whether the request had been read, which costs the job minutes of
listing tasks.
"""

from __future__ import annotations

import email.utils
import ipaddress
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from bot.dashscope.single_use_body import SingleUseBody
from bot.runtime.clock import Clock
from bot.runtime.urls import parse_url

ANSWER_LIMIT_BYTES = 1_000_000
MESSAGE_LIMIT_CHARS = 500
RETRY_AFTER_LIMIT_S = 3600.0
CONNECTIONS = 32
_CHUNK_BYTES = 65_536
COMPATIBLE_PATH = "/compatible-mode/v1"

_API_PATH = re.compile(r"/api/v1/?$")

_SIGNED = re.compile(r"((?:https?|oss)://[^\s?\"'<>]*)\?[^\s\"'<>]*")
_KEY = re.compile(r"\bsk-[A-Za-z0-9_-]{4,}")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for a whole exchange, connecting and reading included; `connect_s` for connecting alone.

    `create_s` is how long after its last moment to leave (`deadline`) an answer to a create may still come in.
    """

    connect_s: float = 10.0
    create_s: float = 30.0
    query_s: float = 15.0
    cancel_s: float = 15.0
    list_page_s: float = 20.0
    policy_s: float = 15.0
    upload_s: float = 120.0
    download_s: float = 120.0


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A complete HTTP answer within the size limit. `retry_after_s`: what its Retry-After header asks for."""

    status: int
    body: bytes
    retry_after_s: float | None = None

    def json(self) -> Mapping[str, Any]:
        """The body as a JSON object; an empty one if it is anything else."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):  # Not JSON, not text, or nested too deeply.
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No complete answer; `reason` holds no secret. `too_large`: the size limit was exceeded."""

    reason: str
    too_large: bool = False


def compatible_base(base_url: str) -> str:
    """The base URL of the OpenAI-style endpoints, which stand beside those of the service's own."""
    return _API_PATH.sub("", base_url) + COMPATIBLE_PATH


class Transport:
    """The connections of one client, its key, and the hosts that it may talk to."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        clock: Clock,
        workspace: str,
        session: aiohttp.ClientSession | None,
        timeouts: Timeouts,
    ) -> None:
        self.clock = clock
        self.timeouts = timeouts
        base = parse_url(base_url.rstrip("/"))
        if base is None or base.user:
            raise ValueError("the upstream's base URL must be like https://host/api/v1")
        self.base = base
        self.compatible_base = compatible_base(str(base))
        if not re.fullmatch(r"[\x21-\x7e]+", api_key):
            raise ValueError("the upstream's key must be printable ASCII")
        self._api_key = api_key
        self._headers = {"Authorization": f"Bearer {api_key}", "Accept": "application/json"}
        if workspace:
            self._headers["X-DashScope-WorkSpace"] = workspace
        self._external = session
        self._shared: aiohttp.ClientSession | None = session
        self._unshared: aiohttp.ClientSession | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"Transport({str(self.base)!r})"

    async def close(self) -> None:
        """Close our own connections. Later calls get a NoAnswer."""
        self._closed = True
        for session in (self._shared, self._unshared):
            if session is not None and session is not self._external:
                await session.close()

    def may_fetch(self, url: URL) -> bool:
        """Whether files may be exchanged with this host: Alibaba's object store, or the studio on this machine."""
        host, own = url.host or "", self.base.host or ""
        if url.user or url.password:
            return False
        if url.scheme == "https" and url.port == 443 and host.endswith(".aliyuncs.com"):
            return True
        # 127.0.0.1 and localhost are the same machine; with the same port it is the same server.
        same_server = (url.scheme, url.port) == (self.base.scheme, self.base.port)
        return same_server and _is_loopback(host) and _is_loopback(own)

    def scrub(self, text: str) -> str:
        """The service's message without the key and signatures of URLs, shortened."""
        # Cut before the patterns are applied (slow on hostile text), but after the key is removed, or half of it might
        # stay.
        text = text.replace(self._api_key, "sk-***")[: 4 * MESSAGE_LIMIT_CHARS]
        return _SIGNED.sub(r"\1?...", _KEY.sub("sk-***", text))[:MESSAGE_LIMIT_CHARS]

    async def api(
        self,
        method: str,
        path: str,
        *,
        timeout_s: float,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: SingleUseBody | None = None,
        compatible: bool = False,
    ) -> HttpAnswer | NoAnswer:
        """Call the service itself, with the key. `path` is appended to the base URL (`compatible`: that of the OpenAI-style
        endpoints) and must be quoted already."""
        url = URL(f"{self.compatible_base if compatible else self.base}{path}", encoded=True)
        if params:
            url = url.with_query(params)
        return await self._exchange(
            method,
            url,
            headers={**self._headers, **(headers or {})},
            data=body,
            timeout_s=timeout_s,
            limit_bytes=ANSWER_LIMIT_BYTES,
            fresh=body is not None,
        )

    async def files(
        self,
        method: str,
        url: URL,
        *,
        timeout_s: float,
        limit_bytes: int,
        data: aiohttp.FormData | None = None,
    ) -> HttpAnswer | NoAnswer:
        """Call a file host, without the key. Raises ValueError for a host that `may_fetch` does not allow."""
        if not self.may_fetch(url):
            raise ValueError("not a host of files")
        # Compression gains nothing on pictures, and would need protection against decompression bombs.
        headers = {"Accept-Encoding": "identity"}
        return await self._exchange(
            method, url, headers=headers, data=data, timeout_s=timeout_s, limit_bytes=limit_bytes, fresh=False
        )

    async def _exchange(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        data: aiohttp.Payload | aiohttp.FormData | None,
        timeout_s: float,
        limit_bytes: int,
        fresh: bool,
    ) -> HttpAnswer | NoAnswer:
        if self._closed:
            return NoAnswer("the client is closed")
        timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=self.timeouts.connect_s)
        try:
            async with self._session(fresh).request(
                method, url, headers=headers, data=data, timeout=timeout, allow_redirects=False
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                    body += chunk
                    if len(body) > limit_bytes:
                        response.close()  # Reading it to its end to keep the connection is not worth it.
                        return NoAnswer(f"more than {limit_bytes} bytes", too_large=True)
                return HttpAnswer(response.status, bytes(body), _retry_after(response.headers, self.clock.now()))
        except TimeoutError:
            return NoAnswer("timeout")
        except (aiohttp.ClientError, OSError) as problem:
            return NoAnswer(_describe(problem))

    def _session(self, fresh: bool) -> aiohttp.ClientSession:
        """Created on first use, since aiohttp needs a running event loop. Cookies are not kept."""
        if fresh:
            if self._unshared is None:
                # Not limited: creates that wait for minutes for their answers would keep the others from leaving in time. There
                # are as many as the pools have slots.
                self._unshared = _new_session(aiohttp.TCPConnector(limit=0, force_close=True), self.base)
            return self._unshared
        if self._shared is None:
            self._shared = _new_session(aiohttp.TCPConnector(limit=CONNECTIONS), self.base)
        return self._shared


def _new_session(connector: aiohttp.TCPConnector, base: URL) -> aiohttp.ClientSession:
    """A session that honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY, except for a service on this machine: the embedded
    studio."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "shenbi"},
        trust_env=not _is_loopback(base.host or ""),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _describe(problem: BaseException) -> str:
    """What went wrong, without the exception's message: that may quote a signed URL or a header."""
    words = problem.strerror if isinstance(problem, OSError) else None
    return f"{type(problem).__name__}: {words}" if words else type(problem).__name__


def _retry_after(headers: CIMultiDictProxy[str], now: float) -> float | None:
    """The wait that a Retry-After header asks for, in seconds, as a number or as a date; None without one."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - now
        except (ValueError, OverflowError):
            return None
    if math.isnan(seconds):
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT_S)
