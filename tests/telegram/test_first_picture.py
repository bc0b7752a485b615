"""One message to one picture, in one message of the bot."""

from __future__ import annotations

from tests.telegram.conftest import RunningBot


async def test_words_become_a_picture_in_one_message(stage: RunningBot) -> None:
    asked = stage.ann.say(stage.chat, "/imagine a sea of roses")
    shown = await stage.picture()
    assert "a sea of roses" in shown.words
    assert "¥0.16" in shown.words
    assert shown.reply_to is asked
    assert stage.mine() == [shown]
