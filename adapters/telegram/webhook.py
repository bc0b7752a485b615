"""The webhook: Telegram pushes updates to us. Each is answered 200 when it is on disk, and is sent again if it is not."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.telegram.limits import WEBHOOK_BODY_BYTES

log = structlog.get_logger()

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
RETRY_S: Final = "5"
STOP_S: Final = 2.0

Take = Callable[[Sequence[Any]], Awaitable[None]]


def secret_of(token: str) -> str:
    """A secret that every process with the same token knows, for operators who set none."""
    return hmac.new(token.encode(), b"shenbi webhook", hashlib.sha256).hexdigest()


class Webhook:
    """An HTTP server behind a reverse proxy that speaks TLS; any number of them behind a balancer.

    `url` is the public address that Telegram is told; its path is what we answer to.
    """

    def __init__(self, url: str, secret: str, take: Take) -> None:
        self._secret = secret.encode()
        self._take = take
        app = web.Application(client_max_size=WEBHOOK_BODY_BYTES)
        app.router.add_post(urlsplit(url).path or "/", self._on_update)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=STOP_S)

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port (0 takes a free one). Raises OSError if it is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Finish what is under way and listen no more."""
        await self._runner.cleanup()

    async def _on_update(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            # It has the secret, so it is Telegram's; refusing would bring it back for a day.
            log.error("telegram.webhook-not-json")
            return web.Response()
        try:
            await self._take([update])
        except OSError as error:
            log.warning("telegram.webhook-not-saved", error=str(error))
            return web.Response(status=503, headers={"Retry-After": RETRY_S})
        return web.Response()
