"""One message to one picture, in one message of the bot."""

from __future__ import annotations

from tests.telegram.conftest import RunningBot


async def test_first_picture__words_become_a_picture_in_one_message(env: RunningBot) -> None:
    asked = env.ann.say(env.chat, "/imagine a sea of roses")
    shown = await env.picture()
    assert "a sea of roses" in shown.words
    assert "¥0.16" in shown.words
    assert shown.reply_to is asked
    assert env.mine() == [shown]
