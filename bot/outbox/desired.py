"""Wishing for posts. A post is a wish: what should stand there, not an event. The reconciler brings it about."""

from __future__ import annotations

import json
from typing import Any

from bot.store import Row, Tx

RESULT, ANSWER, PROGRESS = 3, 2, 1  # importance: results go before answers, answers before progress


def ensure(tx: Tx, conversation: Row, subject: str, payload: dict[str, Any], importance: int = ANSWER) -> None:
    """Wish that `subject` ('job:42', 'note:17:0') be shown in a conversation. A second wish for it changes nothing."""
    if conversation["blocked_reason"]:
        return
    tx.run(
        "posts.put",
        conversation_id=conversation["id"],
        platform=conversation["platform"],
        subject=subject,
        payload=json.dumps(payload, ensure_ascii=False),
        importance=importance,
        now=tx.now,
    )
    tx.hint("posts")


def mark_dirty(tx: Tx, subject: str, importance: int = PROGRESS) -> None:
    """What is behind `subject` has changed: what stands there should be rendered anew."""
    if tx.run("posts.touch", subject=subject, importance=importance, now=tx.now):
        tx.hint("posts")


def mark_deleted(tx: Tx, subject: str) -> None:
    """Wish that `subject` be taken away."""
    if tx.run("posts.wish_gone", subject=subject, now=tx.now):
        tx.hint("posts")


def restore(tx: Tx, subject: str) -> None:
    """Wish that `subject`, which was to be taken away, be shown again."""
    if tx.run("posts.bring_back", subject=subject, now=tx.now):
        tx.hint("posts")
