"""Views of jobs: what waits and runs, what waits for a decision, and the story of one."""

from __future__ import annotations

from bot.access import Action, allows
from bot.commands.operating.page import Page, age, in_rows
from bot.intake.permissions import job_resource
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.jobs import life_cycle, money
from bot.jobs.states import State
from bot.operating import readers
from bot.operating.people import NEWEST
from bot.operating.story import story_line
from bot.store import Tx
from bot.store.rows import ChargeRow, JobEventRow, JobRow, PoolRow, SeenTaskRow

SHOWN_JOBS = 10
SHOWN_EVENTS = 15
SHOWN_TASKS = 5
TASK_END = 6
"""How many of the last characters of a task's id a button shows."""
_REASONS = {
    life_cycle.HELD_BACK: "back",
    life_cycle.UNSURE: "unsure",
    life_cycle.AWAITS_MODERATOR: "words",
    life_cycle.AWAITS_IMAGE: "image",
    life_cycle.AWAITS_PICTURE: "picture",
}
_DECISIONS = ("release", "hold", "fail", "refund")


def queue(tx: Tx, page: Page) -> Reply:
    """The oldest jobs that have not ended: state, model, account, age."""
    jobs = tx.all(JobRow, "jobs.oldest_open", limit=SHOWN_JOBS)
    lines = [ReplyLine("admin-queue-head" if jobs else "admin-queue-empty", {"count": len(jobs)})]
    lines += [ReplyLine("admin-queue-line", _facts(tx, job)) for job in jobs]
    return Reply(tuple(lines), in_rows([*_to_jobs(tx, page, jobs), page.to("overview", "")]))


def held(tx: Tx, page: Page) -> Reply:
    """The newest held jobs: why, since when, what is at stake, on which account."""
    jobs = tx.all(JobRow, "jobs.held_before", before_id=NEWEST, limit=SHOWN_JOBS)
    lines = [ReplyLine("admin-held-head" if jobs else "admin-held-empty", {"count": len(jobs)})]
    for job in jobs:
        text_id = "admin-held-line-price" if page.may(Action.ACCOUNT) else "admin-held-line"
        lines.append(ReplyLine(text_id, {**_facts(tx, job), "reason": _reason(job)}))
    return Reply(tuple(lines), in_rows([*_to_jobs(tx, page, jobs), page.to("overview", "")]))


def job(tx: Tx, page: Page) -> Reply:
    """A job's story without its words: state, account, task, changes of state, charges; and the acts that are possible."""
    resource = job_resource(tx, page.row)
    if resource is None or not allows(page.reader, Action.STATUS, resource):
        return one_line("act-not-allowed" if resource else "act-nothing-there")
    row = tx.get(JobRow, "jobs.get", id=page.row)
    person = readers.person_line(tx, row.person_id)
    lines = [ReplyLine("admin-job", {**_facts(tx, row), "person": person, "created": page.time(row.created_at)})]
    if row.task_id:
        lines.append(ReplyLine("admin-job-task", {"task": row.task_id}))
    if row.error_code:
        lines.append(ReplyLine("admin-job-code", {"code": row.error_code}))
    events = tx.all(JobEventRow, "jobs.events", job_id=row.id)
    if len(events) > SHOWN_EVENTS:
        lines.append(ReplyLine("admin-job-earlier", {"count": len(events) - SHOWN_EVENTS}))
    lines += [_event(page, event) for event in events[-SHOWN_EVENTS:]]
    if page.may(Action.ACCOUNT):
        charges = tx.all(ChargeRow, "money.charges_of_job", job_id=row.id)
        lines += [
            ReplyLine("admin-job-charge", {"kind": each.kind, "price": money.yuan_text(abs(each.amount_li))})
            for each in charges
            if each.amount_li
        ]
    buttons = [button for verb in _DECISIONS for button in page.order(tx, verb, row.id, str(row.id))]
    if State(row.state) is State.HELD and row.protocol != "answer" and row.error not in life_cycle.WAITS_FOR_A_PERSON:
        for found in tx.all(SeenTaskRow, "jobs.candidate_tasks", id=row.id, limit=SHOWN_TASKS):
            lines.append(ReplyLine("admin-job-candidate", {"task": found.task_id, "at": page.time(found.seen_at)}))
            label = ReplyLine("admin-button-adopt", {"task": found.task_id[-TASK_END:]})
            buttons += page.order(tx, "adopt", row.id, str(row.id), found.task_id, label)
        lines.append(ReplyLine("admin-job-adopt", {"id": row.id}))
    if page.may(Action.LOOK):
        buttons.append(page.to("look", f"look {row.id}", row.id, job=0))
    buttons += [page.to("person", f"person #{row.id}", row.person_id), page.to("held", "held", count=0)]
    return Reply(tuple(lines), in_rows(buttons))


def _reason(row: JobRow) -> list[object]:
    return ReplyLine("admin-held-reason", {"reason": _REASONS.get(row.error, "unclear")}).nested


def _facts(tx: Tx, row: JobRow) -> dict[str, object]:
    pool = tx.one(PoolRow, "queue.pool", id=row.pool_id)
    return {
        "id": row.id,
        "state": ReplyLine("admin-state", {"state": row.state}).nested,
        "model": row.model,
        "account": pool.account if pool else "—",
        "count": row.n,
        "age": age(tx.now, row.created_at),
        "price": money.yuan_text(money.charge_li(row, row.n)),
    }


def _to_jobs(tx: Tx, page: Page, jobs: list[JobRow]) -> list[ReplyButton]:
    found: list[ReplyButton] = []
    for row in jobs:
        resource = job_resource(tx, row.id)
        if resource and allows(page.reader, Action.STATUS, resource):
            found.append(page.to("job", f"job {row.id}", row.id, id=row.id))
    return found


def _event(page: Page, event: JobEventRow) -> ReplyLine:
    why = story_line(event)
    facts = {"at": page.time(event.at), "details": why.nested if why else "", "told": "yes" if why else "no"}
    state = ReplyLine("admin-state", {"state": event.to_state}).nested
    return ReplyLine("admin-job-event", {**facts, "state": state})
