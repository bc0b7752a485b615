"""Who may ask at all: the address that was asked, the page that asks, and the headers of every answer.

A cookie alone is not enough. Another site can make a browser send requests to us (so the page that asks is checked),
and can make its own name point at this machine (so on loopback the name that was asked is checked).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.http import Forwarding, group_of

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_OWN_ADDRESSES = frozenset({"127.0.0.1", group_of("::1")})

# Trusted types: even a mistake of ours in the page cannot make markup out of words.
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
    """What the server is reached as.

    `loopback`: only this machine can reach it, under one of its names; `public_origin`: as people see it behind a
    reverse proxy, or empty; `proxies`: the addresses whose forwarded headers are believed.
    """

    def __init__(self, *, loopback: bool, public_origin: str = "", proxies: Iterable[str] = ()) -> None:
        self._loopback = loopback
        self.forwarding = Forwarding(proxies)
        self._public = public_origin.rstrip("/").lower()

    @property
    def secure(self) -> bool:
        """People come by https."""
        return self._public.startswith("https://")

    @property
    def behind_proxy(self) -> bool:
        """People come through a reverse proxy."""
        return bool(self._public)

    def host_allowed(self, host: str) -> bool:
        """Whether the name in a request's Host header is one of ours."""
        if not self._loopback:
            return True  # A token guards every other place, and cookies do not follow to another name.
        return _names_this_machine(host) or (self.behind_proxy and host.lower() == urlsplit(self._public).netloc)

    def origin_allowed(self, origin: str, host: str) -> bool:
        """Whether a page of `origin` may write to us, when it asked for `host`."""
        if self.behind_proxy:
            if origin.lower() == self._public:
                return True
            if not (self._loopback and _names_this_machine(host)):
                return False  # Everybody but the operator at the machine itself comes through the proxy.
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False  # `http://[`: no page has such an address.
        return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()

    def client(self, request: web.Request) -> str:
        """Whose request it is, for counting: an address, or a network of one customer."""
        return self.forwarding.client(request)

    def remote_client(self, request: web.Request) -> str:
        """As `client`, but empty for this machine itself where nobody comes through a proxy: many people may share it."""
        client = self.client(request)
        return "" if client in _OWN_ADDRESSES and not self.behind_proxy else client

    @property
    def middleware(self) -> Middleware:
        """Refuses with 403 what must not be answered."""

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
