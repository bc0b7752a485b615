"""A replacement for aiolimiter 1.x, which python-telegram-bot's AIORateLimiter needs, where that is not installed.

A leaky bucket: a burst of `max_rate`, then one acquisition every `time_period / max_rate` seconds.
"""

from __future__ import annotations

import asyncio
from types import TracebackType


class AsyncLimiter:
    """Used as `async with limiter:`, as AIORateLimiter does."""

    def __init__(self, max_rate: float, time_period: float = 60.0) -> None:
        self.max_rate = max_rate
        self.time_period = time_period
        self._rate_per_s = max_rate / time_period
        self._level = 0.0
        self._checked = 0.0

    def has_capacity(self, amount: float = 1.0) -> bool:
        """Whether `amount` can be acquired now."""
        now = asyncio.get_running_loop().time()
        self._level = max(0.0, self._level - (now - self._checked) * self._rate_per_s)
        self._checked = now
        return self._level + amount <= self.max_rate

    async def acquire(self, amount: float = 1.0) -> None:
        """Wait until there is capacity for `amount`, and take it."""
        if self.has_capacity(amount):
            self._level += amount
            return
        await asyncio.sleep((self._level + amount - self.max_rate) / self._rate_per_s)
        await self.acquire(amount)

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
