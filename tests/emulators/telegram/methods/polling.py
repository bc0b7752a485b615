"""getUpdates: the long poll, its offsets, and what happens when two poll at once."""

from __future__ import annotations

import asyncio
from typing import Any

from ..checks import check_update
from ..errors import TERMINATED_BY_OTHER_POLL, WEBHOOK_IS_ACTIVE, ApiError, conflict
from ..state import Json
from ..updates import Pending
from ..world import Bot, World
from .context import Context, method

LONG_POLL_MAX_S = 50
SAME_OFFSET_S = 3.0
"""Asking again with the same offset within this time waits this long, unless something is there."""
CONFLICT_PAUSE_S = 3.0


@method("getUpdates")
async def get_updates(ctx: Context) -> list[Json]:
    bot, world, params = ctx.bot, ctx.world, ctx.params
    if bot.webhook is not None:
        raise await _conflict(world, bot, WEBHOOK_IS_ACTIVE)
    offset = params.integer("offset")
    limit = params.integer("limit", 100, 1, 100)
    timeout: float = params.integer("timeout", 0, 0, LONG_POLL_MAX_S)
    bot.queue.set_allowed(params.json("allowed_updates", "allowed updates"))
    now = world.now()
    last_offset, last_at = bot.last_poll
    if offset == last_offset and timeout < SAME_OFFSET_S and now < last_at + SAME_OFFSET_S:
        timeout = SAME_OFFSET_S
    bot.last_poll = (offset, now)
    found = bot.queue.fetch(offset, limit)
    if not found and timeout:
        found = await _wait(ctx, offset, limit, now + timeout)
    return [_sent(world, pending) for pending in found]


async def _wait(ctx: Context, offset: int, limit: int, deadline: float) -> list[Pending]:
    bot, world = ctx.bot, ctx.world
    cut_polling(bot, TERMINATED_BY_OTHER_POLL)
    cut: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    bot.poll_cut = cut
    asleep = asyncio.ensure_future(world.clock.sleep_until(deadline))
    try:
        while True:
            arrival = bot.queue.next_arrival()
            # A negative offset counts from the end once, when the poll begins.
            found = bot.queue.fetch(max(offset, 0), limit)
            if found or asleep.done():
                return found
            waited_for: set[asyncio.Future[Any]] = {arrival, cut, asleep}
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
            arrival.cancel()
            if cut.done():
                raise await _conflict(world, bot, cut.result())
    finally:
        asleep.cancel()
        if bot.poll_cut is cut:
            bot.poll_cut = None


def cut_polling(bot: Bot, reason: str) -> None:
    """End the getUpdates that now waits, with 409."""
    if bot.poll_cut is not None and not bot.poll_cut.done():
        bot.poll_cut.set_result(reason)
    bot.poll_cut = None


async def _conflict(world: World, bot: Bot, text: str) -> ApiError:
    """The first conflict is told at once, further ones within 3 s after a pause of 3 s."""
    now = world.now()
    if now < bot.next_conflict_at:
        await world.clock.sleep_until(now + CONFLICT_PAUSE_S)
    else:
        bot.next_conflict_at = now + CONFLICT_PAUSE_S
    return conflict(text)


def _sent(world: World, pending: Pending) -> Json:
    """The update as it leaves; what we send is checked, except what a test broke on purpose."""
    update = pending.json()
    if not pending.broken:
        for problem in check_update(update):
            world.recorder.violation(problem)
    return update
