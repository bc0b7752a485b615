"""Encodes a post as the body of a message. Pure.

The words, buttons and flags are here; a picture is a plain attachment beside them (`adapters.discord.sending`), never in an embed
or a component: such attachments could not be kept by a later edit, nor found by who reads the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.discord.components import components
from adapters.discord.files import File
from adapters.discord.identity import is_id
from adapters.discord.limits import TEXT_LIMIT
from adapters.discord.markup import content, mention
from bot.adapter_api import Create, PostCall, PostView

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12


@dataclass(frozen=True, slots=True)
class Payload:
    """The JSON of a call, and the files that go with it (`files[n]` is the attachment with the id n)."""

    json: dict[str, Any]
    files: tuple[File, ...] = ()


def encode(call: PostCall) -> Payload:
    """The body of a message that shows a post: content, components, allowed mentions, flags."""
    view = call.view
    notified = _notified(view) if isinstance(call, Create) else ""
    before = f"{mention(notified)} " if notified else ""
    flags = SUPPRESS_EMBEDS | (SUPPRESS_NOTIFICATIONS if view.silent and isinstance(call, Create) else 0)
    return Payload(
        {
            "content": content(view.title, view.text, view.times, TEXT_LIMIT, before),
            "components": components(view.buttons),
            # Always, in edits too: the default notifies everybody whom the words name.
            "allowed_mentions": {"parse": [], "users": [notified] if notified else [], "replied_user": False},
            "flags": flags,
        }
    )


def _notified(view: PostView) -> str:
    """The person whom a new message notifies: when something has ended, as they are not waiting for it any more. In a message
    that answers them at once a mention would only be noise."""
    if view.mention is None or view.silent or view.milestone in ("accepted", "running"):
        return ""
    return view.mention.user_id if is_id(view.mention.user_id) else ""
