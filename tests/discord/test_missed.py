"""What was said to the bot while its session was gone: it is fetched from the channels, once, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.discord import known_channels, missed, shards
from adapters.discord.limits import MISSED_CHANNELS, MISSED_MAX_AGE_S
from adapters.discord.rows import ChannelRow
from tests.discord.gateway_bench import Line, emulated, process
from tests.emulators.discord import faults
from tests.emulators.discord.bits import Permissions


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses after which Discord may be asked again would be most of what a test takes."""
    monkeypatch.setattr(shards, "INVALID_SESSION_PAUSE_S", 0.01)
    monkeypatch.setattr("adapters.discord.sessions.IDENTIFY_INTERVAL_S", 0.01)
    monkeypatch.setattr(missed, "FIRST_PAUSE_S", 0.01)


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with emulated(tmp_path) as place, process(*place) as one:
        await one.ready()
        one.discord.settings.limits_on = False
        yield one


def to_bot(line: Line, words: str) -> str:
    return f"{line.ann.mention(line.bot)} {words}"


async def known(line: Line) -> None:
    """Ann has spoken to the bot in a channel and directly."""
    line.ann.say(line.channel, to_bot(line, "in the channel"))
    line.ann.say(line.discord.dm(line.bot, line.ann), "directly")
    await line.until(lambda: len(line.said) == 2, "the bot was spoken to")
    line.host.saved.clear()


async def gone(line: Line) -> None:
    """Discord forgets the session while the connection is away."""
    gateway = line.discord.gateway
    gateway.down = True
    gateway.forget_sessions()
    gateway.abort()
    await line.until(lambda: not gateway.connections, "no connection")


async def gaps(line: Line) -> list[ChannelRow]:
    return await line.store.read(known_channels.with_gap, line.runner.session)


async def test_missed__said_while_the_session_was_gone_is_fetched_in_order_and_once(line: Line) -> None:
    await known(line)
    await gone(line)
    dm = line.discord.dm(line.bot, line.ann)
    line.ann.say(line.channel, to_bot(line, "first"))
    line.ann.say(line.channel, "to the others")
    line.ann.say(line.channel, to_bot(line, "second"))
    line.ann.say(dm, "third")
    line.discord.gateway.down = False
    await line.until(lambda: len(line.said) == 3, "what was missed")
    mention = to_bot(line, "")
    in_channel = [words.removeprefix(mention) for words in line.said if words.startswith(mention)]
    assert in_channel == ["first", "second"] and "third" in line.said
    bodies = [json.loads(update.body)["d"] for update in line.host.saved]
    assert {body.get("guild_id", "") for body in bodies} == {line.channel.guild.id if line.channel.guild else "", ""}
    line.host.saved.clear()
    await gone(line)
    line.ann.say(dm, "fourth")
    line.discord.gateway.down = False
    await line.until(lambda: "fourth" in line.said, "what was missed the second time")
    assert line.said == ["fourth"], "the others were saved before"


async def test_missed__what_the_new_session_brings_meanwhile_hides_nothing(line: Line) -> None:
    await known(line)
    await gone(line)
    line.ann.say(line.channel, to_bot(line, "missed"))
    line.discord.faults.add("message.list", faults.BAD_GATEWAY, times=2)
    line.discord.gateway.down = False
    await line.discord.gateway.connected()
    line.ann.say(line.channel, to_bot(line, "heard"))
    await line.until(lambda: len(line.said) == 2, "both")
    assert {words.rpartition(" ")[2] for words in line.said} == {"missed", "heard"}


async def test_missed__process_that_dies_before_it_fetched_leaves_it_to_the_next(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, _, ann, _, _ = place
        discord.settings.limits_on = False
        async with process(*place) as one:
            await one.ready()
            await known(one)
            await gone(one)
            ann.say(discord.dm(one.bot, ann), "missed")
            discord.faults.add("message.list", faults.BAD_GATEWAY, times=100)
            discord.gateway.down = False
            await one.until(lambda: discord.recorder.of("message.list"), "a try")
            assert one.said == []
        discord.faults.clear()
        async with process(*place) as one:
            await one.until(lambda: one.said == ["missed"], "what the killed process had not fetched")
            assert len(one.bot.identified_at) == 2, "it resumed the session of the killed one"


async def test_missed__channel_that_may_not_be_read_is_left_out_from_then_on(line: Line) -> None:
    await known(line)
    await gone(line)
    line.channel.deny(line.bot, Permissions.VIEW_CHANNEL)
    line.ann.say(line.discord.dm(line.bot, line.ann), "missed")
    line.discord.gateway.down = False
    await line.until(lambda: line.said == ["missed"], "the other channel")
    await line.until(lambda: len(line.discord.recorder.of("message.list")) == 2, "both were asked for")
    await gone(line)
    line.ann.say(line.discord.dm(line.bot, line.ann), "again")
    line.discord.gateway.down = False
    await line.until(lambda: line.said == ["missed", "again"], "the other channel")
    refused = [one for one in line.discord.recorder.of("message.list") if one.status == 403]
    assert len(refused) == 1


async def test_missed__resumed_session_fetches_nothing(line: Line) -> None:
    await known(line)
    line.discord.gateway.abort()
    line.ann.say(line.channel, to_bot(line, "replayed"))
    await line.until(lambda: len(line.said) == 1, "the replay")
    await line.runner.receiver.drained()
    assert line.discord.recorder.of("message.list") == []


async def test_missed__only_so_many_channels_and_not_what_is_old(line: Line) -> None:
    bot_id, guild = line.bot.id, line.channel.guild
    assert guild is not None
    for number in range(MISSED_CHANNELS + 5):
        await line.store.write(known_channels.use, bot_id, str(10_000 + number), guild.id, "", "7")
    await line.store.write(known_channels.note_gap, line.runner.session)
    rows = await gaps(line)
    assert len(rows) == MISSED_CHANNELS
    now = line.host.clock.now()
    ages = [now - ((row.missed_after or 0) / 2**22 / 1000 + 1_420_070_400) for row in rows]
    assert all(age <= MISSED_MAX_AGE_S + 60 for age in ages)
