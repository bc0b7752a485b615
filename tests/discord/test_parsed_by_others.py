"""What the bot registers and posts is read by the models of other libraries."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from tests.conftest import photo
from tests.discord.running import Place

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long]


async def test_models_of_others__read_every_message_and_command(env: Place) -> None:
    env.ann.slash(env.channel, "画", prompt="a *fox* @everyone")
    shown = await env.picture()
    env.press(env.ann, shown, "换风格")
    env.bob.slash(env.channel, "restyle", image=photo())
    await env.words("Which style")
    for name in ("help", "styles", "jobs"):
        env.bob.say(env.dm_of(env.bob), f"/{name}")
    await env.until(lambda: len(env.dm_of(env.bob).by(env.bot)) >= 3)
    await env.running.settled()
    posted = [*env.channel.by(env.bot), *env.dm_of(env.bob).by(env.bot)]
    commands = list(env.bot.commands.values())
    messages = [env.discord.delivery.message_json(env.bot, one, content=True) for one in posted]
    asked = json.dumps({"messages": messages, "commands": commands, "token": env.discord.add_bot().token})
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.discord.parsed_by_others",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(process.communicate(asked.encode()), 120)
    expected = {
        "messages": [
            [one.content, len(one.attachments), [button.custom_id for button in one.buttons]] for one in posted
        ],
        "commands": [[one["name"], len(one.get("options", ()))] for one in commands],
    }
    assert json.loads(out) == [expected, expected]
    assert len(commands) > 20 and sum(len(one.buttons) for one in posted) > 5
