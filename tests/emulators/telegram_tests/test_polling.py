"""getUpdates: confirmation, long poll, limits, conflicts, expiry, kinds."""

import asyncio
from typing import Any

import pytest
from telegram.error import Conflict, InvalidToken

from .conftest import Raw, Stage, client, eventually


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


async def poll(stage: Stage, **params: Any) -> "asyncio.Task[Raw]":
    """A long poll on its way; it waits in the emulator when this returns."""
    before = len(stage.tg.requests)
    stage.bot.last_poll = (-1, 0.0)
    task = asyncio.create_task(stage.call("getUpdates", **params))
    await eventually(lambda: len(stage.tg.requests) > before and (stage.bot.poll_cut is not None or task.done()))
    return task


async def test_updates_stay_until_a_higher_offset(stage: Stage) -> None:
    for number in range(5):
        stage.ann.say(stage.chat, str(number))
    first = ids(await stage.updates())
    assert ids(await stage.updates()) == first
    assert ids(await stage.updates(first[2])) == first[2:]
    assert ids(await stage.updates(0)) == first[2:]
    assert ids(await stage.updates(first[4] + 1)) == []
    assert len(stage.bot.queue) == 0


async def test_negative_offset_keeps_the_last(stage: Stage) -> None:
    for number in range(5):
        stage.ann.say(stage.chat, str(number))
    assert [u["message"]["text"] for u in await stage.updates(-2)] == ["3", "4"]
    assert len(stage.bot.queue) == 2


async def test_an_offset_far_in_the_future_is_ignored(stage: Stage) -> None:
    stage.ann.say(stage.chat, "x")
    assert len(await stage.updates(2_000_000_000)) == 1


async def test_limit_is_forced_into_1_to_100(stage: Stage) -> None:
    for number in range(105):
        stage.ann.say(stage.chat, str(number))
    assert len(await stage.updates(limit=1000)) == 100
    assert len(await stage.updates(limit=0)) == 1
    assert len(await stage.updates(limit=7)) == 7


async def test_long_poll_returns_at_once_when_something_comes(stage: Stage) -> None:
    waiting = await poll(stage, timeout=30)
    stage.ann.say(stage.chat, "x")
    assert len((await waiting).body["result"]) == 1


async def test_long_poll_is_capped_at_50_seconds(stage: Stage) -> None:
    waiting = await poll(stage, timeout=3600)
    await stage.clock.advance(49)
    assert not waiting.done()
    await stage.clock.advance(1)
    assert (await asyncio.wait_for(waiting, 5)).body["result"] == []


async def test_asking_again_with_the_same_offset_waits_three_seconds(stage: Stage) -> None:
    assert await stage.updates(0) == []
    again = asyncio.create_task(stage.call("getUpdates", offset=0))
    await eventually(lambda: stage.bot.poll_cut is not None)
    await stage.clock.advance(3)
    assert (await asyncio.wait_for(again, 5)).body["result"] == []


