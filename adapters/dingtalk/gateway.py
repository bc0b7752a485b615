"""Requests connection tickets. A ticket is valid for 90 s and one connection; it is never logged."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

import aiohttp
from dingtalk_stream.version import VERSION_STRING

from adapters.dingtalk import http
from adapters.dingtalk.failures import SendUnconfirmed


@dataclass(frozen=True, slots=True)
class Gateway:
    """The gateway of one app. `topics` are the CALLBACK topics; all connections of an app must subscribe to the same."""

    base_url: str
    client_id: str
    client_secret: str
    topics: Sequence[str]
    http_session: Callable[[], aiohttp.ClientSession]

    def __repr__(self) -> str:
        return f"Gateway({self.client_id})"

    async def open(self) -> str:
        """The URL of a new connection, including its ticket. Raises ApiCallFailed."""
        answer = await http.request(
            self.http_session(),
            "POST",
            f"{self.base_url.rstrip('/')}/v1.0/gateway/connections/open",
            headers={
                "Accept": "application/json",  # without it the answer is XML
                "User-Agent": f"DingTalkStream/1.0 SDK/{VERSION_STRING} Python/{platform.python_version()} shenbi",
            },
            json={
                "clientId": self.client_id,
                "clientSecret": self.client_secret,
                "subscriptions": [{"type": "CALLBACK", "topic": topic} for topic in self.topics],
                "ua": f"dingtalk-sdk-python/v{VERSION_STRING}-union",
                # localIp is optional; the SDK determines it by contacting a public DNS server.
            },
        )
        endpoint, ticket = answer.get("endpoint"), answer.get("ticket")
        if not isinstance(endpoint, str) or not isinstance(ticket, str) or not endpoint.startswith(("ws://", "wss://")):
            raise SendUnconfirmed("a gateway answer without endpoint and ticket")
        return f"{endpoint}?ticket={quote_plus(ticket)}"
