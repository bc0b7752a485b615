"""The Discord adapter: implements `bot.adapter_api.Adapter` for one bot."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import structlog

from adapters.discord import decode, known_channels, open_forms, registration, routes, tables
from adapters.discord.fetching import Downloads
from adapters.discord.identity import Identity
from adapters.discord.instant import Instant
from adapters.discord.intake import EventReceiver
from adapters.discord.interactions import Interactions
from adapters.discord.late import LateWords
from adapters.discord.limits import (
    CAPABILITIES,
    FIRST_PAUSE_S,
    INTENTS,
    MAX_PAUSE_S,
    PLATFORM,
    REQUEST_MAX_BYTES,
    SWEEP_EVERY_S,
)
from adapters.discord.missed import MissedMessages
from adapters.discord.picture_files import FORM_BYTES
from adapters.discord.replies import Answers
from adapters.discord.rest import Rest, RestError
from adapters.discord.sending import MessageSender
from adapters.discord.sessions import ShardSession
from adapters.discord.shards import GatewayInfo, Intents, ShardRunner
from adapters.discord.start import Application, application_of, gateway_of
from adapters.discord.transport import Connections
from bot.adapter_api import (
    Conversation,
    Decoded,
    Host,
    ImageSource,
    Outcome,
    PlatformCapabilities,
    PostCall,
    RawUpdate,
    RegistrationState,
)
from bot.runtime.backoff import Backoff
from bot.runtime.supervision import guarded, supervised
from bot.store import StoreError, Tx

log = structlog.get_logger()


class Discord:
    """One bot. Made by `adapters.discord.DiscordAdapter`."""

    name: Final = PLATFORM
    capabilities: PlatformCapabilities = CAPABILITIES

    def __init__(self, settings: Any, host: Host) -> None:
        options = settings.discord
        self._host = host
        self._language: str = settings.language
        self._shards: int = options.shards
        self._token: str = options.bot_token.get_secret_value()
        if not self._token or not self._token.isascii() or any(c.isspace() for c in self._token):
            raise ValueError(host.say(self._language, "discord-token-shape"))
        proxy = options.proxy.get_secret_value() if options.proxy else ""
        self._identity = Identity.of_token(self._token)
        self._accepted = False
        self._connections = Connections(proxy)
        # Connections of their own: answers to interactions must not wait behind uploads, nor close with a gateway's.
        self._answer_connections = Connections(proxy)
        self._gateway_connections = Connections(proxy)
        self._rest = Rest(self._connections, options.api_url, self._token, host.clock, host.alert)
        answering = Rest(self._answer_connections, options.api_url, self._token, host.clock, host.alert)
        self._instant = Instant(host, self._language)
        late = LateWords(self._rest, host, self._language)
        self._interactions = Interactions(answering, host, self._instant, late.say)
        self._sender = MessageSender(
            self._rest, host, self._interactions, Answers(self._rest, host, self._interactions)
        )
        self._downloads = Downloads(
            self._rest,
            self._connections,
            options.cdn_hosts,
            plain_http=urlsplit(options.api_url).scheme == "http",
        )

    # --- receiving

    async def listen(self) -> None:
        """Receive until cancelled. Raises PermissionError, with a text for the operator, if the token was never accepted."""
        await self.attach()
        application, shards = await self._introduce()
        self._set_identity(Identity(application.user_id, application.id))
        intents = Intents(INTENTS, application.privileged_intents)
        clock, alert = self._host.clock, self._host.alert
        owner = secrets.token_hex(8)
        loops = {"sweep": self._delete_expired}
        for number in range(self._shards or shards):
            runner = self._runner(number, self._shards or shards, owner, intents)
            loops[f"shard {number}"] = runner.run
        try:
            async with asyncio.TaskGroup() as tasks:
                self._interactions.bind(tasks)
                registering = registration.try_to_register(self._rest, self._host, application.id)
                tasks.create_task(guarded("discord commands", registering), name="discord commands")
                for part, loop in loops.items():
                    name = f"discord {part}"
                    tasks.create_task(supervised(name, loop, clock, alert), name=name)
        finally:
            self._interactions.bind(None)

    def _runner(self, number: int, shards: int, owner: str, intents: Intents) -> ShardRunner:
        session = ShardSession(self._host.store, self._identity.user_id, number, shards, owner, lambda: intents.all)
        receiver = EventReceiver(self._host, session, self._interactions, self._set_identity, self._sender.closed.open)
        return ShardRunner(
            self._host,
            self._gateway_connections,
            self._token,
            intents,
            session,
            receiver,
            self._ask_gateway,
            lambda: self._identity,
            self._identity.user_id,
            MissedMessages(self._rest, self._host, session),
        )

    async def _introduce(self) -> tuple[Application, int]:
        """Who the bot is and how many shards it should have; tried until Discord can be reached. Raises PermissionError."""
        backoff = Backoff(FIRST_PAUSE_S, MAX_PAUSE_S)
        while True:
            try:
                user = await self._rest.call(routes.CURRENT_USER)
                application = application_of(user, await self._rest.call(routes.CURRENT_APPLICATION))
                _, shards = gateway_of(await self._rest.call(routes.GATEWAY))
                self._accepted = True
                return application, shards
            except RestError as error:
                if error.status == 401 and not self._accepted:
                    raise PermissionError(self._host.say(self._language, "discord-token-wrong")) from None
                if error.status == 401:
                    self._host.alert("discord-token-refused")
                pause = max(backoff.next(), error.retry_after_s)
                log.warning("discord.unreachable", status=error.status, code=error.code, pause_s=round(pause, 1))
                await self._host.clock.wait(asyncio.Event(), self._host.clock.now() + pause)

    async def _ask_gateway(self) -> GatewayInfo:
        info, _ = gateway_of(await self._rest.call(routes.GATEWAY))
        return info

    def _set_identity(self, identity: Identity) -> None:
        self._identity = identity
        self._rest.token_accepted()

    async def _delete_expired(self) -> None:
        """Delete every hour what is kept about interactions that nothing answers any more."""
        while True:
            try:
                await self._host.store.write(tables.delete_expired)
                await self._host.store.write(known_channels.delete_expired)
                await self._host.store.write(open_forms.delete_expired)
            except StoreError as error:
                log.warning("discord.not-swept", error=str(error))
            clock = self._host.clock
            await clock.wait(asyncio.Event(), clock.now() + SWEEP_EVERY_S)

    async def registration_state(self) -> RegistrationState | None:
        """See `bot.adapter_api.ChecksRegistration`."""
        try:
            user = await self._rest.call(routes.CURRENT_USER)
            application = application_of(user, await self._rest.call(routes.CURRENT_APPLICATION))
            return await registration.state_of(self._rest, self._host, application.id)
        except RestError as error:
            log.info("discord.commands-unknown", status=error.status, code=error.code)
            return None

    def decode(self, update: RawUpdate) -> Decoded:
        """See `adapters.discord.decode`."""
        return decode.decode(update.body, self._identity)

    # --- showing

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or delete one message. Errors from Discord become outcomes; nothing is raised for them."""
        await self.attach()
        return await self._sender.post(conversation, call)

    def max_file_bytes_in(self, chat_id: str) -> int:
        """See `bot.adapter_api.HasFileLimits`."""
        return min(self._interactions.file_limits.of(chat_id), REQUEST_MAX_BYTES - FORM_BYTES)

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        """See `adapters.discord.fetching`."""
        return await self._downloads.fetch(source, limit_bytes)

    # --- what is kept about deliveries and people

    async def attach(self) -> None:
        """See `bot.adapter_api.HoldsDeliveries`. Processes without a connection learn here who the bot is."""
        if await tables.attach(self._host.store):
            known = await self._host.store.read(tables.identity)
            if known.user_id:
                self._identity = known

    def forget_files(self, tx: Tx, keys: Sequence[str]) -> None:
        """See `bot.adapter_api.HoldsDeliveries`: nothing is kept about files, they are found by the message's handle."""

    def forget_posts(self, tx: Tx, post_ids: Sequence[int]) -> None:
        """See `bot.adapter_api.HoldsDeliveries`."""
        tables.delete_posts(tx, post_ids)

    def erase_person(self, tx: Tx, user_id: str) -> None:
        """See `bot.adapter_api.HoldsUserData`: where they wrote, and what forms are about; their words are in the inbox."""
        known_channels.delete_person(tx, user_id)
        open_forms.delete_person(tx, user_id)

    def delete_before(self, tx: Tx, before: float) -> bool:
        """See `bot.adapter_api.HoldsUserData`: no words are kept here for longer than an hour."""
        return False

    async def close(self) -> None:
        """Close the HTTP connections."""
        for connections in (self._connections, self._answer_connections, self._gateway_connections):
            await connections.close()
