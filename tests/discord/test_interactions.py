"""Interactions: saved, then answered in time; tokens are not stored; three cases need them; what is too late ends in a word."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.discord.identity import Handle
from adapters.discord.limits import TOKEN_LIFE_S
from bot.adapter_api import Create, Delivered, Edit, Outcome, PostRefused, PostView, RetryLater
from tests.discord.gateway_bench import Line, emulated, process
from tests.emulators.discord import Callback, Interaction, Permissions, faults

WAITING = PostView("#1 waits", milestone="accepted")
DONE = PostView("#1 done", milestone="done")


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with emulated(tmp_path) as place, process(*place) as one:
        await one.ready()
        yield one
        assert one.discord.unguarded == []


def answer_to(asked: Interaction, view: PostView = WAITING) -> PostView:
    """A post that answers an interaction, as decoding refers to it."""
    return replace(view, reply_to=f"i{asked.id}")


async def imagine(line: Line, prompt: str = "a fox") -> Interaction:
    """Ann uses a command, and it is answered."""
    asked = line.ann.slash(line.channel, "imagine", prompt=prompt)
    await asked.answered()
    return asked


async def test_interactions__answer_becomes_the_post_by_the_bots_own_rights(line: Line) -> None:
    asked = await imagine(line)
    assert asked.answer is Callback.DEFERRED
    handle = await line.posted(Create(7, answer_to(asked)))
    assert asked.original is not None
    assert Handle.parse(handle).message == asked.original.id
    assert asked.original.content == "#1 waits"
    line.discord.settings.token_life_s = 0.0  # An hour in the queue.
    await line.posted(Edit(7, handle, answer_to(asked, DONE)))
    assert asked.original.content == "#1 done"
    assert len(line.channel.by(line.bot)) == 1
    assert line.discord.recorder.of("followup.edit", "followup.create") == []


async def test_interactions__further_posts_are_replies_to_the_answer(line: Line) -> None:
    asked = await imagine(line)
    first = await line.posted(Create(7, answer_to(asked)))
    assert await line.posted(Create(7, answer_to(asked))) == first, "a repeated create"
    second = await line.posted(Create(8, answer_to(asked)))
    assert second != first
    reference = line.channel.by(line.bot)[-1].reference
    assert reference is not None
    assert reference["message_id"] == Handle.parse(first).message


async def test_interactions__token_is_not_stored(line: Line, tmp_path: Path) -> None:
    asked = await imagine(line)
    await line.posted(Create(7, answer_to(asked)))
    (saved,) = line.interactions
    assert json.loads(saved.body)["d"]["id"] == asked.id == saved.event_id
    stored = await asyncio.to_thread(lambda: b"".join(file.read_bytes() for file in tmp_path.glob("x.db*")))
    assert asked.id.encode() in stored
    assert asked.token.encode() not in stored
    assert asked.token not in "".join(map(repr, line.answering._known.values()))


async def test_interactions__answered_only_once_it_is_saved(line: Line) -> None:
    answered: list[int] = []
    line.host.in_save = lambda: answered.append(len(line.discord.recorder.of("interaction.callback")))
    await imagine(line)
    assert answered == [0]


async def test_interactions__lost_answer_to_the_callback(line: Line) -> None:
    line.discord.faults.add("interaction.callback", faults.CUT_AFTER)
    asked = await imagine(line)
    await line.posted(Create(7, answer_to(asked)))
    assert asked.original is not None
    assert asked.original.content == "#1 waits"
    assert [request.code for request in line.discord.recorder.of("interaction.callback")] == [0, 40060]


async def test_interactions__callback_is_tried_again(line: Line) -> None:
    line.discord.faults.add("interaction.callback", faults.BAD_GATEWAY)
    asked = await imagine(line)
    assert not asked.is_failed


async def test_interactions__killed_between_the_callback_and_its_record(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        async with process(*place) as one:
            await one.ready()
            asked = await imagine(one)
            # As if the process had ended before the answer's id was on disk.
            await one.store.write(lambda tx: tx.run("discord.responses.delete_old", before=tx.now + 1))
        async with process(*place) as one:
            await one.posted(Create(7, answer_to(asked)))
            assert asked.original is not None
            assert asked.original.content == "#1 waits"
            assert len(one.channel.by(one.bot)) == 1


# --- the three cases that need the token


async def hidden(line: Line) -> Interaction:
    """A command in a channel that the bot does not see."""
    line.channel.deny(line.bot, Permissions.VIEW_CHANNEL)
    return await imagine(line)


async def private(line: Line) -> Interaction:
    """A command whose answer only Ann sees."""
    asked = line.ann.slash(line.channel, "quota")
    await asked.answered()
    return asked


@pytest.mark.parametrize("ask", [hidden, private])
async def test_interactions__token_is_used_where_the_bot_has_no_rights(line: Line, ask: object) -> None:
    assert callable(ask)
    asked: Interaction = await ask(line)
    assert asked.ephemeral == (ask is private)
    handle = await line.posted(Create(7, answer_to(asked)))
    await line.posted(Edit(7, handle, answer_to(asked, DONE)))
    assert asked.original is not None
    assert asked.original.content == "#1 done"
    further = await line.posted(Create(8, answer_to(asked)))
    assert Handle.parse(further).interaction == asked.id


@pytest.mark.parametrize("ask", [hidden, private])
async def test_interactions__after_fifteen_minutes_the_token_is_over(line: Line, ask: object) -> None:
    assert callable(ask)
    asked: Interaction = await ask(line)
    handle = await line.posted(Create(7, answer_to(asked)))
    known = line.answering.known(asked.id)
    assert known is not None
    known.received_at -= TOKEN_LIFE_S
    outcomes: list[Outcome] = [
        await line.post(Edit(7, handle, answer_to(asked, DONE))),
        await line.post(Create(8, answer_to(asked))),
    ]
    assert all(isinstance(one, PostRefused) and one.why == "too-late" for one in outcomes), outcomes


async def test_interactions__rights_that_were_lost_meanwhile(line: Line) -> None:
    asked = await imagine(line)
    line.channel.deny(line.bot, Permissions.VIEW_CHANNEL)
    handle = await line.posted(Create(7, answer_to(asked)))
    assert Handle.parse(handle).interaction == asked.id
    await line.posted(Edit(7, handle, answer_to(asked, DONE)))


async def test_interactions__refusal_is_seen_by_the_person_alone(line: Line) -> None:
    asked = await imagine(line)
    await line.posted(Create(7, replace(answer_to(asked), text="a refusal", private=True)))
    (shown,) = line.channel.by(line.bot)
    assert shown.seen_by is line.ann
    assert asked.original is not None
    assert asked.original.deleted


# --- too late


async def test_interactions__what_came_while_the_bot_was_down_ends_in_a_word(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        discord, _, ann, channel, _ = place
        async with process(*place) as one:
            await one.ready()
        asked = [ann.slash(channel, "imagine", prompt=f"fox {number}") for number in range(3)]
        discord.settings.callback_within_s = 0.0
        ann.say(channel, "a message can wait")
        async with process(*place) as one:
            await one.until(lambda: one.said == ["a message can wait"], "the message is replayed")
            await one.until(lambda: channel.by(one.bot), "the word")
            await one.ready()
            assert one.interactions == [], "nobody waits for these any more"
            assert [message.content for message in channel.by(one.bot)] == [f"<@{ann.id}> discord-away (en)"]
            assert channel.by(one.bot)[0].pinged == [ann.id]
        assert all(each.is_failed for each in asked)
        async with process(*place) as one:
            await one.ready()
            ann.say(channel, "once more")
            await one.until(lambda: one.said == ["once more"], "heard")
            assert len(channel.by(one.bot)) == 1, "they are not replayed again"


async def test_interactions__short_interruption_loses_none(tmp_path: Path) -> None:
    async with emulated(tmp_path) as place:
        _, _, ann, channel, _ = place
        async with process(*place) as one:
            await one.ready()
        asked = ann.slash(channel, "imagine", prompt="in time")
        async with process(*place) as one:
            await asked.answered()
            await one.until(lambda: len(one.interactions) == 1, "saved")
            await one.posted(Create(7, answer_to(asked)))
            assert asked.original is not None
            assert asked.original.content == "#1 waits"


async def test_interactions__post_waits_for_the_callback(line: Line) -> None:
    line.discord.faults.add("interaction.callback", faults.slow(0.2))
    asked = line.ann.slash(line.channel, "imagine", prompt="a fox")
    await line.until(lambda: line.interactions, "saved")
    outcome: Outcome = RetryLater(0)
    while isinstance(outcome, RetryLater):
        outcome = await line.post(Create(7, answer_to(asked)))
    assert isinstance(outcome, Delivered)
    assert len(line.channel.by(line.bot)) == 1


async def test_interactions__saved_one_that_is_answered_too_late_is_done_and_not_asked_for_again(line: Line) -> None:
    line.discord.settings.callback_within_s = 0.0
    asked = line.ann.slash(line.channel, "imagine", prompt="a fox")
    await line.until(lambda: line.interactions, "saved")
    outcome: Outcome = RetryLater(0)
    while isinstance(outcome, RetryLater):
        outcome = await line.post(Create(7, answer_to(asked)))
    assert isinstance(outcome, Delivered)
    assert asked.is_failed
    assert [message.content for message in line.channel.by(line.bot)] == ["#1 waits"]


async def test_interactions__answers_do_not_wait_for_one_another(line: Line) -> None:
    line.discord.faults.add("interaction.callback", faults.LOST_ANSWER, times=20)
    slow = [line.ann.slash(line.channel, "imagine", prompt=f"slow {number}") for number in range(20)]
    await asyncio.gather(*(one.answered() for one in slow))
    quick = line.ann.slash(line.channel, "imagine", prompt="quick")
    await quick.answered()
    assert not quick.is_failed
