"""HTTP to DingTalk: every request has a timeout, and failures are classified as refused, not sent, or unconfirmed."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from adapters.dingtalk.failures import CallNotSent, SendRefused, SendUnconfirmed
from adapters.dingtalk.limits import ANSWER_MAX_BYTES, CALL_TIMEOUT_S, CONNECT_TIMEOUT_S
from adapters.dingtalk.parts import Json

_GATEWAYS = frozenset({502, 504})  # a gateway gave up waiting: the service behind it may have acted
_BANNED = "1111"


def new_session() -> aiohttp.ClientSession:
    """A session without cookies that obeys the environment's proxy settings. Made inside a running loop."""
    # Idle connections are closed early: the response to a POST is lost if the server closes the connection just then.
    connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=10.0)
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": "shenbi"}, trust_env=True
    )


async def request(
    session: aiohttp.ClientSession, method: str, url: str, *, timeout_s: float = CALL_TIMEOUT_S, **options: Any
) -> Json:
    """Send one request; returns the JSON object of the response.

    Raises SendRefused (in either of the service's formats), CallNotSent, SendUnconfirmed. Their texts never contain
    the URL, which may carry a token.
    """
    timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=CONNECT_TIMEOUT_S)
    try:
        async with session.request(method, url, timeout=timeout, allow_redirects=False, **options) as response:
            body = await response.content.read(ANSWER_MAX_BYTES)
            while body and not response.content.at_eof() and len(body) < ANSWER_MAX_BYTES:
                body += await response.content.read(ANSWER_MAX_BYTES - len(body))
    except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError) as error:
        raise CallNotSent(type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SendUnconfirmed(type(error).__name__) from None
    return read_answer(response.status, body)


def read_answer(status: int, body: bytes) -> Json:
    """Parse a response body. Pure. Raises SendRefused, SendUnconfirmed.

    v1.0 refuses with an HTTP status and `{code}`; oapi and the webhook with HTTP 200 and `{errcode}`; a banned IP
    address gets `{status: 1111}` or an HTML page, also with HTTP 200.
    """
    if status in _GATEWAYS:
        raise SendUnconfirmed(f"HTTP {status}")
    try:
        answer = json.loads(body)
    except ValueError:
        if status < 400:
            raise SendRefused(_BANNED, status) from None
        raise SendRefused("", status) from None
    if not isinstance(answer, dict):
        raise SendUnconfirmed(f"HTTP {status} with {type(answer).__name__}")
    if str(answer.get("status")) == _BANNED:
        raise SendRefused(_BANNED, status)
    if answer.get("errcode") not in (None, 0, "0"):
        raise SendRefused(_code(answer["errcode"]), status)
    if status >= 400 or (answer.get("code") and "requestid" in answer):
        details = answer.get("accessdenieddetail")
        scopes = details.get("requiredScopes") if isinstance(details, dict) else None
        named = tuple(map(str, scopes)) if isinstance(scopes, list) else ()
        raise SendRefused(_code(answer.get("code")), status, named)
    return answer


def _code(value: object) -> str:
    """The service's error code, if well-formed: other content is kept out of the logs."""
    text = str(value or "")
    return text if len(text) <= 100 and all(c.isalnum() or c in "._-" for c in text) else ""
