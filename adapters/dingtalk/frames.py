"""Parses a stream frame into the update to save. Pure.

The payload is saved unchanged except for the sessionWebhook, which grants write access to the conversation for 90
minutes: it is stored in a separate table that expires, never in the inbox.

    {"topic": "/v1.0/im/bot/messages/get", "frame": "<messageId>", "data": {...}}
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from adapters.dingtalk.parts import Json, text_of
from adapters.dingtalk.rows import RouteRow
from bot.adapter_api import RawUpdate

ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
OVER_QUOTA_CODE = "20001"
"""The monthly push quota is used up: the message came without its content."""

# What databases reject: lone surrogates and NUL (in its JSON escape; an escaped backslash before `u0000` matches too,
# harmlessly).
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSTORABLE = re.compile("[\ud800-\udfff]|\\\\u0000")
_YEAR_5000_MS = 95_617_584_000_000


@dataclass(frozen=True, slots=True)
class ReceivedFrame:
    """A parsed frame. `organisation` is the robot's corpId, if present."""

    update: RawUpdate
    route: RouteRow | None = None
    organisation: str = ""
    over_quota: bool = False


def parse_frame(topic: str, frame_id: str, data: object, webhook_hosts: frozenset[str]) -> ReceivedFrame:
    """Parse a frame's data of any shape. A webhook on a host that is not DingTalk's is dropped."""
    if _UNSTORABLE.search(json.dumps(data, ensure_ascii=False)):
        data = _without_unstorable(data)
    if not isinstance(data, dict):
        return ReceivedFrame(_update(topic, frame_id, data, "", ""))
    payload = {name: value for name, value in data.items() if name != "sessionWebhook"}
    organisation = text_of(data.get("chatbotCorpId") or data.get("corpId"))
    if topic == CARD_TOPIC:
        track = text_of(data.get("outTrackId"))
        return ReceivedFrame(_update(topic, frame_id, payload, f"card:{frame_id}", track), organisation=organisation)
    chat_id = chat_id_of(data)
    route = None
    if chat_id:
        webhook = text_of(data.get("sessionWebhook"))
        route = RouteRow(
            chat_id,
            "" if is_group(data) else text_of(data.get("senderStaffId")),
            text_of(data.get("robotCode")),
            webhook if _is_trusted(webhook, webhook_hosts) else "",
            milliseconds(data.get("sessionWebhookExpiredTime")) / 1000,
        )
    over_quota = text_of(data.get("errorCode")) == OVER_QUOTA_CODE
    return ReceivedFrame(
        _update(topic, frame_id, payload, text_of(data.get("msgId")), chat_id), route, organisation, over_quota
    )


def is_group(data: Json) -> bool:
    """Whether a robot message came from a group."""
    return text_of(data.get("conversationType")) == "2"


def chat_id_of(data: Json) -> str:
    """The chat id of a robot message: a group's openConversationId, `1:` plus the sender's id, or empty."""
    if is_group(data):
        return text_of(data.get("conversationId"))
    user_id = text_of(data.get("senderStaffId")) or text_of(data.get("senderId"))
    return direct_chat_id(user_id) if user_id else ""


def direct_chat_id(user_id: str) -> str:
    """The chat id of the one-to-one conversation with a person."""
    return f"1:{user_id}"


def milliseconds(value: object) -> float:
    """A time in ms that may come as a number or as a string; 0 for anything else."""
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if 0 <= number < _YEAR_5000_MS else 0.0


def _without_unstorable(value: Any) -> Any:
    """The value without lone surrogates and NUL."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value).replace("\0", "")
    if isinstance(value, dict):
        return {_without_unstorable(name): _without_unstorable(inner) for name, inner in value.items()}
    return [_without_unstorable(inner) for inner in value] if isinstance(value, list) else value


def _update(topic: str, frame_id: str, data: object, event_id: str, sequence_key: str) -> RawUpdate:
    body = json.dumps({"topic": topic, "frame": frame_id, "data": data}, ensure_ascii=False, separators=(",", ":"))
    known = event_id or frame_id or hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    return RawUpdate(known, body, sequence_key)


def _is_trusted(url: str, hosts: frozenset[str]) -> bool:
    """Answers are posted to this URL, so only DingTalk's own hosts are accepted."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme == "https" and host.endswith((".dingtalk.com", ".dingtalk.io")):
        return True
    return parts.scheme in {"http", "https"} and parts.netloc in hosts
