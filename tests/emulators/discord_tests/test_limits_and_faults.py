"""Rate limits, the ban after invalid requests, and faults on request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from tests.emulators.discord import faults

from .conftest import Environment
from .raw_client import Reply
from .test_first_picture import BUTTONS


async def test_bucket__five_messages_in_five_seconds_with_headers(env: Environment) -> None:
    replies = [await env.raw.post(env.channel.id, content=str(number)) for number in range(6)]
    assert [reply.status for reply in replies] == [200] * 5 + [429]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies[:5]] == ["4", "3", "2", "1", "0"]
    last = replies[5]
    assert last.headers["Content-Type"] == "application/json" and "Via" in last.headers
    assert (last.body["retry_after"], last.body["global"], last.headers["X-RateLimit-Scope"]) == (5.0, False, "user")
    assert last.headers["Retry-After"] == "5.000"
    other = env.discord.channel(env.guild, "other")
    assert (await env.raw.post(other.id, content="x")).headers["X-RateLimit-Bucket"] == last.headers[
        "X-RateLimit-Bucket"
    ]
    await env.clock.advance(5)
    assert (await env.raw.post(env.channel.id, content="x")).status == 200
    assert (env.discord.buckets.refused, env.discord.buckets.invalid) == (1, 1)


async def test_channel__has_a_limit_that_all_share_and_that_does_not_count_as_invalid(env: Environment) -> None:
    env.discord.settings.channel_writes = (2, 5.0)
    for _ in range(2):
        await env.raw.post(env.channel.id, content="x")
    shared = await env.raw.post(env.channel.id, content="x")
    assert (shared.status, shared.code, shared.headers["X-RateLimit-Scope"]) == (429, 20028, "shared")
    assert env.discord.buckets.invalid == 0


async def test_old_messages__have_a_limit_of_their_own_for_edits(env: Environment) -> None:
    sent = (await env.raw.post(env.channel.id, content="x")).body
    await env.clock.advance(3601)
    replies = [await env.raw.edit(sent, content=str(number)) for number in range(4)]
    assert [reply.status for reply in replies] == [200, 200, 200, 429]
    assert replies[3].code == 30046 and replies[3].body["retry_after"] == 6.0


async def test_global__fifty_a_second_without_what_belongs_to_interactions(env: Environment) -> None:
    env.discord.settings.per_second = 3
    sent = await env.raw.post(env.channel.id, content="x", components=BUTTONS)
    interaction = env.ann.press(env.channel.all_messages[sent.body["id"]], "Again")
    await env.clock.advance(1)
    replies = [await env.raw.call("GET", "/users/@me") for _ in range(4)]
    assert replies[3].status == 429 and replies[3].body["global"] is True
    assert replies[3].headers["X-RateLimit-Global"] == "true"
    assert (await env.raw.answer(interaction.payload(), 6)).status == 200


async def test_invalid_requests__too_many_are_a_ban_of_the_address(env: Environment) -> None:
    env.discord.settings.invalid_requests = 3
    for _ in range(4):
        assert (await env.raw.call("GET", "/gateway/bot", token="wrong")).status == 401
    banned = await env.raw.call("GET", "/users/@me")
    assert (banned.status, banned.headers["Content-Type"]) == (429, "text/html")
    assert "Via" not in banned.headers
    await env.clock.advance(3600)
    assert (await env.raw.call("GET", "/users/@me")).status == 200


async def cut_off(env: Environment) -> str:
    with pytest.raises(aiohttp.ClientConnectionError):
        await env.raw.post(env.channel.id, content="x")
    return "cut"


async def html(env: Environment) -> str:
    reply = await env.raw.post(env.channel.id, content="x")
    return f"{reply.status} {reply.headers['Content-Type']}"


@pytest.mark.parametrize(
    ("fault", "seen", "acted"),
    [
        (faults.CUT_BEFORE, "cut", 0),
        (faults.CUT_AFTER, "cut", 1),
        (faults.INTERNAL_AFTER, "500 application/json", 1),
        (faults.BAD_GATEWAY, "502 text/html", 0),
        (faults.OVERLOADED, "503 application/json", 0),
        (faults.limited(2.5, is_global=True), "429 application/json", 0),
    ],
)
async def test_faults__what_is_seen_and_whether_it_was_done(
    env: Environment, fault: faults.Fault, seen: str, acted: int
) -> None:
    env.discord.faults.add("message.create", fault, skip=1, times=1)
    await env.raw.post(env.channel.id, content="first")
    assert await (cut_off(env) if seen == "cut" else html(env)) == seen
    assert len(env.channel.messages) == 1 + acted
    assert (await env.raw.post(env.channel.id, content="x")).status == 200
    assert env.discord.recorder.of("message.create")[1].fault == fault.name


@pytest.mark.parametrize(("fault", "before"), [(faults.slow(10), 0), (faults.slow_answer(10), 1)])
async def test_faults__slow_on_the_clock(env: Environment, fault: faults.Fault, before: int) -> None:
    env.discord.faults.add("message.create", fault)
    sending = asyncio.create_task(env.raw.post(env.channel.id, content="x"))
    await _until(env, lambda: bool(env.discord.recorder.of("message.create")))
    await env.clock.advance(9)
    await _until(env, lambda: len(env.channel.messages) == before)
    assert not sending.done()
    await env.clock.advance(1)
    assert (await sending).status == 200


async def test_faults__an_answer_that_never_comes(env: Environment) -> None:
    env.discord.faults.add("message.create", faults.LOST_ANSWER, when=lambda request: request.json["content"] == "lost")
    assert isinstance(await env.raw.post(env.channel.id, content="other"), Reply)
    with pytest.raises(TimeoutError):
        timeout = aiohttp.ClientTimeout(total=0.2)
        await env.raw.call("POST", f"/channels/{env.channel.id}/messages", {"content": "lost"}, timeout=timeout)
    assert [message.content for message in env.channel.messages] == ["other", "lost"]


async def _until(env: Environment, condition: Callable[[], bool]) -> None:
    await env.discord.world.changed.wait_until(condition, 30.0)
