"""The DingTalk adapter: implements `bot.adapter_api.Adapter` for a robot in Stream mode."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog

from adapters.dingtalk import decode as decoding
from adapters.dingtalk import download, http, limits, tables
from adapters.dingtalk.cards import HANDLE, Cards
from adapters.dingtalk.frames import CARD_TOPIC, ROBOT_TOPIC, direct_chat_id
from adapters.dingtalk.gateway import Gateway
from adapters.dingtalk.intake import FrameReceiver
from adapters.dingtalk.media import Media
from adapters.dingtalk.messages import PlainMessages
from adapters.dingtalk.openapi import OpenApi
from adapters.dingtalk.quota import QuotaTracker
from adapters.dingtalk.transport import Liveness, Stream
from adapters.dingtalk.webhook import SessionWebhook
from bot.adapter_api import (
    Conversation,
    Create,
    Decoded,
    Edit,
    Host,
    ImageSource,
    Outcome,
    PlatformCapabilities,
    PostCall,
    QuotaUse,
    RawUpdate,
    Remove,
    RetryLater,
    Skipped,
)
from bot.runtime.supervision import guarded, supervised
from bot.store import Store, StoreError, Tx

log = structlog.get_logger()

_STORE_PAUSE_S = 2.0


class DingTalkAdapter:
    """The adapter of one app. `liveness` may be changed before `listen`: tests use shorter ping intervals."""

    def __init__(self, settings: Any, host: Host) -> None:
        options = settings.dingtalk
        secret = options.client_secret.get_secret_value()
        self._host = host
        self._store: Store = host.store
        self._language: str = settings.language
        self._robot_code: str = options.robot_code or options.client_id
        self._attach_lock = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._stream: Stream | None = None
        self._over_quota_told_at: dict[str, float] = {}
        self.name = limits.PLATFORM
        self.capabilities: PlatformCapabilities = (
            limits.CARD_CAPABILITIES if options.card_template_id else limits.PLAIN_CAPABILITIES
        )
        self.liveness = Liveness()
        self.quota = QuotaTracker(host.store, options.monthly_api_calls, options.monthly_pushes, host.alert)
        self._api = OpenApi(
            options.openapi_endpoint,
            options.oapi_endpoint,
            options.client_id,
            secret,
            self.quota,
            host.clock,
            self._http_session,
        )
        # All connections of an app must subscribe to the same topics, with cards or without.
        self._gateway = Gateway(
            options.openapi_endpoint, options.client_id, secret, (ROBOT_TOPIC, CARD_TOPIC), self._http_session
        )
        own_hosts = frozenset({urlsplit(options.oapi_endpoint).netloc})
        self._intake = FrameReceiver(host, self.quota, own_hosts, self._over_quota)
        media = Media(self._api, host)
        webhook = SessionWebhook(host.store, self.quota, self._http_session, self._intake.forget_route)
        self._messages = PlainMessages(
            host, self._api, webhook, media, self.quota, options.robot_code, options.client_id
        )
        self._cards = Cards(host, self._api, media, options.card_template_id, self._robot_code)

    # --- listening

    async def listen(self) -> None:
        """Receive until cancelled. Raises PermissionError, with a text for the operator, if the credentials are wrong."""
        await self.attach()
        clock, alert = self._host.clock, self._host.alert
        if self._stream is None:  # Created once: it remembers whether the credentials were ever accepted.
            self._stream = Stream(self._gateway, self._intake.receive, clock, alert, self._host.resolved, self.liveness)
        are_wrong = False
        loops = {"intake": self._intake.run, "sweep": self._delete_expired, "stream": self._stream.run}
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                for part, loop in loops.items():
                    name = f"dingtalk {part}"
                    tasks.create_task(supervised(name, loop, clock, alert, fatal=(PermissionError,)), name=name)
        except* PermissionError:
            are_wrong = True
        finally:
            self._tasks = None
        if are_wrong:
            raise PermissionError(self._host.say(self._language, "dingtalk-wrong-credentials"))

    def decode(self, update: RawUpdate) -> Decoded:
        """See `adapters.dingtalk.decode`."""
        return decoding.decode(update)

    async def _delete_expired(self) -> None:
        """Delete expired session webhooks every hour: they are credentials for conversations."""
        while True:
            try:
                await self._store.write(tables.delete_expired)
            except StoreError as error:
                log.warning("dingtalk.not_swept", error=str(error))
            clock = self._host.clock
            await clock.wait(asyncio.Event(), clock.now() + limits.SWEEP_EVERY_S)

    def _over_quota(self, chat_id: str) -> None:
        """The monthly push quota is used up, so messages arrive without text. Tell the conversation, at a limited
        rate."""
        self._host.alert("dingtalk-pushes-used-up")
        now = self._host.clock.now()
        last = self._over_quota_told_at.get(chat_id)
        if not chat_id or self._tasks is None or (last is not None and now - last < limits.OVER_QUOTA_NOTICE_EVERY_S):
            return
        self._over_quota_told_at = {
            chat: at for chat, at in self._over_quota_told_at.items() if now - at < limits.OVER_QUOTA_NOTICE_EVERY_S
        }
        self._over_quota_told_at[chat_id] = now
        self._tasks.create_task(guarded("dingtalk over quota", self._send_over_quota_notice(chat_id)))

    async def _send_over_quota_notice(self, chat_id: str) -> None:
        with contextlib.suppress(StoreError):  # Repeated with the next message.
            await self._messages.send_notice(chat_id, "dingtalk-messages-withheld", self._language)

    # --- posting

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or recall one message."""
        try:
            await self.attach()
            match call:
                case Create():
                    return await self._create(conversation, call)
                case Edit():
                    return await self._edit(conversation, call)
                case Remove():
                    if call.handle.startswith(HANDLE):
                        return await self._cards.update(
                            call.post_id, call.handle, call.view
                        )  # Only messages can be recalled.
                    return await self._messages.recall(conversation, call.post_id, call.handle)
        except StoreError as error:
            # The message may have been sent and only its record failed; then this part is sent twice.
            return RetryLater(_STORE_PAUSE_S, str(error))

    async def _create(self, conversation: Conversation, call: Create) -> Outcome:
        if self._cards.suits(call.view):
            outcome = await self._cards.create(conversation, call.post_id, call.view)
            if outcome is not None:
                return outcome
        return await self._messages.send(conversation, call.post_id, call.view)

    async def _edit(self, conversation: Conversation, call: Edit) -> Outcome:
        if call.handle.startswith(HANDLE):
            return await self._cards.update(call.post_id, call.handle, call.view)
        if call.view.milestone == "running":
            return Skipped()  # Sent as a plain message, which cannot be edited: only milestones are sent.
        return await self._messages.send(conversation, call.post_id, call.view)

    # --- pictures

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        """See `adapters.dingtalk.download`."""
        await self.attach()
        return await download.fetch(
            self._api, self._http_session, source, self._robot_code, limit_bytes, self._host.alert
        )

    # --- erasing

    def erase_address(self, tx: Tx, user_id: str) -> None:
        """See `bot.adapter_api.HoldsAddresses`."""
        chat_id = direct_chat_id(user_id)
        tables.delete_route(tx, chat_id)
        self._intake.forget_route(chat_id)

    def forget_files(self, tx: Tx, keys: Sequence[str]) -> None:
        """See `bot.adapter_api.HoldsDeliveries`."""
        tables.delete_media_ids(tx, keys)

    def forget_posts(self, tx: Tx, post_ids: Sequence[int]) -> None:
        """See `bot.adapter_api.HoldsDeliveries`."""
        tables.delete_posts(tx, post_ids)

    # --- shutdown

    async def close(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()

    def _http_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = http.new_session()
        return self._session

    def quotas(self, tx: Tx) -> list[QuotaUse]:
        """See `bot.adapter_api.HasQuotas`."""
        return self.quota.uses(tx)

    async def attach(self) -> None:
        """See `bot.adapter_api.HoldsAddresses`."""
        async with self._attach_lock:
            await tables.attach(self._store)
