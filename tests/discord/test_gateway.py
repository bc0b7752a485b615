"""Receiving without loss: events are saved with their number, and whatever ends a connection, the next one goes on behind
what is saved."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from adapters.discord import shards, tables
from adapters.discord.limits import DAY_S, IDENTIFY_INTERVAL_S, INTENT_CONTENT
from adapters.discord.sessions import IdentifyBudget, reserve_identify
from bot.store import Store, open_store
from tests.clock import DrivenClock
from tests.databases import sqlite_url
from tests.discord.gateway_bench import Line, emulated, process


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses after which Discord may be asked again would be most of what a test takes."""
    monkeypatch.setattr(shards, "INVALID_SESSION_PAUSE_S", 0.01)
    monkeypatch.setattr("adapters.discord.sessions.IDENTIFY_INTERVAL_S", 0.01)


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with emulated(tmp_path) as place, process(*place) as one:
        await one.ready()
        yield one


async def test_gateway__killed_process_misses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, bot, ann, channel, _ = place
        for round in range(3):
            async with process(*place) as one:
                await one.ready()
                ann.say(channel, f"heard {round}")
                expected = [f"missed {round - 1}"] * bool(round) + [f"heard {round}"]
                await one.until(partial(_has_said, one, expected), "what is new, and nothing else")
                discord.gateway.abort()  # as a kill does: no close frame
                for task in one.tasks:
                    task.cancel()
                await asyncio.gather(*one.tasks, return_exceptions=True)
            ann.say(channel, f"missed {round}")
        assert len(bot.identified_at) == 1, "all later connections resumed"


def _has_said(line: Line, expected: list[str]) -> bool:
    return line.said == expected


