"""The buttons of a result that change in place: the choice of a restyle, the question whether to delete."""

from __future__ import annotations

import json
from typing import Any

from bot.grammar.callback_data import MenuCallback
from bot.intake.context import PressContext
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import JobRow, PostRow, ShownMessageRow


def open_menu(tx: Tx, context: PressContext, job: JobRow, data: MenuCallback) -> None:
    """Turn a result's buttons into the choice of a restyle, or back."""
    mode = data.mode or "repaint"
    set_menu(tx, context, job, None if mode == "back" else {"pick": data.picture, "mode": mode})


def set_menu(
    tx: Tx, context: PressContext, job: JobRow, menu: dict[str, Any] | None, *, only_here: bool = False
) -> bool:
    """Have the post whose button was pressed show other buttons. False if there is no such post (`only_here`: in this
    conversation)."""
    subject = f"job:{job.id}"
    conversation_id = context.speaker.conversation.id
    shown = tx.one(
        ShownMessageRow, "posts.find_by_message", conversation_id=conversation_id, message_key=context.reply_to
    )
    if shown and shown.subject and shown.subject.startswith(f"{subject}:"):
        subject = shown.subject  # A post that /show or a gallery made.
    post = tx.one(PostRow, "posts.by_subject", subject=subject)
    if post is None or (only_here and post.conversation_id != conversation_id):
        return False
    payload = json.loads(post.payload) | {"menu": menu}
    tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload))
    desired.mark_dirty(tx, subject, desired.ANSWER)
    return True
