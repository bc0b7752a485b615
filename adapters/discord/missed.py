"""Fetches what was said to the bot while its session was gone and could not be resumed: messages stay in their channels, unlike
presses and commands. Only where the bot was spoken to before; see `adapters.discord.known_channels`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import structlog

from adapters.discord import known_channels, routes
from adapters.discord.events import is_from_a_person, is_to_bot, number_of, raw_update, text_of, user_of
from adapters.discord.identity import snowflake_at
from adapters.discord.limits import FIRST_PAUSE_S, MAX_PAUSE_S, MISSED_MAX_AGE_S, MISSED_PAGES, MISSED_WAIT_S
from adapters.discord.rest import Rest, RestError
from adapters.discord.rows import ChannelRow
from adapters.discord.sessions import ShardSession
from bot.adapter_api import Host
from bot.runtime.backoff import Backoff
from bot.store import StoreError, Tx

log = structlog.get_logger()

PAGE: Final = 100
AFTER_POSTS: Final = 2
"""The priority of these calls: nothing waits for them."""


@dataclass(slots=True)
class MissedMessages:
    """Of one shard. Messages are saved as if they had come by the gateway, so that one that did is not handled twice."""

    rest: Rest
    host: Host
    session: ShardSession

    async def fetch(self) -> None:
        """Fetch from all channels with a gap; returns when none is left. What fails for a while is tried again."""
        backoff = Backoff(FIRST_PAUSE_S, MAX_PAUSE_S)
        while True:
            try:
                left = await self.host.store.read(known_channels.with_gap, self.session)
                if not left:
                    return
                for row in left:
                    await self._fetch_channel(row)
                    backoff.reset()
            except RestError as error:
                log.warning("discord.missed-not-fetched", status=error.status, code=error.code)
                await self._pause(max(backoff.next(), error.retry_after_s))
            except (StoreError, OSError) as error:
                log.warning("discord.missed-not-saved", kind=type(error).__name__)
                await self._pause(backoff.next())

    async def _fetch_channel(self, row: ChannelRow) -> None:
        """Save what one channel has. Raises RestError, StoreError, OSError if it is to be tried again."""
        oldest = int(snowflake_at(self.host.clock.now() - MISSED_MAX_AGE_S))
        after, found = max(row.missed_after or 0, oldest), 0
        try:
            for page in range(1, MISSED_PAGES + 1):
                messages = await self._page(row, after)
                after = max([after, *(number_of(text_of(one, "id")) for one in messages)])
                is_last = len(messages) < PAGE or page == MISSED_PAGES
                found += await self._save(row, messages, is_last=is_last)
                if is_last:
                    break
        except RestError as error:
            if error.status in (403, 404):
                # Not ours to read (any more). Refused requests count: the next time it is left out.
                await self.host.store.write(known_channels.delete, self.session.bot_id, row.channel_id)
                return
            if not 400 <= error.status < 500 or error.status in (401, 429):
                raise
            log.warning("discord.missed-not-told", status=error.status, code=error.code)
            await self.host.store.write(known_channels.set_fetched, self.session.bot_id, row.channel_id)
        if found:
            log.info("discord.missed-fetched", count=found, shard=self.session.shard)

    async def _page(self, row: ChannelRow, after: int) -> list[dict[str, Any]]:
        """The next messages, oldest first. They come without their server's id."""
        route = routes.messages_after(row.channel_id, str(after), PAGE)
        found = await self.rest.call(route, max_wait_s=MISSED_WAIT_S, priority=AFTER_POSTS)
        messages = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        server = {"guild_id": row.guild_id} if row.guild_id else {}
        return [one | server for one in sorted(messages, key=lambda one: number_of(text_of(one, "id")))]

    async def _save(self, row: ChannelRow, messages: list[dict[str, Any]], *, is_last: bool) -> int:
        """Save those that were said to the bot; how many are new."""
        bot_id = self.session.bot_id
        kept = [
            one
            for one in messages
            if is_from_a_person(one) and is_to_bot(one, bot_id) and number_of(text_of(one, "id"))
        ]

        def also(tx: Tx) -> None:
            for one in kept:
                known_channels.use(tx, bot_id, row.channel_id, row.guild_id, user_of(one), one["id"])
            if is_last:
                known_channels.set_fetched(tx, bot_id, row.channel_id)

        if not kept:
            await self.host.store.write(also)
            return 0
        return sum(await self.host.save([raw_update("MESSAGE_CREATE", one, one["id"]) for one in kept], also))

    async def _pause(self, pause_s: float) -> None:
        clock = self.host.clock
        await clock.wait(asyncio.Event(), clock.now() + pause_s)
