"""The sessionWebhook: a URL that came with a message and accepts replies for 90 minutes, without a token and without
returning message ids."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp

from adapters.dingtalk import http, tables
from adapters.dingtalk.failures import FailureKind, SendRefused
from adapters.dingtalk.limits import WEBHOOK_MARGIN_S
from adapters.dingtalk.parts import Json
from adapters.dingtalk.quota import QuotaTracker
from adapters.dingtalk.rows import RouteRow
from bot.store import Store


class SessionWebhook:
    """Posts to session webhooks. Success is `errcode` 0, regardless of the HTTP status."""

    def __init__(
        self,
        store: Store,
        quota: QuotaTracker,
        http_session: Callable[[], aiohttp.ClientSession],
        on_dead: Callable[[str], None],
    ) -> None:
        """`on_dead` is called with the chat id when a webhook was rejected."""
        self._store = store
        self._on_dead = on_dead
        self._quota = quota
        self._http_session = http_session

    def usable(self, route: RouteRow, now: float) -> bool:
        """Whether this route has a webhook that is valid long enough."""
        return bool(route.webhook) and route.webhook_until > now + WEBHOOK_MARGIN_S

    async def post(self, route: RouteRow, body: Json) -> None:
        """Post to a route. Raises ApiCallFailed; a rejected webhook is deleted."""
        try:
            await http.request(self._http_session(), "POST", route.webhook, json=body)
        except SendRefused as refused:
            if refused.kind is FailureKind.UNREACHABLE:
                await self._store.write(tables.delete_webhook, route)
                self._on_dead(route.chat_id)
            if refused.kind is FailureKind.QUOTA_EXHAUSTED:
                await self._quota.mark_exhausted("pushes")
            raise
        await self._quota.count_pushes(1)
