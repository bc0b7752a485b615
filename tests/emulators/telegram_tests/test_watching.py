"""What a test sees of the chats, and the clocks."""

import asyncio

import pytest
import telegram

from tests.emulators.telegram import DrivenClock, SharedClock

from .conftest import Environment, png


async def test_chat_history__waiting_for_what_stands_in_the_chat(env: Environment) -> None:
    waiting = asyncio.create_task(env.chat.wait_for(lambda messages: messages.by(env.bot).pictures()))
    sent = await env.api.send_message(env.chat.id, "queued")
    await sent.edit_media(telegram.InputMediaPhoto(png(), "done", filename="x.png"))
    (picture,) = await waiting
    assert picture.caption == "done"
    with pytest.raises(AssertionError, match="the chat shows"):
        await env.chat.wait_for(lambda messages: messages.by(env.ann), timeout=0.01)


async def test_chat_history__transcript_has_no_token(env: Environment) -> None:
    await env.api.send_message(env.chat.id, "x")
    assert "@shenbi_bot sendMessage" in env.tg.transcript()
    assert env.bot.token.split(":")[1] not in env.tg.transcript() + repr(env.bot) + env.chat.shown()


async def test_chat_history__driven_clock_wakes_in_order() -> None:
    clock, woken = DrivenClock(0), list[tuple[float, float]]()

    async def sleeper(moment: float) -> None:
        await clock.sleep_until(moment)
        woken.append((moment, clock.now()))

    async with asyncio.TaskGroup() as tasks:
        for moment in (3, 1, 2):
            tasks.create_task(sleeper(moment))
        await clock.advance(2.5)
        assert woken == [(1, 1), (2, 2)]
        await clock.advance(1)


async def test_chat_history__clock_that_waits_for_events_can_be_shared() -> None:
    class Waiting:
        """A clock of the other shape, on top of a driven one."""

        def __init__(self) -> None:
            self.driven = DrivenClock(0)

        def now(self) -> float:
            return self.driven.now()

        async def wait(self, event: asyncio.Event, until: float) -> bool:
            await self.driven.sleep_until(until)
            return event.is_set()

    inner = Waiting()
    sleeping = asyncio.create_task(SharedClock(inner).sleep_until(5))
    await inner.driven.advance(4)
    assert not sleeping.done()
    await inner.driven.advance(1)
    await sleeping
