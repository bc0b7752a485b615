"""One emulated Discord with a bot, two people, a server and a channel; time is moved by hand."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from PIL import Image

from tests.emulators.discord import Bot, Channel, DiscordServer, DrivenClock, Guild, Person

from .raw_client import RawBot


def picture(colour: str = "red") -> bytes:
    """A small real picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(buffer, "PNG")
    return buffer.getvalue()


@dataclass(repr=False)
class Environment:
    """Ann and Bob, and the bot, in one server."""

    discord: DiscordServer
    clock: DrivenClock
    bot: Bot
    raw: RawBot
    ann: Person
    bob: Person
    guild: Guild
    channel: Channel

    def violated(self) -> list[str]:
        return [violation.kind for violation in self.discord.violations]


@pytest.fixture
async def env() -> AsyncIterator[Environment]:
    clock = DrivenClock()
    async with DiscordServer(clock=clock) as discord, aiohttp.ClientSession() as session:
        bot = discord.add_bot()
        ann, bob = discord.add_person("Ann", locale="zh-CN"), discord.add_person("Bob")
        guild = discord.guild("Painters", [ann, bob, bot])
        channel = discord.channel(guild)
        yield Environment(discord, clock, bot, RawBot(discord, bot, session), ann, bob, guild, channel)
