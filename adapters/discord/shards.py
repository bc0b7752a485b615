"""Runs the connection of one shard: by lease, resumed where the last one stopped, with growing pauses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import aiohttp
import structlog

from adapters.discord.gateway import Ended, GatewayConnection
from adapters.discord.identity import Identity
from adapters.discord.intake import EventReceiver
from adapters.discord.limits import (
    DEAF_AFTER_S,
    FIRST_PAUSE_S,
    LEASE_RENEW_S,
    LEASE_RETRY_S,
    MAX_PAUSE_S,
    REFUSED_RETRY_S,
)
from adapters.discord.missed import MissedMessages
from adapters.discord.rest import RestError
from adapters.discord.sessions import IdentifyBudget, LeaseLost, ShardSession, reserve_identify
from adapters.discord.transport import Connections
from bot.adapter_api import Host
from bot.runtime.backoff import Backoff
from bot.runtime.cancelling import cancel_and_wait
from bot.runtime.supervision import guarded
from bot.store import StoreError

log = structlog.get_logger()

INVALID_SESSION_PAUSE_S = 1.0
"""After INVALID_SESSION a client waits 1 to 5 s (API); the pause grows if it comes again."""


class GatewayInfo(NamedTuple):
    """What the API says about connecting."""

    url: str
    budget: IdentifyBudget


class IdentifyLimit(Exception):
    """The sessions of the day are used up; the next may be asked for after `wait_s`."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"not for another {wait_s:.0f} s")
        self.wait_s = wait_s


@dataclass(slots=True)
class Intents:
    """The events that are asked for. Privileged ones are dropped once Discord refuses them."""

    wanted: int
    privileged: int = 0

    @property
    def all(self) -> int:
        """The sum to identify with."""
        return self.wanted | self.privileged


