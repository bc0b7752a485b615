"""Events as they are saved: which messages are worth it, and by what they are known. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from adapters.discord.identity import is_id
from adapters.discord.interaction import PRESS
from bot.adapter_api import RawUpdate

PEOPLE_WRITE = frozenset({0, 19})
"""The types of messages that people write: plain ones and replies."""


def is_from_a_person(data: dict[str, Any]) -> bool:
    """Messages of bots and webhooks are not saved, nor those that come without any content, since the bot may not read
    them: with them every message of every server would be."""
    author = data.get("author")
    if not isinstance(author, dict) or "type" not in data:
        return True  # Malformed: decoding will quarantine it.
    if author.get("bot") is True or data.get("webhook_id") or data["type"] not in PEOPLE_WRITE:
        return False
    readable = any(
        data.get(part) for part in ("content", "attachments", "message_snapshots", "sticker_items", "embeds")
    )
    return readable or not data.get("guild_id") or bool(data.get("mentions"))


def raw_update(name: str, data: dict[str, Any], otherwise: str, context: Mapping[str, Any] | None = None) -> RawUpdate:
    """The update to save. Messages and interactions are known by their own id, so that one that is delivered again counts
    once; other events by the session and number."""
    frame = {"t": name, "d": data, **(context or {})}
    body = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    try:
        body.encode()
    except UnicodeEncodeError:  # Lone surrogates, which databases reject.
        body = json.dumps(frame, separators=(",", ":"))
    own = text_of(data, "id") if name in ("MESSAGE_CREATE", "INTERACTION_CREATE") else ""
    lane = _lane(name, data)
    event_id = own if is_id(own) else hashlib.sha256(f"{name} {otherwise}".encode()).hexdigest()[:24]
    return RawUpdate(event_id, body, lane)


def _lane(name: str, data: dict[str, Any]) -> str:
    """What is handled in order: the events of a channel. Presses have a lane for each person, so that they do not wait for
    an image that is fetched in their channel."""
    if name == "INTERACTION_CREATE" and data.get("type") == PRESS:
        member, user = data.get("member"), data.get("user")
        user = member.get("user") if isinstance(member, dict) else user
        return f"press {text_of(user, 'id') if isinstance(user, dict) else ''}"
    return text_of(data, "channel_id") or text_of(data, "guild_id") or text_of(data, "id")


def text_of(data: Mapping[str, Any], name: str) -> str:
    """A text in what Discord sent; empty if it is absent or something else."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def is_to_bot(data: Mapping[str, Any], bot_id: str) -> bool:
    """Whether a message was said to the bot: directly, or with a mention of it."""
    mentions = data.get("mentions")
    named = isinstance(mentions, list) and any(isinstance(one, dict) and one.get("id") == bot_id for one in mentions)
    return named or not data.get("guild_id")


def user_of(data: Mapping[str, Any]) -> str:
    """The id of who wrote a message or caused an interaction; empty if it is not told."""
    member, user = data.get("member"), data.get("author") or data.get("user")
    if not user and isinstance(member, dict):
        user = member.get("user")
    return text_of(user, "id") if isinstance(user, dict) else ""


def number_of(snowflake: str) -> int:
    """An id as a number that databases store; 0 if it is none."""
    number = int(snowflake) if is_id(snowflake) else 0
    return number if number < 1 << 63 else 0
