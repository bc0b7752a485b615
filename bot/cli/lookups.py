"""What the operator's commands look at: jobs, people, spending, accounts, models, the audit, the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import typer

from bot.access import Action, Kind
from bot.access.roles import OPERATOR
from bot.cli import tables, terminal
from bot.cli.models import list_models
from bot.cli.transactions import installation, print_answer, run_transaction
from bot.cli.words import Words, address_name, entry_title
from bot.grammar.option_values import Problem
from bot.intake.admission import Admission
from bot.jobs import intervention, money, reports
from bot.jobs.spending import By, Days, SpentInDays, days_named, spending
from bot.jobs.states import State
from bot.operating import Surface, readers
from bot.operating.act import UnreadableWord
from bot.operating.audit_words import whose
from bot.operating.moderation_lists import said_by
from bot.operating.people import PersonReport, PersonSummary, list_people, report_person
from bot.runtime.clock import SystemClock
from bot.store import Tx
from bot.store.rows import AuditEntryRow, PersonRow, SaidRow, SpendingRow
from bot.upstream import Catalogue
from config.settings import Mistake, Settings, SettingsError, load, mistake

OUTSIDE_STATES = {"suspended": "aside", "idle": "rest", "pending": "due"}
"""States as they were called when programs began to read this output."""


def jobs(state: str, limit: int, *, everything: bool, as_json: bool) -> None:
    """`shenbi jobs list`."""
    if state and state not in set(State):
        raise SettingsError(Mistake("settings-one-of", value=state, known=", ".join(State)), "--state")
    if state and everything:
        raise mistake("settings-one-of-two", first="--all", second="--state")

    def work(tx: Tx) -> list[tuple[reports.JobSummary, str]]:
        found = reports.list_jobs(tx, state, limit, everything=everything)
        return [(each, address_name(tx, each.person)) for each in found]

    found, settings = run_transaction(work, change=True, kind=Kind.JOB, action=Action.SEE)
    if as_json:
        terminal.json_line([asdict(job) for job, _ in found])
        return
    words = Words(settings)
    rows = [
        {
            "id": job.id,
            "created_at": words.time(job.created_at),
            "state": words.state(job.state),
            "person": words.person(name, job.person),
            "model": job.model,
            "n": job.n,
            "prompt": job.prompt,
            "account": job.account,
            "task_id": job.task_id,
            "error_code": job.error_code,
        }
        for job, name in found
    ]
    tables.show(rows, words)


def explain(job: int, *, as_json: bool) -> None:
    """`shenbi jobs explain`."""

    def work(tx: Tx) -> tuple[reports.JobReport, str] | None:
        report = reports.explain(tx, job)
        return (report, address_name(tx, report.job.person)) if report else None

    found, settings = run_transaction(work, change=True, kind=Kind.JOB, action=Action.SEE)
    if found is None:
        print_answer(settings, Problem("act-no-such-job", {"word": str(job)}), job, as_json)
        return
    report, name = found
    if as_json:
        terminal.json_line(_report_json(report))
        return
    words, about = Words(settings), report.job
    tables.show_pairs(
        {
            "id": f"#{about.id}",
            "state": words.state(about.state),
            "person": words.person(name, about.person),
            "created_at": words.time(about.created_at),
            "model": about.model,
            "n": about.n,
            "account": about.account,
            "task_id": about.task_id,
            "error_code": about.error_code,
            "prompt": about.prompt,
            "charges": words.li(sum(each.amount_li for each in report.charges)),
            "pictures": ", ".join(report.pictures),
            "post": f"{report.post.status} {report.post.problem}".rstrip() if report.post else "",
        },
        words,
    )
    for each in report.events:
        before = words.state(each.from_state) if each.from_state else "·"
        terminal.line(f"  {words.time(each.at)}  {before} → {words.state(each.to_state)}  {each.details}")


def _report_json(report: reports.JobReport) -> dict[str, Any]:
    """What `explain --json` prints: one object, with an array for each event and charge."""
    post = report.post
    return {
        **asdict(report.job),
        "events": [[each.at, each.from_state, each.to_state, each.details] for each in report.events],
        "charges": [
            [f"{each.kind} {each.free_scope}".rstrip(), each.amount_li, each.pictures] for each in report.charges
        ],
        "pictures": list(report.pictures),
        "post": {
            "step": OUTSIDE_STATES.get(post.status, post.status),
            "revision": post.revision,
            "shown_revision": post.shown_revision,
            "problem": post.problem,
        }
        if post
        else None,
    }


def people(address: str, limit: int, *, as_json: bool) -> None:
    """`shenbi people`: all of them, or one."""
    if address:
        _person(address, as_json=as_json)
        return
    found, settings = run_transaction(lambda tx: list_people(tx, Admission(load().access), limit))
    if as_json:
        terminal.json_line([asdict(each) for each in found])
        return
    words = Words(settings)
    tables.show([_person_cells(each, words) for each in found], words)


def _person(address: str, *, as_json: bool) -> None:
    def work(tx: Tx) -> PersonReport:
        settings = load()
        person_id = _person_id(tx, settings, address)
        person = tx.get(PersonRow, "people.person_by_id", id=person_id)
        return report_person(tx, Admission(settings.access), person, OPERATOR)

    found, settings = run_transaction(work, change=True, action=Action.LOOK)
    if as_json:
        terminal.json_line({**asdict(found.summary), "jobs": {each.state: each.jobs for each in found.jobs}})
        return
    words = Words(settings)
    told = ", ".join(f"{words.state(each.state)} {each.jobs}" for each in found.jobs)
    tables.show_pairs({**_person_cells(found.summary, words), "jobs": told}, words)


def _person_id(tx: Tx, settings: Settings, address: str) -> int:
    try:
        return readers.person(tx, installation(settings), address)
    except UnreadableWord as unread:
        raise ValueError(Words(settings).nested(unread.problem.text_id, dict(unread.problem.arguments))) from None


def said(address: str, limit: int, *, as_json: bool) -> None:
    """`shenbi said`: the look is recorded in the transaction that reads."""

    def work(tx: Tx) -> list[SaidRow]:
        return said_by(tx, OPERATOR, Surface.SHELL, _person_id(tx, load(), address), limit=limit)

    found, settings = run_transaction(work, change=True, action=Action.LOOK)
    if as_json:
        terminal.json_line([each._asdict() for each in found])
        return
    words = Words(settings)
    rows = [
        {
            "at": words.time(each.at),
            "action": words.kind_of_words(each.kind),
            "id": each.id,
            "prompt": each.words,
        }
        for each in found
    ]
    tables.show(rows, words)


def _person_cells(each: PersonSummary, words: Words) -> dict[str, Any]:
    return {
        "person": words.person(each.name, each.person),
        "rank": words.rank(each.rank),
        "banned": words.yes(each.banned),
        "pictures": each.pictures,
        "spent": words.li(each.amount_li),
        "created_at": words.time(each.created_at),
        "last_at": words.time(each.last_at),
    }


def spent(by: By, day: str, month: str, *, as_csv: bool, as_json: bool) -> None:
    """`shenbi spending`."""
    if bool(day) and bool(month):
        raise mistake("settings-one-of-two", first="--day", second="--month")
    if as_csv and as_json:
        raise mistake("settings-one-of-two", first="--csv", second="--json")
    settings = load()
    today = money.day_of(SystemClock().now(), settings.zone)
    try:
        days = days_named(day or month or today[:7])
    except ValueError:
        raise mistake("settings-day-or-month") from None
    if (day and days.first != day) or (month and days.first == days.last):
        raise mistake("settings-day-or-month")
    found, settings = run_transaction(lambda tx: spending(tx, by, days), action=Action.ACCOUNT)
    if as_json:
        terminal.json_line(_spending_json(by, days, found))
    elif as_csv:
        rows = [{**_spending_row(row, by), "yuan": money.yuan(row.amount_li)} for row in found.rows]
        tables.show_csv(rows, (str(by), "name", "pictures", "yuan"))
    else:
        words = Words(settings)
        tables.show(_spending_cells(by, found.rows, words), words)
        terminal.line(
            words.say(
                "cli-spending-total",
                first=days.first,
                last=days.last,
                days="one" if days.first == days.last else "several",
                yuan=words.li(found.total.amount_li),
                pictures=found.total.pictures,
            )
        )


def _spending_row(row: SpendingRow, by: By) -> dict[str, Any]:
    named = row.name if by is By.MODEL else f"{row.platform}:{row.address}" if row.address else ""
    return {str(by): named, "name": "" if by is By.MODEL else row.name, "pictures": row.pictures}


def _spending_json(by: By, days: Days, found: SpentInDays) -> dict[str, Any]:
    return {
        "first": days.first,
        "last": days.last,
        "by": str(by),
        "rows": [{**_spending_row(row, by), "amount_li": row.amount_li} for row in found.rows],
        "amount_li": found.total.amount_li,
        "pictures": found.total.pictures,
    }


def _spending_cells(by: By, rows: Sequence[SpendingRow], words: Words) -> list[dict[str, Any]]:
    def named(row: SpendingRow) -> str:
        if by is By.MODEL:
            return words.say("cli-spending-calls") if row.name == "calls" else row.name or words.say("cli-gone")
        if not row.address:
            return words.say("cli-person-erased" if by is By.PERSON else "cli-gone")
        return words.person(row.name, f"{row.platform}:{row.address}")

    return [{str(by): named(row), "pictures": row.pictures, "spent": words.li(row.amount_li)} for row in rows]


def limits(change: Sequence[str], *, as_json: bool) -> None:
    """`shenbi limits`."""
    wanted = dict(part.partition("=")[::2] for part in change)

    def work(tx: Tx) -> dict[str, Any]:
        return intervention.change_limits(tx, load().limits, **wanted).model_dump(mode="json")

    found, settings = run_transaction(work, change=True)
    rows = [{"limit": name, "value": value} for name, value in found.items()]
    if as_json:
        terminal.json_line(rows)
        return
    words = Words(settings)
    shown = [{**row, "value": words.yuan(row["value"]) if "yuan" in row["limit"] else row["value"]} for row in rows]
    tables.show(shown, words)


def accounts(name: str, change: Sequence[str], model: str, live: str, aside: str, *, as_json: bool) -> None:
    """`shenbi accounts`."""
    wanted = dict(part.partition("=")[::2] for part in change)

    def work(tx: Tx) -> list[reports.PoolReport]:
        for who, state in ((live, True), (aside, False)):
            if who and not intervention.set_account(tx, who, live=state):
                raise ValueError(f"no account is called {who!r}")
        if name and not intervention.change_account(tx, load().upstream.accounts, name, model, **wanted):
            raise ValueError(f"no account is called {name!r}, or it has no model {model!r}")
        return reports.list_pools(tx, load().upstream.accounts)

    found, settings = run_transaction(work, change=bool(live or aside or name))
    rows = [{**asdict(row), "state": OUTSIDE_STATES.get(row.state, row.state)} for row in found]
    if as_json:
        terminal.json_line(rows)
        return
    words = Words(settings)
    shown = [
        {
            **row,
            "state": words.state(row["state"]),
            "daily_yuan": words.yuan(row["daily_yuan"]),
            "monthly_yuan": words.yuan(row["monthly_yuan"]),
        }
        for row in rows
    ]
    tables.show(shown, words)


def models(*, as_json: bool) -> None:
    """`shenbi models`."""

    def work(tx: Tx) -> list[dict[str, Any]]:
        settings = load()
        allowed = frozenset(settings.upstream.allowed_models)
        return list_models(tx, settings, replace(Catalogue.load(), allowed=allowed))

    found, settings = run_transaction(work)
    rows = [{**row, "state": OUTSIDE_STATES.get(row["state"], row["state"])} for row in found]
    if as_json:
        terminal.json_line(rows)
        return
    words = Words(settings)

    def cell(column: str, value: Any) -> Any:
        if column.startswith("yuan"):
            return words.yuan(value)
        if column == "state":
            return words.state(value)
        return words.yes(value == "yes") if value in ("yes", "no") else value

    tables.show([{column: cell(column, value) for column, value in row.items()} for row in rows], words)


def audit(limit: int, *, as_json: bool) -> None:
    """`shenbi audit`."""

    def work(tx: Tx) -> list[tuple[AuditEntryRow, str, tuple[str, dict[str, Any]], list[Any] | None]]:
        entries = tx.all(AuditEntryRow, "access.entries", limit=limit)
        return [(each, address_name(tx, each.actor), entry_title(tx, each), whose(tx, each)) for each in entries]

    found, settings = run_transaction(work)
    if as_json:
        terminal.json_line([entry._asdict() for entry, _, _, _ in found])
        return
    words = Words(settings)
    undoes = {entry.undone_by: entry.id for entry, _, _, _ in found if entry.undone_by}

    def details(entry: AuditEntryRow, person: list[Any] | None) -> str:
        if entry.id in undoes:
            return words.say("cli-audit-undoes", entry=undoes[entry.id])
        if person:
            return words.nested("cli-audit-of", {"person": person})
        return "" if entry.action == Action.ERASE else entry.details

    rows = [
        {
            "id": entry.id,
            "at": words.time(entry.at),
            "actor": words.say("cli-operator") if entry.actor == "operator" else words.person(name, entry.actor),
            "action": words.nested(*title),
            "details": details(entry, person),
            "undone_by": entry.undone_by or "",
        }
        for entry, name, title, person in found
    ]
    tables.show(rows, words, whole="action")


def ledger(*, as_json: bool) -> None:
    """`shenbi ledger`; exit status 1 if the totals differ."""
    wrong, settings = run_transaction(money.compare_totals)
    words = Words(settings)
    if as_json:
        terminal.json_line([asdict(each) for each in wrong])
    elif wrong:
        terminal.lines("\n".join(json.dumps(asdict(each)) for each in wrong))
    else:
        terminal.line(words.say("operate-ledger-sound"))
    if wrong:
        raise typer.Exit(1)
