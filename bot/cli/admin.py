"""`shenbi jobs`, `limits`, `accounts`, `models`, `ban`, `audit`, `ledger`: the operator's commands.

Every command has a table for people and `--json` for programs, and may be used while Shenbi runs.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from bot.access import Action, Kind, Resource, allows
from bot.access.roles import OPERATOR
from bot.cli import terminal
from bot.cli.models import list_models
from bot.grammar.option_values import Problem
from bot.intake.admission import Admission
from bot.intake.reply import ReplyLine
from bot.jobs import intervention, money, reports
from bot.jobs.manager import JobManager
from bot.operating import (
    Act,
    Installation,
    Performed,
    Performer,
    Surface,
    act_from_words,
    perform,
    undo_of,
)
from bot.operating.job_acts import AdoptJob, FailJob, HoldJob, RefundJob, ReleaseJob
from bot.runtime import logs
from bot.runtime.clock import SystemClock
from bot.runtime.texts import Texts
from bot.store import StoreError, Tx, open_store
from bot.store.rows import AuditEntryRow
from bot.upstream import Catalogue
from config.settings import LOCALES_FOLDER, Settings, SettingsError, load, one_line

T = TypeVar("T")
WIDE = 200
OUTSIDE_STATES = {"suspended": "aside", "idle": "rest", "pending": "due"}
"""States as they were called when programs began to read this output."""
jobs = typer.Typer(no_args_is_help=True, help="Look at jobs; decide about held ones.")
Json = Annotated[bool, typer.Option("--json", help="One JSON value instead of a table.")]


def _run_transaction(
    work: Callable[[Tx], T], *, change: bool = False, kind: Kind = Kind.INSTANCE, action: Action = Action.ADMINISTER
) -> tuple[T, Settings]:
    """Run one transaction on the configured database, if the policy allows the operator this action."""
    assert allows(OPERATOR, action, Resource(kind)), f"the command line may not {action} a {kind}"
    settings = load()
    logs.hide_secrets_of(settings)

    async def go() -> T:
        store = await open_store(settings.store_url, SystemClock(), worker=False)
        try:
            return await (store.write(work) if change else store.read(work))
        finally:
            await store.close()

    try:
        return asyncio.run(go()), settings
    except ValidationError as error:
        raise SettingsError(one_line(error)) from None
    except OverflowError:
        raise SettingsError("there is no such number: it is too large") from None
    except (StoreError, ValueError, OSError) as error:
        raise SettingsError(str(error)) from None


def _show(rows: list[dict[str, Any]], settings: Settings, as_json: bool) -> None:
    if as_json:
        terminal.json_line(rows)
        return
    if not rows:
        terminal.line(Texts(LOCALES_FOLDER).say(settings.language, "operate-none"))
        return
    table = Table(box=None, header_style="bold")
    for column in rows[0]:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*(terminal.cell(_cell(column, value, settings)) for column, value in row.items()))
    console = Console()
    # In a pipe the table keeps its width; on a terminal it is cut to fit.
    (console if console.is_terminal else Console(width=WIDE)).print(table)


def _cell(column: str, value: Any, settings: Settings) -> str:
    if column.endswith("_at"):
        return datetime.fromtimestamp(value, settings.zone).strftime("%m-%d %H:%M:%S") if value else ""
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _print_no_such_job(settings: Settings, job: int, as_json: bool) -> None:
    _print_answer(settings, Problem("act-no-such-job", {"word": str(job)}), job, as_json)


def _print_answer(settings: Settings, answer: Performed | Problem, job: int, as_json: bool) -> None:
    """Print what came of an act; exit status 1 if it was not performed."""
    refused = isinstance(answer, Problem)
    line = ReplyLine(answer.text_id, answer.arguments) if isinstance(answer, Problem) else _done_line(answer)
    if as_json:
        about = {"job": job} if job else {}
        terminal.json_line({**about, "answer": line.text_id.removeprefix("act-") if refused else "done"})
    else:
        terminal.line(Texts(LOCALES_FOLDER).say_nested(settings.language, line.text_id, line.arguments))
    if refused:
        raise typer.Exit(1)


def _done_line(done: Performed) -> ReplyLine:
    return ReplyLine("act-done", {"act": done.title.nested, "entry": done.entry})


def _perform(
    make: Callable[[Tx, Installation], Act | Problem], *, job: int = 0, as_json: bool = False, undoes: int = 0
) -> None:
    """Perform an act as the operator, and print what came of it."""

    def work(tx: Tx) -> Performed | Problem:
        installation = _installation(load())
        act = make(tx, installation)
        if isinstance(act, Problem):
            return act
        return perform(tx, installation, act, Performer(OPERATOR, Surface.SHELL), undoes=undoes)

    answer, settings = _run_transaction(work, change=True)
    _print_answer(settings, answer, job, as_json)


def _installation(settings: Settings) -> Installation:
    accounts = tuple(account.name for account in settings.upstream.accounts)
    manager = JobManager(
        settings, replace(Catalogue.load(), allowed=frozenset(settings.upstream.allowed_models)), accounts
    )
    return Installation(manager, Admission(settings.access))


@jobs.command("list")
def list_jobs(
    state: Annotated[str, typer.Option(help="Only jobs in this state (held, failed, done, ...).")] = "",
    limit: Annotated[int, typer.Option(help="How many at most.")] = 50,
    as_json: Json = False,
) -> None:
    """Jobs that have not ended, newest first."""
    rows, settings = _run_transaction(
        lambda tx: reports.list_jobs(tx, state, limit), change=True, kind=Kind.JOB, action=Action.SEE
    )
    _show([asdict(row) for row in rows], settings, as_json)


@jobs.command()
def explain(job: int, as_json: Json = False) -> None:
    """Everything that is known of one job."""
    found, settings = _run_transaction(
        lambda tx: reports.explain(tx, job), change=True, kind=Kind.JOB, action=Action.SEE
    )
    if found is None:
        _print_no_such_job(settings, job, as_json)
        return
    shown = _json_of(found)
    if as_json:
        terminal.json_line(shown)
        return
    for key, value in shown.items():
        if key == "events":
            for at, before, after, details in value:
                moment = datetime.fromtimestamp(at, settings.zone).strftime("%m-%d %H:%M:%S")
                terminal.line(f"  {moment}  {before or '·'} → {after}  {details}")
        else:
            terminal.line(f"{key:>12}  {value}")


def _json_of(report: reports.JobReport) -> dict[str, Any]:
    """What `explain --json` prints: one object, with an array for each event and charge."""
    post = report.post
    return {
        **asdict(report.job),
        "person": report.person,
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


@jobs.command()
def hold(job: int, as_json: Json = False) -> None:
    """Keep a waiting job from being painted until it is released."""
    _perform(lambda tx, installation: HoldJob(job=job), job=job, as_json=as_json)


@jobs.command()
def release(job: int, as_json: Json = False) -> None:
    """A held job was not painted: paint it. (If it was, it is paid for twice: look at the console of the service
    first.)"""
    _perform(lambda tx, installation: ReleaseJob(job=job), job=job, as_json=as_json)


@jobs.command()
def adopt(job: int, task_id: str, as_json: Json = False) -> None:
    """A held job was painted as TASK_ID: fetch it from there."""
    _perform(lambda tx, installation: AdoptJob(job=job, task=task_id), job=job, as_json=as_json)


@jobs.command()
def fail(job: int, as_json: Json = False) -> None:
    """Fail a held job; its owner is told and charged nothing."""
    _perform(lambda tx, installation: FailJob(job=job), job=job, as_json=as_json)


@jobs.command()
def refund(job: int, as_json: Json = False) -> None:
    """Give a person back what an ended job cost them."""
    _perform(lambda tx, installation: RefundJob(job=job), job=job, as_json=as_json)


def act(
    words: Annotated[
        list[str], typer.Argument(help="As behind /admin in the chat: pause wanx-v1, rank telegram:1 admin")
    ],
    as_json: Json = False,
) -> None:
    """Do what admins do with /admin in the chat, in the same words."""
    _perform(lambda tx, installation: act_from_words(tx, installation, words), as_json=as_json)


def undo(
    entry: Annotated[int, typer.Argument(help="The number of the act, as `shenbi audit` shows it.")],
    as_json: Json = False,
) -> None:
    """Take back what was done, where that can be."""
    _perform(lambda tx, installation: undo_of(tx, entry), as_json=as_json, undoes=entry)


def limits(
    change: Annotated[list[str] | None, typer.Argument(help="name=value, for example waiting_jobs=8")] = None,
    as_json: Json = False,
) -> None:
    """Show the limits in force, or change them while Shenbi runs."""
    wanted = dict(part.partition("=")[::2] for part in change or [])

    def work(tx: Tx) -> dict[str, Any]:
        return intervention.change_limits(tx, load().limits, **wanted).model_dump(mode="json")

    found, settings = _run_transaction(work, change=True)
    _show([{"limit": name, "value": value} for name, value in found.items()], settings, as_json)


def accounts(
    name: Annotated[str, typer.Argument(help="The account whose limits are to be changed.")] = "",
    change: Annotated[list[str] | None, typer.Argument(help="name=value, for example daily_yuan=50")] = None,
    model: Annotated[str, typer.Option(help="Change limits of the account's pool of this model.")] = "",
    live: Annotated[str, typer.Option(help="Bring this account back.")] = "",
    aside: Annotated[str, typer.Option(help="Set this account aside.")] = "",
    as_json: Json = False,
) -> None:
    """Accounts upstream, and what waits for them. Changes their limits while Shenbi runs: daily_yuan, monthly_yuan and
    free_until; with --model submissions_per_s and tasks_at_once."""
    wanted = dict(part.partition("=")[::2] for part in change or [])

    def work(tx: Tx) -> list[reports.PoolReport]:
        for who, state in ((live, True), (aside, False)):
            if who and not intervention.set_account(tx, who, live=state):
                raise ValueError(f"no account is called {who!r}")
        if name and not intervention.change_account(tx, load().upstream.accounts, name, model, **wanted):
            raise ValueError(f"no account is called {name!r}, or it has no model {model!r}")
        return reports.list_pools(tx, load().upstream.accounts)

    rows, settings = _run_transaction(work, change=bool(live or aside or name))
    shown = [{**asdict(row), "state": OUTSIDE_STATES.get(row.state, row.state)} for row in rows]
    _show(shown, settings, as_json)


def models(as_json: Json = False) -> None:
    """The models with their roles, their prices, and their limits as they are in force."""

    def work(tx: Tx) -> list[dict[str, Any]]:
        settings = load()
        allowed = frozenset(settings.upstream.allowed_models)
        return list_models(tx, settings, replace(Catalogue.load(), allowed=allowed))

    found, settings = _run_transaction(work)
    shown = [{**row, "state": OUTSIDE_STATES.get(row["state"], row["state"])} for row in found]
    _show(shown, settings, as_json)


def ban(
    person: Annotated[str, typer.Argument(help="platform:id, as the bot tells strangers")],
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
) -> None:
    """Ban a person."""
    _perform(lambda tx, installation: act_from_words(tx, installation, ["unban" if undo else "ban", person]))


def audit(
    limit: Annotated[int, typer.Option(help="How many at most.")] = 50,
    as_json: Json = False,
) -> None:
    """What admins and the command line did to what belongs to others, newest first."""
    rows, settings = _run_transaction(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=limit))
    _show([row._asdict() for row in rows], settings, as_json)


def ledger(as_json: Json = False) -> None:
    """Check the running totals of money against the ledgers; exit status 1 if they differ."""
    wrong, settings = _run_transaction(money.compare_totals)
    if as_json:
        terminal.json_line([asdict(each) for each in wrong])
    elif wrong:
        terminal.lines("\n".join(json.dumps(asdict(each)) for each in wrong))
    else:
        terminal.line(Texts(LOCALES_FOLDER).say(settings.language, "operate-ledger-sound"))
    if wrong:
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command `shenbi`."""
    app.add_typer(jobs, name="jobs")
    for command in (limits, accounts, models, act, undo, ban, audit, ledger):
        app.command()(command)
