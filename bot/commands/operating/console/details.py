"""The console's pages of one person and of one conversation. Neither shows words or pictures."""

from __future__ import annotations

from typing import Any

from bot.access import Action, Principal
from bot.commands.operating.console.lists import Json, person_json, this_month
from bot.commands.operating.console.who import may, may_see_money
from bot.intake.admission import Admission
from bot.jobs import money
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.manager import JobManager
from bot.operating.conversations import ConversationReport, report_conversation
from bot.operating.people import read_person
from bot.operating.readers import person_line
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow, LimitChangeRow, PayerRow, PersonRow
from config.settings import PERSON_LIMITS

SHOWN_JOBS = 20


def person(
    tx: Tx, manager: JobManager, admission: Admission, texts: Texts, language: str, viewer: Principal, person_id: int
) -> Json | None:
    """A person: rank, jobs by state and the newest ones, limits in force, money; None if there is none."""
    report = read_person(tx, admission, person_id)
    if report is None:
        return None
    row = tx.get(PersonRow, "people.person_by_id", id=person_id)
    own = {
        each.name
        for each in tx.all(LimitChangeRow, "limits.in_force", person_id=person_id, conversation_id=0)
        if each.source == "person"
    }
    in_force = limits_in_force(tx, manager.settings, row)
    found: Json = {
        **person_json(viewer, report.summary),
        "states": [[each.state, each.jobs] for each in report.jobs],
        "jobs": [_job(each) for each in tx.all(JobRow, "jobs.recent_of_person", person_id=person_id, limit=SHOWN_JOBS)],
        "limits": [[name, str(getattr(in_force, name)), name in own] for name in sorted(PERSON_LIMITS)],
    }
    if may_see_money(viewer):
        payer = tx.one(PayerRow, "people.find_payer", kind="person", ref_id=person_id)
        found["money"] = _money(tx, manager, f"payer:{payer.id}" if payer else "")
    return found


def conversation(
    tx: Tx, manager: JobManager, texts: Texts, language: str, viewer: Principal, conversation_id: int
) -> Json | None:
    """A conversation: what holds there, what was painted and spent, the newest jobs; None if there is none."""
    today = money.day_of(tx.now, manager.settings.zone)
    report = report_conversation(tx, manager, conversation_id, today, this_month(tx, manager))
    if report is None:
        return None
    row = report.row

    def name(person_id: int) -> str:
        return texts.say_nested(language, *person_line(tx, person_id))

    found: Json = {
        "id": row.id,
        "address": f"{row.platform}:{row.chat_id}",
        "topic": row.thread_id,
        "topics": report.topics,
        "direct": bool(row.direct),
        "blocked": row.blocked_reason,
        "added_by": name(row.added_by) if row.added_by else "",
        "model": report.model,
        "language": report.language,
        "pictures": {"today": report.today.pictures, "month": report.month.pictures},
        "states": [[each.state, each.jobs] for each in report.open_jobs],
        "posts_waiting": report.posts_waiting,
        "limits": [[each.name, each.value, each.own] for each in report.limits],
        "jobs": [{**_job(each), "person": name(each.person_id)} for each in report.jobs],
    }
    if may(viewer, Action.MODERATE):
        found["rules"] = [[rule.id, rule.action, rule.text] for rule in report.rules]
    if may_see_money(viewer):
        found["money"] = _money_of_chat(report)
    return found


def _job(job: JobRow) -> Json:
    return {"id": job.id, "state": job.state, "model": job.model, "pictures": job.n, "at": job.created_at}


def _money(tx: Tx, manager: JobManager, scope: str) -> dict[str, Any]:
    today = money.day_of(tx.now, manager.settings.zone)
    first, last = this_month(tx, manager)
    day, month = (money.spent_between(tx, scope, *days) for days in ((today, today), (first, last)))
    return {
        "today_li": day.amount_li,
        "month_li": month.amount_li,
        "today_pictures": day.pictures,
        "month_pictures": month.pictures,
    }


def _money_of_chat(report: ConversationReport) -> dict[str, Any]:
    return {"today_li": report.today.amount_li, "month_li": report.month.amount_li}
