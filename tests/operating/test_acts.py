"""Acts in the chat and at the command line: asked once, done once, taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app as command
from bot.jobs import audit, pauses
from bot.operating import ACTS
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import AuditEntryRow, PersonRow
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


async def audited(shenbi: RunningApp) -> list[AuditEntryRow]:
    return await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))


async def painted_for_ann(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox", user="ann", chat="ann")
    await shenbi.chat.picture("ann")


async def test_reason__is_asked_with_the_act_and_shown_with_it_in_the_audit(shenbi: RunningApp) -> None:
    await painted_for_ann(shenbi)
    await shenbi.chat.say("/admin ban scripted:ann spam links", user="boss", chat="boss")
    asked = await shenbi.chat.text("Ban Ann (scripted:ann)?", "boss")
    assert "Reason: spam links" in asked.view.text
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Ban Ann", "boss")
    await shenbi.chat.say("/admin undo 1 it was somebody else", user="boss", chat="boss")
    asked = await shenbi.chat.text("Let Ann (scripted:ann) in again?", "boss")
    assert "Reason: it was somebody else" in asked.view.text
    await shenbi.chat.press(asked, "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Let Ann", "boss")
    stored = [(each.action, each.reason, "reason" in each.act + each.undo) for each in await audited(shenbi)]
    assert stored == [("unban", "it was somebody else", False), ("ban", "spam links", False)]
    await shenbi.chat.say("/admin audit", user="boss", chat="boss")
    shown = (await shenbi.chat.text("by right of a rank", "boss")).view.text
    assert "Ban Ann (scripted:ann) — reason: spam links" in shown


async def test_reason__is_none_where_the_words_begin_like_one_more_value(shenbi: RunningApp) -> None:
    await painted_for_ann(shenbi)
    for more in ("scripted:eve", "#2", "17", "wanx-v1", "?!"):
        await shenbi.chat.say(f"/admin ban scripted:ann {more}", user="boss", chat=f"boss{more}")
        await shenbi.chat.text("/admin ban telegram:123", f"boss{more}")
    await shenbi.chat.say(f"/admin ban scripted:ann {'so ' * 70}", user="boss", chat="boss")
    await shenbi.chat.text("at most 200 characters", "boss")


async def test_reason__of_an_act_about_a_person_goes_with_their_data(shenbi: RunningApp) -> None:
    await painted_for_ann(shenbi)
    assert (await shell("jobs", "refund", "1", "--reason", "Ann asked"))[0] == 0
    assert (await shell("act", "gift", "scripted:ann", "5", "sorry, Ann"))[0] == 0
    assert (await shell("act", "pause", "all", "--reason", "the bill"))[0] == 0
    assert [each.reason for each in await audited(shenbi)] == ["the bill", "sorry, Ann", "Ann asked"]
    code, said = await shell("audit")
    assert code == 0
    assert all(f"reason: {words}" in said for words in ("the bill", "sorry, Ann", "Ann asked"))

    def forgotten(tx: Tx) -> None:
        ann = tx.get(PersonRow, "people.find_person", platform="scripted", user_id="ann")
        tx.run("access.blank_reasons_about", person_id=ann.id)

    await shenbi.app.store.write(forgotten)
    assert [each.reason for each in await audited(shenbi)] == ["the bill", "", ""]


async def test_said__at_the_command_line_is_recorded_and_shows_one_person_alone(shenbi: RunningApp) -> None:
    await painted_for_ann(shenbi)
    await shenbi.chat.say("/imagine an owl", user="bob", chat="bob")
    await shenbi.chat.picture("bob")
    code, said = await shell("said", "scripted:ann")
    assert (code, "a fox" in said, "request" in said, "owl" in said) == (0, True, True, False)
    code, said = await shell("said", "#2", "--json")
    assert [(row["kind"], row["id"], row["words"]) for row in json.loads(said)] == [("job", 2, "an owl")]
    assert (await shell("said", "scripted:eve"))[0] == 1
    about = [(each.actor, each.action, each.kind, each.surface) for each in await audited(shenbi)]
    assert about == [("operator", "look", "person", "shell")] * 2


async def test_refused_act__is_recorded_once_an_hour_and_cannot_be_undone(shenbi: RunningApp) -> None:
    await painted_for_ann(shenbi)
    for number, order in enumerate(("ban scripted:boss spam",) * 3 + ("pause all",)):
        await shenbi.chat.say(f"/admin {order}", user="ann", chat=f"ann-{number}")
        await shenbi.chat.text("for admins and moderators", f"ann-{number}")
    await shenbi.chat.say("/admin rank scripted:ann moderator", user="boss", chat="boss")
    await shenbi.chat.press(await shenbi.chat.text("a moderator?", "boss"), "Yes, do it", user="boss")
    await shenbi.chat.text("✓ Make", "boss")
    for chat in ("once", "twice"):
        await shenbi.chat.say("/admin hold 1 no reason", user="ann", chat=chat)
        await shenbi.chat.text("Your rank does not allow that", chat)
    found = await audited(shenbi)
    assert [(each.actor, each.action, each.details, each.kind, each.object_id, each.reason) for each in found] == [
        ("scripted:ann", "refused", "hold", "job", 1, ""),
        ("scripted:boss", "rank", "", "instance", 1, ""),
        ("scripted:ann", "refused", "pause", "instance", 0, ""),
        ("scripted:ann", "refused", "ban", "instance", 0, ""),
    ]
    await shenbi.chat.say("/admin audit", user="boss", chat="boss")
    shown = (await shenbi.chat.text("by right of a rank", "boss")).view.text
    assert "tried without the rank for it: /admin ban" in shown
    assert "tried without the rank for it: Hold #1 back" in shown
    await shenbi.chat.say(f"/admin undo {found[0].id}", user="boss", chat="boss")
    await shenbi.chat.text("cannot be taken back", "boss")
    an_hour_ago = {"age": audit.REFUSED_EVERY_S}
    await shenbi.app.store.write(lambda tx: tx._run("UPDATE audit SET at = at - :age", an_hour_ago))
    await shenbi.chat.say("/admin hold 1", user="ann", chat="ann again")
    await shenbi.chat.text("Your rank does not allow that", "ann again")
    assert [each.details for each in await audited(shenbi) if each.action == "refused"] == [
        "hold",
        "hold",
        "pause",
        "ban",
    ]
