"""The HTTP server: its parts, start and shutdown."""

from __future__ import annotations

import errno
import os
import socket
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.web import limits
from adapters.web.api import Api
from adapters.web.api_error import ApiError
from adapters.web.archive import Archives
from adapters.web.auth import Authenticator
from adapters.web.console import RoomConsole
from adapters.web.gallery import RoomGallery
from adapters.web.guard import Guard, add_headers
from adapters.web.identity import CookieSigner
from adapters.web.live import LiveUpdates
from adapters.web.pages import Pages
from adapters.web.pictures import Pictures
from adapters.web.renditions import Renditions
from adapters.web.shares import Shares
from adapters.web.sign_on import SignOn, SignOnSettings
from adapters.web.sockets import Sockets
from adapters.web.submission import Submissions
from adapters.web.texts import PageTexts
from adapters.web.uploads import Uploads
from bot.adapter_api import HasExtraRoutes, HasSharing, Host
from bot.http import Listener, connections_allowed, refuse_encoded, runner_of
from bot.store import StoreError

STOP_SECONDS = 2.0  # for requests in progress at shutdown


class PortTaken(OSError):
    """The address is in use; the text tells the operator how to choose another."""


class Server:
    """One HTTP server. `path_prefix` is the path behind a reverse proxy (`/paint`), or empty.

    Requests work whether or not the proxy strips the prefix.
    """

    def __init__(
        self,
        host: Host,
        signer: CookieSigner,
        guard: Guard,
        live: LiveUpdates,
        submissions: Submissions,
        path_prefix: str,
        *,
        links: bool,
        sign_on: SignOnSettings,
        sign_out_url: str,
    ) -> None:
        prefix = "/" + path_prefix.strip("/") if path_prefix.strip("/") else ""
        home = prefix + "/"
        auth = Authenticator(host.store, signer, guard, home, SignOn(host, sign_on))
        renditions = Renditions(host)
        pages = Pages(host, auth, guard, home)
        sharing = host.sharing if links and isinstance(host, HasSharing) else None
        page_texts = PageTexts()
        console = RoomConsole(host, auth, guard, pages, renditions, page_texts)
        parts: tuple[Any, ...] = (
            Api(
                host,
                auth,
                guard,
                live,
                submissions,
                console,
                page_texts,
                links=sharing is not None,
                sign_out_url=sign_out_url,
            ),
            Uploads(host, auth, guard, renditions),
            Pictures(host, auth, renditions),
            RoomGallery(host, auth, guard, renditions),
            Archives(host, auth),
            Shares(host, auth, guard, pages, sharing),
            console,
            Sockets(host, auth, guard, live),
            pages,
        )
        own = [route for part in parts for route in part.routes()]
        self._host = host
        app = web.Application(client_max_size=limits.JSON_BYTES)
        app.add_routes(own)
        if prefix:
            app.add_routes(web.RouteDef(r.method, prefix + r.path, r.handler, r.kwargs) for r in own)
        if isinstance(host, HasExtraRoutes):
            app.add_routes(host.extra_routes)
        app.on_response_prepare.append(add_headers)
        max_connections = connections_allowed(limits.CONNECTIONS, limits.CONNECTIONS_SHARE)
        live.max_pages = min(limits.SOCKETS, int(max_connections * limits.SOCKETS_SHARE))
        self._listener = Listener(
            runner_of(app, STOP_SECONDS), max_connections, host.alert, host.clock.monotonic, guard.forwarding
        )
        app.middlewares.extend((self._listener.middleware, refuse_encoded, guard.middleware, self._unavailable))

    async def start(self, host: str, port: int, language: str) -> str:
        """Listen; returns the room's URL. Port 0 picks a free one. Raises PortTaken, OSError."""
        try:
            await self._listener.start(host, port)
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
                text = self._host.say(
                    language, "web-port-taken", address=f"{host}:{port}", reason=os.strerror(error.errno)
                )
                raise PortTaken(error.errno, text) from None
            raise
        return f"http://{_host_in_url(host)}:{self._listener.port}/"

    @property
    def _unavailable(self) -> Middleware:
        """Maps StoreError to 503; the page retries."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                return await handler(request)
            except StoreError as error:
                self._host.alert("web.store", error=str(error))
                raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "offline") from None

        return guarded

    async def stop(self) -> None:
        """Stop listening and finish requests in progress."""
        await self._listener.stop()


def _host_in_url(host: str) -> str:
    """The listening host as it is written in a URL on this machine."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared with, not listened on
        return "127.0.0.1"
    try:
        socket.inet_pton(socket.AF_INET6, host)
    except OSError:
        return host
    return f"[{host}]"
