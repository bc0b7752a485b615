"""Independent witnesses: discord.py and hikari, unmodified, connect to the emulator and play through it.

One test a library, as starting its process costs more than all that it does.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.emulators.discord import Bot, DiscordServer, Permissions, Settings, faults

from .conftest import picture

START_S = 60.0  # a cold import of a library on a busy machine


@dataclass
class Witness:
    """A bot in another process, and the lines that it has printed."""

    process: asyncio.subprocess.Process
    seen: list[dict[str, Any]]

    async def told(self, key: str) -> dict[str, Any]:
        """The next line with this key; what else is printed before it is kept in `seen`."""
        assert self.process.stdout is not None
        while True:
            for number, line in enumerate(self.seen):
                if key in line:
                    return self.seen.pop(number)
            raw = await asyncio.wait_for(self.process.stdout.readline(), START_S)
            assert raw, f"the witness ended before it told {key}; it told {self.seen}"
            self.seen.append(json.loads(raw))


@asynccontextmanager
async def witness(library: str, discord: DiscordServer, bot: Bot) -> AsyncIterator[Witness]:
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.emulators.discord_tests.{library}_bot",
        discord.api_url,
        discord.world.gateway_url,
        picture("blue").hex(),
        bot.token,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Witness(process, [])
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize("library", ["dpy", pytest.param("hikari", marks=pytest.mark.long)])
async def test_witness__library_of_others_plays_through(library: str) -> None:
    async with DiscordServer(settings=Settings(identify_every_s=0.0)) as discord:
        bot = discord.add_bot()
        ann, bob = discord.add_person("Ann", locale="zh-CN"), discord.add_person("Bob")
        guild = discord.guild("Painters", [ann, bob, bot])
        channel, quiet = discord.channel(guild), discord.channel(guild, "read-only")
        quiet.deny(bot, Permissions.SEND_MESSAGES)
        async with witness(library, discord, bot) as other:
            assert (await other.told("synced"))["synced"] == ["Restyle this", "imagine"]
            assert (await other.told("ready"))["ready"] == "general"

            # Messages, with and without what is in them; a reply, changed into one with a picture.
            said = ann.say(channel, "not for you", files=[picture()])
            heard = await other.told("heard")
            assert (heard["heard"], heard["files"]) == ("", 0)
            ann.say(channel, f"{ann.mention(bot)} look", files=[picture()], reply_to=said)
            assert (await other.told("heard"))["files"] == 1
            await other.told("replied")
            reply = channel.by(bot)[-1]
            assert (reply.content, reply.pictures, reply.pinged) == ("hello again", [picture("blue")], [])

            # A command with a picture: deferred, then shown with a button; the button opens a form.
            typed = ann.complete(channel, "imagine", "prompt", "a fox")
            await typed.answered()
            assert typed.choices[0]["name"] == "a fox at night"
            asked = ann.slash(channel, "imagine", prompt="a fox", image=picture())
            assert await other.told("painted") == {"painted": "a fox", "image": len(picture()), "locale": "zh-CN"}
            shown = await asked.shown()
            assert shown.pictures == [picture("blue")] and shown.button("Again")
            pressed = bob.press(shown, "Again")
            assert (await other.told("pressed"))["pressed"] == "again"
            bob.submit(pressed, words="a wolf")
            assert (await other.told("submitted"))["submitted"] == "a wolf"
            assert (shown.content, shown.buttons, shown.pictures) == ("remixed: a wolf", [], [picture("blue")])

            # A message command on another person's picture; an answer for one, and one for all.
            photo = bob.say(channel, "my cat", files=[picture()])
            used = ann.use_on(photo, "Restyle this")
            assert (await other.told("restyled"))["restyled"] == "my cat"
            assert used.original is not None and used.original.seen_by is ann
            assert used.followups[0].pictures == [picture("blue")]

            # Refusals and rate limits, as the library understands them.
            direct = discord.dm(bot, ann)
            ann.say(direct, "sneak")
            assert (await other.told("refused"))["refused"] == 50013
            limit = faults.limited(0.05)
            discord.faults.add("message.create", limit)
            ann.say(channel, f"{ann.mention(bot)} once more")
            await other.told("replied")
            assert [one.status for one in discord.recorder.of("message.create")][-2:] == [429, 200]

            # Told to connect again, it resumes, and hears what was said meanwhile.
            (before,) = discord.gateway.live
            discord.gateway.reconnect()
            ann.say(direct, "are you there?")
            await other.told("resumed")
            while (await other.told("heard"))["heard"] != "are you there?":
                pass
            (after,) = discord.gateway.live
            assert after is not before and after.is_resume_address and before.close_code not in (1000, 1001)
        assert [str(one) for one in discord.violations] == []
