"""An emulated Discord for a whole Shenbi: without rate limits, which the bot does not keep either."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from adapters.discord import shards
from adapters.discord.adapter import Discord
from adapters.discord.limits import CAPABILITIES
from tests.emulators.discord import DiscordServer

DISCORD_TOKEN = "an-emulated.discord-token"
_ESCAPED = re.compile(r"\\([\\*_~`|>#\-\[\]()<>@:.+!])")
_MARKS = re.compile(r"(?<!\\)(\*\*|__|~~)")


@contextmanager
def no_channel_interval() -> Iterator[None]:
    """Have the bot send to a channel without pauses: one message a second would be most of what a test takes."""
    rates = replace(CAPABILITIES.rates, chat_interval_s=0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Discord, "capabilities", replace(CAPABILITIES, rates=rates))
        patch.setattr(shards, "FIRST_PAUSE_S", 0.02)
        patch.setattr("adapters.discord.sessions.IDENTIFY_INTERVAL_S", 0.01)
        yield


@asynccontextmanager
async def unhurried_discord() -> AsyncIterator[DiscordServer]:
    """An emulated Discord without limits; it must see no violation, and every text with its mentions guarded."""
    with no_channel_interval():
        async with DiscordServer() as discord:
            discord.settings.limits_on = False
            discord.settings.identify_every_s = 0.0
            yield discord
            assert discord.violations == [], discord.transcript()
            assert discord.unguarded == [], discord.transcript()


def discord_options(discord: DiscordServer, **more: Any) -> dict[str, Any]:
    """The section `discord` of the settings for a bot there."""
    host = discord.origin.removeprefix("http://")
    return {"bot_token": DISCORD_TOKEN, "api_url": discord.api_url, "cdn_hosts": [host], **more}


def shown_text(content: str) -> str:
    """The text of a message as a reader sees it: without its markup."""
    return _ESCAPED.sub(r"\1", _MARKS.sub("", content))
