"""Cache of group administrators: fetched at most every ADMINS_TTL_S, and only when a command is given in the
group. A list that could not be fetched again counts for ADMINS_LIFE_S: an administrator is not refused because one call
failed, and somebody who no longer is one is soon refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

import structlog
from telegram.error import TelegramError
from telegram.ext import ExtBot

from adapters.telegram.limiter import RateLimitArgs, SendPriority
from adapters.telegram.limits import ADMINS_LIFE_S, ADMINS_MAX_CHATS, ADMINS_TIMEOUT_S, ADMINS_TTL_S
from bot.runtime.clock import Clock

log = structlog.get_logger()


class _ChatAdmins(NamedTuple):
    fetched_at: float
    ids: frozenset[int]


class AdminCache:
    """Administrator ids by chat id."""

    def __init__(self, bot: ExtBot[RateLimitArgs], clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._cache: dict[int, _ChatAdmins] = {}

    async def refresh(self, chats: Iterable[int]) -> None:
        """Fetch the lists of these chats that are missing or old, waiting at most ADMINS_TIMEOUT_S."""
        stale = [chat for chat in set(chats) if self._known(chat, ADMINS_TTL_S) is None]
        if not stale:
            return
        try:
            async with asyncio.timeout(ADMINS_TIMEOUT_S):
                await asyncio.gather(*map(self._fetch, stale))
        except TimeoutError:
            log.info("telegram.admins-late", chats=len(stale))

    def of(self, chat: int) -> frozenset[int] | None:
        """Ids of a chat's administrators (may include the bot itself); None if unknown."""
        return self._known(chat, ADMINS_LIFE_S)

    def _known(self, chat: int, max_age_s: float) -> frozenset[int] | None:
        entry = self._cache.get(chat)
        return entry.ids if entry and self._clock.monotonic() < entry.fetched_at + max_age_s else None

    async def _fetch(self, chat: int) -> None:
        try:
            # Not EXTRA: the rate limiter drops such calls while the chat's window is closed, so in a busy group nobody
            # would be an administrator. This call is no message, and never waits.
            members = await self._bot.get_chat_administrators(chat, rate_limit_args=RateLimitArgs(SendPriority.ANSWER))
        except TelegramError as error:
            log.info("telegram.admins-unknown", kind=type(error).__name__)
            return
        self._cache.pop(chat, None)
        if len(self._cache) >= ADMINS_MAX_CHATS:
            self._cache.pop(next(iter(self._cache)))
        ids = frozenset(member.user.id for member in members)
        self._cache[chat] = _ChatAdmins(self._clock.monotonic(), ids)