async def test_gateway__tidy_shutdown_leaves_the_session_resumable(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, bot, ann, channel, _ = place
        async with process(*place) as one:
            await one.ready()
        assert discord.gateway.closed[-1].close_code == 4000
        ann.say(channel, "while away")
        async with process(*place) as one:
            await one.until(lambda: one.said == ["while away"], "replayed")
        assert len(bot.identified_at) == 1


@pytest.mark.parametrize("how", ["abort", "reconnect", "invalid-resumable", "close-4000", "close-4001", "close-4008"])
async def test_gateway__connection_is_resumed(line: Line, how: str) -> None:
    gateway = line.discord.gateway
    line.ann.say(line.channel, "before")
    await line.until(lambda: line.said == ["before"], "saved")
    before = gateway.live[0]
    match how:
        case "abort":
            gateway.abort()
        case "reconnect":
            gateway.reconnect()
        case "invalid-resumable":
            gateway.invalidate(resumable=True)
        case _:
            gateway.close(int(how.removeprefix("close-")))
    line.ann.say(line.channel, "meanwhile")
    await line.until(lambda: line.said == ["before", "meanwhile"], "the missed event")
    assert before not in gateway.connections
    assert len(line.bot.identified_at) == 1


@pytest.mark.parametrize("how", ["invalid", "forgotten", "close-4003", "close-4007", "close-4009"])
async def test_gateway__new_session_is_asked_for(line: Line, how: str) -> None:
    gateway = line.discord.gateway
    match how:
        case "invalid":
            gateway.invalidate()
        case "forgotten":
            gateway.forget_sessions()
            gateway.abort()
        case _:
            gateway.close(int(how.removeprefix("close-")))
    await line.until(lambda: len(line.bot.identified_at) == 2, "a new session")
    await gateway.connected()
    line.ann.say(line.channel, "after")
    await line.until(lambda: line.said[-1:] == ["after"], "the new session is read")


async def test_gateway__zombie_connection_is_left(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, bot, ann, channel, _ = place
        discord.settings.heartbeat_s = 0.2
        async with process(*place) as one:
            await one.ready()
            (connection,) = discord.gateway.live
            await one.until(lambda: connection.beats >= 2, "heartbeats")
            connection.beat_at += 3600.0  # The server itself must not end it.
            discord.gateway.silence()
            ann.say(channel, "unheard")
            await one.until(lambda: one.said == ["unheard"], "the event came by another connection")
            assert connection.close_code == 4000
            assert len(bot.identified_at) == 1


async def test_gateway__server_asks_for_a_heartbeat(line: Line) -> None:
    (connection,) = line.discord.gateway.live
    beats = connection.beats
    line.discord.gateway.ask_heartbeat()
    await line.until(lambda: connection.beats == beats + 1, "a beat at once")


async def test_gateway__event_that_cannot_be_saved_comes_again(line: Line) -> None:
    line.host.refuse = 2
    line.ann.say(line.channel, "kept in the end")
    await line.until(lambda: line.said == ["kept in the end"], "saved by the third try")
    assert len(line.bot.identified_at) == 1


async def test_gateway__event_that_is_delivered_again_is_saved_once(line: Line) -> None:
    line.ann.say(line.channel, "once")
    await line.until(lambda: line.said == ["once"], "saved")
    (session,) = line.discord.delivery.sessions
    body = next(frame["d"] for frame in session.log if frame["t"] == "MESSAGE_CREATE")
    session.dispatch("MESSAGE_CREATE", body)
    line.ann.say(line.channel, "after")
    await line.until(lambda: line.said[-1:] == ["after"], "saved")
    assert line.said == ["once", "after"]


@pytest.mark.parametrize(
    ("code", "problem"),
    [(4004, "discord-token-refused"), (4012, "discord-gateway-refused"), (4010, "discord-gateway-refused")],
)
async def test_gateway__operator_is_told_and_nothing_is_hammered(line: Line, code: int, problem: str) -> None:
    line.discord.gateway.close(code)
    await line.until(lambda: problem in line.host.problems, "told")
    assert line.discord.gateway.connections == [], "the pause before the next try has begun"


async def test_gateway__privileged_intent_is_dropped_when_it_is_refused(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, bot, *_ = place
        async with process(*place) as one:
            bot.privileged = 0
            one.runner.intents.privileged = INTENT_CONTENT
            discord.gateway.invalidate()
            await one.until(lambda: "discord-intents-refused" in one.host.problems, "told")
            await discord.gateway.connected()
            assert discord.delivery.sessions[-1].intents & INTENT_CONTENT == 0


async def test_gateway__removal_is_no_outage(line: Line) -> None:
    guild = line.channel.guild
    assert guild is not None
    line.discord.set_unavailable(guild, True)
    line.discord.set_unavailable(guild, False)
    added = line.discord.guild("Others", [line.ann, line.bot])
    line.discord.leave(added, line.bot)

    def names() -> list[str]:
        return [update.body[6 : update.body.index('"', 6)] for update in line.host.saved]

    await line.until(lambda: "GUILD_DELETE" in names(), "the removal")
    assert names() == ["GUILD_CREATE", "GUILD_DELETE"]
    assert all(added.id in update.body for update in line.host.saved)


async def test_gateway__end_of_an_outage_that_is_replayed_to_another_process_is_no_new_server(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, bot, ann, channel, _ = place
        async with process(*place) as one:
            await one.ready()
        assert channel.guild is not None
        channel.guild.members[bot.id].joined_at -= 7200.0
        for unavailable in (True, False):
            discord.set_unavailable(channel.guild, unavailable)
        added = discord.guild("Others", [ann, bot])
        async with process(*place) as one:
            await one.until(lambda: one.host.saved, "the server that is new")
            ann.say(channel, "after")
            await one.until(lambda: one.said == ["after"], "what came after it")
            assert [added.id in update.body for update in one.host.saved] == [True, False]


# --- one process for a session; how many sessions may begin


@pytest.fixture
async def driven(tmp_path: Path) -> AsyncIterator[tuple[Store, DrivenClock]]:
    clock = DrivenClock()
    store = await open_store(sqlite_url(tmp_path / "x.db"), clock)
    await tables.attach(store)
    yield store, clock
    await store.close()


async def test_identify__never_more_than_allowed_a_day(
    driven: tuple[Store, DrivenClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.sessions.IDENTIFY_INTERVAL_S", IDENTIFY_INTERVAL_S)
    store, clock = driven
    budget = IdentifyBudget(total=20, remaining=20, reset_after_s=DAY_S, max_concurrency=1)
    made = []
    for _ in range(60):
        wait_s, counted = await reserve_identify(store, "1", 0, budget)
        clock.advance(wait_s)
        if counted:
            made.append(clock.now())
    for at in made:
        assert sum(at <= other < at + DAY_S for other in made) <= 18, "two are kept for a person"
    assert all(later - earlier >= IDENTIFY_INTERVAL_S for earlier, later in itertools.pairwise(made))
    assert len(made) > 18, "it goes on the next day"


async def test_identify__what_discord_counts_is_kept_to_as_well(driven: tuple[Store, DrivenClock]) -> None:
    store, _ = driven
    budget = IdentifyBudget(total=1000, remaining=5, reset_after_s=77.0, max_concurrency=1)
    assert await reserve_identify(store, "1", 0, budget) == (77.0, False)


async def test_identify__shards_of_different_buckets_begin_at_once(
    driven: tuple[Store, DrivenClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.sessions.IDENTIFY_INTERVAL_S", IDENTIFY_INTERVAL_S)
    store, _ = driven
    budget = IdentifyBudget(1000, 1000, DAY_S, max_concurrency=2)
    waits = [(await reserve_identify(store, "1", shard, budget))[0] for shard in range(4)]
    assert waits == pytest.approx([0, 0, IDENTIFY_INTERVAL_S, IDENTIFY_INTERVAL_S])
