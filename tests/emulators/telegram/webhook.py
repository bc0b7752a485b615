"""Delivering updates to a webhook: one after another for each chat, again and again until taken or too old."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from .checks import check_update
from .updates import Pending

if TYPE_CHECKING:
    from .world import Bot, World

RESEND_MAX_S = 60.0
RETRY_AFTER_MAX_S = 3600
ANSWER_TIMEOUT_S = 60.0


class Webhook:
    """A webhook that is set, and the tasks that feed it."""

    def __init__(self, world: World, bot: Bot, url: str, secret: str, max_connections: int) -> None:
        self.url = url
        self.secret = secret
        self.max_connections = max_connections
        self.last_error = ""
        self.last_error_at = 0.0
        self._world = world
        self._bot = bot
        self._slots = asyncio.Semaphore(max_connections)
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._feeder: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._feeder = asyncio.create_task(self._feed())

    async def stop(self) -> None:
        """Stop delivering; what was not taken stays in the queue."""
        tasks = [task for task in (self._feeder, *self._lines.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _feed(self) -> None:
        """Keep one line going for every chat (or person) that has something waiting."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S)) as http:
            while True:
                arrival = self._bot.queue.next_arrival()
                self._lines = {key: task for key, task in self._lines.items() if not task.done()}
                for pending in self._bot.queue.waiting():
                    if pending.order_key not in self._lines:
                        self._lines[pending.order_key] = asyncio.create_task(self._line(http, pending.order_key))
                await asyncio.wait({arrival, *self._lines.values()}, return_when=asyncio.FIRST_COMPLETED)
                arrival.cancel()

    async def _line(self, http: aiohttp.ClientSession, key: str) -> None:
        while (pending := next((p for p in self._bot.queue.waiting() if p.order_key == key), None)) is not None:
            await self._deliver(http, pending)
            self._bot.queue.forget(pending)
            self._world.notify()

    async def _deliver(self, http: aiohttp.ClientSession, pending: Pending) -> None:
        """Return when it was taken or grew too old. The first retry comes at once, then after 2, 4, 8 ... seconds."""
        delay_s, fails = 1.0, 0
        while True:
            async with self._slots:
                error, retry_after_s = await self._send(http, pending)
            if not error:
                return
            self.last_error, self.last_error_at = error, self._world.now()
            wait_s = float(retry_after_s)
            if not retry_after_s and fails:
                delay_s = min(RESEND_MAX_S, delay_s * 2)
                wait_s = delay_s
            fails += 1
            if self._world.now() + wait_s > pending.expires_at:
                return
            await self._world.clock.sleep_until(self._world.now() + wait_s)

    async def _send(self, http: aiohttp.ClientSession, pending: Pending) -> tuple[str, int]:
        """One attempt: (error text or "", seconds asked for by Retry-After)."""
        if not pending.broken:
            for problem in check_update(pending.json()):
                self._world.recorder.violation(problem)
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            async with http.post(self.url, data=pending.text.encode(), headers=headers) as response:
                if 200 <= response.status <= 299:
                    return "", 0
                asked = response.headers.get("Retry-After", "")
                retry_after_s = min(RETRY_AFTER_MAX_S, int(asked)) if asked.isdigit() else 0
                return f"Wrong response from the webhook: {response.status} {response.reason}", retry_after_s
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "Webhook connection closed", 0
