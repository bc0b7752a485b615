"""Receives frames: they are saved in batches, and acknowledged only after that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from adapters.dingtalk import tables
from adapters.dingtalk.frames import ReceivedFrame, parse_frame
from adapters.dingtalk.limits import (
    ACKS_PER_TURN,
    MAX_UNACKNOWLEDGED_FRAMES,
    ROUTES_CACHED,
    SAVE_MAX_BATCH,
    WEBHOOK_WORTH_SAVING_S,
)
from adapters.dingtalk.quota import QuotaTracker
from adapters.dingtalk.rows import RouteRow
from bot.adapter_api import Host
from bot.store import Store, StoreError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _PendingFrame:
    frame: ReceivedFrame
    saved: asyncio.Future[bool]


class FrameReceiver:
    """Saves frames. `over_quota` is called with the chat id of a message that came without its content."""

    def __init__(
        self, host: Host, quota: QuotaTracker, webhook_hosts: frozenset[str], over_quota: Callable[[str], None]
    ) -> None:
        self._host = host
        self._store: Store = host.store
        self._quota = quota
        self._webhook_hosts = webhook_hosts
        self._over_quota = over_quota
        self._queue: asyncio.Queue[_PendingFrame] = asyncio.Queue(MAX_UNACKNOWLEDGED_FRAMES)
        self._uncounted = 0
        self._saved_routes: dict[str, RouteRow] = {}

    async def receive(self, topic: str, frame_id: str, data: object) -> bool:
        """Save a frame; True once it is on disk and may be acknowledged, False if it must be sent again."""
        pending = _PendingFrame(
            parse_frame(topic, frame_id, data, self._webhook_hosts), asyncio.get_running_loop().create_future()
        )
        await self._queue.put(pending)
        return await pending.saved

    async def run(self) -> None:
        """Save until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < SAVE_MAX_BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            saved = False
            try:
                await self._save([pending.frame for pending in batch])
                saved = True
            except (OSError, StoreError) as error:
                # Not acknowledged: the service pushes again after a minute.
                log.warning("dingtalk.not_saved", updates=len(batch), error=str(error), kind=type(error).__name__)
                self._host.alert("dingtalk-not-saved", updates=len(batch))
            except Exception as error:
                # A bug: the waiting frames must be answered, and the loop continues with the next batch.
                log.exception("dingtalk.not_saved", updates=len(batch), kind=type(error).__name__)
                self._host.alert("dingtalk-not-saved", updates=len(batch))
            for number, pending in enumerate(batch, 1):
                if not pending.saved.done():
                    pending.saved.set_result(saved)
                if number % ACKS_PER_TURN == 0:
                    await asyncio.sleep(0)
            await self._count_pushes()

    async def _save(self, batch: list[ReceivedFrame]) -> None:
        routes = {
            frame.route.chat_id: frame.route for frame in batch if frame.route and self._is_worth_saving(frame.route)
        }
        organisation = next((frame.organisation for frame in batch if frame.organisation), "")
        saving_routes = self._save_routes(list(routes.values()), organisation)
        if any(not route.staff_id and route.chat_id.startswith("1:") for route in routes.values()):
            # People without a staff id can only be answered by this webhook: save it before the message is processed.
            await saving_routes
            new_flags = await self._host.save([frame.update for frame in batch])
        else:
            _, new_flags = await asyncio.gather(saving_routes, self._host.save([frame.update for frame in batch]))
        if len(self._saved_routes) > ROUTES_CACHED:
            self._saved_routes.clear()
        self._saved_routes |= routes
        for frame, new in zip(batch, new_flags, strict=True):
            self._uncounted += new
            if new and frame.over_quota:
                self._over_quota(frame.route.chat_id if frame.route else "")

    def _is_worth_saving(self, route: RouteRow) -> bool:
        """Whether it differs from the saved route: another id, or a webhook that is valid clearly longer."""
        known = self._saved_routes.get(route.chat_id)
        if known is None:
            return True
        longer = route.webhook_until - known.webhook_until > WEBHOOK_WORTH_SAVING_S
        return longer or (route.staff_id, route.robot_code) != (known.staff_id, known.robot_code)

    def forget_route(self, chat_id: str) -> None:
        """The conversation's webhook was rejected: save the next one."""
        self._saved_routes.pop(chat_id, None)

    async def _save_routes(self, routes: list[RouteRow], organisation: str) -> None:
        if routes:
            await self._store.write(tables.save_routes, routes, organisation)

    async def _count_pushes(self) -> None:
        """Count pushes when idle, not while messages wait for their acknowledgement."""
        if self._uncounted and self._queue.empty():
            count, self._uncounted = self._uncounted, 0
            try:
                await self._quota.count_pushes(count)
            except StoreError as error:
                self._uncounted += count
                log.warning("dingtalk.not_counted", error=str(error))
