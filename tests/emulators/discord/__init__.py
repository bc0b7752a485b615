"""A strict stand-in for Discord on loopback: REST, gateway, content network, and the people's side for tests.

    async with DiscordServer() as discord:                      # clock=DrivenClock() to move time by hand
        bot = discord.add_bot("a-token")
        ann = discord.add_person("Ann", locale="zh-CN")
        guild = discord.guild("Painters", [ann, bot])
        channel = discord.channel(guild)
        ...start the bot with discord.api_url...
        asked = ann.slash(channel, "imagine", prompt="a fox")   # say, press, use_on, submit, complete, forward ...
        await asked.answered()
        picture = await channel.wait_for(lambda message: message.pictures)
        ann.press(picture, "Again")
        assert not discord.violations and not discord.unguarded, discord.transcript()

State lives in memory: a bot may be killed and started again. All limits are switches in `discord.settings`.
"""

from tests.emulators.clock import Clock, DrivenClock, RealClock, SharedClock

from . import faults
from .bits import ChannelType, Flags, Intents, Permissions
from .contents import Attachment, Button
from .interactions import Callback, Interaction, Kind
from .people import Person
from .server import DiscordServer
from .settings import Settings
from .state import Channel, Guild, Message
from .world import Bot

__all__ = [
    "Attachment",
    "Bot",
    "Button",
    "Callback",
    "Channel",
    "ChannelType",
    "Clock",
    "DiscordServer",
    "DrivenClock",
    "Flags",
    "Guild",
    "Intents",
    "Interaction",
    "Kind",
    "Message",
    "Permissions",
    "Person",
    "RealClock",
    "Settings",
    "SharedClock",
    "faults",
]
