"""The console's lists, a page at a time: held jobs, people, the audit. None shows words or pictures of others."""

from __future__ import annotations

from typing import Any

from bot.access import Principal, rank_of
from bot.commands.operating.console.who import may_see_money
from bot.intake.admission import Admission
from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.jobs.spending import By, days_named, spending
from bot.operating import act_from_json
from bot.operating.audit_words import entry_line
from bot.operating.overview import month_of
from bot.operating.readers import person_line
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import AuditEntryRow, JobEventRow, JobRow, ListedPersonRow, SpendingRow

PAGE_ROWS = 50
MAX_SEARCH = 80
_FIRST = 2**62


def cursor(after: str) -> int:
    """The id that rows must be below. Raises ValueError."""
    if not after:
        return _FIRST
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise ValueError(f"no cursor: {after[:20]!r}")
    return int(after)


def held(tx: Tx, texts: Texts, language: str, before: int) -> dict[str, Any]:
    """Held jobs with their story."""
    rows = tx.all(JobRow, "jobs.held_before", before_id=before, limit=PAGE_ROWS + 1)
    return _page(rows, [_held(tx, texts, language, row) for row in rows[:PAGE_ROWS]])


def _held(tx: Tx, texts: Texts, language: str, job: JobRow) -> dict[str, Any]:
    events = tx.all(JobEventRow, "jobs.events", job_id=job.id)
    return {
        "id": job.id,
        "person": texts.say_nested(language, *person_line(tx, job.person_id)),
        "model": job.model,
        "pictures": job.n,
        "since": events[-1].at if events else job.created_at,
        "code": job.error_code,
        "story": [[each.at, each.from_state, each.to_state, each.details] for each in events],
    }


def people(
    tx: Tx, manager: JobManager, admission: Admission, viewer: Principal, before: int, search: str
) -> dict[str, Any]:
    """People with their rank; for those who may see it, with what they were charged this month."""
    first, last = month_of(money.day_of(tx.now, manager.settings.zone))
    words = search.strip()[:MAX_SEARCH].lower()
    for mark in "!%_":
        words = words.replace(mark, f"!{mark}")
    rows = tx.all(
        ListedPersonRow,
        "people.people_before",
        before_id=before,
        pattern=f"%{words}%",
        first=first,
        last=last,
        limit=PAGE_ROWS + 1,
    )
    return _page(rows, [_person(admission, viewer, row) for row in rows[:PAGE_ROWS]])


def _person(admission: Admission, viewer: Principal, row: ListedPersonRow) -> dict[str, Any]:
    address = f"{row.platform}:{row.user_id}"
    found: dict[str, Any] = {
        "id": row.id,
        "name": row.name,
        "address": address,
        "rank": rank_of(admission.membership.named, address, row.rank).word,
        "banned": bool(row.banned),
        "since": row.created_at,
        "self": row.id == viewer.person,
    }
    if may_see_money(viewer):
        found |= {"charged_li": row.amount_li, "pictures": row.pictures}
    return found


def spent(tx: Tx, manager: JobManager, texts: Texts, language: str, by: By, days: str) -> dict[str, Any]:
    """What people were charged in a day or a month (empty: this one). Raises ValueError."""
    named = days_named(days or money.day_of(tx.now, manager.settings.zone)[:7])
    found = spending(tx, by, named)

    def name(row: SpendingRow) -> str:
        if by is By.MODEL and row.name == "calls":
            return texts.say(language, "cli-spending-calls")
        if row.name or row.address:
            return row.name
        return texts.say(language, "cli-person-erased" if by is By.PERSON else "cli-gone")

    return {
        "first": named.first,
        "last": named.last,
        "amount_li": found.total.amount_li,
        "pictures": found.total.pictures,
        "rows": [
            {
                "name": name(row),
                "address": f"{row.platform}:{row.address}" if row.address else "",
                "pictures": row.pictures,
                "amount_li": row.amount_li,
            }
            for row in found.rows
        ],
    }


def audit(tx: Tx, texts: Texts, language: str, before: int) -> dict[str, Any]:
    """Entries of the audit in words, with whether they can be taken back."""
    rows = tx.all(AuditEntryRow, "access.entries_before", before_id=before, limit=PAGE_ROWS + 1)
    return _page(rows, [_entry(tx, texts, language, row) for row in rows[:PAGE_ROWS]])


def _entry(tx: Tx, texts: Texts, language: str, row: AuditEntryRow) -> dict[str, Any]:
    line = entry_line(tx, row)
    title = texts.say_nested(language, line.text_id, line.arguments)
    return {
        "id": row.id,
        "at": row.at,
        "actor": row.actor,
        "surface": row.surface,
        "title": title if row.act or not row.details else f"{title} · {row.details}",
        "undo": bool(not row.undone_by and row.undo and act_from_json(row.undo)),
        "undone_by": row.undone_by,
    }


def _page(rows: list[Any], shown: list[dict[str, Any]]) -> dict[str, Any]:
    return {"rows": shown, "next": str(rows[PAGE_ROWS - 1].id) if len(rows) > PAGE_ROWS else ""}
