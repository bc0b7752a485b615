"""The console's lists, a page at a time: held jobs, people, conversations, spending, the audit. None shows words or pictures of
others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.access import Principal
from bot.commands.operating.console.who import may_see_money
from bot.intake.admission import Admission
from bot.intake.reply import ReplyLine
from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.jobs.spending import By, days_named, spending
from bot.operating import act_from_json
from bot.operating.audit_words import entry_line
from bot.operating.conversations import conversations_before
from bot.operating.overview import month_of
from bot.operating.people import NEWEST, PersonSummary, people_before
from bot.operating.readers import person_line
from bot.operating.search import pattern_of
from bot.operating.story import story_line
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import AuditEntryRow, ConversationOverviewRow, JobEventRow, JobRow, SpendingRow

Json = dict[str, Any]
PAGE_ROWS: Final = 50
KINDS: Final = frozenset({"", "acts", "looks"})
SURFACES: Final = frozenset({"", "chat", "console", "shell"})
FAR: Final = 1e12
"""A moment after all others, in unix seconds."""


def cursor(after: str) -> int:
    """The id that rows must be below. Raises ValueError."""
    if not after:
        return NEWEST
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise ValueError(f"no cursor: {after[:20]!r}")
    return int(after)


def page(shown: Sequence[Json]) -> Json:
    """One page of rows of which one more than a page was read, and where to go on."""
    more = len(shown) > PAGE_ROWS
    return {"rows": list(shown[:PAGE_ROWS]), "next": str(shown[PAGE_ROWS - 1]["id"]) if more else ""}


def this_month(tx: Tx, manager: JobManager) -> tuple[str, str]:
    """The first and the last day of this month, in the operator's time zone."""
    return month_of(money.day_of(tx.now, manager.settings.zone))


def held(tx: Tx, texts: Texts, language: str, before: int) -> Json:
    """Held jobs with their story."""
    rows = tx.all(JobRow, "jobs.held_before", before_id=before, limit=PAGE_ROWS + 1)
    return page([_held(tx, texts, language, row) for row in rows])


def _held(tx: Tx, texts: Texts, language: str, job: JobRow) -> Json:
    events = tx.all(JobEventRow, "jobs.events", job_id=job.id)
    return {
        "id": job.id,
        "person": texts.say_nested(language, *person_line(tx, job.person_id)),
        "model": job.model,
        "pictures": job.n,
        "since": events[-1].at if events else job.created_at,
        "story": [_event(texts, language, each) for each in events],
    }


def _event(texts: Texts, language: str, event: JobEventRow) -> list[Any]:
    line = story_line(event)
    said = texts.say_nested(language, line.text_id, line.arguments) if line else ""
    return [event.at, event.from_state, event.to_state, said]


def people(tx: Tx, manager: JobManager, admission: Admission, viewer: Principal, before: int, search: str) -> Json:
    """People with their rank; for those who may see it, with what they were charged this month."""
    first, last = this_month(tx, manager)
    found = people_before(tx, admission, first, last, search=search, before_id=before, limit=PAGE_ROWS + 1)
    return page([person_json(viewer, each) for each in found])


def person_json(viewer: Principal, person: PersonSummary) -> Json:
    """A person for the browser."""
    found: Json = {
        "id": person.id,
        "name": person.name,
        "address": person.person,
        "rank": person.rank,
        "banned": person.banned,
        "since": person.created_at,
        "last_at": person.last_at,
        "self": person.id == viewer.person,
    }
    if may_see_money(viewer):
        found |= {"charged_li": person.amount_li, "pictures": person.pictures}
    return found


def conversations(tx: Tx, manager: JobManager, viewer: Principal, before: int, search: str) -> Json:
    """Conversations with what was painted there this month; for those who may see it, with what that cost."""
    first, last = this_month(tx, manager)
    rows = conversations_before(tx, first, last, search=search, before_id=before, limit=PAGE_ROWS + 1)
    return page([_conversation(viewer, row) for row in rows])


def _conversation(viewer: Principal, row: ConversationOverviewRow) -> Json:
    found: Json = {
        "id": row.id,
        "name": row.name,
        "address": f"{row.platform}:{row.chat_id}",
        "topic": row.thread_id,
        "direct": bool(row.direct),
        "blocked": bool(row.blocked_reason),
        "last_at": row.last_at,
        "pictures": row.pictures,
    }
    return found | {"charged_li": row.amount_li} if may_see_money(viewer) else found


def spent(tx: Tx, manager: JobManager, texts: Texts, language: str, by: By, days: str) -> Json:
    """What people were charged in a day or a month (empty: this month; `today`). Raises ValueError."""
    today = money.day_of(tx.now, manager.settings.zone)
    named = days_named(today if days == "today" else days or today[:7])
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


def audit(tx: Tx, manager: JobManager, texts: Texts, language: str, before: int, filters: dict[str, str]) -> Json:
    """Entries of the audit in words, with whether they can be taken back. `filters` by name, empty ones let everything through:
    `who` (part of a name or an address), `action`, `kind`, `surface`, `first` and `last` (days). Raises ValueError."""
    kind, surface = filters.get("kind", ""), filters.get("surface", "")
    if kind not in KINDS or surface not in SURFACES:
        raise ValueError("no such filter")
    rows = tx.all(
        AuditEntryRow,
        "access.entries_filtered",
        before_id=before,
        since=_start_of(manager, filters.get("first", ""), 0.0),
        until=_start_of(manager, filters.get("last", ""), FAR, days=1),
        action=filters.get("action", ""),
        kind=kind,
        surface=surface,
        pattern=pattern_of(filters.get("who", "")),
        limit=PAGE_ROWS + 1,
    )
    return page([_entry(tx, texts, language, row) for row in rows])


def _start_of(manager: JobManager, day: str, otherwise: float, *, days: int = 0) -> float:
    """When a day of the operator's time zone begins, or the one that is `days` later. Raises ValueError."""
    if not day:
        return otherwise
    named = date.fromisoformat(days_named(day).first) + timedelta(days=days)
    if len(day) != len("2026-12-01"):
        raise ValueError(f"no day: {day[:20]!r}")
    return datetime(named.year, named.month, named.day, tzinfo=manager.settings.zone).timestamp()


def _entry(tx: Tx, texts: Texts, language: str, row: AuditEntryRow) -> Json:
    line: ReplyLine = entry_line(tx, row)
    return {
        "id": row.id,
        "at": row.at,
        "actor": row.actor,
        "surface": row.surface,
        "title": texts.say_nested(language, line.text_id, line.arguments),
        "undo": bool(not row.undone_by and row.undo and act_from_json(row.undo)),
        "undone_by": row.undone_by,
    }