@dataclass(slots=True)
class ShardRunner:
    """The connections of one shard, one after the other. `ask` fetches the gateway's address and how many sessions may
    begin; `identity` tells who the bot is; `missed` fetches what a session that ended has not told."""

    host: Host
    connections: Connections
    token: str
    intents: Intents
    session: ShardSession
    receiver: EventReceiver
    ask: Callable[[], Awaitable[GatewayInfo]]
    identity: Callable[[], Identity]
    bot_id: str
    missed: MissedMessages
    backoff: Backoff = field(default_factory=lambda: Backoff(FIRST_PAUSE_S, MAX_PAUSE_S))
    _deaf_since: float | None = None
    _maybe_deaf: bool = True  # It may have been reported before this process started.

    async def run(self) -> None:
        """Connect until cancelled, while this process has the lease."""
        try:
            while True:
                if not await self._acquire():
                    self._deaf_since = None
                    await self._pause(LEASE_RETRY_S)
                    continue
                await self._while_leased()
        finally:
            await self._release()

    async def _while_leased(self) -> None:
        """Hold one connection after the other until the lease is lost."""
        lost = asyncio.Event()
        renewing = asyncio.create_task(self._renew(lost), name="discord lease")
        try:
            while not lost.is_set():
                serving = asyncio.create_task(self.connect_once(), name="discord connection")
                losing = asyncio.create_task(lost.wait())
                try:
                    await asyncio.wait((serving, losing), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    await cancel_and_wait(losing)
                    if not serving.done():
                        await cancel_and_wait(serving)
                if not serving.cancelled():
                    serving.result()
        finally:
            await cancel_and_wait(renewing)

    async def _renew(self, lost: asyncio.Event) -> None:
        if self.host.store.dialect == "sqlite":
            return  # An SQLite database has a single process.
        while not lost.is_set():
            await self._pause(LEASE_RENEW_S)
            if not await self._acquire():
                lost.set()

    async def connect_once(self) -> None:
        """One connection, and the pause after it."""
        ended = Ended("resume")
        connection: GatewayConnection | None = None
        hearing: asyncio.Task[None] | None = None
        try:
            mark = await self.session.load()
            self.receiver.resume(mark, self.identity())
            connection = GatewayConnection(
                self.connections,
                self.host.clock,
                self.token,
                self.intents.all,
                (self.session.shard, self.session.shards),
                self.receiver,
                self._identify_allowed,
            )
            hearing = asyncio.create_task(self._hear(connection))
            url = mark.resume_url if mark and mark.resume_url else (await self.ask()).url
            ended = await connection.serve(url, mark)
            log.info("discord.closed", code=ended.code, then=ended.then, shard=self.session.shard)
        except IdentifyLimit as limit:
            self.host.alert("discord-identify-limit", hours=max(1, round(limit.wait_s / 3600)))
            await self._pause(min(limit.wait_s, REFUSED_RETRY_S))
        except RestError as error:
            ended = Ended("token-refused" if error.status == 401 else "resume", error.status)
            log.warning("discord.gateway-unknown", status=error.status, code=error.code)
        except (aiohttp.ClientError, OSError, StoreError) as error:
            # TimeoutError is an OSError. An event that could not be saved comes again.
            log.warning("discord.disconnected", kind=type(error).__name__, shard=self.session.shard)
        finally:
            if hearing is not None:
                await cancel_and_wait(hearing)
        await self._after(ended, worked=connection is not None and connection.opened.is_set())

    async def _after(self, ended: Ended, *, worked: bool) -> None:
        now = self.host.clock.monotonic()
        if worked:
            self.backoff.reset()
            self._deaf_since = now
        elif self._deaf_since is None:
            self._deaf_since = now
        if now - self._deaf_since >= DEAF_AFTER_S:
            self._maybe_deaf = True
            self.host.alert("discord-silent", seconds=round(now - self._deaf_since))
        match ended.then:
            case "identify":
                await self._forget()
                await self._pause(max(INVALID_SESSION_PAUSE_S, self.backoff.next()))
            case "token-refused":
                self._maybe_deaf = True
                self.host.alert("discord-token-refused")
                await self._pause(REFUSED_RETRY_S)
            case "intents-refused":
                self.host.alert("discord-intents-refused")
                await self._forget()
                await self._pause(self.backoff.next() if self.intents.privileged else REFUSED_RETRY_S)
                self.intents.privileged = 0
            case "stop":
                self.host.alert("discord-gateway-refused", code=ended.code)
                await self._forget()
                await self._pause(REFUSED_RETRY_S)
            case "resume":
                await self._pause(self.backoff.next())

    async def _hear(self, connection: GatewayConnection) -> None:
        """Wait until a connection has a session; the operator is told if it is the first after a silence that they know
        of. Then fetch what earlier sessions did not tell."""
        await connection.opened.wait()
        if self._maybe_deaf:
            self._maybe_deaf = False
            self.host.resolved("discord-silent", "discord-heard")
        await self.receiver.drained()  # With the session is saved what it will not tell.
        await guarded("discord missed messages", self.missed.fetch())

    async def _identify_allowed(self) -> None:
        """Wait for this shard's turn to ask for a new session, and count it. Raises IdentifyLimit: over the daily number
        Discord resets the token."""
        info = await self.ask()
        wait_s, counted = await reserve_identify(self.host.store, self.bot_id, self.session.shard, info.budget)
        if not counted:
            raise IdentifyLimit(wait_s)
        if wait_s > 0:
            await self._pause(wait_s)

    async def _pause(self, pause_s: float) -> None:
        await self.host.clock.wait(asyncio.Event(), self.host.clock.now() + pause_s)

    async def _forget(self) -> None:
        try:
            await self.session.forget()
        except (StoreError, LeaseLost) as error:
            log.warning("discord.session", error=str(error))

    async def _acquire(self) -> bool:
        try:
            return await self.session.acquire()
        except StoreError as error:
            log.warning("discord.lease", error=str(error))
            return False

    async def _release(self) -> None:
        try:
            await self.session.release()
        except StoreError as error:
            log.warning("discord.lease", error=str(error))  # It expires by itself.
