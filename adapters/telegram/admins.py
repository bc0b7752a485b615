"""Cache of group administrators: fetched at most every ADMINS_TTL_S, and only when a command is given in the
group."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from telegram.error import TelegramError
from telegram.ext import ExtBot

from adapters.telegram.limiter import RateLimitArgs, SendPriority
from adapters.telegram.limits import ADMINS_MAX_CHATS, ADMINS_TIMEOUT_S, ADMINS_TTL_S
from bot.runtime.clock import Clock

log = structlog.get_logger()


class AdminCache:
    """Administrator ids by chat id."""

    def __init__(self, bot: ExtBot[RateLimitArgs], clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._cache: dict[int, tuple[float, frozenset[int]]] = {}

    async def refresh(self, chats: Iterable[int]) -> None:
        """Refresh expired entries of these chats, waiting at most ADMINS_TIMEOUT_S."""
        now = self._clock.monotonic()
        stale = [chat for chat in set(chats) if self._cache.get(chat, (0.0, None))[0] <= now]
        if not stale:
            return
        try:
            async with asyncio.timeout(ADMINS_TIMEOUT_S):
                await asyncio.gather(*map(self._fetch, stale))
        except TimeoutError:
            log.info("telegram.admins-late", chats=len(stale))

    def of(self, chat: int) -> frozenset[int]:
        """Ids of a chat's administrators (may include the bot itself); empty if unknown."""
        return self._cache.get(chat, (0.0, frozenset[int]()))[1]

    async def _fetch(self, chat: int) -> None:
        try:
            members = await self._bot.get_chat_administrators(chat, rate_limit_args=RateLimitArgs(SendPriority.EXTRA))
        except TelegramError as error:
            log.info("telegram.admins-unknown", kind=type(error).__name__)
            return
        if len(self._cache) >= ADMINS_MAX_CHATS:
            self._cache.pop(next(iter(self._cache)))
        ids = frozenset(member.user.id for member in members)
        self._cache[chat] = (self._clock.monotonic() + ADMINS_TTL_S, ids)
