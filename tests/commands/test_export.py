"""`/export`: a person's data as a file, to them alone, once a day, on every platform; gone with `/forget`."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.store import Tx
from bot.store.rows import PersonExportRow, PersonRow
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.operating.test_surfaces import InTheRoom, OnDingTalk, OnTelegram, in_the_room, on_dingtalk, on_telegram
from tests.retention.deleting import delete_all_due
from tests.scripted import BotMessage


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def file_of(shenbi: RunningApp, chat: str) -> tuple[BotMessage, dict[str, bytes]]:
    await shenbi.chat.until(lambda: any(m.view.files for m in shenbi.chat.visible(chat)))
    message = next(m for m in shenbi.chat.visible(chat) if m.view.files)
    (file,) = message.view.files
    assert (file.mime, file.name) == ("application/zip", "shenbi-export.zip")
    return message, contents(await shenbi.app.pictures.get(file.key))


async def test_export__is_the_persons_own_once_a_day_in_private(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/imagine a secret harbour", user="bob")
        await shenbi.chat.picture("bob")
        await shenbi.chat.say("/imagine a sea of roses", chat="club", group=True)
        await shenbi.chat.picture("club")
        await shenbi.chat.say("/导出", chat="club", group=True)
        await shenbi.chat.text("write /export to me in a private chat", "club")
        await shenbi.chat.say("/export")
        await shenbi.chat.text("packing what I keep", "ann")
        _, files = await file_of(shenbi, "ann")
        assert not any(m.view.files for m in shenbi.chat.visible("club"))
        assert set(files) >= {"person.json", "jobs.json", "calls.json", "charges.json", "refused.json"}
        (job,) = json.loads(files["jobs.json"])
        assert job["request"]["prompt"] == "a sea of roses"
        assert [name for name in files if name.startswith("pictures/")] == [
            f"pictures/{key}" for key in job["pictures"]
        ]
        everything = b"\n".join(files.values())
        assert b"secret harbour" not in everything
        assert b"bob" not in everything
        await shenbi.chat.say("/export")
        await shenbi.chat.text("asked for your data already", "ann")
        assert len([m for m in shenbi.chat.visible("ann") if m.view.files]) == 1


async def test_export__goes_with_forget_and_its_file_too(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/imagine a sea of roses")
        await shenbi.chat.picture()
        await shenbi.chat.say("/export")
        message, _ = await file_of(shenbi, "ann")
        key = message.view.files[0].key
        await shenbi.chat.say("/forget yes")
        await shenbi.chat.until(lambda: message.gone)
        await delete_all_due(shenbi.app)
        with pytest.raises(KeyError):
            await shenbi.app.pictures.get(key)

        def left(tx: Tx) -> list[PersonExportRow]:
            people = tx._run("SELECT id FROM person", {}).fetchall()
            found = (tx.one(PersonExportRow, "exports.of_person", person_id=row[0]) for row in people)
            return [each for each in found if each]

        assert await shenbi.app.store.read(left) == []


async def test_export__banned_person_gets_their_data_all_the_same(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/imagine a sea of roses")
        await shenbi.chat.picture()

        def ban(tx: Tx) -> None:
            person = tx.get(PersonRow, "people.find_person", platform="scripted", user_id="ann")
            tx.run("people.set_banned", id=person.id, banned=1)

        await shenbi.app.store.write(ban)
        await shenbi.chat.say("/export")
        _, files = await file_of(shenbi, "ann")
        assert json.loads(files["person.json"])["banned"] is True


@pytest.mark.parametrize("surface", [on_telegram, on_dingtalk, in_the_room])
async def test_export__arrives_as_a_file_on_every_platform(surface: Any, tmp_path: Path, studio: Studio) -> None:
    async with surface(tmp_path, studio) as face:
        await face.say("/lang en")
        await face.find("English")
        await face.say("/export")
        await face.find("packing what I keep")
        if isinstance(face, OnTelegram):
            message = await face.find("This is what I keep")
            assert message.document is not None
            assert message.document.name == "shenbi-export.zip"
            files = contents(message.document.bytes)
        elif isinstance(face, OnDingTalk):
            message = await face.made.chat.wait_for(lambda each: bool(each.content.file_name), 90.0)
            assert message.content.file_name == "shenbi-export.zip"
            files = contents(message.content.file_data)
        else:
            assert isinstance(face, InTheRoom)
            entry = await face.find("This is what I keep")
            (file,) = entry["files"]
            answer = await face.visitor.get(f"p/~/{entry['id']}/{file['tag']}?download=1")
            assert answer.status == 200
            assert "shenbi-export.zip" in answer.headers["Content-Disposition"]
            files = contents(await answer.read())
            assert [each["text"] for each in json.loads(files["said.json"])] == ["/lang en", "/export"]
        assert json.loads(files["person.json"])["platform"] == face.name


async def test_forget__limits_of_a_private_chat_stay_with_its_person(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/help")
        await shenbi.chat.text("I paint what you describe", "ann")

        def turned_off(tx: Tx) -> None:
            person = tx.get(PersonRow, "people.find_person", platform="scripted", user_id="ann")
            tx.run("people.set_mode", id=person.dm_conversation_id, mode="off")

        await shenbi.app.store.write(turned_off)
        await shenbi.chat.say("/forget yes")
        await shenbi.chat.text("limits", "ann")
        await delete_all_due(shenbi.app)
        await shenbi.chat.say("/imagine a fox")
        await shenbi.chat.text("turned painting off", "ann")
