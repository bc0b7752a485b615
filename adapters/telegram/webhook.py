"""The webhook server. An update is answered with 200 once it is on disk; otherwise Telegram sends it again."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.telegram.limits import (
    WEBHOOK_BODY_BYTES,
    WEBHOOK_BODY_TIMEOUT_S,
    WEBHOOK_CONNECTIONS,
    WEBHOOK_CONNECTIONS_SHARE,
)
from adapters.telegram.transport import OnUpdates
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
from bot.runtime.supervision import Alert

log = structlog.get_logger()

AUTH_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
RETRY_S: Final = "5"
STOP_S: Final = 2.0


def derive_secret(token: str) -> str:
    """The default secret, derived from the token so that all processes agree on it."""
    return hmac.new(token.encode(), b"shenbi webhook", hashlib.sha256).hexdigest()


class WebhookServer:
    """An HTTP server behind a reverse proxy that terminates TLS; any number of them behind a load balancer.

    `url` is the public URL registered with Telegram; its path is the route served.
    """

    def __init__(self, url: str, secret: str, on_updates: OnUpdates, alert: Alert = log.error) -> None:
        self._secret = secret.encode()
        self._on_updates = on_updates
        app = web.Application()
        app.router.add_post(urlsplit(url).path or "/", self._on_update)
        # All requests come from the reverse proxy, so there is no limit per address.
        self._listener = Listener(
            runner_of(app, STOP_S),
            connections_allowed(WEBHOOK_CONNECTIONS, WEBHOOK_CONNECTIONS_SHARE),
            alert,
            time.monotonic,
            Forwarding(("0.0.0.0/0", "::/0")),
        )
        app.middlewares.extend((self._listener.middleware, refuse_encoded))

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port (0 picks a free one). Raises OSError if it is in use."""
        await self._listener.start(host, port)
        return self._listener.port

    async def stop(self) -> None:
        """Stop listening and finish requests in progress."""
        await self._listener.stop()

    async def _on_update(self, request: web.Request) -> web.Response:
        # Checked before the body is read: requests without the secret cost no more than their headers.
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
            # It carries the secret, so it is from Telegram; an error status would have it repeated for a day.
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
