"""When a chat gets another address: what is kept under the old one goes along."""

from __future__ import annotations

from bot.store import Tx


def move_chat(tx: Tx, platform: str, old_chat_id: str, new_chat_id: str) -> None:
    """A chat `old_chat_id` is `new_chat_id` from now on. May be told twice."""
    moved = {"platform": platform, "old_chat_id": old_chat_id, "new_chat_id": new_chat_id}
    tx.run("people.move_conversation", **moved)
    # Somebody has spoken there already, so that both addresses are known: then what hangs on the old one moves instead.
    tx.run("posts.move", **moved)
    tx.run("sessions.move", **moved)
    tx.hint("posts")
