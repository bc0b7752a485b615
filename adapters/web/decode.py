"""Encodes and decodes the room's own updates. Pure.

Updates are written by the room itself (`message_update`, `press_update`):

    {"kind": "message", "id", "room", "direct", "at", "person": {"id", "name", "language"}, "text",
     "images": [{"handle", "mime", "bytes"}], "quote": null | {"id", "text", "bot", "images": [...]}}
    {"kind": "press", "room", "direct", "at", "person", "entry", "action", "text"}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.web.names import is_private
from bot.adapter_api import Conversation, Decoded, ImageSource, Message, Press, Quote, RawUpdate, Sender

PLATFORM = "web"
# No word boundary after the Chinese name: people write `@神笔画一只猫`.
_MENTION = re.compile(r"@(?:shenbi(?![a-z0-9_])|神笔)[ \t:：,，]*", re.IGNORECASE)


def message_update(
    message_id: str,
    room: str,
    person: Mapping[str, str],
    text: str,
    images: Sequence[Mapping[str, Any]],
    quote: Mapping[str, Any] | None,
    at: float,
) -> RawUpdate:
    """The update of one message; `person` has id, name, language; `at` is unix seconds."""
    body = {
        "kind": "message",
        "id": message_id,
        "room": room,
        "direct": is_private(room),
        "at": at,
        "person": dict(person),
        "text": text,
        "images": [dict(image) for image in images],
        "quote": quote and dict(quote),
    }
    return RawUpdate(message_id, _storable(body), room)


def press_update(
    event_id: str, room: str, person: Mapping[str, str], entry: str, action: str, at: float, text: str = ""
) -> RawUpdate:
    """The update of one pressed button; `text` is the input of its field."""
    body = {
        "kind": "press",
        "room": room,
        "direct": is_private(room),
        "at": at,
        "person": dict(person),
        "entry": entry,
        "action": action,
        "text": text,
    }
    return RawUpdate(event_id, _storable(body), room)


def _storable(body: Mapping[str, Any]) -> str:
    """JSON without lone surrogates, which no database stores."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace").decode()


def decode(update: RawUpdate) -> Decoded:
    """Decode an update. Raises ValueError if its shape is unknown."""
    try:
        body = json.loads(update.body)
        if body["kind"] == "message":
            return _message(body)
        if body["kind"] == "press":
            return _press(body)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an update of another shape: {error!r}") from error
    raise ValueError(f"an update of an unknown kind: {body['kind']!r}")


def _message(body: Mapping[str, Any]) -> Message:
    text: str = body["text"]
    without_mention = _MENTION.sub("", text).strip()
    quote = _quote(body["quote"])
    addressed = (
        bool(body["direct"])
        or without_mention != text.strip()
        or text.lstrip().startswith(("/", "／"))
        or (quote is not None and quote.from_bot)
    )
    return Message(
        conversation=Conversation(PLATFORM, body["room"]),
        sender=_sender(body),
        message_id=body["id"],
        text=without_mention,
        images=_images(body["images"]),
        reply_to=quote,
        direct=bool(body["direct"]),
        addressed=addressed,
        sent_at=float(body["at"]),
    )


def _press(body: Mapping[str, Any]) -> Press:
    return Press(
        conversation=Conversation(PLATFORM, body["room"]),
        sender=_sender(body),
        action=body["action"],
        message_id=body["entry"],
        direct=bool(body["direct"]),
        sent_at=float(body["at"]),
        text=body.get("text", ""),  # Absent in updates saved by earlier versions.
    )


def _sender(body: Mapping[str, Any]) -> Sender:
    person = body["person"]
    # A person is admin of their own room; a shared room has no owner.
    return Sender(PLATFORM, person["id"], person["name"], person["language"], is_admin=bool(body["direct"]))


def _quote(quote: Mapping[str, Any] | None) -> Quote | None:
    if quote is None:
        return None
    return Quote(keys=(quote["id"],), text=quote["text"], images=_images(quote["images"]), from_bot=bool(quote["bot"]))


def _images(images: Sequence[Mapping[str, Any]]) -> tuple[ImageSource, ...]:
    return tuple(ImageSource(image["handle"], image["mime"], int(image["bytes"])) for image in images)
