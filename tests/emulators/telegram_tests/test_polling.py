"""getUpdates: confirmation, long poll, limits, conflicts, expiry, kinds."""

import asyncio
from typing import Any

import pytest
from telegram.error import Conflict, InvalidToken

from .conftest import Environment, Raw, client, eventually


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


async def poll(env: Environment, **params: Any) -> "asyncio.Task[Raw]":
    """A long poll on its way; it waits in the emulator when this returns."""
    before = len(env.tg.requests)
    env.bot.last_poll = (-1, 0.0)
    task = asyncio.create_task(env.call("getUpdates", **params))
    await eventually(lambda: len(env.tg.requests) > before and (env.bot.poll_cut is not None or task.done()))
    return task


async def test_polling__updates_stay_until_a_higher_offset(env: Environment) -> None:
    for number in range(5):
        env.ann.say(env.chat, str(number))
    first = ids(await env.updates())
    assert ids(await env.updates()) == first
    assert ids(await env.updates(first[2])) == first[2:]
    assert ids(await env.updates(0)) == first[2:]
    assert ids(await env.updates(first[4] + 1)) == []
    assert len(env.bot.queue) == 0


async def test_polling__negative_offset_keeps_the_last(env: Environment) -> None:
    for number in range(5):
        env.ann.say(env.chat, str(number))
    assert [u["message"]["text"] for u in await env.updates(-2)] == ["3", "4"]
    assert len(env.bot.queue) == 2


async def test_polling__offset_far_in_the_future_is_ignored(env: Environment) -> None:
    env.ann.say(env.chat, "x")
    assert len(await env.updates(2_000_000_000)) == 1


async def test_polling__limit_is_forced_into_1_to_100(env: Environment) -> None:
    for number in range(105):
        env.ann.say(env.chat, str(number))
    assert len(await env.updates(limit=1000)) == 100
    assert len(await env.updates(limit=0)) == 1
    assert len(await env.updates(limit=7)) == 7


async def test_polling__long_poll_returns_at_once_when_something_comes(env: Environment) -> None:
    waiting = await poll(env, timeout=30)
    env.ann.say(env.chat, "x")
    assert len((await waiting).body["result"]) == 1


async def test_polling__long_poll_is_capped_at_50_seconds(env: Environment) -> None:
    waiting = await poll(env, timeout=3600)
    await env.clock.advance(49)
    assert not waiting.done()
    await env.clock.advance(1)
    assert (await asyncio.wait_for(waiting, 5)).body["result"] == []


async def test_polling__asking_again_with_the_same_offset_waits_three_seconds(env: Environment) -> None:
    assert await env.updates(0) == []
    again = asyncio.create_task(env.call("getUpdates", offset=0))
    await eventually(lambda: env.bot.poll_cut is not None)
    await env.clock.advance(3)
    assert (await asyncio.wait_for(again, 5)).body["result"] == []


async def test_polling__second_poller_ends_the_first(env: Environment) -> None:
    first = await poll(env, timeout=30)
    second = await poll(env, timeout=30)
    answer = await asyncio.wait_for(first, 5)
    assert answer.status == 409
    assert answer.body["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    third = await poll(env, timeout=30)
    await asyncio.sleep(0.05)
    assert not second.done(), "a conflict within three seconds of the last is told after a pause"
    await env.clock.advance(3)
    assert (await asyncio.wait_for(second, 5)).status == 409
    env.ann.say(env.chat, "x")
    assert len((await third).body["result"]) == 1


async def test_polling__ptb_sees_a_conflict(env: Environment) -> None:
    mine = asyncio.create_task(env.api.get_updates(timeout=30))
    await eventually(lambda: env.bot.poll_cut is not None)
    other = await poll(env, timeout=30)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await mine
    env.ann.say(env.chat, "x")
    await other


async def test_polling__killed_poller_loses_nothing(env: Environment) -> None:
    waiting = await poll(env, timeout=30)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    env.ann.say(env.chat, "x")
    assert len(await env.updates()) == 1


@pytest.mark.parametrize(("kind", "life_s"), [("callback", 150), ("inline", 30), ("message", 86_400)])
async def test_polling__updates_grow_too_old(env: Environment, kind: str, life_s: int) -> None:
    if kind == "callback":
        keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
        await env.call("sendMessage", chat_id=env.chat.id, text="x", reply_markup=keyboard)
        env.ann.press(env.chat.messages[-1], "Go")
    elif kind == "inline":
        env.ann.type_inline(env.bot, "fox")
    else:
        env.ann.say(env.chat, "x")
    await env.clock.advance(life_s - 1)
    assert len(await env.updates()) == 1
    await env.clock.advance(1)
    assert await env.updates() == []
    assert env.bot.queue.dropped_unread == 1


async def test_polling__allowed_updates(env: Environment) -> None:
    group = env.tg.supergroup("G", [env.ann, env.bob, env.bot])
    env.tg.promote(group, env.bot, env.ann)
    await env.drain()
    message = env.ann.say(group, "x")
    env.bob.react(message, "🔥")
    assert [list(u)[1] for u in await env.drain()] == ["message"], "reactions do not come by default"
    await env.updates(allowed_updates=["message_reaction"])
    message = env.ann.say(group, "y")
    env.bob.react(message, "🔥")
    found = await env.drain()
    assert [list(u)[1] for u in found] == ["message_reaction"], "what is omitted stays as it was"
    assert found[0]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "🔥"}]
    await env.updates(allowed_updates=[])
    env.bob.react(message, None)
    assert await env.drain() == []


async def test_polling__edited_messages(env: Environment) -> None:
    message = env.ann.say(env.chat, "x")
    env.ann.edit(message, "y")
    first, second = await env.drain()
    assert first["message"]["text"] == "x"
    assert second["edited_message"]["text"] == "y"
    assert second["edited_message"]["edit_date"] >= second["edited_message"]["date"]


async def test_polling__tokens_and_methods(env: Environment) -> None:
    assert (await env.call("paintMeAFox")).body == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }
    assert (await env.call("GETME")).status == 200
    for token, text in (("nonsense", "Unauthorized: invalid token specified"), ("1:unknown", "Unauthorized")):
        async with env.http.get(f"{env.tg.base_url}{token}/getMe") as response:
            assert (response.status, (await response.json())["description"]) == (401, text)
    with pytest.raises(InvalidToken):
        async with client(env.tg, "1:unknown"):
            pass


async def test_polling__real_method_that_is_not_emulated_is_noted(env: Environment) -> None:
    assert (await env.call("sendDice", chat_id=env.chat.id)).status == 404
    assert env.tg.violations == ["sendDice exists, but the emulator does not have it"]
    env.tg.violations.clear()


async def test_polling__parameters_come_in_every_form(env: Environment) -> None:
    url = f"{env.tg.base_url}{env.bot.token}/sendMessage"
    params = {"chat_id": str(env.chat.id), "text": "x & 画"}
    async with env.http.get(url, params=params) as response:
        assert response.status == 200
    async with env.http.post(url, data=params) as response:
        assert response.status == 200
    async with env.http.post(url, json={"chat_id": env.chat.id, "text": "x & 画"}) as response:
        assert response.status == 200
    assert list(env.chat.messages.texts()) == ["x & 画"] * 3


async def test_polling__broken_updates_and_new_ids_on_request(env: Environment) -> None:
    env.bot.inject({"callback_query": {"id": None}})
    (update,) = await env.drain()
    assert update["callback_query"] == {"id": None}
    env.bot.restart_update_ids(17)
    env.ann.say(env.chat, "x")
    assert ids(await env.drain()) == [17]
