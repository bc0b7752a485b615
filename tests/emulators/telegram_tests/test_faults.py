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

from .conftest import Stage, eventually, png


async def test_one_shot_errors(stage: Stage) -> None:
    stage.tg.faults.plan(flooded(7), "sendMessage")
    stage.tg.faults.plan(INTERNAL, "sendMessage")
    stage.tg.faults.plan(BAD_GATEWAY, "sendMessage")
    stage.tg.faults.plan(refuse(403, "Forbidden: user is deactivated"), "sendMessage", times=2, skip=1)
    with pytest.raises(RetryAfter):
        await stage.api.send_message(stage.chat.id, "1")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await stage.api.send_message(stage.chat.id, "2")
    await stage.api.send_message(stage.chat.id, "3")
    answers = [(await stage.call("sendMessage", chat_id=stage.chat.id, text="4")).status for _ in range(3)]
    assert answers == [403, 403, 200]
    assert list(stage.chat.messages.texts()) == ["3", "4"]


async def test_a_lost_answer_acts_and_stays_silent(stage: Stage) -> None:
    stage.tg.faults.plan(ANSWER_LOST, "sendMessage")
    with pytest.raises(TimedOut):
        await stage.api.send_message(stage.chat.id, "x", read_timeout=0.1)
    assert list(stage.chat.messages.texts()) == ["x"]
    assert stage.tg.requests_of("sendMessage")[0].acted


@pytest.mark.parametrize(("fault", "acted"), [(CUT_BEFORE, False), (CUT_AFTER, True)])
async def test_cut_connections(stage: Stage, fault: Fault, acted: bool) -> None:
    stage.tg.faults.plan(fault, "sendMessage", where=lambda call: call.params["text"] == "x")
    await stage.api.send_message(stage.chat.id, "other")
    with pytest.raises(NetworkError):
        await stage.api.send_message(stage.chat.id, "x")
    assert ("x" in stage.chat.messages.texts()) is acted


async def test_partly_failed_album(stage: Stage) -> None:
    stage.tg.faults.plan(album_items_fail(0, 2), "sendMediaGroup")
    items = [InputMediaPhoto(png(color=color), filename="x.png") for color in ("red", "green", "blue")]
    with pytest.raises(BadRequest, match="Failed to send message #1 with the error message"):
        await stage.api.send_media_group(stage.chat.id, items)
    assert len(stage.chat.messages) == 1


async def test_outage_in_time(stage: Stage) -> None:
    now = stage.clock.now()
    stage.tg.faults.outage(now + 10, now + 20)
    statuses = []
    for _ in range(3):
        stage.bot.last_poll = (-1, 0.0)
        statuses.append([(await stage.call(method)).status for method in ("getMe", "getUpdates")])
        await stage.clock.advance(10)
    assert statuses == [[200, 200], [502, 502], [200, 200]]


async def test_slow_answers(stage: Stage) -> None:
    stage.tg.faults.plan(slow(30), "sendMessage")
    sending = asyncio.create_task(stage.call("sendMessage", chat_id=stage.chat.id, text="x"))
    await eventually(lambda: stage.clock.sleeping)
    assert not stage.chat.messages
    await stage.clock.advance(30)
    assert (await sending).status == 200


async def test_hanging_up_and_listening_again_forgets_nothing(stage: Stage) -> None:
    stage.ann.say(stage.chat, "x")
    await stage.tg.hang_up()
    with pytest.raises(NetworkError):
        await stage.api.get_me()
    await stage.tg.listen()
    assert len(await stage.updates()) == 1


async def test_files_can_fail_too(stage: Stage) -> None:
    sent = await stage.api.send_photo(stage.chat.id, png(), filename="x.png")
    link = await sent.photo[-1].get_file()
    stage.tg.faults.plan(INTERNAL, "downloadFile")
    with pytest.raises(NetworkError):
        await link.download_as_bytearray()
    assert await link.download_as_bytearray()
