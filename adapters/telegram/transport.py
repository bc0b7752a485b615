"""Long polling. A batch is saved before the offset advances: Telegram sends again what is not on disk.

python-telegram-bot's own poller confirms updates before they are handled (90 of 100 lost on a kill) and gets stuck at
one that it cannot parse; this one requests raw updates and does not parse them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from adapters.telegram.errors import seconds
from adapters.telegram.lease import PollLease
from adapters.telegram.limits import (
    ALLOWED_UPDATES,
    CONNECT_TIMEOUT_S,
    FIRST_PAUSE_S,
    LEASE_RENEW_S,
    LEASE_RETRY_S,
    MAX_PAUSE_S,
    MAX_SILENCE_S,
    POLL_SLACK_S,
    POLL_TIMEOUT_S,
)
from adapters.telegram.request import AiohttpRequest
from bot.adapter_api import Host
from bot.runtime.backoff import retry_pause_s
from bot.runtime.cancelling import cancel_and_wait
from bot.store import StoreError

log = structlog.get_logger()

OnUpdates = Callable[[Sequence[Any]], Awaitable[None]]
"""Saves updates (parsed JSON); returns when they are on disk. Raises OSError if they were not saved."""
MAX_BATCH: Final = 100  # Telegram's maximum per call


class UpdatePoller:
    """Polls for one bot. `url` is the full URL of getUpdates; it contains the token and is never logged."""

    def __init__(
        self,
        url: str,
        request: AiohttpRequest,
        host: Host,
        on_updates: OnUpdates,
        delete_webhook: Callable[[], Awaitable[None]],
    ) -> None:
        self._url = url
        self._request = request
        self._host = host
        self._clock = host.clock
        self._on_updates = on_updates
        self._delete_webhook = delete_webhook
        self._maybe_silent = True  # It may have been reported before this process started.
        self._failures = 0
        self._last_success_at = self._clock.monotonic()
        self.offset = 0

    async def run(self, lease: PollLease | None) -> None:
        """Poll until cancelled; if there is a lease, only while it is held."""
        try:
            while True:
                if lease is None:
                    await self.poll_once()
                elif await self._acquire(lease):
                    await self._poll_while_renewing(lease)
                else:
                    self._last_success_at = self._clock.monotonic()
                    await self._pause(LEASE_RETRY_S)
        finally:
            if lease is not None:
                await self._release(lease)

    async def _poll_while_renewing(self, lease: PollLease) -> None:
        """A poll lasts longer than the lease, so the lease is renewed in parallel. If it is lost nevertheless, two
        processes poll for a moment: Telegram refuses one, and duplicates are recognised by update id."""

        async def renew() -> None:
            while True:
                await self._pause(LEASE_RENEW_S)
                await self._acquire(lease)

        renewing = asyncio.create_task(renew(), name="telegram lease")
        try:
            await self.poll_once()
        finally:
            await cancel_and_wait(renewing)

    async def poll_once(self) -> None:
        """One poll; saves the updates, or waits if it failed."""
        try:
            updates = await self._fetch()
            if updates:
                await self._on_updates(updates)
                # Not the largest id ever seen: after a week without updates Telegram restarts ids at a lower value.
                self.offset = max(filter(None, map(_id, updates)), default=self.offset - 1) + 1
        except InvalidToken:
            # The token was valid at the start: a proxy in between, or a token being rotated. The text contains the
            # token.
            self._host.alert("telegram-token-refused")
            await self._back_off("InvalidToken")
        except RetryAfter as error:
            await self._pause(seconds(error))
        except Conflict as error:
            self._host.alert("telegram-conflict", error=str(error))
            if "webhook" in str(error):
                await self._try_delete_webhook()
            await self._back_off("Conflict")
        except (TelegramError, OSError) as error:
            await self._back_off(type(error).__name__)
        else:
            self._failures, self._last_success_at = 0, self._clock.monotonic()
            if self._maybe_silent:
                self._maybe_silent = False
                self._host.resolved("telegram-silent", "telegram-heard")

    async def _fetch(self) -> list[Any]:
        parameters = {
            "offset": self.offset,
            "limit": MAX_BATCH,
            "timeout": POLL_TIMEOUT_S,
            "allowed_updates": ALLOWED_UPDATES,
        }
        data = RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
        # A second timeout: a request stuck in a connection pool would otherwise go unnoticed.
        async with asyncio.timeout(POLL_TIMEOUT_S + POLL_SLACK_S + CONNECT_TIMEOUT_S):
            answer = await self._request.post(self._url, data, read_timeout=POLL_TIMEOUT_S + POLL_SLACK_S)
        if not isinstance(answer, list):
            raise TelegramError("getUpdates answered with something else than a list")
        return answer

    async def _try_delete_webhook(self) -> None:
        try:
            await self._delete_webhook()
        except TelegramError as error:
            log.warning("telegram.webhook-stays", kind=type(error).__name__)

    async def _back_off(self, kind: str) -> None:
        """Exponential backoff with jitter; after MAX_SILENCE_S reconnect, as a stuck pool does not recover."""
        self._failures += 1
        silence_s = self._clock.monotonic() - self._last_success_at
        if silence_s > MAX_SILENCE_S:
            self._host.alert("telegram-silent", seconds=round(silence_s), kind=kind)
            self._maybe_silent = True
            await self._request.shutdown()
            self._last_success_at = self._clock.monotonic()
        pause = retry_pause_s(self._failures - 1, FIRST_PAUSE_S, MAX_PAUSE_S)
        log.warning("telegram.poll-failed", kind=kind, pause_s=round(pause, 2))
        await self._pause(pause)

    async def _pause(self, pause_s: float) -> None:
        await self._clock.wait(asyncio.Event(), self._clock.now() + pause_s)

    async def _acquire(self, lease: PollLease) -> bool:
        try:
            return await lease.acquire()
        except StoreError as error:
            log.warning("telegram.lease", error=str(error))
            return False

    async def _release(self, lease: PollLease) -> None:
        try:
            await lease.release()
        except StoreError as error:
            log.warning("telegram.lease", error=str(error))  # It expires by itself.


def _id(update: Any) -> int | None:
    """An update's id; None if it has none, then it cannot be confirmed on its own."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    return update_id if isinstance(update_id, int) and not isinstance(update_id, bool) else None
