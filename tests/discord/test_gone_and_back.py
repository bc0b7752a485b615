"""Restarts, double delivery, and who sees an answer, through the whole bot."""

from __future__ import annotations

import pytest

from tests.conftest import photo
from tests.discord.running import Place
from tests.emulators.discord import faults
from tests.retention.test_erased_identity import rows_naming
from tests.waiting import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_restart__what_was_said_meanwhile_is_answered_once_and_in_order(env: Place) -> None:
    await env.running.stop()
    said = [env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine fox {number}") for number in range(3)]
    env.ann.say(env.dm, "/画 一只狐狸")
    missed = env.bob.slash(env.channel, "imagine", prompt="a wolf")
    assert missed.delivered == 1, "it is kept for the session"
    env.running.clock.skip(30)
    await env.running.start()
    await env.picture(count=3)
    await env.picture(env.dm)
    shown = sorted(env.pictures(), key=lambda message: message.id)
    assert [one.referenced for one in shown] == said
    assert missed.is_failed and len(await env.jobs()) == 4, "what failed in Bob's eyes is not painted"
    await env.words("I was away")
    resumed = [frame.payload["op"] for frame in env.discord.recorder.frames if frame.way == "out"]
    assert resumed.count(2) == 1 and 6 in resumed, "the session went on"


async def test_delivered_twice__counts_once(env: Place) -> None:
    env.discord.delivery.duplicates = 1
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine a fox")
    shown = await env.picture()
    env.discord.delivery.duplicates = 1
    env.bob.slash(env.channel, "imagine", prompt="a wolf")
    await env.picture(count=2)
    env.discord.delivery.duplicates = 1
    pressed = env.press(env.bob, shown, "Again")
    await env.picture(count=3)
    await env.running.settled()
    assert len(await env.jobs()) == 3 and not pressed.is_failed


async def test_lost_callback__is_repeated_and_taken_as_done(env: Place) -> None:
    env.discord.faults.add("interaction.callback", faults.CUT_AFTER)
    asked = env.bob.slash(env.channel, "imagine", prompt="a fox")
    shown = await env.picture()
    assert shown is asked.original and env.channel.by(env.bot) == [shown]
    codes = [one.code for one in env.discord.recorder.of("interaction.callback")[-2:]]
    assert codes == [0, 40060]


async def test_settings__are_seen_by_one_person(env: Place) -> None:
    asked = env.bob.slash(env.channel, "settings")
    shown = await asked.shown()
    assert shown.seen_by is env.bob and asked.ephemeral
    await env.running.settled()
    assert [one.seen_by for one in env.channel.by(env.bot)] == [env.bob]


async def test_form_that_is_open_over_a_restart__still_knows_its_picture(env: Place) -> None:
    """A stranger's picture, which without the intent no other way leads to."""
    picture = env.ann.say(env.channel, "my cat", files=[("a cat on a long sofa, in the evening.png", photo())])
    opened = env.bob.use_on(picture, "Change this")
    await opened.answered()
    app = env.running.app
    await stored(app.store, lambda tx: "discord_form" in rows_naming(tx, picture.id))
    await env.running.restart()
    sent = env.bob.submit(opened, words="make it blue")
    await env.picture()
    (job,) = await env.jobs()
    assert not sent.is_failed and "make it blue" in job.request
    for token in (opened.token, sent.token):
        assert await env.running.app.store.read(rows_naming, token) == {}
