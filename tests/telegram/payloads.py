"""Sample updates, to be varied by tests. Shapes as in core.telegram.org/bots/api and as recorded."""

from __future__ import annotations

from typing import Any

from adapters.telegram.decode import with_context
from adapters.telegram.identity import BotIdentity
from bot.adapter_api import RawUpdate

ME = BotIdentity(123456, "shenbi_bot")
Json = dict[str, Any]

ANN: Json = {"id": 42, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "language_code": "en-GB"}
PRIVATE: Json = {"id": 42, "type": "private", "first_name": "Ann"}
GROUP: Json = {"id": -77, "type": "group", "title": "Painters"}
SUPERGROUP: Json = {"id": -1001234567890, "type": "supergroup", "title": "Painters"}
CHANNEL: Json = {"id": -1009999999999, "type": "channel", "title": "Gallery"}
PHOTO: list[Json] = [
    {"file_id": "small", "file_unique_id": "u1", "width": 90, "height": 60, "file_size": 900},
    {"file_id": "large", "file_unique_id": "u2", "width": 1280, "height": 853, "file_size": 120_000},
    {"file_id": "medium", "file_unique_id": "u3", "width": 320, "height": 213, "file_size": 9_000},
]


def message(chat: Any = PRIVATE, **fields: Any) -> Json:
    """An update with a message of Ann's; a field of None is left out."""
    body = {"message_id": 7, "date": 1_800_000_000, "chat": chat, "from": ANN, **fields}
    return {"update_id": 900_001, "message": {k: v for k, v in body.items() if v is not None}}


def press(chat: Json = PRIVATE, data: str | None = "again:1", **fields: Any) -> Json:
    """An update with a button of the bot's message 8 pressed by Ann."""
    under = {"message_id": 8, "date": 1_800_000_000, "chat": chat, "text": "#1 · a fox"}
    query = {"id": "4000", "from": ANN, "chat_instance": "-7", "data": data, "message": under, **fields}
    return {"update_id": 900_002, "callback_query": {k: v for k, v in query.items() if v is not None}}


def saved(update: Json, me: BotIdentity = ME, **known: Any) -> RawUpdate:
    """The update as it is saved."""
    return RawUpdate(str(update.get("update_id")), with_context(update, me, **known))
