"""`shenbi jobs`, `people`, `spending`, `limits`, `accounts`, `models`, `ban`, `audit`, `ledger`: the operator's commands.

Every command has words for people and `--json` for programs, and may be used while Shenbi runs. What they need is imported
when they run: `shenbi --help` and a mistyped word are answered at once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.help_page import Command, Group

MOST_ROWS = 100_000
jobs = typer.Typer(cls=Group, no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json")]
Reason = Annotated[str, typer.Option()]
Limit = Annotated[int, typer.Option(min=1, max=MOST_ROWS)]


class SpendingBy(StrEnum):
    """By what `shenbi spending` lists; the values of `bot.jobs.spending.By`."""

    PERSON = "person"
    CONVERSATION = "conversation"
    MODEL = "model"


@jobs.command("list", cls=Command)
def list_jobs(
    state: str = "",
    everything: Annotated[bool, typer.Option("--all")] = False,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """Jobs that have not ended, newest first; with `--all` the ended ones too."""
    from bot.cli import lookups

    lookups.jobs(state, limit, everything=everything, as_json=as_json)


@jobs.command(cls=Command)
def explain(job: int, as_json: Json = False) -> None:
    """Everything that is known of one job."""
    from bot.cli import lookups

    lookups.explain(job, as_json=as_json)


@jobs.command(cls=Command)
def hold(job: int, reason: Reason = "", as_json: Json = False) -> None:
    """Keep a waiting job from being painted until it is released."""
    from bot.cli.transactions import perform_act
    from bot.operating.job_acts import HoldJob

    perform_act(lambda tx, installation: HoldJob(job=job), job=job, as_json=as_json, reason=reason)


@jobs.command(cls=Command)
def release(job: int, reason: Reason = "", as_json: Json = False) -> None:
    """A held job was not painted: paint it."""
    from bot.cli.transactions import perform_act
    from bot.operating.job_acts import ReleaseJob

    perform_act(lambda tx, installation: ReleaseJob(job=job), job=job, as_json=as_json, reason=reason)


@jobs.command(cls=Command)
def adopt(job: int, task_id: str, reason: Reason = "", as_json: Json = False) -> None:
    """A held job was painted as TASK_ID: fetch it from there."""
    from bot.cli.transactions import perform_act
    from bot.operating.registry import act_about

    perform_act(lambda tx, ours: act_about(tx, ours, "adopt", job, task_id), job=job, as_json=as_json, reason=reason)


@jobs.command(cls=Command)
def fail(job: int, reason: Reason = "", as_json: Json = False) -> None:
    """Fail a held job; its owner is told and charged nothing."""
    from bot.cli.transactions import perform_act
    from bot.operating.job_acts import FailJob

    perform_act(lambda tx, installation: FailJob(job=job), job=job, as_json=as_json, reason=reason)


@jobs.command(cls=Command)
def refund(job: int, reason: Reason = "", as_json: Json = False) -> None:
    """Give a person back what an ended job cost them."""
    from bot.cli.transactions import perform_act
    from bot.operating.job_acts import RefundJob

    perform_act(lambda tx, installation: RefundJob(job=job), job=job, as_json=as_json, reason=reason)


def act(words: list[str], reason: Reason = "", as_json: Json = False) -> None:
    """Do what admins do with /admin in the chat, in the same words."""
    from bot.cli.transactions import perform_act
    from bot.operating import act_from_words

    perform_act(lambda tx, installation: act_from_words(tx, installation, words), as_json=as_json, reason=reason)


def undo(entry: int, reason: Reason = "", as_json: Json = False) -> None:
    """Take back what was done, where that can be. ENTRY: its number in `shenbi audit`."""
    from bot.cli.transactions import perform_act
    from bot.operating import undo_of

    perform_act(lambda tx, installation: undo_of(tx, entry), as_json=as_json, undoes=entry, reason=reason)


def people(
    person: Annotated[str, typer.Argument()] = "",
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """People with their rank, whether they are banned, their pictures and what they spent; or one of them."""
    from bot.cli import lookups

    lookups.people(person, limit, as_json=as_json)


def said(person: str, limit: Limit = 50, as_json: Json = False) -> None:
    """What a person said, newest first, for as long as it is kept. The look is recorded in the audit."""
    from bot.cli import lookups

    lookups.said(person, limit, as_json=as_json)


def spending(
    by: SpendingBy = SpendingBy.PERSON,
    day: str = "",
    month: str = "",
    as_csv: Annotated[bool, typer.Option("--csv")] = False,
    as_json: Json = False,
) -> None:
    """Who spent what in a day or a month (this one, if none is named)."""
    from bot.cli import lookups
    from bot.jobs.spending import By

    lookups.spent(By(by), day, month, as_csv=as_csv, as_json=as_json)


def limits(change: Annotated[list[str] | None, typer.Argument()] = None, as_json: Json = False) -> None:
    """Show the limits in force, or change them while Shenbi runs."""
    from bot.cli import lookups

    lookups.limits(change or [], as_json=as_json)


def accounts(
    name: Annotated[str, typer.Argument()] = "",
    change: Annotated[list[str] | None, typer.Argument()] = None,
    model: str = "",
    live: str = "",
    aside: str = "",
    as_json: Json = False,
) -> None:
    """Accounts upstream, and what waits for them; changes their limits while Shenbi runs."""
    from bot.cli import lookups

    lookups.accounts(name, change or [], model, live, aside, as_json=as_json)


def models(as_json: Json = False) -> None:
    """The models with their roles, their prices, and their limits as they are in force."""
    from bot.cli import lookups

    lookups.models(as_json=as_json)


def ban(
    person: str, undo: Annotated[bool, typer.Option("--undo")] = False, reason: Reason = "", as_json: Json = False
) -> None:
    """Ban a person, or let them in again."""
    from bot.cli.transactions import perform_act
    from bot.operating import act_from_words

    verb = "unban" if undo else "ban"
    perform_act(
        lambda tx, installation: act_from_words(tx, installation, [verb, person]), as_json=as_json, reason=reason
    )


def audit(limit: Limit = 50, as_json: Json = False) -> None:
    """What admins and the command line did to what belongs to others, newest first."""
    from bot.cli import lookups

    lookups.audit(limit, as_json=as_json)


def ledger(as_json: Json = False) -> None:
    """Check the running totals of money against the ledgers; exit status 1 if they differ."""
    from bot.cli import lookups

    lookups.ledger(as_json=as_json)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command `shenbi`."""
    app.add_typer(jobs, name="jobs")
    for command in (limits, accounts, models, people, said, spending, act, undo, ban, audit, ledger):
        app.command(cls=Command)(command)
