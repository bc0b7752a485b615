"""Things that go wrong on request."""

import asyncio

import pytest
from telegram import InputMediaPhoto
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from tests.emulators.telegram import (
    ANSWER_LOST,
    BAD_GATEWAY,
    CUT_AFTER,
    CUT_BEFORE,
    INTERNAL,
    Fault,
    album_items_fail,
    flooded,
    refuse,
    slow,
)

from .conftest import Environment, eventually, png


async def test_faults__one_shot_errors(env: Environment) -> None:
    env.tg.faults.plan(flooded(7), "sendMessage")
    env.tg.faults.plan(INTERNAL, "sendMessage")
    env.tg.faults.plan(BAD_GATEWAY, "sendMessage")
    env.tg.faults.plan(refuse(403, "Forbidden: user is deactivated"), "sendMessage", times=2, skip=1)
    with pytest.raises(RetryAfter):
        await env.api.send_message(env.chat.id, "1")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await env.api.send_message(env.chat.id, "2")
    await env.api.send_message(env.chat.id, "3")
    answers = [(await env.call("sendMessage", chat_id=env.chat.id, text="4")).status for _ in range(3)]
    assert answers == [403, 403, 200]
    assert list(env.chat.messages.texts()) == ["3", "4"]


async def test_faults__lost_answer_acts_and_stays_silent(env: Environment) -> None:
    env.tg.faults.plan(ANSWER_LOST, "sendMessage")
    with pytest.raises(TimedOut):
        await env.api.send_message(env.chat.id, "x", read_timeout=0.1)
    assert list(env.chat.messages.texts()) == ["x"]
    assert env.tg.requests_of("sendMessage")[0].acted


@pytest.mark.parametrize(("fault", "acted"), [(CUT_BEFORE, False), (CUT_AFTER, True)])
async def test_faults__cut_connections(env: Environment, fault: Fault, acted: bool) -> None:
    env.tg.faults.plan(fault, "sendMessage", where=lambda call: call.params["text"] == "x")
    await env.api.send_message(env.chat.id, "other")
    with pytest.raises(NetworkError):
        await env.api.send_message(env.chat.id, "x")
    assert ("x" in env.chat.messages.texts()) is acted


async def test_faults__partly_failed_album(env: Environment) -> None:
    env.tg.faults.plan(album_items_fail(0, 2), "sendMediaGroup")
    items = [InputMediaPhoto(png(color=color), filename="x.png") for color in ("red", "green", "blue")]
    with pytest.raises(BadRequest, match="Failed to send message #1 with the error message"):
        await env.api.send_media_group(env.chat.id, items)
    assert len(env.chat.messages) == 1


async def test_faults__outage_in_time(env: Environment) -> None:
    now = env.clock.now()
    env.tg.faults.outage(now + 10, now + 20)
    statuses = []
    for _ in range(3):
        env.bot.last_poll = (-1, 0.0)
        statuses.append([(await env.call(method)).status for method in ("getMe", "getUpdates")])
        await env.clock.advance(10)
    assert statuses == [[200, 200], [502, 502], [200, 200]]


async def test_faults__slow_answers(env: Environment) -> None:
    env.tg.faults.plan(slow(30), "sendMessage")
    sending = asyncio.create_task(env.call("sendMessage", chat_id=env.chat.id, text="x"))
    await eventually(lambda: env.clock.sleeping)
    assert not env.chat.messages
    await env.clock.advance(30)
    assert (await sending).status == 200


async def test_faults__hanging_up_and_listening_again_forgets_nothing(env: Environment) -> None:
    env.ann.say(env.chat, "x")
    await env.tg.hang_up()
    with pytest.raises(NetworkError):
        await env.api.get_me()
    await env.tg.listen()
    assert len(await env.updates()) == 1


async def test_faults__files_can_fail_too(env: Environment) -> None:
    sent = await env.api.send_photo(env.chat.id, png(), filename="x.png")
    link = await sent.photo[-1].get_file()
    env.tg.faults.plan(INTERNAL, "downloadFile")
    with pytest.raises(NetworkError):
        await link.download_as_bytearray()
    assert await link.download_as_bytearray()
