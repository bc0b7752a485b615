"""The gateway: sessions, replays, close codes, intents."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from tests.emulators.discord import Intents

from .conftest import Environment
from .raw_client import PROPERTIES, USUAL_INTENTS, RawSocket


async def ended(env: Environment) -> None:
    """Wait until the server has noticed that the connection is gone."""
    await env.discord.world.changed.wait_until(lambda: not env.discord.gateway.connections, 30.0)


async def test_gateway__ready_servers_and_messages_arrive_in_order(env: Environment) -> None:
    found = (await env.raw.call("GET", "/gateway/bot")).body
    assert found["session_start_limit"]["remaining"] == 1000
    socket = await env.raw.socket(found["url"])
    ready = await socket.identify(env.bot)
    assert ready["guilds"] == [{"id": env.guild.id, "unavailable": True}]
    assert ready["application"]["id"] == env.bot.application_id
    assert (await socket.event("GUILD_CREATE"))["channels"][0]["name"] == "general"
    env.ann.say(env.channel, "one")
    env.bob.say(env.discord.dm(env.bot, env.bob), "two")
    first, second = await socket.event("MESSAGE_CREATE"), await socket.event("MESSAGE_CREATE")
    assert (first["author"]["global_name"], first["guild_id"]) == ("Ann", env.guild.id)
    assert second["content"] == "two" and "guild_id" not in second
    assert [frame["s"] for frame in socket.frames if frame["op"] == 0] == [1, 2, 3, 4]


async def test_heartbeat__is_acknowledged_and_asked_for_and_missed(env: Environment) -> None:
    socket = await env.raw.connected()
    await socket.send(1, 2)
    assert (await socket.op(11)) == {"op": 11}
    env.discord.gateway.ask_heartbeat()
    await socket.op(1)
    await env.clock.advance(60)
    await socket.send(1, 2)
    await socket.op(11)
    await env.clock.advance(61)  # less than one and a half intervals after the last one
    assert env.discord.gateway.connections
    await env.clock.advance(1)
    assert await socket.close_code() == 4009


async def test_resume__brings_what_was_missed_and_then_goes_on(env: Environment) -> None:
    socket = await env.raw.socket()
    ready = await socket.identify(env.bot)
    env.ann.say(env.channel, "seen")
    await socket.event("MESSAGE_CREATE")
    seq = socket.seq
    await socket.socket.close(code=4000)
    await ended(env)
    env.ann.say(env.channel, "missed")
    await env.clock.advance(80)
    again = await env.raw.socket(ready["resume_gateway_url"])
    await again.resume(env.bot, ready["session_id"], seq)
    assert (await again.event("MESSAGE_CREATE"))["channel_id"] == env.channel.id
    await again.event("RESUMED")
    env.ann.say(env.channel, "after")
    await again.event("MESSAGE_CREATE")
    assert [frame["s"] for frame in again.frames if frame["op"] == 0] == [seq + 1, seq + 2, seq + 3]
    assert env.violated() == []


@pytest.mark.parametrize("goodbye", [1000, 1001, 4000])
async def test_resume__ends_with_a_goodbye_or_after_a_while(env: Environment, goodbye: int) -> None:
    socket = await env.raw.socket()
    ready = await socket.identify(env.bot)
    await socket.socket.close(code=goodbye)
    await ended(env)
    if goodbye == 4000:
        await env.clock.advance(91)
    again = await env.raw.socket(ready["resume_gateway_url"])
    await again.resume(env.bot, ready["session_id"], 1)
    assert (await again.op(9))["d"] is False
    await env.clock.advance(6)
    assert (await again.identify(env.bot))["session_id"] != ready["session_id"]


async def test_resume__needs_a_number_that_was_sent_and_events_that_are_kept(env: Environment) -> None:
    env.discord.settings.resume_events = 2
    socket = await env.raw.socket()
    ready = await socket.identify(env.bot)
    too_new = await env.raw.socket(ready["resume_gateway_url"])
    await too_new.resume(env.bot, ready["session_id"], 99)
    assert await too_new.close_code() == 4007
    await socket.socket.close(code=4000)
    for number in range(3):
        env.ann.say(env.channel, str(number))
    too_old = await env.raw.socket(ready["resume_gateway_url"])
    await too_old.resume(env.bot, ready["session_id"], 1)
    assert (await too_old.op(9))["d"] is False


async def _before_identify(socket: RawSocket, env: Environment) -> None:
    await socket.send(3, {})


async def _twice(socket: RawSocket, env: Environment) -> None:
    await socket.identify(env.bot)
    await socket.send(2, {"token": env.bot.token, "intents": 0, "properties": PROPERTIES})


async def _too_long(socket: RawSocket, env: Environment) -> None:
    await socket.send(1, "x" * 4096)


async def _too_fast(socket: RawSocket, env: Environment) -> None:
    for _ in range(121):
        await socket.send(1, None)


def _identify(**wrong: Any) -> Callable[[RawSocket, Environment], Awaitable[None]]:
    async def act(socket: RawSocket, env: Environment) -> None:
        right = {"token": env.bot.token, "intents": USUAL_INTENTS, "properties": PROPERTIES}
        await socket.send(2, right | wrong)

    return act


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda socket, env: socket.send(77, None), 4001),
        (_identify(properties={}), 4002),
        (_too_long, 4002),
        (_before_identify, 4003),
        (_identify(token="nonsense"), 4004),
        (_twice, 4005),
        (_too_fast, 4008),
        (_identify(shard=[2, 2]), 4010),
        (_identify(intents=1 << 30), 4013),
        (_identify(intents=USUAL_INTENTS | Intents.CONTENT), 4014),
    ],
)
async def test_close_codes(
    env: Environment, act: Callable[[RawSocket, Environment], Awaitable[None]], code: int
) -> None:
    socket = await env.raw.socket()
    await act(socket, env)
    assert await socket.close_code() == code


async def test_version__that_is_too_old_is_refused(env: Environment) -> None:
    opened = RawSocket(await env.raw.session.ws_connect(f"{env.discord.world.gateway_url}?v=5&encoding=json"))
    assert await opened.close_code() == 4012


async def test_identify__is_limited_to_one_in_five_seconds_and_a_number_a_day(env: Environment) -> None:
    env.discord.settings.identifies_per_day = 2
    await env.raw.connected()
    second = await env.raw.socket()
    await second.send(2, {"token": env.bot.token, "intents": 0, "properties": PROPERTIES})
    assert (await second.op(9))["d"] is False
    await env.clock.advance(5)
    await second.identify(env.bot)
    await env.clock.advance(5)
    token, third = env.bot.token, await env.raw.socket()
    await third.send(2, {"token": token, "intents": 0, "properties": PROPERTIES})
    assert await third.close_code() == 4004
    assert (await env.raw.call("GET", "/users/@me", token=token)).status == 401
    assert env.violated() == ["token-reset"]


async def test_intents__decide_which_events_come_and_with_how_much_of_them(env: Environment) -> None:
    socket = await env.raw.connected()
    env.bot.privileged = int(Intents.CONTENT)
    await env.clock.advance(5)
    reading = await env.raw.connected(USUAL_INTENTS | Intents.CONTENT)
    await env.clock.advance(5)
    direct = await env.raw.connected(int(Intents.DIRECT_MESSAGES))
    env.ann.say(env.channel, "hidden")
    env.ann.say(env.channel, f"{env.ann.mention(env.bot)} shown")
    env.ann.say(env.discord.dm(env.bot, env.ann), "direct")
    blank, shown, private = [await socket.event("MESSAGE_CREATE") for _ in range(3)]
    assert (blank["content"], blank["attachments"]) == ("", [])
    assert shown["content"].endswith("shown") and shown["mentions"][0]["id"] == env.bot.id
    assert private["content"] == "direct"
    assert (await reading.event("MESSAGE_CREATE"))["content"] == "hidden"
    assert (await direct.event("MESSAGE_CREATE"))["content"] == "direct"


async def test_replies__reach_the_bot_with_a_ping_which_answers_to_commands_do_not_give(env: Environment) -> None:
    socket = await env.raw.connected()
    own = await env.raw.post(env.channel.id, content="a picture", allowed_mentions={"parse": []})
    message = env.channel.all_messages[own.body["id"]]
    for told in (env.ann.say(env.channel, "more", reply_to=message), None):
        if told is None:
            env.ann.say(env.channel, "more", reply_to=message, ping=False)
        heard = await socket.event("MESSAGE_CREATE")
        while heard["author"]["id"] == env.bot.id:
            heard = await socket.event("MESSAGE_CREATE")
        assert heard["content"] == ("more" if told else "")
        assert heard["referenced_message"]["content"] == "a picture"
    stranger = env.bob.say(env.channel, "a photo")
    await socket.event("MESSAGE_CREATE")
    env.ann.say(env.channel, f"{env.ann.mention(env.bot)} repaint", reply_to=stranger)
    assert (await socket.event("MESSAGE_CREATE"))["referenced_message"]["content"] == ""
    stranger_deleted = env.bob.say(env.channel, "gone")
    env.bob.delete(stranger_deleted)
    env.ann.say(env.channel, f"{env.ann.mention(env.bot)} and this", reply_to=stranger_deleted)
    await socket.event("MESSAGE_DELETE")
    assert (await socket.event("MESSAGE_CREATE"))["referenced_message"] is None


async def test_shards__each_gets_its_servers_and_the_first_the_direct_conversations(env: Environment) -> None:
    other = env.discord.guild("Other", [env.ann, env.bot])
    of = {(int(guild.id) >> 22) % 2: guild for guild in (env.guild, other)}
    assert len(of) == 2, "servers made one after the other are on neighbouring shards"
    env.discord.settings.max_concurrency = 2
    sockets = []
    for number in range(2):
        socket = await env.raw.socket()
        ready = await socket.identify(env.bot, shard=[number, 2])
        assert [one["id"] for one in ready["guilds"]] == [of[number].id]
        sockets.append(socket)
    env.ann.say(env.discord.channel(of[1]), "to the second")
    env.ann.say(env.discord.dm(env.bot, env.ann), "to the first")
    assert (await sockets[1].event("MESSAGE_CREATE"))["guild_id"] == of[1].id
    assert (await sockets[0].event("MESSAGE_CREATE"))["content"] == "to the first"


async def test_what_a_test_can_do__reconnect_invalidate_close_abort_silence(env: Environment) -> None:
    gateway = env.discord.gateway
    socket = await env.raw.connected()
    gateway.reconnect()
    await socket.op(7)
    gateway.invalidate(resumable=True)
    assert (await socket.op(9))["d"] is True
    gateway.close(4000)
    assert await socket.close_code() == 4000
    await env.clock.advance(5)
    socket = await env.raw.connected()
    gateway.silence()
    await socket.send(1, None)
    env.ann.say(env.channel, "unheard")
    gateway.abort()
    with pytest.raises(ConnectionError):
        while True:
            assert (await socket.frame())["t"] == "GUILD_CREATE"
    with env.discord.outage():
        with pytest.raises(aiohttp.ClientConnectionError):
            await env.raw.socket()
        with pytest.raises(aiohttp.ClientConnectionError):
            await env.raw.call("GET", "/gateway/bot")


async def test_delivery__duplicates_have_new_numbers_and_dropped_events_never_come(env: Environment) -> None:
    socket = await env.raw.connected()
    env.discord.delivery.duplicates, env.discord.delivery.dropped = 1, 1
    env.ann.say(env.channel, "dropped")
    twice = env.ann.say(env.channel, "twice")
    once = env.ann.say(env.channel, "once")
    heard = [await socket.event("MESSAGE_CREATE") for _ in range(3)]
    assert [one["id"] for one in heard] == [twice.id, twice.id, once.id]
    numbers = [frame["s"] for frame in socket.frames if frame.get("t") == "MESSAGE_CREATE"]
    assert len(set(numbers)) == 3


async def test_servers__come_go_and_have_outages(env: Environment) -> None:
    socket = await env.raw.connected()
    await socket.event("GUILD_CREATE")
    env.discord.set_unavailable(env.guild, True)
    assert (await socket.event("GUILD_DELETE")) == {"id": env.guild.id, "unavailable": True}
    env.discord.set_unavailable(env.guild, False)
    await socket.event("GUILD_CREATE")
    thread = env.discord.thread(env.channel, "A thread", env.ann)
    assert (await socket.event("THREAD_CREATE"))["parent_id"] == env.channel.id
    env.discord.delete_channel(thread)
    await socket.event("THREAD_DELETE")
    env.discord.leave(env.guild, env.bot)
    assert (await socket.event("GUILD_DELETE")) == {"id": env.guild.id}
    env.ann.say(env.channel, "unheard")
    await socket.send(1, None)
    await socket.op(11)
    assert socket.frames[-1]["op"] == 11 and socket.frames[-2]["t"] == "GUILD_DELETE"


async def test_compression__a_stream_of_zlib_frames(env: Environment) -> None:
    url = f"{env.discord.world.gateway_url}?v=10&encoding=json&compress=zlib-stream"
    async with env.raw.session.ws_connect(url) as socket:
        inflate = zlib.decompressobj()
        hello = json.loads(inflate.decompress((await socket.receive()).data))
        assert hello["op"] == 10
        await socket.send_json({"op": 2, "d": {"token": env.bot.token, "intents": 0, "properties": PROPERTIES}})
        ready = json.loads(inflate.decompress((await asyncio.wait_for(socket.receive(), 30)).data))
        assert ready["t"] == "READY"
