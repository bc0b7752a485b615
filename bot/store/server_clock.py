"""The clock of a database that several machines share."""

from __future__ import annotations

import asyncio

from bot.runtime.clock import Clock


class ServerClock:
    """The database's time: this machine's clock plus the offset measured in every transaction.

    Due times are set by the database's clock, so a machine whose own clock is wrong still works when it should.
    """

    def __init__(self, machine_clock: Clock) -> None:
        self.machine_clock = machine_clock
        self.offset_s = 0.0

    def synchronize(self, server_now: float) -> None:
        """Measure the offset: the server's clock showed `server_now` (unix seconds) a moment ago."""
        self.offset_s = server_now - self.machine_clock.now()

    def now(self) -> float:
        return self.machine_clock.now() + self.offset_s

    def monotonic(self) -> float:
        return self.machine_clock.monotonic()

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        return await self.machine_clock.wait(event, until - self.offset_s)
