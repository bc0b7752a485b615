"""Flood control."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import telegram
from telegram import InputMediaPhoto
from telegram.error import RetryAfter

from tests.emulators.telegram import FloodLimits

from .conftest import Environment, Raw, png


@pytest.fixture
async def strict(env: Environment) -> AsyncIterator[Environment]:
    """The same stage with Telegram's documented limits."""
    env.bot.flood.limits = FloodLimits()
    yield env


async def send(env: Environment, chat_id: int) -> Raw:
    return await env.call("sendMessage", chat_id=chat_id, text="x")


async def test_flood__one_a_second_in_a_chat_with_a_small_burst(strict: Environment) -> None:
    for _ in range(3):
        assert (await send(strict, strict.chat.id)).status == 200
    refused = await send(strict, strict.chat.id)
    assert refused.status == 429
    assert refused.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert refused.headers["Retry-After"] == "1"
    for _ in range(10):
        await strict.clock.advance(1)
        assert (await send(strict, strict.chat.id)).status == 200
    other = strict.tg.private_chat(strict.bot, strict.bob)
    assert (await send(strict, other.id)).status == 200, "one chat's flood is not another's"


async def test_flood__twenty_a_minute_in_a_group(strict: Environment) -> None:
    group = strict.tg.supergroup("G", [strict.ann, strict.bot])
    for _ in range(20):
        assert (await send(strict, group.id)).status == 200
        await strict.clock.advance(1)
    with pytest.raises(RetryAfter) as caught:
        await strict.api.send_message(group.id, "x")
    assert caught.value.retry_after == timedelta(seconds=40)
    await strict.clock.advance(39)
    assert (await send(strict, group.id)).status == 429, "closed until the time that was told"
    await strict.clock.advance(1)
    assert (await send(strict, group.id)).status == 200


async def test_flood__thirty_a_second_over_all(strict: Environment) -> None:
    people = [strict.tg.add_person(f"P{number}") for number in range(31)]
    chats = [strict.tg.private_chat(strict.bot, person) for person in people]
    answers = [await send(strict, chat.id) for chat in chats]
    assert [answer.status for answer in answers] == [200] * 30 + [429]
    await strict.clock.advance(1)
    assert (await send(strict, chats[-1].id)).status == 200


async def test_flood__album_counts_as_its_items(strict: Environment) -> None:
    group = strict.tg.supergroup("G", [strict.ann, strict.bot])
    items = [InputMediaPhoto(png(color=color), filename="x.png") for color in ("red", "green", "blue", "black")]
    await strict.api.send_media_group(group.id, items)
    assert (await send(strict, group.id)).body["parameters"] == {"retry_after": 2}
    for _ in range(4):
        await strict.clock.advance(4)
        await strict.api.send_media_group(group.id, items)
    await strict.clock.advance(4)
    refused = await send(strict, group.id)
    assert refused.body["parameters"] == {"retry_after": 40}, "20 in the minute since the first album"


async def test_flood__edits_count_and_other_calls_do_not(strict: Environment) -> None:
    sent = await strict.api.send_message(strict.chat.id, "0")
    await sent.edit_text("1")
    await sent.edit_text("2")
    with pytest.raises(RetryAfter):
        await sent.edit_text("3")
    await strict.api.send_chat_action(strict.chat.id, "typing")
    await strict.api.set_message_reaction(strict.chat.id, sent.message_id, "👀")
    await sent.delete()


async def test_flood__limits_are_a_matter_of_choice(env: Environment) -> None:
    answers = await asyncio.gather(*(send(env, env.chat.id) for _ in range(40)))
    assert {answer.status for answer in answers} == {200}
    env.bot.flood.limits = replace(FloodLimits(), chat_burst=1, penalty_s=5)
    await send(env, env.chat.id)
    assert (await send(env, env.chat.id)).body["parameters"] == {"retry_after": 6}
    assert env.bot.flood.refused == 1


async def test_flood__of_a_burst_into_one_group_only_the_first_get_through(strict: Environment) -> None:
    group = strict.tg.supergroup("G", [strict.ann, strict.bot])
    results = await asyncio.gather(
        *(strict.api.send_message(group.id, str(n)) for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, telegram.Message) for result in results) == FloodLimits().chat_burst
    assert sum(isinstance(result, RetryAfter) for result in results) == 20 - FloodLimits().chat_burst
