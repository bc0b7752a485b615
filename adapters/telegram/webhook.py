"""The webhook: Telegram pushes updates to us. Each is answered 200 when it is on disk, and is sent again if it is not."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.telegram.limits import (
    WEBHOOK_BODY_BYTES,
    WEBHOOK_BODY_TIMEOUT_S,
    WEBHOOK_CONNECTIONS,
    WEBHOOK_CONNECTIONS_SHARE,
)
from bot.http import (
    BodyTooLarge,
    BodyTooSlow,
    BrokenBody,
    Forwarding,
    Listener,
    connections_allowed,
    mark_authenticated,
    read_body,
    refuse_encoded,
    runner_of,
)

log = structlog.get_logger()

AUTH_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
RETRY_S: Final = "5"
STOP_S: Final = 2.0

OnUpdates = Callable[[Sequence[Any]], Awaitable[None]]


def derive_secret(token: str) -> str:
    """A secret that every process with the same token knows, for operators who set none."""
    return hmac.new(token.encode(), b"shenbi webhook", hashlib.sha256).hexdigest()


class WebhookServer:
    """An HTTP server behind a reverse proxy that speaks TLS; any number of them behind a balancer.

    `url` is the public address that Telegram is told; its path is what we answer to.
    """

    def __init__(self, url: str, secret: str, on_updates: OnUpdates, alert: Callable[..., None] = log.error) -> None:
        self._secret = secret.encode()
        self._on_updates = on_updates
        app = web.Application()
        app.router.add_post(urlsplit(url).path or "/", self._on_update)
        # Telegram comes by way of a reverse proxy on this machine or another, so no address has a limit of its own.
        self._listener = Listener(
            runner_of(app, STOP_S),
            connections_allowed(WEBHOOK_CONNECTIONS, WEBHOOK_CONNECTIONS_SHARE),
            alert,
            time.monotonic,
            Forwarding(("0.0.0.0/0", "::/0")),
        )
        app.middlewares.extend((self._listener.middleware, refuse_encoded))

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port (0 takes a free one). Raises OSError if it is taken."""
        await self._listener.start(host, port)
        return self._listener.port

    async def stop(self) -> None:
        """Finish what is under way and listen no more."""
        await self._listener.stop()

    async def _on_update(self, request: web.Request) -> web.Response:
        # Before anything of the body is read: whoever does not know the secret costs us a header.
        given = request.headers.get(AUTH_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return _refuse_and_close(403)
        mark_authenticated(request, "telegram")
        try:
            update = json.loads(await read_body(request, WEBHOOK_BODY_BYTES, WEBHOOK_BODY_TIMEOUT_S))
        except BodyTooLarge:
            return _refuse_and_close(413)
        except (BodyTooSlow, BrokenBody):
            return _refuse_and_close(400)
        except (ValueError, RecursionError):
            # It has the secret, so it is Telegram's; refusing would bring it back for a day.
            log.error("telegram.webhook-not-json")
            return web.Response()
        try:
            await self._on_updates([update])
        except OSError as error:
            log.warning("telegram.webhook-not-saved", error=str(error))
            return web.Response(status=503, headers={"Retry-After": RETRY_S})
        return web.Response()


def _refuse_and_close(status: int) -> web.Response:
    refused = web.Response(status=status)
    refused.force_close()
    return refused
