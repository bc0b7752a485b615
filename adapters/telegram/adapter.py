"""The Telegram adapter: implements `bot.adapter_api.Adapter`."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from adapters.telegram import commands, decode, fetching, file_ids
from adapters.telegram.admins import AdminCache
from adapters.telegram.background import BackgroundCalls
from adapters.telegram.chat_action import ChatActions
from adapters.telegram.file_ids import FileIds
from adapters.telegram.identity import BotIdentity
from adapters.telegram.inline import InlineQueries
from adapters.telegram.intake import UpdateReceiver
from adapters.telegram.lease import PollLease
from adapters.telegram.limiter import RateLimitArgs, RateLimiter
from adapters.telegram.limits import (
    ALLOWED_UPDATES,
    CAPABILITIES,
    FIRST_PAUSE_S,
    MAX_PAUSE_S,
    PLATFORM,
    POLL_SLACK_S,
    POLL_TIMEOUT_S,
)
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.sending import MessageSender
from adapters.telegram.transport import OnUpdates, UpdatePoller
from adapters.telegram.webhook import WebhookServer, derive_secret
from bot.adapter_api import (
    Conversation,
    CredentialProblem,
    Decoded,
    HasMenu,
    Host,
    ImageSource,
    Outcome,
    PlatformCapabilities,
    PostCall,
    RawUpdate,
)
from bot.runtime.secrets import shown
from bot.runtime.supervision import supervised
from bot.store import Tx

log = structlog.get_logger()

MAX_CONNECTIONS: Final = 64
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,200}")
# These libraries log full URLs, which contain the token: silenced below WARNING at any configured level.
for _name in ("telegram", "httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Telegram:
    """One bot. Made by `adapters.telegram.TelegramAdapter`."""

    name: Final = PLATFORM
    capabilities: PlatformCapabilities = CAPABILITIES

    def __init__(self, settings: Any, host: Host) -> None:
        self._settings = settings.telegram
        self._language: str = settings.language
        self._host = host
        self._token: str = self._settings.bot_token.get_secret_value()
        self._check_settings()
        base = self._settings.base_url.rstrip("/")
        self._poll_url = f"{base}/bot{self._token}/getUpdates"
        self._request = AiohttpRequest(MAX_CONNECTIONS)
        # A separate pool: one that is full of uploads must not block polling.
        self._poll_request = AiohttpRequest(1, POLL_TIMEOUT_S + POLL_SLACK_S)
        self._bot: ExtBot[RateLimitArgs] = ExtBot(
            self._token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._poll_request,
            rate_limiter=RateLimiter(host.clock),
        )
        self._file_ids = FileIds(host.store)
        self._background = BackgroundCalls()
        self._chat_actions = ChatActions(self._bot, host.clock)
        self._sender = MessageSender(self._bot, host, self._file_ids)
        inline = InlineQueries(self._bot, host, self._file_ids, self._language)
        painting = commands.painting_commands(host.menu) if isinstance(host, HasMenu) else frozenset[str]()
        self._receiver = UpdateReceiver(
            self._bot,
            host,
            AdminCache(self._bot, host.clock),
            self._background,
            inline,
            react_to=painting if self._settings.reactions else frozenset(),
        )
        self._identified = False
        self.webhook_port = 0
        """The webhook's port once it listens; 0 before."""

    # --- receiving

    async def listen(self) -> None:
        """Receive updates until cancelled. Raises PermissionError for a token that Telegram has never known."""
        clock, alert = self._host.clock, self._host.alert
        is_unknown = False
        try:
            me = await self._fetch_identity()
            self._identified = True
            self._sender.username = me.username
            async with asyncio.TaskGroup() as group:
                self._background.bind(group)
                group.create_task(
                    supervised("telegram busy", self._chat_actions.run, clock, alert), name="telegram busy"
                )
                receiving = supervised("telegram receive", lambda: self._receive(me), clock, alert, fatal=(OSError,))
                group.create_task(receiving, name="telegram receive")
        except* InvalidToken:
            is_unknown = True
        finally:
            self._background.bind(None)
        if is_unknown:
            # Not within `except*`: that error's text contains the token.
            raise PermissionError(self._host.say(self._language, "telegram-token-wrong"))

    async def _fetch_identity(self) -> BotIdentity:
        """Call getMe, retrying while Telegram is unreachable. Raises InvalidToken if the token was never accepted."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                user = await self._bot.get_me()
                return BotIdentity(
                    user.id,
                    user.username or "",
                    reads_all=bool(user.can_read_all_group_messages),
                    inline=bool(user.supports_inline_queries),
                )
            except TelegramError as error:
                self._on_telegram_error(error)
                log.warning("telegram.unreachable", kind=type(error).__name__, pause_s=pause)
                await self._host.clock.wait(asyncio.Event(), self._host.clock.now() + pause)
                pause = min(MAX_PAUSE_S, pause * 2)

    def _on_telegram_error(self, error: TelegramError) -> None:
        """Re-raises InvalidToken before the first successful call. Later it is treated as transient (a proxy's
        answer, a token being rotated): the operator is alerted and the call retried."""
        if isinstance(error, InvalidToken):
            if not self._identified:
                raise error
            self._host.alert("telegram-token-refused")

    async def _receive(self, me: BotIdentity) -> None:
        async def on_updates(updates: Sequence[Any]) -> None:
            await self._receiver.receive(me, updates)

        if isinstance(self._host, HasMenu):
            registering = commands.register(self._bot, self._host.menu, self._language, self._host.data_dir)
            self._background.start("commands", registering)
        if self._settings.webhook_url:
            await self._run_webhook(on_updates)
            return
        lease = None
        if self._host.store.dialect != "sqlite":  # An SQLite database has a single worker anyway.
            lease = PollLease(self._host.store, self._file_ids, me.id, secrets.token_hex(8))
        poller = UpdatePoller(self._poll_url, self._poll_request, self._host, on_updates, self._delete_webhook)
        await self._delete_webhook_if_set()
        await poller.run(lease)

    async def _run_webhook(self, on_updates: OnUpdates) -> None:
        configured_secret = self._settings.webhook_secret
        secret = configured_secret.get_secret_value() if configured_secret else derive_secret(self._token)
        webhook = WebhookServer(self._settings.webhook_url, secret, on_updates, self._host.alert)
        try:
            self.webhook_port = await webhook.start(self._settings.webhook_host, self._settings.webhook_port)
            await self._set_webhook(secret)
            await asyncio.Event().wait()
        finally:
            await webhook.stop()

    async def _set_webhook(self, secret: str) -> None:
        """Register the webhook's URL, retrying until Telegram accepts it."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.webhook_url,
                    allowed_updates=ALLOWED_UPDATES,
                    secret_token=secret,
                    drop_pending_updates=False,
                )
                return
            except TelegramError as error:
                self._on_telegram_error(error)
                # InvalidToken's text contains the token.
                reason = type(error).__name__ if isinstance(error, InvalidToken) else str(error)
                self._host.alert("telegram-webhook-refused", error=reason)
                await self._host.clock.wait(asyncio.Event(), self._host.clock.now() + pause)
                pause = min(MAX_PAUSE_S, pause * 2)

    async def _delete_webhook_if_set(self) -> None:
        """getUpdates fails while a webhook is set; an earlier run may have set one."""
        try:
            if (await self._bot.get_webhook_info()).url:
                await self._delete_webhook()
        except TelegramError as error:
            log.warning("telegram.webhook-unknown", kind=type(error).__name__)  # The next poll will report it.

    async def _delete_webhook(self) -> None:
        await self._bot.delete_webhook(drop_pending_updates=False)

    def decode(self, update: RawUpdate) -> Decoded:
        """See `adapters.telegram.decode`."""
        return decode.decode(update)

    # --- showing

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or delete one message. Errors from Telegram become outcomes; nothing is raised for them."""
        self._chat_actions.on_post(conversation, call)
        return await self._sender.post(conversation, call)

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        """The bytes of an incoming image. Raises LookupError, ValueError (over the limit), OSError."""
        return await fetching.fetch(self._bot, self._request, source, limit_bytes)

    # --- what is kept about deliveries

    async def attach(self) -> None:
        """See `bot.adapter_api.HoldsDeliveries`."""
        await self._file_ids.attach()

    def forget_files(self, tx: Tx, keys: Sequence[str]) -> None:
        """See `bot.adapter_api.HoldsDeliveries`."""
        file_ids.forget_files(tx, keys)

    def forget_posts(self, tx: Tx, post_ids: Sequence[int]) -> None:
        """See `bot.adapter_api.HoldsDeliveries`."""
        file_ids.forget_posts(tx, post_ids)

    async def close(self) -> None:
        """Close the HTTP connections."""
        await self._request.shutdown()
        await self._poll_request.shutdown()

    # --- settings

    def _check_settings(self) -> None:
        """Raises ValueError with a text for the operator."""
        if not _TOKEN.fullmatch(self._token):
            raise ValueError(self._host.say(self._language, "telegram-token-shape"))
        url = self._settings.webhook_url
        if url and urlsplit(url).scheme not in ("https", "http"):
            raise ValueError(self._host.say(self._language, "telegram-webhook-url", url=shown(url)))
        secret = self._settings.webhook_secret
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError(self._host.say(self._language, "telegram-webhook-secret"))


async def check_token(settings: Any) -> list[CredentialProblem]:
    """Problems with the token; empty if getMe accepts it."""
    request = AiohttpRequest(1)
    base, token = settings.base_url.rstrip("/"), settings.bot_token.get_secret_value()
    try:
        await request.post(f"{base}/bot{token}/getMe", None)
    except InvalidToken:
        return [CredentialProblem("telegram-token-wrong")]
    except TelegramError as error:
        return [CredentialProblem("doctor-platform-away", {"reason": type(error).__name__})]
    finally:
        await request.shutdown()
    return []
