"""The sessionWebhook: an address that came with a message and takes answers for 90 minutes, without a token and without
telling the id of what it posted."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp

from adapters.dingtalk import http, records
from adapters.dingtalk.arriving import Place
from adapters.dingtalk.limits import WEBHOOK_MARGIN_S
from adapters.dingtalk.parts import Json
from adapters.dingtalk.quota import Keeper
from adapters.dingtalk.verdicts import Kind, Refused
from bot.store import Store


class Webhook:
    """Posts to webhooks. Success is `errcode` 0, whatever the HTTP status says."""

    def __init__(
        self,
        store: Store,
        keeper: Keeper,
        sessions: Callable[[], aiohttp.ClientSession],
        dead: Callable[[str], None],
    ) -> None:
        """`dead` is called with the chat id of a conversation whose webhook turned out dead."""
        self._store = store
        self._dead = dead
        self._keeper = keeper
        self._sessions = sessions

    def usable(self, place: Place, now: float) -> bool:
        """Whether this place has a webhook that will live long enough."""
        return bool(place.webhook) and place.webhook_until > now + WEBHOOK_MARGIN_S

    async def post(self, place: Place, body: Json) -> None:
        """Post to a place. Raises CallFailed; a webhook that turned out dead is forgotten."""
        try:
            await http.request(self._sessions(), "POST", place.webhook, json=body)
        except Refused as refused:
            if refused.kind is Kind.NOBODY:
                await self._store.write(records.drop_webhook, place)
                self._dead(place.chat_id)
            if refused.kind is Kind.QUOTA:
                await self._keeper.note_exhausted("pushes")
            raise
        await self._keeper.count_pushes(1)
