"""Several connections: each brings its own servers, ends and goes on by itself, and is read by one process."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from adapters.discord import shards, tables
from bot.runtime.cancelling import cancel_and_wait
from bot.runtime.clock import SystemClock
from bot.store import open_store
from studio.server import Studio
from tests.discord.gateway_bench import Line, emulated, process
from tests.discord.running import new_place, running_discord
from tests.emulators.discord import Channel, DiscordServer, Person, faults
from tests.emulators.discord.connection import Connection
from tests.emulators.discord.state import User

SHARDS = 2


def channel_of_shard(discord: DiscordServer, shard: int, members: list[User]) -> Channel:
    """A channel of a new server that belongs to a shard."""
    while True:
        guild = discord.guild("Painters", members)
        if (int(guild.id) >> 22) % SHARDS == shard:
            return discord.channel(guild)


def connection_of(discord: DiscordServer, shard: int) -> Connection | None:
    """The connection of a shard, if there is one."""
    return next((one for one in discord.gateway.live if one.session and one.session.shard == (shard, SHARDS)), None)


async def test_shards__one_drops_and_resumes_while_the_other_goes_on(tmp_path: Path, studio: Studio) -> None:
    async with running_discord(tmp_path, studio, shards=SHARDS) as running, new_place(running) as env:
        discord, gateway = env.discord, env.discord.gateway
        await gateway.connected(SHARDS)
        first, second = (channel_of_shard(discord, shard, [env.bob, env.bot]) for shard in range(SHARDS))

        def ask(channel: Channel, what: str) -> None:
            env.bob.say(channel, f"{env.bob.mention(env.bot)} /imagine {what}")

        ask(first, "a fox")
        ask(second, "a wolf")
        env.bob.say(env.dm_of(env.bob), "/imagine an owl")
        for channel in (first, second, env.dm_of(env.bob)):
            await env.picture(channel)
        went_on, dropped = connection_of(discord, 0), connection_of(discord, 1)
        assert went_on and dropped
        discord.faults.add("gateway.connect", faults.CUT_BEFORE, times=None)
        dropped.abort()
        await env.until(lambda: dropped in gateway.closed, "one shard has no connection")
        ask(second, "a hen")
        ask(first, "a cat")
        asked = env.bob.slash(first, "imagine", prompt="a dog")
        await env.picture(first, 3)
        assert connection_of(discord, 0) is went_on and connection_of(discord, 1) is None
        assert not asked.is_failed and len(env.pictures(second)) == 1
        discord.faults.clear()
        await env.picture(second, 2)
        assert connection_of(discord, 0) is went_on
        assert len(env.bot.identified_at) == SHARDS, "the session of the other was resumed"


def say(ann: Person, line: Line, channel: Channel, words: str) -> None:
    ann.say(channel, f"{ann.mention(line.bot)} {words}")


def last_words(line: Line) -> list[str]:
    return [said.rpartition(" ")[2] for said in line.said]


async def test_shards__two_processes_share_them_and_one_takes_over(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LEASE_RETRY_S", 0.02)
    monkeypatch.setattr("adapters.discord.sessions.IDENTIFY_INTERVAL_S", 0.01)
    async with emulated(tmp_path, postgres_url) as place, AsyncExitStack() as stack:
        discord, bot, ann, _, _ = place
        channels = [channel_of_shard(discord, shard, [ann, bot]) for shard in range(SHARDS)]
        other_store = await open_store(postgres_url, SystemClock())
        stack.push_async_callback(other_store.close)
        await tables.attach(other_store)

        async def reader(owner: str, shard: int) -> Line:
            store = place[-1] if owner == "one" else other_store
            return await stack.enter_async_context(process(*place[:-1], store, shard=(shard, SHARDS), owner=owner))

        held = [await reader("one", 0), await reader("two", 1)]
        for line in held:
            await line.until(lambda line=line: line.runner.receiver.saved_seq, "a session")  # type: ignore[misc]
        waiting = [await reader("two", 0), await reader("one", 1)]
        for shard, line in enumerate(held):
            say(ann, line, channels[shard], f"shard-{shard}")
            await line.until(lambda line=line, shard=shard: last_words(line) == [f"shard-{shard}"], "its own server")  # type: ignore[misc]
        assert [line.said for line in waiting] == [[], []]
        stayed = connection_of(discord, 1)
        for line in (waiting[1], held[0]):  # The first process ends.
            for task in line.tasks:
                await cancel_and_wait(task)
        say(ann, held[0], channels[0], "meanwhile")
        await waiting[0].until(lambda: last_words(waiting[0]) == ["meanwhile"], "the other process goes on")
        say(ann, held[1], channels[1], "further")
        await held[1].until(lambda: last_words(held[1]) == ["shard-1", "further"], "its own goes on")
        assert connection_of(discord, 1) is stayed
        assert len(bot.identified_at) == SHARDS, "what the first process read was resumed by the second"
