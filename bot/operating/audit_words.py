"""An entry of the audit in words: the act that was done, or what was looked at."""

from __future__ import annotations

import re
from typing import Any

from bot.access import Action, Kind
from bot.intake.reply import ReplyLine
from bot.jobs import audit
from bot.operating.readers import person_line
from bot.operating.registry import act_from_json
from bot.store import Tx
from bot.store.rows import AuditEntryRow, JobRow, PersonRow

_COUNT = re.compile(r"\b([a-z]{1,20}) ([0-9]{1,12})\b")


def entry_line(tx: Tx, entry: AuditEntryRow) -> ReplyLine:
    """What an entry of the audit is about, and why it was done. Details are for the operator, so they are not in it."""
    line = _what(tx, entry)
    return ReplyLine("admin-audit-reason", {"what": line.nested, "reason": entry.reason}) if entry.reason else line


def _what(tx: Tx, entry: AuditEntryRow) -> ReplyLine:
    act = act_from_json(entry.act) if entry.act else None
    if entry.action == audit.REFUSED:
        what = act.title(tx).nested if act else f"/admin {entry.details}"
        return ReplyLine("admin-audit-refused", {"what": what})
    if act is not None:
        return act.title(tx)
    if entry.action == Action.ERASE:
        return _erasure(entry.details)
    if entry.kind == audit.PERSON and entry.object_id:
        facts = {"action": entry.action, "person": person_line(tx, entry.object_id)}
        return ReplyLine("admin-audit-of-person", facts)
    return ReplyLine("admin-audit-other", {"action": entry.action, "kind": entry.kind, "id": entry.object_id})


def whose(tx: Tx, entry: AuditEntryRow) -> list[Any] | None:
    """The person of the job that an entry is about, as an argument of a text; None if it is about no single job, or their data
    were erased."""
    job = tx.one(JobRow, "jobs.get", id=entry.object_id) if entry.kind == Kind.JOB and entry.object_id else None
    person = tx.one(PersonRow, "people.person_by_id", id=job.person_id) if job else None
    known = person is not None and person.user_id and not person.user_id.startswith("erased:")
    return person_line(tx, person.id) if person and known else None


def _erasure(details: str) -> ReplyLine:
    """That somebody had their data deleted: what was asked for (`asked: pictures 2, images 0`), or that it has ended."""
    counts: dict[str, Any] = dict.fromkeys(("pictures", "images", "requests", "calls"), 0)
    counts |= {name: int(count) for name, count in _COUNT.findall(details) if name in counts}
    return ReplyLine("admin-audit-erase", {"step": "ended" if details == "ended" else "asked", **counts})
