"""Checks Host and Origin of every request, and sets security headers on every response.

Cookies alone do not suffice: other sites can send cross-site requests (so Origin is checked), and can rebind their
name to this machine (so Host is checked on loopback).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.http import Forwarding, group_of

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_OWN_ADDRESSES = frozenset({"127.0.0.1", group_of("::1")})

# Trusted types: even a bug in the page cannot turn user text into markup.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """How the server is reached.

    `loopback`: reachable from this machine only; `public_origin`: its origin behind a reverse proxy, or empty;
    `proxies`: addresses whose forwarded headers are trusted.
    """

    def __init__(self, *, loopback: bool, public_origin: str = "", proxies: Iterable[str] = ()) -> None:
        self._loopback = loopback
        self.forwarding = Forwarding(proxies)
        self._public = public_origin.rstrip("/").lower()

    @property
    def secure(self) -> bool:
        """Whether the public origin uses https."""
        return self._public.startswith("https://")

    @property
    def behind_proxy(self) -> bool:
        """Whether there is a reverse proxy."""
        return bool(self._public)

    def host_allowed(self, host: str) -> bool:
        """Whether a request's Host header is accepted."""
        if not self._loopback:
            return True  # Elsewhere login is required, and cookies are not sent to another name.
        return _names_this_machine(host) or (self.behind_proxy and host.lower() == urlsplit(self._public).netloc)

    def origin_allowed(self, origin: str, host: str) -> bool:
        """Whether a page of `origin` may send state-changing requests to `host`."""
        if self.behind_proxy:
            if origin.lower() == self._public:
                return True
            if not (self._loopback and _names_this_machine(host)):
                return False  # All others come through the proxy.
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False  # `http://[`: not a valid origin.
        return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()

    def client(self, request: web.Request) -> str:
        """The rate-limit key of the client: an IPv4 address or an IPv6 /64 network."""
        return self.forwarding.client(request)

    def remote_client(self, request: web.Request) -> str:
        """The rate-limit key of the client, but empty for this machine itself without a proxy: many people may share
        it."""
        client = self.client(request)
        return "" if client in _OWN_ADDRESSES and not self.behind_proxy else client

    @property
    def middleware(self) -> Middleware:
        """Refuses disallowed requests with 403."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.host_allowed(request.host):
                raise web.HTTPForbidden(text="host")
            writes = request.method not in {"GET", "HEAD"}
            if writes or request.headers.get("Upgrade"):
                if not self.origin_allowed(request.headers.get("Origin", ""), request.host):
                    raise web.HTTPForbidden(text="origin")
            elif request.headers.get("Sec-Fetch-Site") == "cross-site" and request.headers.get("Sec-Fetch-Mode") != (
                "navigate"
            ):
                raise web.HTTPForbidden(text="origin")
            return await handler(request)

        return check


def _names_this_machine(host: str) -> bool:
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    return name.lower() in LOOPBACK_NAMES


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler for `on_response_prepare`."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Shenbi"
