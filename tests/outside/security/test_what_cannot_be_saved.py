"""An update that no database takes: its sender is told, and nobody else's waits for it.

A press with half a surrogate pair in its field could not be saved; whatever was saved in the same moment, of any platform, was
never answered, so that Telegram was not asked for updates any more.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.web import decode as web
from bot.adapter_api import Press, RawUpdate
from bot.commands.router import Router
from bot.intake import update_worker
from bot.intake.context import CommandContext
from bot.intake.inbox import Inbox
from bot.runtime.clock import SystemClock
from bot.store import StoreRefused, Tx, open_store
from tests.conftest import RunningApp
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url


async def test_unsavable_content__one_that_cannot_be_saved_keeps_no_other_out(shenbi: RunningApp) -> None:
    inbox = shenbi.app.inbox
    assert isinstance(inbox, Inbox)
    good = [RawUpdate(f"good-{number}", "{}", "lane") for number in range(3)]
    saves = [inbox.save("scripted", [update]) for update in (good[0], RawUpdate("bad", "\ud800", "lane"), *good[1:])]
    async with asyncio.timeout(20):
        answers = await asyncio.gather(*saves, return_exceptions=True)
    assert [answer for answer in answers if not isinstance(answer, Exception)] == [[True]] * 3
    assert isinstance(answers[1], OSError)


def test_unsavable_content__what_is_written_in_a_field_is_always_storable() -> None:
    person = {"id": "0" * 20, "name": "\udfff", "language": "en"}
    update = web.press_update("event", "club", person, "p1", "idea:1:k", 0.0, "half \ud800 a pair")
    update.body.encode()
    press = web.decode(update)
    assert isinstance(press, Press)
    assert press.text == "half ? a pair"


async def test_unsavable_content__what_the_database_refuses_is_a_mistake_of_ours_and_ends(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken for a database that is away: tried again for ever, and its sender never told."""
    monkeypatch.setattr(update_worker, "MOST_ATTEMPTS", 2)

    run_command = Router.run_command

    def refused(router: Router, tx: Tx, context: CommandContext) -> None:
        if context.parsed.command == "cost":
            tx.run("people.set_language", id=1, language=None)
        run_command(router, tx, context)

    monkeypatch.setattr(Router, "run_command", refused)
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("Something went wrong")
    await shenbi.chat.say("/help")
    await shenbi.chat.text("/imagine")


async def test_unsavable_content__both_databases_say_that_they_refuse(tmp_path: Path, postgres_url: str) -> None:
    def refused(tx: Tx) -> None:
        tx.run("inbox.save", platform="web", event_id="1", lane="", body=None, now=tx.now)

    for url in (f"sqlite:///{tmp_path / 'shenbi.db'}", postgres_url):
        store = await open_store(url, SystemClock())
        try:
            with pytest.raises(StoreRefused):
                await store.write(refused)
        finally:
            await store.close()
