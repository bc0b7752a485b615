"""From a command, a menu, a mention or plain words to a picture, without any privileged intent."""

from __future__ import annotations

import pytest

from tests.conftest import photo
from tests.discord.running import Place
from tests.discord.world import shown_text
from tests.emulators.discord import Callback, Permissions

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_slash_command__its_answer_becomes_the_picture(env: Place) -> None:
    asked = env.ann.slash(env.channel, "画", prompt="a sea of roses")
    shown = await env.picture()
    assert asked.answer is Callback.DEFERRED and shown is asked.original
    assert env.channel.by(env.bot) == [shown], "one message, from 'thinking' to the picture"
    assert "a sea of roses" in shown_text(shown.content) and "0.16 元" in shown.content
    assert shown.pinged == [] and shown.attachments[0].description
    assert any("再来" in button.label for button in shown.buttons), "in the language of Ann's client"


async def test_message_command__restyles_a_strangers_picture(env: Place) -> None:
    posted = env.bob.say(env.channel, "my cat", files=[photo()])
    env.bob.use_on(posted, "Restyle this")
    question = await env.words("style")
    assert question.reference is not None and question.reference["message_id"] == posted.id
    env.press(env.bob, question, "sketch")
    await env.picture()
    (job,) = await env.jobs()
    assert job.state == "done"


async def test_mention__with_words_or_in_reply_to_a_picture(env: Place) -> None:
    env.bob.say(env.channel, "a fox without a mention")
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine a fox")
    shown = await env.picture()
    assert "a fox" in shown.content and len(await env.jobs()) == 1
    env.bob.say(env.channel, "make it night", reply_to=shown)
    await env.picture(count=2)
    assert len(await env.jobs()) == 2


async def test_direct_message__plain_words_and_a_photo(env: Place) -> None:
    env.ann.say(env.dm, "画一只狐狸")
    env.press(env.ann, await env.words("Shall I paint", env.dm), "Paint")
    shown = await env.picture(env.dm)
    assert "狐狸" in shown.content
    env.ann.say(env.dm, "/restyle sketch", files=[photo()])
    await env.picture(env.dm, count=2)


async def test_prompt__that_names_everybody_pings_nobody(env: Place) -> None:
    env.channel.allow(env.bot, Permissions.MENTION_EVERYONE)
    env.bob.slash(env.channel, "imagine", prompt=f"@everyone <@{env.ann.id}> **a fox** https://example.org")
    shown = await env.picture()
    assert [message.pinged for message in env.channel.by(env.bot)] == [[]]
    assert f"@everyone <@{env.ann.id}> **a fox**" in shown_text(shown.content)
