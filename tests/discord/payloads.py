"""Events of the gateway as Discord sends them, and the people and places in them."""

from __future__ import annotations

import json
from typing import Any

from adapters.discord.identity import Identity

Json = dict[str, Any]

BOT = Identity("900", "901")
GUILD, CHANNEL, DIRECT = "100", "200", "300"
ANN: Json = {"id": "42", "username": "ann", "global_name": "Ann Lee"}
BOB: Json = {"id": "43", "username": "bob", "global_name": None}
US: Json = {"id": "900", "username": "shenbi", "bot": True}
SENT = "1300000000000000000"
SENT_AT = 1_730_014_552.832
PNG: Json = {
    "id": "501",
    "filename": "fox.png",
    "size": 1234,
    "content_type": "image/png",
    "url": "https://cdn.discordapp.com/attachments/200/501/fox.png?ex=1&is=2&hm=3",
    "width": 640,
    "height": 480,
}
JPEG: Json = PNG | {"id": "502", "filename": "sea.jpg", "content_type": "image/jpeg"}
PDF: Json = {
    "id": "503",
    "filename": "a.pdf",
    "size": 9,
    "content_type": "application/pdf",
    "url": "https://cdn.discordapp.com/a.pdf",
}


def frame(name: str, data: Json, **more: Any) -> str:
    """What is saved of an event."""
    return json.dumps({"t": name, "d": data, **more})


def message(content: str = "", *, direct: bool = False, **fields: Any) -> Json:
    """A message of Ann's in a channel of a server, or to the bot."""
    where: Json = {"channel_id": DIRECT, "channel_type": 1} if direct else {"channel_id": CHANNEL, "guild_id": GUILD}
    member: Json = {} if direct else {"member": {"nick": None, "roles": []}}
    return {
        "id": SENT, "type": 0, "author": ANN, "content": content, "timestamp": "2024-10-27T07:16:16+00:00", "mentions": [],
        "attachments": [], "flags": 0, **where, **member, **fields,
    }  # fmt: skip


def interaction(kind: int, data: Json, *, direct: bool = False, permissions: str = "0", **fields: Any) -> Json:
    """An interaction of Ann's, without its token."""
    where: Json = (
        {"channel_id": DIRECT, "channel": {"id": DIRECT, "type": 1}, "context": 1, "user": ANN}
        if direct
        else {
            "channel_id": CHANNEL, "channel": {"id": CHANNEL, "type": 0}, "guild_id": GUILD, "context": 0,
            "member": {"user": ANN, "nick": None, "permissions": permissions, "roles": []},
        }
    )  # fmt: skip
    return {
        "id": SENT, "application_id": "901", "type": kind, "data": data, "locale": "en-GB", "guild_locale": "zh-CN",
        "app_permissions": "2147483647", "version": 1, "entitlements": [], "attachment_size_limit": 10485760, **where, **fields,
    }  # fmt: skip


def slash(command: str, *options: tuple[str, int, Any], attachments: tuple[Json, ...] = (), **fields: Any) -> Json:
    """A slash command; options are name, type, value."""
    data: Json = {
        "id": "7", "name": command, "type": 1,
        "options": [{"name": name, "type": kind, "value": value} for name, kind, value in options],
    }  # fmt: skip
    if attachments:
        data["resolved"] = {"attachments": {each["id"]: each for each in attachments}}
    return interaction(2, data, **fields)


def on_message(name: str, target: Json, **fields: Any) -> Json:
    """A message command that was used on a message."""
    resolved = {"messages": {target["id"]: target}}
    return interaction(
        2, {"id": "8", "name": name, "type": 3, "target_id": target["id"], "resolved": resolved}, **fields
    )


def press(custom_id: str, *, values: list[str] | None = None, label: str = "Again", **fields: Any) -> Json:
    """A button or an option of a select under a post of the bot's."""
    under = {
        "id": "600", "type": 0, "author": US, "content": "#1", "attachments": [PNG],
        "components": [{"type": 1, "components": [{"type": 2, "style": 2, "custom_id": custom_id, "label": label}]}],
    }  # fmt: skip
    data: Json = {"custom_id": custom_id, "component_type": 3 if values else 2}
    if values:
        data["values"] = values
    return interaction(3, data, message=under, **fields)


def submission(custom_id: str, words: str, **fields: Any) -> Json:
    """A modal that was sent in."""
    field = {"type": 4, "custom_id": "words", "value": words}
    return interaction(5, {"custom_id": custom_id, "components": [{"type": 18, "component": field}]}, **fields)
