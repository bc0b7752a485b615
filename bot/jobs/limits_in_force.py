"""Which limits are in force for a person in a conversation: those of the settings, changed by what an operator changed for
everybody, then by those of the person's rank, then by those of the one person and the one conversation."""

from __future__ import annotations

import json
from typing import Any

from bot.access.ranks import Rank
from bot.jobs.membership import Membership
from bot.store import Tx
from bot.store.rows import ConversationRow, LimitChangeRow, PersonRow
from config.settings import Access, Limits, Settings


def limits_in_force(
    tx: Tx, settings: Settings, person: PersonRow | None, conversation: ConversationRow | None = None
) -> Limits:
    """The limits of a person where they speak, or of nobody in particular. One query."""
    changes: dict[str, dict[str, Any]] = {"everybody": {}, "person": {}, "conversation": {}}
    rows = tx.all(
        LimitChangeRow,
        "limits.in_force",
        person_id=person.id if person else 0,
        conversation_id=conversation.id if conversation else 0,
    )
    for row in rows:
        changes[row.source] |= json.loads(row.value) if row.source == "everybody" else {row.name: row.value}
    configured = settings.limits
    of_rank = _of_rank(configured, settings.access, person, conversation) if person else {}
    changed = {**changes["everybody"], **of_rank, **changes["person"], **changes["conversation"]}
    return with_changes(configured, changed) if changed else configured


def with_changes(configured: Limits, changes: dict[str, Any]) -> Limits:
    """Limits with some of them changed. Raises ValueError (pydantic) for invalid ones."""
    return configured.model_copy(update=Limits.model_validate(changes).model_dump(exclude_unset=True))


def _of_rank(
    configured: Limits, access: Access, person: PersonRow, conversation: ConversationRow | None
) -> dict[str, Any]:
    if not (configured.guests or configured.moderators or configured.admins or configured.owners):
        return {}
    chat_id = conversation.chat_id if conversation else ""
    rank = Membership(access).rank(person.platform, person.user_id, person.rank, chat_id)
    return {
        Rank.GUEST: configured.guests,
        Rank.PERSON: {},
        Rank.MODERATOR: configured.moderators,
        Rank.ADMIN: configured.admins,
        Rank.OWNER: configured.owners,
    }[rank]
