"""Acts in the chat and at the command line: asked once, done once, taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app as command
from bot.jobs import pauses
from bot.operating import ACTS
from bot.runtime.texts import Texts
from bot.store.rows import AuditEntryRow
from config.settings import LOCALES_FOLDER
from studio.server import Studio
from tests.conftest import RunningApp, running_app

TEXTS = Texts(LOCALES_FOLDER)


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningApp]:
    monkeypatch.setenv("SHENBI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHENBI_LANGUAGE", "en")
    access = {"admins": ["scripted:boss"], "admin_chats": ["scripted:staff"]}
    async with running_app(tmp_path, studio, access=access) as made:
        yield made


async def test_admin__asks_once_does_it_once_and_takes_it_back(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/admin pause all", user="boss", chat="boss")
    asked = await shenbi.chat.text("Pause all painting?", "boss")
    assert "keep their places" in asked.view.text
    assert await shenbi.app.store.read(pauses.paused) == frozenset()
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    done = await shenbi.chat.text("✓ Pause all painting", "boss")
    assert await shenbi.app.store.read(pauses.paused) == {"all"}
    await shenbi.chat.say("/imagine a fox", user="ann", chat="ann")
    await shenbi.chat.text("paused by the administrators", "ann")
    await shenbi.chat.say("/admin", user="boss", chat="boss")
    shown = (await shenbi.chat.text("1 waiting", "boss")).view.text
    assert "All painting is paused" in shown
    await shenbi.chat.press(done, "↩ Undo", user="boss")
    asked = await shenbi.chat.text("Resume all painting?", "boss")
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.picture("ann")
    entries = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert [(each.action, each.surface, each.undone_by) for each in entries] == [
        ("resume", "chat", 0),
        ("pause", "chat", 2),
    ]


async def test_admin__is_for_those_of_rank_where_nobody_else_reads(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/admin", user="ann", chat="ann")
    await shenbi.chat.text("for admins and moderators", "ann")
    await shenbi.chat.say("/admin hold 1", user="ann", chat="ann")
    await shenbi.chat.text("for admins and moderators", "ann")
    await shenbi.chat.say("/admin", user="boss", chat="club", group=True)
    await shenbi.chat.text("read along", "club")
    await shenbi.chat.say("/admin", user="boss", chat="staff", group=True)
    await shenbi.chat.text("0 waiting", "staff")


async def test_admin__question_is_answered_by_who_asked_and_refused_if_things_changed(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/admin pause all", user="boss", chat="staff", group=True)
    asked = await shenbi.chat.text("Pause all painting?", "staff")
    await shenbi.chat.press(asked, "Yes, do it", user="eve")
    await shenbi.chat.text("Only the person", "staff")
    await shenbi.app.store.write(pauses.pause, "all", 0)
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("paused already", "staff")


async def test_admin__chinese_words(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/管理 暂停 全部", user="boss", chat="boss")
    await shenbi.chat.text("Pause all painting?", "boss")
    await shenbi.chat.say("/admin help", user="boss", chat="boss")
    helped = (await shenbi.chat.text("/admin pause all", "boss")).view.text
    assert all(TEXTS.say("en", f"act-{verb}-how") in helped for verb in ACTS)


async def test_admin__appointed_moderator_may_ban_and_not_pause(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox", user="ann", chat="ann")
    await shenbi.chat.picture("ann")
    await shenbi.chat.say("/help", user="mod", chat="mod")
    await shenbi.chat.text("I paint what you describe", "mod")
    await shenbi.chat.say("/admin rank scripted:mod moderator", user="boss", chat="boss")
    asked = await shenbi.chat.text("Make Mod (scripted:mod) a moderator?", "boss")
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Make", "boss")
    await shenbi.chat.say("/admin pause all", user="mod", chat="mod")
    await shenbi.chat.text("Your rank does not allow that", "mod")
    await shenbi.chat.say("/admin ban #1", user="mod", chat="mod")
    asked = await shenbi.chat.text("Ban Ann (scripted:ann)?", "mod")
    await shenbi.chat.press(asked, "Yes, do it", user="mod")
    await shenbi.chat.text("✓ Ban", "mod")
    await shenbi.chat.say("/admin ban scripted:boss", user="mod", chat="mod")
    await shenbi.chat.text("does not stand below you", "mod")


async def shell(*words: str) -> tuple[int, str]:
    result = await asyncio.to_thread(CliRunner().invoke, command, list(words))
    return result.exit_code, result.output


async def test_shell__says_the_same_words(shenbi: RunningApp) -> None:
    code, said = await shell("act", "pause", "all")
    assert (code, said) == (0, "✓ Pause all painting — done, no. 1 in the audit.\n")
    assert await shenbi.app.store.read(pauses.paused) == {"all"}
    code, said = await shell("act", "pause", "all", "--json")
    assert (code, json.loads(said)) == (1, {"answer": "paused-already"})
    code, said = await shell("undo", "1")
    assert code == 0
    assert await shenbi.app.store.read(pauses.paused) == frozenset()
    assert (await shell("undo", "1"))[0] == 1
    code, said = await shell("audit", "--json")
    assert [row["undone_by"] for row in json.loads(said)] == [0, 2]
