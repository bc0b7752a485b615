"""Rows that cannot be read keep nobody from being forgotten, and no file from being deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.retention import deletion
from bot.store import Tx
from bot.store.rows import AlertRow, ErasureRow, SessionRow
from studio.server import Studio
from tests.conftest import RunningApp
from tests.retention.test_erasure import a_life, everything, files, swept
from tests.scripted import ScriptedPlatform
from tests.sessions.group import CHAT, group


async def alerts(shenbi: RunningApp) -> list[str]:
    rows = await shenbi.app.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    return [row.text_id for row in rows]


async def test_erasure__person_with_damaged_rows_is_forgotten(shenbi: RunningApp) -> None:
    await a_life(shenbi)

    def damage(tx: Tx) -> None:
        tx._run("UPDATE job SET request = 'secretword' WHERE id = 2", {})
        tx._run("UPDATE post SET payload = 'secretword' WHERE subject IN (SELECT subject FROM rendered_sheet)", {})
        tx._run("UPDATE rendered_sheet SET spec = 'secretword'", {})

    await shenbi.app.store.write(damage)
    await shenbi.chat.say("/forget yes")
    await shenbi.chat.text("Your pictures, words and settings are deleted")
    await swept(shenbi)
    assert "secretword" not in await everything(shenbi)
    assert files(shenbi) == set()
    assert await shenbi.app.store.read(lambda tx: tx.all(ErasureRow, "erasure.open", limit=10)) == []
    assert await alerts(shenbi) == []


async def test_erasure__session_that_cannot_be_read_is_erased_whole(tmp_path: Path, studio: Studio) -> None:
    """Nobody can tell whose words are whose."""
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", "/session start autumn --ideas 2h --early no")
        await at.say("bob", "/idea secretword")
        session = await at.ideas(1)
        card = await at.card()

        def document(tx: Tx) -> str:
            return str(tx.get(SessionRow, "sessions.get", id=session.id).document)

        damaged = (await at.app.store.read(document))[:-1]
        assert "secretword" in damaged
        await at.app.store.write(lambda tx: tx.run("sessions.set_document", id=session.id, document=damaged))
        await at.chat.say("/forget yes", user="bob")
        await at.text("are deleted", "bob")
        assert await at.app.store.read(document) == ""
        await at.chat.until(lambda: card.gone)
        await at.say("ann", "/session start winter")  # An unreadable session does not prevent a new one.
        await at.shown(lambda m: "winter" in m.view.title)
        assert not [m for m in at.chat.visible(CHAT) if "secretword" in m.view.text]


async def test_deletion_loop__erasure_that_fails_does_not_stop_the_others(shenbi: RunningApp) -> None:
    def begin(tx: Tx) -> None:
        tx.run("erasure.begin", person_id=999, up_to_job=1, unlink_at=tx.now)  # There is no such person.

    await shenbi.app.store.write(begin)
    await shenbi.chat.say("/imagine bob's owl", user="bob")
    await shenbi.chat.picture("bob")
    await shenbi.chat.say("/forget yes", user="bob")
    await shenbi.chat.text("are deleted", "bob")
    await swept(shenbi)
    open_erasures = await shenbi.app.store.read(lambda tx: tx.all(ErasureRow, "erasure.open", limit=10))
    assert [row.person_id for row in open_erasures] == [999]
    assert files(shenbi) == set()
    assert await alerts(shenbi) == ["alert-erasure-broken"]


async def test_deletion_loop__deletion_that_fails_does_not_stop_the_others(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in ("ann", "bob"):
        await shenbi.chat.say("/imagine a fox", user=user)
        await shenbi.chat.picture(user)
    await shenbi.app.store.write(deletion.hide_pictures, 1)
    await shenbi.app.store.write(deletion.hide_pictures, 2)

    def damage(tx: Tx) -> None:
        tx._run("UPDATE deletion SET final_at = at", {})
        tx._run("UPDATE deletion SET hidden = 'damaged' WHERE job_id = 1", {})

    await shenbi.app.store.write(damage)
    await swept(shenbi)
    assert files(shenbi) == {"jobs/1/0.png"}
    assert await alerts(shenbi) == ["alert-deletion-broken"]


async def test_deletion__picture_of_a_session_that_cannot_be_read_is_deleted(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", "/session start autumn --rounds 1 --ideas 2h --vote 2h --early no")
        await at.say("bob", "/idea a fox")
        await at.ideas(1)
        await at.chat.press(await at.card(), "Paint", user="ann")
        session = await at.phase("voting")
        job = session.current_round.candidates[0].job
        await at.app.store.write(lambda tx: tx.run("sessions.set_document", id=session.id, document="damaged"))
        assert await at.app.store.write(deletion.hide_pictures, job)
        await at.chat.until(lambda: not [m for m in at.chat.visible(CHAT) if m.view.picture])
