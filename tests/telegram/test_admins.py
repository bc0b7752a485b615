"""The cache of group administrators, behind the real rate limiter."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from telegram.error import TimedOut
from telegram.ext import ExtBot

from adapters.telegram.admins import AdminCache
from adapters.telegram.limiter import RateLimitArgs, RateLimiter
from adapters.telegram.limits import ADMINS_LIFE_S, ADMINS_TTL_S
from tests.clock import DrivenClock

GROUP, ANN, BOB = -5, 42, 43


class GroupBot:
    """The bot's calls about one group, through the rate limiter."""

    def __init__(self, clock: DrivenClock) -> None:
        self.limiter = RateLimiter(clock)
        self.admins = [ANN]
        self.down = False
        self.calls = 0

    async def send_message(self) -> None:
        await self._call("sendMessage", None)

    async def get_chat_administrators(self, chat: int, rate_limit_args: RateLimitArgs) -> Any:
        return await self._call("getChatAdministrators", rate_limit_args)

    async def _call(self, endpoint: str, turn: RateLimitArgs | None) -> Any:
        async def call() -> Any:
            self.calls += 1
            if self.down:
                raise TimedOut
            return [SimpleNamespace(user=SimpleNamespace(id=each)) for each in self.admins]

        return await self.limiter.process_request(call, (), {}, endpoint, {"chat_id": GROUP}, turn)


def cache_of(bot: GroupBot, clock: DrivenClock) -> AdminCache:
    return AdminCache(cast("ExtBot[RateLimitArgs]", bot), clock)


async def test_admins__are_known_where_a_message_was_just_sent() -> None:
    """The chat takes no other message for a second, but this call is no message."""
    clock = DrivenClock()
    bot = GroupBot(clock)
    cache = cache_of(bot, clock)
    await bot.send_message()
    assert bot.limiter.wait_s(GROUP) > 0
    await cache.refresh([GROUP])
    assert cache.of(GROUP) == frozenset({ANN})


async def test_admins__are_unknown_while_they_cannot_be_fetched() -> None:
    clock = DrivenClock()
    bot = GroupBot(clock)
    cache = cache_of(bot, clock)
    bot.down = True
    await cache.refresh([GROUP])
    assert cache.of(GROUP) is None


async def test_admins__list_that_cannot_be_fetched_again_counts_for_a_while() -> None:
    clock = DrivenClock()
    bot = GroupBot(clock)
    cache = cache_of(bot, clock)
    await cache.refresh([GROUP])
    await cache.refresh([GROUP])
    assert bot.calls == 1
    bot.down, bot.admins = True, [BOB]
    clock.advance_to(clock.now() + ADMINS_TTL_S)
    await cache.refresh([GROUP])
    assert cache.of(GROUP) == frozenset({ANN})
    clock.advance_to(clock.now() + ADMINS_LIFE_S - ADMINS_TTL_S)
    assert cache.of(GROUP) is None
    bot.down = False
    await cache.refresh([GROUP])
    assert cache.of(GROUP) == frozenset({BOB})
