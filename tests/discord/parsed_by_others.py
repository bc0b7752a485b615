"""Reads messages and commands from standard input with the models of hikari and discord.py, and prints what they saw:
`python -m tests.discord.parsed_by_others`, in a process of its own, since both take their time to be imported."""

from __future__ import annotations

import json
import sys
from typing import Any

import discord
import hikari
from discord.components import _component_factory

Json = dict[str, Any]


def by_hikari(messages: list[Json], commands: list[Json], token: str) -> Json:
    factory = hikari.GatewayBot(token, banner=None, logs=None).entity_factory
    read = [factory.deserialize_message(one) for one in messages]
    made = [factory.deserialize_command(one, guild_id=None) for one in commands]
    return {
        "messages": [[one.content or "", len(one.attachments), _ids(one.components)] for one in read],
        "commands": [[one.name, len(getattr(one, "options", None) or ())] for one in made],
    }


def _ids(rows: Any) -> list[str]:
    return [part.custom_id for row in rows for part in row.components]


def by_discord_py(messages: list[Json], commands: list[Json]) -> Json:
    state: Any = discord.Client(intents=discord.Intents.none())._connection
    read = []
    for one in messages:
        rows = [_component_factory(row) for row in one["components"]]
        files = [discord.Attachment(data=file, state=state) for file in one["attachments"]]
        read.append([one["content"], len(files), _children(rows)])
    made = [discord.app_commands.AppCommand(data=one, state=state) for one in commands]  # type: ignore[arg-type]
    return {"messages": read, "commands": [[one.name, len(one.options)] for one in made]}


def _children(rows: list[Any]) -> list[str]:
    return [part.custom_id for row in rows for part in row.children]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    messages, commands = asked["messages"], asked["commands"]
    json.dump([by_hikari(messages, commands, asked["token"]), by_discord_py(messages, commands)], sys.stdout)
