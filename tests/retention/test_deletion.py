"""Deleting: asked about, out of sight everywhere at once, undone for a while, and then for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.media.storage.folder_store import FolderPictureStore
from bot.retention import deletion
from studio.server import Studio
from tests.commands.test_gallery import paint
from tests.conftest import RunningApp, running_app
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.retention.deleting import delete_all_due
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform
from tests.sessions.group import CHAT, group
from tests.sessions.test_players import LONG

KEY = "jobs/1/0.png"


def pictures_in(shenbi: RunningApp, chat: str = "ann") -> list[str]:
    """The keys of all pictures that stand in a chat."""
    shown = shenbi.chat.visible(chat)
    return [each.key for one in shown for each in (one.view.picture, *one.view.files) if each]


async def delete(shenbi: RunningApp, shown: BotMessage, chat: str = "ann") -> BotMessage:
    """Press Delete, say yes; what is said then."""
    await shenbi.chat.press(shown, "Delete")
    await shenbi.chat.until(lambda: "Keep it" in labels(shown))
    await shenbi.chat.press(shown, "Delete it")
    return await shenbi.chat.text("are deleted", chat)


def labels(shown: BotMessage) -> list[str]:
    return [button.label for row in shown.view.buttons for button in row]


async def test_deletion__asks_and_no_is_an_answer(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    shown = shenbi.chat.visible()[0]
    usual = labels(shown)
    await shenbi.chat.press(shown, "Delete")
    await shenbi.chat.until(lambda: labels(shown) == ["Keep it", "🗑 Delete it"])
    assert "Delete the pictures of #1? You can undo this for 30 seconds." in shown.view.text
    await shenbi.chat.press(shown, "Keep it")
    await shenbi.chat.until(lambda: labels(shown) == usual)
    assert "Delete" not in shown.view.text
    assert pictures_in(shenbi) == [KEY]


async def test_deletion__every_copy_goes_and_every_copy_comes_back(shenbi: RunningApp) -> None:
    await every_copy(shenbi)


async def test_deletion__same_on_postgresql(tmp_path: Path, studio: Studio, postgres_url: str) -> None:
    async with running_app(tmp_path, studio, database_url=postgres_url) as shenbi:
        await every_copy(shenbi)
        await shenbi.chat.say("/delete 1")
        await shenbi.chat.until(lambda: KEY not in pictures_in(shenbi))
        await shenbi.app.store.write(deletion.finalize, 1)
        await shenbi.chat.say("/undelete 1")
        await shenbi.chat.text("too late to bring #1 back")


async def every_copy(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox", "an owl")
    shown = shenbi.chat.visible()[0]
    await shenbi.chat.say("/originals 1")
    await shenbi.chat.until(lambda: any(m.view.files for m in shenbi.chat.visible()))
    await shenbi.chat.say("/show 1")
    await shenbi.chat.picture(count=3)
    await shenbi.chat.say("/gallery")
    sheet = await shenbi.chat.picture(count=4)
    both = sheet.view.picture
    assert both
    assert labels(sheet) == ["#2", "#1"]

    said = await delete(shenbi, shown)
    await shenbi.chat.until(lambda: KEY not in pictures_in(shenbi))
    await shenbi.chat.until(lambda: sheet.view.picture and sheet.view.picture != both)
    assert labels(sheet) == ["#2"]
    assert sorted(pictures_in(shenbi))[1:] == ["jobs/2/0.png"]
    with pytest.raises(KeyError):
        await shenbi.app.adapters["scripted"]._host.load_picture(KEY)  # type: ignore[attr-defined]

    await shenbi.chat.press(said, "Undo")
    await shenbi.chat.until(lambda: pictures_in(shenbi).count(KEY) == 3)
    await shenbi.chat.until(lambda: sheet.view.picture == both)
    assert labels(sheet) == ["#2", "#1"]
    await shenbi.chat.until(lambda: said.gone)


async def test_deletion__sheet_of_nothing_else_goes_too(shenbi: RunningApp) -> None:
    await paint(shenbi, "a fox")
    shown = shenbi.chat.visible()[0]
    await shenbi.chat.say("/gallery")
    await shenbi.chat.picture(count=2)
    said = await delete(shenbi, shown)
    await shenbi.chat.until(lambda: shenbi.chat.visible() == [said])
    await shenbi.chat.press(said, "Undo")
    await shenbi.chat.picture(count=2)


async def test_deletion__comparison_loses_one_of_its_pictures(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/compare a fox")
    sheet = await shenbi.chat.picture()
    before = sheet.view.picture
    await shenbi.chat.say("/delete 2")
    said = await shenbi.chat.text("#2 are deleted")
    await shenbi.chat.until(lambda: sheet.view.picture and sheet.view.picture != before)
    assert [label.split()[0] for label in labels(sheet)] == ["#1", "#3", "#4"]
    await shenbi.chat.press(said, "Undo")
    await shenbi.chat.until(lambda: sheet.view.picture == before and len(labels(sheet)) == 4)


async def test_deletion__survives_a_restart(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with running_app(tmp_path, studio, chat) as shenbi:
        await paint(shenbi, "a fox")
        said = await delete(shenbi, chat.visible()[0])
        await chat.until(lambda: not pictures_in(shenbi))
    async with running_app(tmp_path, studio, chat) as shenbi:
        assert not pictures_in(shenbi)
        await chat.press(said, "Undo")
        await chat.picture()
        assert pictures_in(shenbi) == [KEY]


async def test_deletion__after_a_while_it_is_final(shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "UNDO_S", 0.0)
    files = shenbi.app.pictures
    assert isinstance(files, FolderPictureStore)
    await paint(shenbi, "a fox")
    await shenbi.chat.say("/gallery")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.say("/delete 1")
    await shenbi.chat.until(lambda: not shenbi.chat.visible())
    await delete_all_due(shenbi.app)
    assert not {kept.key async for batch in files.listing() for kept in batch}
    await shenbi.chat.say("/undelete 1")
    await shenbi.chat.text("too late to bring #1 back")
    await shenbi.chat.say("/delete 1")
    assert not (await shenbi.chat.text("#1 are deleted")).view.buttons, "there is nothing that could come back"


async def test_deletion__only_who_may_delete_may_undo(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox", chat="group", group=True)
    shown = await shenbi.chat.picture("group")
    said = await delete(shenbi, shown, "group")
    await shenbi.chat.press(said, "Undo", user="bob")
    await shenbi.chat.text("#1", "group")
    assert not pictures_in(shenbi, "group")
    await shenbi.chat.press(said, "Undo", user="ann")
    await shenbi.chat.picture("group")


async def test_deletion__where_nothing_can_be_pressed_words_undo_it(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await paint(shenbi, "a fox", "an owl")
        await shenbi.chat.say("/undelete")
        await shenbi.chat.text("Nothing was deleted")
        await shenbi.chat.say("/delete 1")
        asked = await shenbi.chat.text("Delete the pictures of #1?")
        await shenbi.chat.say(asked.view.buttons[0][0].typed)
        said = await shenbi.chat.text("#1 are deleted")
        assert "You can undo this for 30 seconds" in said.view.text
        await shenbi.chat.until(lambda: pictures_in(shenbi) == ["jobs/2/0.png"])
        await shenbi.chat.say("/undelete")
        await shenbi.chat.until(lambda: KEY in pictures_in(shenbi))
        await shenbi.chat.say(said.view.buttons[0][0].typed)
        await shenbi.chat.text("#1 is not deleted")


async def test_deletion__session_lets_go_of_a_picture(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with group(tmp_path, studio, chat) as at:
        await at.say("ann", f"/session start a sea {LONG} --per-round 1")
        for user, idea in (("ann", "a whale"), ("bob", "a fox")):
            await at.say(user, f"/idea {idea}")
        await at.ideas(2)
        session = await at.phase("voting")
        card = await at.shown(lambda m: bool(m.view.picture) and "vote until" in m.view.text)
        before = card.view.picture
        await at.say("ann", f"/delete {session.current_round.candidates[0].job}")
        said = await at.text("are deleted")
        await chat.until(lambda: card.view.picture and card.view.picture != before)
        for user in ("ann", "bob"):
            await at.vote(user, 2)
        await at.round_over(1)
        await at.shown(lambda m: "🏆" in m.view.text and bool(m.view.picture))
        assert not [m for m in chat.visible(CHAT) if m.view.text.startswith("1 ·") and m.view.picture]
        without = card.view.picture
        await chat.press(said, "Undo")
        await chat.until(lambda: card.view.picture and card.view.picture != without)


async def test_deletion__sheet_that_was_being_drawn_is_drawn_again_under_another_key(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file is deleted, at any time from now: under the same key that would be the second one."""
    chat = ScriptedPlatform()
    async with group(tmp_path, studio, chat) as at:
        put, drawn = at.app.pictures.put, list[str]()

        async def delete_and_put(key: str, data: bytes) -> None:
            if key.startswith("sessions/") and not drawn:
                assert await at.app.store.write(deletion.hide_pictures, 1)
            if key.startswith("sessions/"):
                drawn.append(key)
            await put(key, data)

        monkeypatch.setattr(at.app.pictures, "put", delete_and_put)
        await at.say("ann", f"/session start a sea {LONG} --per-round 1")
        for user, idea in (("ann", "a whale"), ("bob", "a fox")):
            await at.say(user, f"/idea {idea}")
        await at.ideas(2)
        card = await at.shown(lambda m: bool(m.view.picture) and "vote until" in m.view.text)
        assert card.view.picture
        assert card.view.picture.key == drawn[1] != drawn[0]


async def test_deletion__what_a_session_has_shown_goes_and_comes_back(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with group(tmp_path, studio, chat) as at:
        await at.say("ann", f"/session start a sea {LONG} --per-round 1 --rounds 1")
        for user, idea in (("ann", "a whale"), ("bob", "a fox")):
            await at.say(user, f"/idea {idea}")
        session = await at.phase("voting")
        for user in ("ann", "bob"):
            await at.vote(user, 2)
        album = await at.shown(lambda m: m.view.picture is not None and "album" in m.view.picture.key)
        reveal = await at.shown(lambda m: m.view.text.startswith("1 ·") and m.view.picture is not None)
        await at.say("ann", f"/delete {session.current_round.candidates[0].job}")
        said = await at.text("are deleted")
        await chat.until(lambda: album.gone and reveal.gone)
        await chat.press(said, "Undo")
        await at.shown(lambda m: m.view.picture == reveal.view.picture)
        await at.shown(lambda m: m.view.picture == album.view.picture)
