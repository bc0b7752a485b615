"""The routes by which an installation is watched: `/healthz`, and `/metrics` in Prometheus' format."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.http.addresses import Forwarding
from bot.http.throttle import Throttle
from bot.runtime.clock import Clock
from bot.runtime.metrics import Metrics
from config.settings import Web

TOKEN_TRIES, TOKEN_TRIES_PER_S = 5, 0.1
"""Wrong tokens for the metrics from one address: at once, and more each second."""


def monitoring_routes(
    settings: Web, clock: Clock, metrics: Metrics, check_health: Callable[[], Awaitable[Mapping[str, Any]]]
) -> list[web.RouteDef]:
    """Both routes. `check_health` returns what `/healthz` answers in addition to `status`; if it raises, the answer is a
    500."""
    tries_of_address = Throttle(TOKEN_TRIES, TOKEN_TRIES_PER_S, clock.monotonic)
    tries_of_all = Throttle(TOKEN_TRIES * 20, TOKEN_TRIES_PER_S * 10, clock.monotonic)
    forwarding = Forwarding(settings.forwarding_peers)

    async def show_health(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", **await check_health()})

    async def show_metrics(request: web.Request) -> web.Response:
        # A wrong token counts as a try, as at the room's login; while there are none left the right one is refused unread.
        has_token = "Authorization" in request.headers
        client = forwarding.client(request)
        if has_token and (wait := max(tries_of_address.wait(client), tries_of_all.wait(""))):
            raise web.HTTPTooManyRequests(headers={"Retry-After": str(max(1, round(wait)))})
        if not may_see_metrics(request, settings):
            if has_token:
                tries_of_address.take(client)
                tries_of_all.take("")
                metrics.alert("web.wrong_token", client=client)
            raise web.HTTPNotFound
        return web.Response(body=await metrics.render(), content_type="text/plain")

    return [web.get("/healthz", show_health), web.get("/metrics", show_metrics)]


def may_see_metrics(request: web.BaseRequest, settings: Web) -> bool:
    """With the room's token (`Authorization: Bearer ...`) from anywhere; without it from this machine alone, and only
    if there is no reverse proxy: through one, every request comes from this machine."""
    token = settings.token.get_secret_value() if settings.token else ""
    offered = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    if token and hmac.compare_digest(offered, f"Bearer {token}".encode()):
        return True
    proxied = bool(settings.public_origin) or "X-Forwarded-For" in request.headers
    return request.remote in ("127.0.0.1", "::1") and not proxied
