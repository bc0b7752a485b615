"""The post whose button was pressed, and answering its question once.

A question is open while its post is to be shown. Answering or withdrawing it has the post deleted, and only the first to
do that carries the answer out: the button may be pressed again before the platform has removed the message, and what is
typed may cross a press. What the client sends is believed only if the post really has the button.
"""

from __future__ import annotations

import json

from bot.intake.context import PressContext, UpdateContext
from bot.intake.reply import one_line, respond
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import PostRow, ShownMessageRow


def pressed_post(tx: Tx, context: PressContext) -> PostRow | None:
    """The post whose button was pressed; None if it is not known (any more)."""
    shown = tx.one(
        ShownMessageRow,
        "posts.find_by_message",
        conversation_id=context.speaker.conversation.id,
        message_key=context.press.message_id,
    )
    return tx.one(PostRow, "posts.by_subject", subject=shown.subject) if shown and shown.subject else None


def pressed_question(tx: Tx, context: PressContext, update_id: int = 0) -> PostRow | None:
    """The reply whose button was pressed; None if it is not known (any more), or has no such button.

    `update_id` is the update that it answers, where the button says so: by it the reply is found before the platform
    has told which message it is.
    """
    post = pressed_post(tx, context)
    if post is None and update_id:
        post = tx.one(PostRow, "posts.by_subject", subject=f"note:{update_id}")
    return post if post and context.press.action in actions_of(post) else None


def actions_of(post: PostRow) -> list[str]:
    """The actions of a reply's buttons; empty for other posts, and for replies that were erased."""
    buttons = json.loads(post.payload).get("buttons", ()) if post.kind == "note" else ()
    return [action for row in buttons for _, _, action, _ in row]


def answer_once(tx: Tx, context: UpdateContext, question: PostRow) -> bool:
    """Close a question. False if it was closed before, by an answer or an order instead of one: they are told so."""
    if desired.mark_deleted(tx, question.subject):
        return True
    respond(tx, context, one_line("question-answered"))
    return False
