"""The messages that open forms are about, kept in the database for an hour: a submitted form does not carry its message, and the
process that opened it may have been restarted. No token is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.store import Tx

OPEN_S: Final = 3600.0
MAX_TARGET_CHARS: Final = 60_000
_READ: Final = (
    "id", "type", "flags", "content", "author", "application_id", "attachments", "sticker_items", "message_reference",
    "message_snapshots", "poll",
)  # fmt: skip
"""What decoding reads of a message (`adapters.discord.quotes`)."""


def keep(tx: Tx, user_id: str, target: Mapping[str, Any]) -> None:
    """Somebody opened a form about a message."""
    text = json.dumps({name: target[name] for name in _READ if name in target})
    author = target.get("author")
    author_id = author.get("id") if isinstance(author, dict) else ""
    if len(text) <= MAX_TARGET_CHARS:
        ids = {"user_id": user_id, "message_id": str(target["id"]), "author_id": str(author_id)}
        tx.run("discord.forms.keep", **ids, target=text, now=tx.now)


def target(tx: Tx, user_id: str, message_id: str) -> dict[str, Any] | None:
    """The message that somebody's form is about, or None."""
    after = tx.now - OPEN_S
    text = tx.value("discord.forms.target", user_id=user_id, message_id=message_id, after=after)
    found = json.loads(str(text)) if text else None
    return found if isinstance(found, dict) else None


def delete_expired(tx: Tx) -> None:
    """Delete those of forms that were opened long ago."""
    tx.run("discord.forms.delete_old", before=tx.now - OPEN_S)


def delete_person(tx: Tx, user_id: str) -> None:
    """Delete those of forms that a person opened, and messages of theirs."""
    tx.run("discord.forms.delete_person", user_id=user_id)
