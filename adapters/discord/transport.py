"""The HTTP session for REST calls, gateway connections and downloads. All of them take the proxy that is set: where Discord
is blocked, all three are."""

from __future__ import annotations

import aiohttp

KEEP_ALIVE_S = 15.0
"""After how many idle seconds a connection is closed. Less than servers wait before they close it themselves: a request on
a connection that the server is just closing gets no answer, and then nobody knows whether it was processed."""
MAX_CONNECTIONS = 64


class Connections:
    """A connection pool, opened by the first request. `proxy`: the URL of an HTTP proxy; empty: as HTTPS_PROXY says."""

    def __init__(self, proxy: str = "") -> None:
        self.proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=MAX_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_S)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)
        return self._session

    async def close(self) -> None:
        """Close all connections. The next request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
