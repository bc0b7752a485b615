"""The receiving end: what arrives is saved, and only then acknowledged. Whoever waits at the same moment is saved together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from adapters.dingtalk import tables
from adapters.dingtalk.frames import ReceivedFrame, ReplyRoute, parse_frame
from adapters.dingtalk.limits import (
    ACKS_PER_TURN,
    MAX_UNACKNOWLEDGED_FRAMES,
    ROUTES_CACHED,
    SAVE_MAX_BATCH,
    WEBHOOK_WORTH_SAVING_S,
)
from adapters.dingtalk.quota import QuotaTracker
from bot.adapter_api import Host
from bot.store import Store, StoreError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _PendingFrame:
    frame: ReceivedFrame
    saved: asyncio.Future[bool]


class FrameReceiver:
    """Saves arrivals. `over_quota` is called with the chat id of a message whose words the service withheld."""

    def __init__(
        self, host: Host, keeper: QuotaTracker, webhook_hosts: frozenset[str], over_quota: Callable[[str], None]
    ) -> None:
        self._host = host
        self._store: Store = host.store
        self._keeper = keeper
        self._webhook_hosts = webhook_hosts
        self._over_quota = over_quota
        self._queue: asyncio.Queue[_PendingFrame] = asyncio.Queue(MAX_UNACKNOWLEDGED_FRAMES)
        self._uncounted = 0
        self._known: dict[str, ReplyRoute] = {}

    async def receive(self, topic: str, frame_id: str, data: object) -> bool:
        """Save what came; True once it is on disk and may be acknowledged. False: it must come again."""
        waiting = _PendingFrame(
            parse_frame(topic, frame_id, data, self._webhook_hosts), asyncio.get_running_loop().create_future()
        )
        await self._queue.put(waiting)
        return await waiting.saved

    async def run(self) -> None:
        """Save until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < SAVE_MAX_BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            saved = False
            try:
                await self._save([waiting.frame for waiting in batch])
                saved = True
            except (OSError, StoreError) as error:
                # Not acknowledged: the service pushes it again in a minute.
                log.warning("dingtalk.not_saved", updates=len(batch), error=str(error), kind=type(error).__name__)
                self._host.alert("dingtalk-not-saved", updates=len(batch))
            except Exception as error:
                # A mistake of ours: those who wait for this batch must hear of it, and the next batch is taken all the same.
                log.exception("dingtalk.not_saved", updates=len(batch), kind=type(error).__name__)
                self._host.alert("dingtalk-not-saved", updates=len(batch))
            for number, waiting in enumerate(batch, 1):
                if not waiting.saved.done():
                    waiting.saved.set_result(saved)
                if number % ACKS_PER_TURN == 0:
                    await asyncio.sleep(0)
            await self._count()

    async def _save(self, batch: list[ReceivedFrame]) -> None:
        places = {each.place.chat_id: each.place for each in batch if each.place and self._is_news(each.place)}
        organisation = next((each.organisation for each in batch if each.organisation), "")
        noting = self._note(list(places.values()), organisation)
        if any(not place.staff_id and place.chat_id.startswith("1:") for place in places.values()):
            # Somebody without a staff id can be answered by this webhook only: it must be there before they are heard.
            await noting
            news = await self._host.save([each.update for each in batch])
        else:
            _, news = await asyncio.gather(noting, self._host.save([each.update for each in batch]))
        if len(self._known) > ROUTES_CACHED:
            self._known.clear()
        self._known |= places
        for each, new in zip(batch, news, strict=True):
            self._uncounted += new
            if new and each.over_quota:
                self._over_quota(each.place.chat_id if each.place else "")

    def _is_news(self, place: ReplyRoute) -> bool:
        """Whether we would learn something: who it is, or a webhook that lives clearly longer than the one we have."""
        known = self._known.get(place.chat_id)
        if known is None:
            return True
        longer = place.webhook_until - known.webhook_until > WEBHOOK_WORTH_SAVING_S
        return longer or (place.staff_id, place.robot_code) != (known.staff_id, known.robot_code)

    def forget(self, chat_id: str) -> None:
        """The webhook of this conversation is dead: the next one is news."""
        self._known.pop(chat_id, None)

    async def _note(self, places: list[ReplyRoute], organisation: str) -> None:
        if places:
            await self._store.write(tables.save_routes, places, organisation)

    async def _count(self) -> None:
        """Count the pushes when there is time for it: not while messages wait for their acknowledgement."""
        if self._uncounted and self._queue.empty():
            count, self._uncounted = self._uncounted, 0
            try:
                await self._keeper.count_pushes(count)
            except StoreError as error:
                self._uncounted += count
                log.warning("dingtalk.not_counted", error=str(error))
