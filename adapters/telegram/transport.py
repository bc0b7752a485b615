"""The long poll. The batch is kept first, the offset moves afterwards: what is not on disk is sent again by Telegram.

python-telegram-bot's own poller confirms updates before they are handled (90 of 100 lost on a kill) and stops for ever at one
that it cannot parse; this one asks for raw updates and never looks into them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from adapters.telegram.errors import seconds
from adapters.telegram.lease import Lease
from adapters.telegram.limits import (
    CONNECT_S,
    LEASE_RENEW_S,
    LEASE_WAIT_S,
    MOST_PAUSE_S,
    PAUSE_S,
    POLL_S,
    POLL_SLACK_S,
    SILENCE_S,
    WANTED_UPDATES,
)
from adapters.telegram.request import AiohttpRequest
from bot.adapter_api import Host
from bot.runtime.cancelling import cancel_and_wait
from bot.store import StoreError

log = structlog.get_logger()

BATCH: Final = 100  # the most that Telegram gives at once

Take = Callable[[Sequence[Any]], Awaitable[None]]


class UpdatePoller:
    """Polls for one bot. `url` is the whole address of getUpdates: it has the token in it and is never logged."""

    def __init__(
        self, url: str, request: AiohttpRequest, host: Host, take: Take, free_webhook: Callable[[], Awaitable[None]]
    ) -> None:
        self._url = url
        self._request = request
        self._host = host
        self._clock = host.clock
        self._take = take
        self._free_webhook = free_webhook
        self._failures = 0
        self._last_good = self._clock.monotonic()
        self.offset = 0

    async def run(self, lease: Lease | None) -> None:
        """Poll until cancelled; only while `lease` is held, if there is one."""
        try:
            while True:
                if lease is None:
                    await self.once()
                elif await self._held(lease):
                    await self._once_while_held(lease)
                else:
                    self._last_good = self._clock.monotonic()
                    await self._rest(LEASE_WAIT_S)
        finally:
            if lease is not None:
                await self._release(lease)

    async def _once_while_held(self, lease: Lease) -> None:
        """A poll lasts longer than a lease, which is therefore renewed beside it. Should it be lost all the same, two poll for a
        moment: Telegram refuses one of them, and what both keep is known by its id."""

        async def renew() -> None:
            while True:
                await self._rest(LEASE_RENEW_S)
                await self._held(lease)

        renewing = asyncio.create_task(renew(), name="telegram lease")
        try:
            await self.once()
        finally:
            await cancel_and_wait(renewing)

    async def once(self) -> None:
        """One poll, and keeping what came; a pause afterwards if it failed."""
        try:
            updates = await self._fetch()
            if updates:
                await self._take(updates)
                # Not 'the largest so far': after a week of silence Telegram starts its ids anew, and lower.
                self.offset = max(filter(None, map(_id, updates)), default=self.offset - 1) + 1
        except InvalidToken:
            # It was good when we began: a proxy between us, or a token that is being changed. Its text has the token in it.
            self._host.alert("telegram-token-refused")
            await self._fail("InvalidToken")
        except RetryAfter as error:
            await self._rest(seconds(error))
        except Conflict as error:
            self._host.alert("telegram-conflict", error=str(error))
            if "webhook" in str(error):
                await self._free()
            await self._fail("Conflict")
        except (TelegramError, OSError) as error:
            await self._fail(type(error).__name__)
        else:
            self._failures, self._last_good = 0, self._clock.monotonic()

    async def _fetch(self) -> list[Any]:
        parameters = {"offset": self.offset, "limit": BATCH, "timeout": POLL_S, "allowed_updates": WANTED_UPDATES}
        data = RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
        # Twice guarded: a request that hangs for ever in some pool would be silence that nobody sees.
        async with asyncio.timeout(POLL_S + POLL_SLACK_S + CONNECT_S):
            answer = await self._request.post(self._url, data, read_timeout=POLL_S + POLL_SLACK_S)
        if not isinstance(answer, list):
            raise TelegramError("getUpdates answered with something else than a list")
        return answer

    async def _free(self) -> None:
        try:
            await self._free_webhook()
        except TelegramError as error:
            log.warning("telegram.webhook-stays", kind=type(error).__name__)

    async def _fail(self, kind: str) -> None:
        """Wait longer each time; after a long silence make the connections anew, as a wedged pool never heals."""
        self._failures += 1
        silent_s = self._clock.monotonic() - self._last_good
        if silent_s > SILENCE_S:
            self._host.alert("telegram-silent", seconds=round(silent_s), kind=kind)
            await self._request.shutdown()
            self._last_good = self._clock.monotonic()
        pause = min(MOST_PAUSE_S, PAUSE_S * 2 ** min(self._failures - 1, 8)) * random.uniform(0.5, 1.0)
        log.warning("telegram.poll-failed", kind=kind, pause_s=round(pause, 2))
        await self._rest(pause)

    async def _rest(self, pause_s: float) -> None:
        await self._clock.wait(asyncio.Event(), self._clock.now() + pause_s)

    async def _held(self, lease: Lease) -> bool:
        try:
            return await lease.hold()
        except StoreError as error:
            log.warning("telegram.lease", error=str(error))
            return False

    async def _release(self, lease: Lease) -> None:
        try:
            await lease.release()
        except StoreError as error:
            log.warning("telegram.lease", error=str(error))  # It ends by itself.


def _id(update: Any) -> int | None:
    """An update's id; None for one that has none, which then cannot be confirmed by itself."""
    known = update.get("update_id") if isinstance(update, dict) else None
    return known if isinstance(known, int) and not isinstance(known, bool) else None
