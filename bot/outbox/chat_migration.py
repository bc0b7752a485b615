"""When a chat gets another address: what is kept under the old one goes along."""

from __future__ import annotations

import json

from bot.store import Tx


def move_chat(tx: Tx, platform: str, old_chat_id: str, new_chat_id: str) -> None:
    """A chat `old_chat_id` is `new_chat_id` from now on. May be told twice."""
    moved = {"platform": platform, "old_chat_id": old_chat_id, "new_chat_id": new_chat_id}
    tx.run("people.move_conversation", **moved)
    # Somebody has spoken there already, so that both addresses are known: then what hangs on the old one moves instead.
    tx.run("posts.move", **moved)
    tx.run("sessions.move", **moved)
    for pair in tx.all("people.moved_pairs", **moved):
        old, new = json.loads(pair["old_settings"] or "{}"), json.loads(pair["new_settings"] or "{}")
        if old:
            # What was set at the new address is newer. The old one keeps nothing that a second telling would bring back.
            tx.run("people.set_conversation_settings", id=pair["new_id"], settings=json.dumps({**old, **new}))
            tx.run("people.set_conversation_settings", id=pair["old_id"], settings="{}")
        # What was made there belongs to its readers: they are the readers of the new address now.
        for statement in ("modifiers.move", "jobs.move_conversation", "batches.move_conversation"):
            tx.run(statement, old_id=pair["old_id"], new_id=pair["new_id"])
    tx.hint("posts")
