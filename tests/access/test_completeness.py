"""Every command, press, route and object is in the table: a new one fails here until it has a row."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typer.main
from aiohttp import web

from adapters.web import WebAdapter
from bot.access import RULES, Action, Kind, Principal, Rank, Resource, allows
from bot.access.roles import OPERATOR
from bot.app import build
from bot.cli.commands import app as command_line
from bot.commands.router import Router
from bot.grammar import callback_data, vocabulary
from bot.intake.update_worker import UpdateWorker
from config.settings import Settings
from tests.access import table


def test_access_table__every_command_has_its_row() -> None:
    assert set(table.COMMANDS) == set(vocabulary.COMMANDS)


async def test_access_table__every_button_and_every_route_has_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes: set[str] = set()
    add_routes = web.Application.add_routes

    def noted(self: web.Application, found: Iterable[web.RouteDef]) -> object:
        found = list(found)
        routes.update(f"{route.method} {route.path}" for route in found)
        return add_routes(self, found)

    settings = Settings.model_validate({"data_dir": tmp_path, "web": {"port": 0}})
    async with build(settings, adapters=[WebAdapter]) as app:
        services = next(loop for loop in app.loops if isinstance(loop, UpdateWorker)).services
        assert isinstance(services.router, Router)
        assert services.router.commands == set(vocabulary.COMMANDS)
        assert services.router.callbacks == set(table.PRESSES) == set(callback_data.KINDS)
        room = app.adapters["web"]
        assert isinstance(room, WebAdapter)
        monkeypatch.setattr(web.Application, "add_routes", noted)  # From here on: the studio has its own routes.
        listening = asyncio.create_task(room.listen())
        await room.listening.wait()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
    assert routes == set(table.ROUTES)


def test_access_table__every_subcommand_has_its_row() -> None:
    def names(command: object, before: str = "") -> Iterator[str]:
        subcommands = getattr(command, "commands", None)
        if not subcommands:
            yield before.strip()
            return
        for name, each in subcommands.items():
            yield from names(each, f"{before} {name}")

    found = set(names(typer.main.get_command(command_line)))
    assert found == set(table.SUBCOMMANDS)


def test_access_table__nobody_but_the_operator_may_administer() -> None:
    everything = Principal(person=1, conversation=1, moderates=True, rank=Rank.OWNER)
    for kind, action in RULES:
        mine = Resource(kind, owner=1, conversation=1, exhibited=True, stands_here=True)
        assert allows(everything, action, mine) == (action is not Action.ADMINISTER), (kind, action)
        elsewhere = Principal(person=2, conversation=2, moderates=True)
        assert allows(elsewhere, action, replace(mine, stands_here=False)) == (kind is Kind.BOT), (kind, action)
    assert allows(OPERATOR, Action.ADMINISTER, Resource(Kind.INSTANCE))


def test_access_table__what_is_not_listed_is_refused() -> None:
    assert not allows(Principal(1, 1, moderates=True, rank=Rank.OWNER), Action.LEAD, Resource(Kind.JOB, owner=1))
