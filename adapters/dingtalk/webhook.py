"""The sessionWebhook: an address that came with a message and takes answers for 90 minutes, without a token and without
telling the id of what it posted."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp

from adapters.dingtalk import http, tables
from adapters.dingtalk.failures import FailureKind, SendRefused
from adapters.dingtalk.frames import ReplyRoute
from adapters.dingtalk.limits import WEBHOOK_MARGIN_S
from adapters.dingtalk.parts import Json
from adapters.dingtalk.quota import QuotaTracker
from bot.store import Store


class SessionWebhook:
    """Posts to webhooks. Success is `errcode` 0, whatever the HTTP status says."""

    def __init__(
        self,
        store: Store,
        keeper: QuotaTracker,
        sessions: Callable[[], aiohttp.ClientSession],
        dead: Callable[[str], None],
    ) -> None:
        """`dead` is called with the chat id of a conversation whose webhook turned out dead."""
        self._store = store
        self._dead = dead
        self._keeper = keeper
        self._sessions = sessions

    def usable(self, place: ReplyRoute, now: float) -> bool:
        """Whether this place has a webhook that will live long enough."""
        return bool(place.webhook) and place.webhook_until > now + WEBHOOK_MARGIN_S

    async def post(self, place: ReplyRoute, body: Json) -> None:
        """Post to a place. Raises CallFailed; a webhook that turned out dead is forgotten."""
        try:
            await http.request(self._sessions(), "POST", place.webhook, json=body)
        except SendRefused as refused:
            if refused.kind is FailureKind.NOBODY:
                await self._store.write(tables.delete_webhook, place)
                self._dead(place.chat_id)
            if refused.kind is FailureKind.QUOTA:
                await self._keeper.note_exhausted("pushes")
            raise
        await self._keeper.count_pushes(1)
