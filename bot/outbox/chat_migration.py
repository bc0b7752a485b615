"""A chat gets another id: everything that is stored for the old one moves to the new one.

The statements below belong to sessions, modifiers, jobs, batches and calls, packages that this one must not import: the rows of a
conversation move together, or not at all.
"""

from __future__ import annotations

import json

from bot.store import Tx, topics
from bot.store.rows import MergedConversationRow


def move_chat(tx: Tx, platform: str, old_chat_id: str, new_chat_id: str) -> None:
    """Move a chat from `old_chat_id` to `new_chat_id`. Idempotent."""
    moved = {"platform": platform, "old_chat_id": old_chat_id, "new_chat_id": new_chat_id}
    tx.run("people.move_conversation", **moved)
    # If there are rows for both ids already, what refers to the old one is moved instead.
    tx.run("posts.move", **moved)
    tx.run("sessions.move", **moved)
    for pair in tx.all(MergedConversationRow, "people.moved_pairs", **moved):
        old, new = json.loads(pair.old_settings or "{}"), json.loads(pair.new_settings or "{}")
        if old:
            # Settings of the new id are newer. The old ones are cleared, or a second call would restore them.
            tx.run("people.set_conversation_settings", id=pair.new_id, settings=json.dumps({**old, **new}))
            tx.run("people.set_conversation_settings", id=pair.old_id, settings="{}")
        # What was made in the chat stays visible to its readers.
        moved_here = (f"{kind}.move_conversation" for kind in ("jobs", "batches", "blends"))
        own = ("calls.move", "limits.move_overrides", "moderation.move_rules", "people.move_rules")
        for statement in ("modifiers.move", *moved_here, *own):
            tx.run(statement, old_id=pair.old_id, new_id=pair.new_id)
    tx.hint(topics.POSTS)
