"""The access token: fetched once for all waiting callers, cached until shortly before it expires, never logged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from adapters.dingtalk.failures import SendUnconfirmed
from adapters.dingtalk.limits import TOKEN_MARGIN_S
from adapters.dingtalk.parts import Json
from bot.runtime.clock import Clock

Fetch = Callable[[], Awaitable[Json]]


class Token:
    """One app's token. `fetch` asks the service for `{accessToken, expireIn}`."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._value = ""
        self._valid_until = 0.0
        self._lock = asyncio.Lock()

    def __repr__(self) -> str:
        return "Token(***)"

    async def get(self) -> str:
        """A token that is valid for some minutes at least. Raises what `fetch` raises."""
        async with self._lock:
            if not self._value or self._clock.now() >= self._valid_until:
                answer = await self._fetch()
                value, life = answer.get("accessToken"), answer.get("expireIn")
                if not isinstance(value, str) or not value or not isinstance(life, int | float):
                    raise SendUnconfirmed("a token answer without a token")
                self._value = value
                # A token valid for less than twice the margin is used for half its lifetime.
                self._valid_until = self._clock.now() + max(life - TOKEN_MARGIN_S, life / 2)
            return self._value

    def invalidate(self, value: str) -> None:
        """Discard a rejected token, unless it was replaced meanwhile."""
        if value == self._value:
            self._value = ""
