"""Transactions of the operator's commands on the configured database, and acts of the operator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import typer
from pydantic import ValidationError

from bot.access import Action, Kind, Resource, allows
from bot.access.roles import OPERATOR
from bot.cli import terminal
from bot.grammar.option_values import Problem
from bot.intake.admission import Admission
from bot.intake.reply import ReplyLine
from bot.jobs.manager import JobManager
from bot.operating import Act, Installation, Performed, Performer, Surface, perform, reason_of
from bot.runtime import logs
from bot.runtime.clock import SystemClock
from bot.runtime.texts import Texts
from bot.store import StoreError, Tx, open_store
from bot.upstream import Catalogue
from config.settings import LOCALES_FOLDER, Mistake, Settings, SettingsError, invalid, load, mistake

T = TypeVar("T")


def run_transaction(
    work: Callable[[Tx], T], *, change: bool = False, kind: Kind = Kind.INSTANCE, action: Action = Action.ADMINISTER
) -> tuple[T, Settings]:
    """Run one transaction on the configured database, if the policy allows the operator this action. Raises SettingsError."""
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
        raise invalid(error) from None
    except OverflowError:
        raise mistake("settings-number-too-large") from None
    except Mistake as wrong:
        raise SettingsError(wrong) from None
    except (StoreError, ValueError, OSError) as error:
        raise SettingsError(str(error)) from None


def installation(settings: Settings) -> Installation:
    """What acts are performed on."""
    accounts = tuple(account.name for account in settings.upstream.accounts)
    catalogue = replace(Catalogue.load(), allowed=frozenset(settings.upstream.allowed_models))
    return Installation(JobManager(settings, catalogue, accounts), Admission(settings.access))


def perform_act(
    make: Callable[[Tx, Installation], Act | Problem],
    *,
    job: int = 0,
    as_json: bool = False,
    undoes: int = 0,
    reason: str = "",
) -> None:
    """Perform an act as the operator, and print what came of it; exit status 1 if it was not performed."""

    def work(tx: Tx) -> Performed | Problem:
        ours = installation(load())
        act = make(tx, ours)
        if isinstance(act, Problem):
            return act
        given = reason_of(reason.split())
        if isinstance(given, Problem):
            return given
        act = act.with_reason(given) if given else act
        return perform(tx, ours, act, Performer(OPERATOR, Surface.SHELL), undoes=undoes)

    answer, settings = run_transaction(work, change=True)
    print_answer(settings, answer, job, as_json)


def print_answer(settings: Settings, answer: Performed | Problem, job: int, as_json: bool) -> None:
    """Print what came of an act; exit status 1 if it was not performed."""
    if isinstance(answer, Problem):
        line = ReplyLine(answer.text_id, answer.arguments)
    else:
        line = ReplyLine("act-done", {"act": answer.title.nested, "entry": answer.entry})
    if as_json:
        about = {"job": job} if job else {}
        said = line.text_id.removeprefix("act-") if isinstance(answer, Problem) else "done"
        terminal.json_line({**about, "answer": said})
    else:
        terminal.line(Texts(LOCALES_FOLDER).say_nested(settings.language, line.text_id, line.arguments))
    if isinstance(answer, Problem):
        raise typer.Exit(1)
