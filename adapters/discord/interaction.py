"""One interaction as it was received, with its token apart from it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

from adapters.discord.identity import Via, is_id
from adapters.discord.rights import ADMINISTRATOR, VIEW_CHANNEL

COMMAND, PRESS, AUTOCOMPLETE, MODAL = 2, 3, 4, 5


@dataclass(slots=True, eq=False)
class ReceivedInteraction:
    """An interaction without its token, which is apart. `answered` is set once the callback has ended: `message_id` is the
    answer's, if there is one; `is_late`: the token was dead, the person saw that it failed."""

    id: str
    token: str = field(repr=False)
    kind: int
    application_id: str
    channel_id: str
    data: dict[str, Any] = field(repr=False)
    via: Via = "bot"
    is_private: bool = False
    is_late: bool = False
    message_id: str = ""
    received_at: float = 0.0
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self | None:
        """From the event's data, out of which the token is taken; None if something is missing."""
        texts = [data.get(name) for name in ("id", "token", "application_id", "channel_id")]
        id, token, application, channel = (text if isinstance(text, str) else "" for text in texts)
        kind = data.get("type")
        if not (is_id(id) and token and is_id(application) and isinstance(kind, int)):
            return None
        del data["token"]
        return cls(id, token, kind, application, channel, data, "bot" if _bot_may_edit(data) else "token")

    @property
    def wants_message(self) -> bool:
        """Whether the answer is a message of its own, not only a sign that a press was taken."""
        return self.kind == COMMAND or (self.kind == MODAL and not self.data.get("message"))


def _bot_may_edit(data: dict[str, Any]) -> bool:
    """Whether the bot itself may edit the answer: it is in the server, or this is its own direct chat; and it sees the
    channel."""
    if not data.get("guild_id"):
        return bool(data.get("context", 1) == 1)
    owners = data.get("authorizing_integration_owners")
    if isinstance(owners, dict) and owners and "0" not in owners:
        return False
    permissions = data.get("app_permissions")
    if not (isinstance(permissions, str) and permissions.isdecimal()):
        return True
    return bool(int(permissions) & (VIEW_CHANNEL | ADMINISTRATOR))
