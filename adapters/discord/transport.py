"""The HTTP session for REST calls, gateway connections and downloads. All of them take the proxy that is set: where Discord
is blocked, all three are."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

KEEP_ALIVE_S = 15.0
"""After how many idle seconds a connection is closed. Less than servers wait before they close it themselves: a request on
a connection that the server is just closing gets no answer, and then nobody knows whether it was processed."""
MAX_CONNECTIONS = 64
MAX_HOSTS = 100
_SCHEMES = {"wss": "https", "ws": "http"}


class Connections:
    """A connection pool, opened by the first request. `proxy`: the URL of an HTTP proxy; empty: as HTTPS_PROXY says."""

    def __init__(self, proxy: str = "") -> None:
        self._proxy = proxy
        self._by_host: dict[tuple[str, str], str | None] = {}
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=MAX_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_S)
            # Without `trust_env`: it looks up the environment and .netrc in a thread for each request, which an answer to an
            # interaction would wait for.
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    def proxy_for(self, url: str) -> str | None:
        """The proxy to reach an address by: the one that was set, or what the environment says (HTTPS_PROXY, NO_PROXY)."""
        if self._proxy:
            return self._proxy
        parts = urlsplit(url)
        place = (_SCHEMES.get(parts.scheme, parts.scheme), parts.hostname or "")
        if place not in self._by_host:
            if len(self._by_host) >= MAX_HOSTS:
                self._by_host.clear()
            found = None if proxy_bypass(place[1]) else getproxies().get(place[0])
            self._by_host[place] = found if found and found.startswith("http://") else None
        return self._by_host[place]

    async def close(self) -> None:
        """Close all connections. The next request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