async def test_a_second_poller_ends_the_first(stage: Stage) -> None:
    first = await poll(stage, timeout=30)
    second = await poll(stage, timeout=30)
    answer = await asyncio.wait_for(first, 5)
    assert answer.status == 409
    assert answer.body["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    third = await poll(stage, timeout=30)
    await asyncio.sleep(0.05)
    assert not second.done(), "a conflict within three seconds of the last is told after a pause"
    await stage.clock.advance(3)
    assert (await asyncio.wait_for(second, 5)).status == 409
    stage.ann.say(stage.chat, "x")
    assert len((await third).body["result"]) == 1


async def test_ptb_sees_a_conflict(stage: Stage) -> None:
    mine = asyncio.create_task(stage.api.get_updates(timeout=30))
    await eventually(lambda: stage.bot.poll_cut is not None)
    other = await poll(stage, timeout=30)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await mine
    stage.ann.say(stage.chat, "x")
    await other


async def test_a_killed_poller_loses_nothing(stage: Stage) -> None:
    waiting = await poll(stage, timeout=30)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    stage.ann.say(stage.chat, "x")
    assert len(await stage.updates()) == 1


@pytest.mark.parametrize(("kind", "life_s"), [("callback", 150), ("inline", 30), ("message", 86_400)])
async def test_updates_grow_too_old(stage: Stage, kind: str, life_s: int) -> None:
    if kind == "callback":
        keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
        await stage.call("sendMessage", chat_id=stage.chat.id, text="x", reply_markup=keyboard)
        stage.ann.press(stage.chat.messages[-1], "Go")
    elif kind == "inline":
        stage.ann.type_inline(stage.bot, "fox")
    else:
        stage.ann.say(stage.chat, "x")
    await stage.clock.advance(life_s - 1)
    assert len(await stage.updates()) == 1
    await stage.clock.advance(1)
    assert await stage.updates() == []
    assert stage.bot.queue.dropped_unread == 1


async def test_allowed_updates(stage: Stage) -> None:
    group = stage.tg.supergroup("G", [stage.ann, stage.bob, stage.bot])
    stage.tg.promote(group, stage.bot, stage.ann)
    await stage.drain()
    message = stage.ann.say(group, "x")
    stage.bob.react(message, "🔥")
    assert [list(u)[1] for u in await stage.drain()] == ["message"], "reactions do not come by default"
    await stage.updates(allowed_updates=["message_reaction"])
    message = stage.ann.say(group, "y")
    stage.bob.react(message, "🔥")
    found = await stage.drain()
    assert [list(u)[1] for u in found] == ["message_reaction"], "what is omitted stays as it was"
    assert found[0]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "🔥"}]
    await stage.updates(allowed_updates=[])
    stage.bob.react(message, None)
    assert await stage.drain() == []


async def test_edited_messages(stage: Stage) -> None:
    message = stage.ann.say(stage.chat, "x")
    stage.ann.edit(message, "y")
    first, second = await stage.drain()
    assert first["message"]["text"] == "x"
    assert second["edited_message"]["text"] == "y"
    assert second["edited_message"]["edit_date"] >= second["edited_message"]["date"]


async def test_tokens_and_methods(stage: Stage) -> None:
    assert (await stage.call("paintMeAFox")).body == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }
    assert (await stage.call("GETME")).status == 200
    for token, text in (("nonsense", "Unauthorized: invalid token specified"), ("1:unknown", "Unauthorized")):
        async with stage.http.get(f"{stage.tg.base_url}{token}/getMe") as response:
            assert (response.status, (await response.json())["description"]) == (401, text)
    with pytest.raises(InvalidToken):
        async with client(stage.tg, "1:unknown"):
            pass


async def test_a_real_method_that_is_not_emulated_is_noted(stage: Stage) -> None:
    assert (await stage.call("sendDice", chat_id=stage.chat.id)).status == 404
    assert stage.tg.violations == ["sendDice exists, but the emulator does not have it"]
    stage.tg.violations.clear()


async def test_parameters_come_in_every_form(stage: Stage) -> None:
    url = f"{stage.tg.base_url}{stage.bot.token}/sendMessage"
    params = {"chat_id": str(stage.chat.id), "text": "x & 画"}
    async with stage.http.get(url, params=params) as response:
        assert response.status == 200
    async with stage.http.post(url, data=params) as response:
        assert response.status == 200
    async with stage.http.post(url, json={"chat_id": stage.chat.id, "text": "x & 画"}) as response:
        assert response.status == 200
    assert list(stage.chat.messages.texts()) == ["x & 画"] * 3


async def test_broken_updates_and_new_ids_on_request(stage: Stage) -> None:
    stage.bot.inject({"callback_query": {"id": None}})
    (update,) = await stage.drain()
    assert update["callback_query"] == {"id": None}
    stage.bot.restart_update_ids(17)
    stage.ann.say(stage.chat, "x")
    assert ids(await stage.drain()) == [17]
