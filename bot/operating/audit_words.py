"""An entry of the audit in words: the act that was done, or what was looked at."""

from __future__ import annotations

from bot.intake.reply import ReplyLine
from bot.jobs import audit
from bot.operating.readers import person_line
from bot.operating.registry import act_from_json
from bot.store import Tx
from bot.store.rows import AuditEntryRow


def entry_line(tx: Tx, entry: AuditEntryRow) -> ReplyLine:
    """What an entry of the audit is about. Details are for the operator, so they are not in it."""
    act = act_from_json(entry.act) if entry.act else None
    if act is not None:
        return act.title(tx)
    if entry.kind == audit.PERSON and entry.object_id:
        facts = {"action": entry.action, "person": person_line(tx, entry.object_id)}
        return ReplyLine("admin-audit-of-person", facts)
    return ReplyLine("admin-audit-other", {"action": entry.action, "kind": entry.kind, "id": entry.object_id})
