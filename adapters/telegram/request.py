"""The HTTP client for python-telegram-bot: aiohttp, because httpx needs eight times its CPU time here, and because a
failed request must tell whether it had been sent. No error text contains the URL, which holds the token.
"""

from __future__ import annotations

import io
import json
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.telegram.errors import NotTelegram, RequestNotSent
from adapters.telegram.limits import CONNECT_TIMEOUT_S, MEDIA_TIMEOUT_S, READ_TIMEOUT_S

KEEP_ALIVE_S: Final = 15.0
"""After how many idle seconds a connection is closed. Less than servers wait before they close it themselves: a request on
a connection that the server is just closing gets no answer, and then nobody knows whether it was processed."""


class AiohttpRequest(BaseRequest):
    """A connection pool, opened by the first request; may be used again after `shutdown`."""

    def __init__(self, connections: int, read_s: float = READ_TIMEOUT_S) -> None:
        self._connections = connections
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_s

    async def initialize(self) -> None:
        """Nothing: the session is created in the loop that first uses it."""

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session, for downloads."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_S)
            # trust_env: where Telegram is blocked, HTTPS_PROXY is used to reach it.
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)
        return self._session

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request: (status, body). Raises RequestNotSent, TimedOut (sent, no response), NetworkError (connection
        lost), NotTelegram (the response is not the Bot API's)."""
        files = request_data is not None and request_data.contains_files
        read_s = self._read_s if isinstance(read_timeout, DefaultValue) else (read_timeout or self._read_s)
        timeout = aiohttp.ClientTimeout(
            total=MEDIA_TIMEOUT_S if files else CONNECT_TIMEOUT_S + read_s, sock_connect=CONNECT_TIMEOUT_S
        )
        failure: NetworkError
        try:
            async with self.session.request(method, url, data=_form(request_data), timeout=timeout) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError) as error:
            failure = RequestNotSent(f"no connection: {type(error).__name__}")
        except TimeoutError:
            failure = TimedOut("no answer in time")
        except (aiohttp.ClientError, OSError) as error:
            failure = NetworkError(f"the connection was cut: {type(error).__name__}")
        else:
            if status < HTTPStatus.BAD_REQUEST or _is_answer(body):
                return status, body
            # The page of a proxy or firewall: its status says nothing about the token, chat or message.
            failure = NotTelegram(f"HTTP {status}, and no answer of Telegram's")
        raise failure


def _is_answer(body: bytes) -> bool:
    """Whether this is a Bot API response: an object with a boolean `ok`."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and isinstance(answer.get("ok"), bool)


def _form(data: RequestData | None) -> Any:
    """The request body: a form, or multipart with files."""
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, part in data.multipart_data.items():
        filename, content, mime = part
        # As a file object: aiohttp writes large bytes in one piece, which would block the loop.
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=filename, content_type=mime)
    return form
