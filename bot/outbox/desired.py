"""Desired state of messages. The reconciler makes the platform match it."""

from __future__ import annotations

import json
from typing import Any

from bot.store import Tx, topics
from bot.store.rows import ConversationRow

RESULT, ANSWER, PROGRESS = 3, 2, 1  # importance: results go before answers, answers before progress
UNRENDERABLE = "cannot be rendered"
"""The problem of a post that was closed because its data could not be rendered."""
SUBJECTS_OF_JOBS = frozenset({"job", "bell", "undo"})
"""Kinds of subjects whose number is that of a job."""


def ensure(
    tx: Tx,
    conversation: ConversationRow,
    subject: str,
    payload: dict[str, Any],
    importance: int = ANSWER,
    *,
    person_id: int = 0,
) -> None:
    """Ensure a message for `subject` ('job:42', 'note:17') in a conversation. A second call for the same subject
    changes nothing. `person_id`: whom it answers; with words of theirs in the payload it must be given."""
    if conversation.blocked_reason:
        return
    kind, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    about = int(number) if number.isdecimal() else 0
    tx.run(
        "posts.ensure",
        conversation_id=conversation.id,
        platform=conversation.platform,
        subject=subject,
        kind=kind,
        job_id=about if kind in SUBJECTS_OF_JOBS else payload.get("files_of_job", 0),
        session_id=about if kind == "session" else 0,
        person_id=person_id,
        shows=payload.get("shows", ""),
        payload=json.dumps(payload, ensure_ascii=False),
        importance=importance,
        now=tx.now,
    )
    tx.hint(topics.POSTS)


def mark_dirty(tx: Tx, subject: str, importance: int = PROGRESS) -> None:
    """The data behind `subject` has changed: have its message rendered and sent again."""
    tx.hint(topics.POSTS, tx.value_later("posts.mark_dirty", subject=subject, importance=importance, now=tx.now))


def mark_deleted(tx: Tx, subject: str) -> bool:
    """Have the message of `subject` deleted. True for one caller only: False if it is deleted or closed already."""
    marked = bool(tx.run("posts.mark_deleted", subject=subject, unrenderable=UNRENDERABLE, now=tx.now))
    if marked:
        tx.hint(topics.POSTS)
    return marked


def restore(tx: Tx, subject: str) -> None:
    """Undo `mark_deleted`."""
    if tx.run("posts.restore", subject=subject, now=tx.now):
        tx.hint(topics.POSTS)
