"""Telegram as a platform: what the bot sees of it."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from adapters.telegram import commands, decode, fetching
from adapters.telegram.admins import Admins
from adapters.telegram.background import Chores
from adapters.telegram.chat_action import Busy
from adapters.telegram.file_ids import Known
from adapters.telegram.identity import BotIdentity
from adapters.telegram.inline import Inline
from adapters.telegram.intake import Intake
from adapters.telegram.lease import Lease
from adapters.telegram.limiter import Limiter, Turn
from adapters.telegram.limits import (
    ABILITIES,
    MOST_PAUSE_S,
    PAUSE_S,
    PLATFORM,
    POLL_S,
    POLL_SLACK_S,
    WANTED_UPDATES,
)
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.sending import MessageSender
from adapters.telegram.transport import UpdatePoller
from adapters.telegram.webhook import Webhook, secret_of
from bot.adapter_api import (
    Conversation,
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

log = structlog.get_logger()

CONNECTIONS: Final = 64
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,200}")
# These write whole addresses into the log, and the token is in them; whatever level the operator chose.
for _name in ("telegram", "httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Telegram:
    """One bot. Made by `adapters.telegram.TelegramAdapter`."""

    name: Final = PLATFORM
    abilities: PlatformCapabilities = ABILITIES

    def __init__(self, settings: Any, host: Host) -> None:
        self._settings = settings.telegram
        self._language: str = settings.language
        self._host = host
        self._token: str = self._settings.bot_token.get_secret_value()
        self._check_settings()
        base = self._settings.base_url.rstrip("/")
        self._poll_url = f"{base}/bot{self._token}/getUpdates"
        self._request = AiohttpRequest(CONNECTIONS)
        # Of its own: a pool that is full of uploads must not keep us from hearing.
        self._poll_request = AiohttpRequest(1, POLL_S + POLL_SLACK_S)
        self._bot: ExtBot[Turn] = ExtBot(
            self._token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._poll_request,
            rate_limiter=Limiter(host.clock),
        )
        self._known = Known(host.store)
        self._chores = Chores()
        self._busy = Busy(self._bot, host.clock)
        self._sender = MessageSender(self._bot, host, self._known)
        inline = Inline(self._bot, host, self._known, self._language)
        self._intake = Intake(
            self._bot,
            host,
            Admins(self._bot, host.clock),
            self._chores,
            inline,
            reacts=self._settings.reactions,
        )
        self._introduced = False
        self.webhook_port = 0
        """Where the webhook listens, once it does."""

    # --- receiving

    async def listen(self) -> None:
        """Receive updates until cancelled. Raises PermissionError for a token that Telegram has never known."""
        clock, alert = self._host.clock, self._host.alert
        try:
            me = await self._introduce()
            self._introduced = True
            self._sender.username = me.username
            async with asyncio.TaskGroup() as group:
                self._chores.bind(group)
                group.create_task(supervised("telegram busy", self._busy.run, clock, alert), name="telegram busy")
                receiving = supervised("telegram receive", lambda: self._receive(me), clock, alert, fatal=(OSError,))
                group.create_task(receiving, name="telegram receive")
        except* InvalidToken:
            # From None: the text of that error has the token in it.
            raise PermissionError(self._host.say(self._language, "telegram-token-wrong")) from None
        finally:
            self._chores.bind(None)

    async def _introduce(self) -> BotIdentity:
        """Learn who we are; waits for Telegram as long as it takes. Raises InvalidToken if it never knew us."""
        pause = PAUSE_S
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
                self._token_refused(error)
                log.warning("telegram.unreachable", kind=type(error).__name__, pause_s=pause)
                await self._host.clock.wait(asyncio.Event(), self._host.clock.now() + pause)
                pause = min(MOST_PAUSE_S, pause * 2)

    def _token_refused(self, error: TelegramError) -> None:
        """Raises `error` again if Telegram does not know our token and never did. Later it is a passing fault (a proxy's answer,
        a token that is being changed): the operator is told, and it is tried again."""
        if isinstance(error, InvalidToken):
            if not self._introduced:
                raise error
            self._host.alert("telegram-token-refused")

    async def _receive(self, me: BotIdentity) -> None:
        async def take(updates: Any) -> None:
            await self._intake.take(me, updates)

        if isinstance(self._host, HasMenu):
            work = commands.register(self._bot, self._host.menu, self._language, self._host.data_dir)
            self._chores.start("commands", work)
        if self._settings.webhook_url:
            await self._serve(take)
            return
        lease = None
        if self._host.store.dialect != "sqlite":  # One SQLite file has one worker anyway.
            lease = Lease(self._host.store, self._known, me.id, secrets.token_hex(8))
        poller = UpdatePoller(self._poll_url, self._poll_request, self._host, take, self._free_webhook)
        await self._free_webhook_if_set()
        await poller.run(lease)

    async def _serve(self, take: Any) -> None:
        given = self._settings.webhook_secret
        secret = given.get_secret_value() if given else secret_of(self._token)
        webhook = Webhook(self._settings.webhook_url, secret, take, self._host.alert)
        try:
            self.webhook_port = await webhook.start(self._settings.webhook_host, self._settings.webhook_port)
            await self._announce(secret)
            await asyncio.Event().wait()
        finally:
            await webhook.stop()

    async def _announce(self, secret: str) -> None:
        """Tell Telegram the webhook's address, until it takes it."""
        pause = PAUSE_S
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.webhook_url,
                    allowed_updates=WANTED_UPDATES,
                    secret_token=secret,
                    drop_pending_updates=False,
                )
                return
            except TelegramError as error:
                self._token_refused(error)
                # A refusal of the token has it in its text.
                known = type(error).__name__ if isinstance(error, InvalidToken) else str(error)
                self._host.alert("telegram-webhook-refused", error=known)
                await self._host.clock.wait(asyncio.Event(), self._host.clock.now() + pause)
                pause = min(MOST_PAUSE_S, pause * 2)

    async def _free_webhook_if_set(self) -> None:
        """Polling does not work while a webhook is set; an earlier start may have set one."""
        try:
            if (await self._bot.get_webhook_info()).url:
                await self._free_webhook()
        except TelegramError as error:
            log.warning("telegram.webhook-unknown", kind=type(error).__name__)  # A poll will say so.

    async def _free_webhook(self) -> None:
        await self._bot.delete_webhook(drop_pending_updates=False)

    def decode(self, update: RawUpdate) -> Decoded:
        """See `adapters.telegram.decode`."""
        return decode.decode(update)

    # --- showing

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Bring one message into line. Never raises for what Telegram answers."""
        self._busy.note(conversation, call)
        return await self._sender.post(conversation, call)

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        """The bytes of an image that somebody sent. Raises LookupError, ValueError (over the limit), OSError."""
        return await fetching.fetch(self._bot, self._request, source, limit_bytes)

    async def close(self) -> None:
        """Let go of the connections."""
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


async def who_are_we(settings: Any) -> list[tuple[str, dict[str, Any]]]:
    """What Telegram has against the token; empty if it knows it."""
    request = AiohttpRequest(1)
    base, token = settings.base_url.rstrip("/"), settings.bot_token.get_secret_value()
    try:
        await request.post(f"{base}/bot{token}/getMe", None)
    except InvalidToken:
        return [("telegram-token-wrong", {})]
    except TelegramError as error:
        return [("doctor-platform-away", {"reason": type(error).__name__})]
    finally:
        await request.shutdown()
    return []
