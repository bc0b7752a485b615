"""Backups are made while Shenbi works, and what is restored goes on."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sqlite3
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.adapter_api.installed import adapter_sql_folders
from bot.cli.commands import app as command
from bot.jobs import money, topics
from bot.jobs.states import State
from bot.jobs.workers import Collector
from bot.media.storage.open_store import open_picture_store
from bot.retention.backup import CHECKSUM, BackupError, back_up
from bot.retention.backup_check import check_backup
from bot.retention.restore import restore
from bot.runtime.clock import SystemClock
from bot.store import Tx
from bot.store.rows import JobRow
from config.settings import Settings
from studio.server import Studio
from tests.conftest import running_app
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.scripted import BotMessage, ScriptedPlatform
from tests.sessions.group import CHAT, group

CLOCK = SystemClock()
FOLDERS = adapter_sql_folders()


def settings_of(folder: Path, **more: Any) -> Settings:
    return Settings.model_validate({"data_dir": folder, "keeping": {"low_disk_mb": 0}, **more})


async def painted(folder: Path, studio: Studio, **more: Any) -> None:
    """One picture done, and a backup made while Shenbi runs."""
    async with running_app(folder, studio, **more) as shenbi:
        await shenbi.chat.say("/imagine a sea of roses")
        await shenbi.chat.picture()
        (folder / "web").mkdir(exist_ok=True)
        (folder / "web" / "key").write_bytes(b"the room's key")
        made = await back_up(shenbi.app.settings, FOLDERS, folder.parent / "backup.tar", CLOCK)
        assert made.pictures >= 1
        assert made.missing == 0


async def test_backup__drill_finds_what_is_damaged(tmp_path: Path, studio: Studio) -> None:
    await painted(tmp_path / "old", studio)
    backup = tmp_path / "backup.tar"
    settings = settings_of(tmp_path / "old")
    checked = await check_backup(settings, FOLDERS, backup, CLOCK)
    assert (checked.summary.pictures >= 1, checked.absent) == (True, 0)
    _, folders, names = next(os.walk(tmp_path))
    assert (folders, names) == (["old"], ["backup.tar"])  # Nothing is left behind.
    with tarfile.open(backup) as tar:
        members = {entry.name: (entry.offset_data, entry.size, entry.pax_headers) for entry in tar.getmembers()}
    assert all(CHECKSUM in headers for _, _, headers in members.values())
    for name in ("shenbi.db", next(each for each in members if each.startswith("pictures/")), "folders/web/key"):
        place, size, _ = members[name]
        damaged = bytearray(backup.read_bytes())
        damaged[place + size // 2] ^= 1
        (bad := tmp_path / "bad.tar").write_bytes(damaged)
        with pytest.raises(BackupError, match=f"{name}.*checksum"):
            await check_backup(settings, FOLDERS, bad, CLOCK)
        with pytest.raises(BackupError, match=f"{name}.*checksum"):
            await restore(settings_of(tmp_path / f"new-{size}"), FOLDERS, bad, CLOCK)
        assert not (tmp_path / f"new-{size}" / "shenbi.db").exists()


async def test_backup__drill_finds_rows_that_do_not_add_up(tmp_path: Path, studio: Studio) -> None:
    await painted(tmp_path / "old", studio)
    settings = settings_of(tmp_path / "old")
    with sqlite3.connect(tmp_path / "old" / "shenbi.db") as raw:
        raw.execute("UPDATE running_total SET amount_li = amount_li + 1 WHERE scope LIKE 'payer:%'")
    raw.close()
    await back_up(settings, FOLDERS, tmp_path / "wrong.tar", CLOCK)
    with pytest.raises(BackupError, match="ledgers"):
        await check_backup(settings, FOLDERS, tmp_path / "wrong.tar", CLOCK)
    (tmp_path / "old" / "pictures" / "jobs" / "1" / "0.png").unlink()
    with sqlite3.connect(tmp_path / "old" / "shenbi.db") as raw:
        raw.execute("UPDATE running_total SET amount_li = amount_li - 1 WHERE scope LIKE 'payer:%'")
    raw.close()
    await back_up(settings, FOLDERS, tmp_path / "lost.tar", CLOCK)
    assert (await check_backup(settings, FOLDERS, tmp_path / "lost.tar", CLOCK)).absent == 1


@pytest.mark.parametrize(("before", "after"), [("sqlite", "sqlite"), ("sqlite", "pg"), ("pg", "sqlite")])
async def test_backup__backup_of_a_running_shenbi_goes_on_elsewhere(
    tmp_path: Path, studio: Studio, postgres_url: str, before: str, after: str
) -> None:
    urls: dict[str, dict[str, Any]] = {"sqlite": {}, "pg": {"database_url": postgres_url}}
    await painted(tmp_path / "old", studio, **urls[before])
    new = tmp_path / "new"
    restored = settings_of(new, **urls[after])
    summary = await restore(restored, FOLDERS, tmp_path / "backup.tar", CLOCK)
    assert summary.pictures >= 1
    assert (new / "web" / "key").read_bytes() == b"the room's key"
    async with running_app(new, studio, **urls[after]) as shenbi:
        (job,) = await shenbi.jobs()
        assert job.state == "done"
        assert (await shenbi.app.pictures.get(f"jobs/{job.id}/0.png"))[:4] == b"\x89PNG"
        await shenbi.chat.say("/imagine another", event_id="after")
        await shenbi.chat.picture()
        assert [job.id for job in await shenbi.jobs()] == [2, 1]


def states_of_jobs(tx: Tx) -> set[str]:
    return {state for state in State if tx.all(JobRow, "jobs.in_state", state=state, limit=1)}


async def test_backup__session_in_flight_goes_on_after_a_restore(tmp_path: Path, studio: Studio) -> None:
    """When the backup is made one idea is painted and not yet here, the others are so too or at the painter's. None is being
    submitted: whether that one arrived is found out 40 s later."""
    chat = ScriptedPlatform()
    async with group(tmp_path / "old", studio, chat, without=(Collector,)) as old:
        await old.say("ann", "/session start harbours --rounds 1 --per-round 3 --ideas 2h --vote 2h")
        await old.phase("gathering")
        for place, (person, idea) in enumerate((("ann", "a lighthouse"), ("bob", "a crane"), ("cat", "a ferry"))):
            await old.say(person, f"/idea {idea}")
            await old.ideas(place + 1)
        await old.say("ann", "/session paint")
        changed = old.app.store.hints.event(topics.RUNNING, topics.COLLECTING)
        async with asyncio.timeout(40):
            while not {"collecting"} <= await old.app.store.read(states_of_jobs) <= {"collecting", "running"}:
                await changed.wait()
                changed.clear()
        made = await back_up(old.app.settings, FOLDERS, tmp_path / "backup.tar", CLOCK)
        assert made.missing == 0
        before = await old.session()
        assert before.phase == "painting"
    await restore(settings_of(tmp_path / "new"), FOLDERS, tmp_path / "backup.tar", CLOCK)
    async with group(tmp_path / "new", studio, chat) as again:
        session = await again.phase("voting")
        assert session.id == before.id
        assert [candidate.parts for candidate in session.candidates()] == [c.parts for c in before.candidates()]
        assert len({candidate.picture for candidate in session.candidates()} - {""}) == 3
        assert await again.app.store.read(money.compare_totals) == []

        def cards() -> list[BotMessage]:
            return [m for m in chat.visible(CHAT) if m.view.title.startswith("🎨")]

        # One card of the phase: the one before it comes to say that the session goes on below.
        await chat.until(lambda: [card for card in cards() if "goes on below" not in card.view.text] == cards()[-1:])


async def test_backup__is_private_and_never_overwrites(tmp_path: Path, studio: Studio) -> None:
    await painted(tmp_path / "old", studio)
    target = tmp_path / "backup.tar"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="there already"):
        await back_up(settings_of(tmp_path / "old"), FOLDERS, target, CLOCK)
    assert not [name for _, folders, names in os.walk(tmp_path) for name in (*folders, *names) if name.startswith(".")]


async def test_backup__place_that_is_not_empty_is_refused(tmp_path: Path, studio: Studio) -> None:
    await painted(tmp_path / "old", studio)
    with pytest.raises(BackupError, match="empty place only"):
        await restore(settings_of(tmp_path / "old"), FOLDERS, tmp_path / "backup.tar", CLOCK)
    half = settings_of(tmp_path / "half")
    await open_picture_store(half).put("jobs/1/0.png", b"somebody's")
    with pytest.raises(BackupError, match="empty place only"):
        await restore(half, FOLDERS, tmp_path / "backup.tar", CLOCK)


def tar_of(path: Path, **files: bytes) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return path


MANIFEST = json.dumps({"format": 1, "made_at": 0, "rows": 0, "pictures": 0, "bytes": 0}).encode()


@pytest.mark.parametrize(
    "name", ["pictures/../../evil.png", "folders/web/../../evil", "folders/other/key", "/etc/evil", "../evil", "evil"]
)
async def test_backup__names_in_a_tar_file_are_not_believed(tmp_path: Path, name: str) -> None:
    source = tar_of(tmp_path / "x.tar", **{name: b"evil", "manifest.json": MANIFEST})
    with pytest.raises(BackupError):
        await restore(settings_of(tmp_path / "new"), FOLDERS, source, CLOCK)
    assert not [name for _, _, names in os.walk(tmp_path) for name in names if "evil" in name]


async def test_backup__what_is_no_backup_is_said_in_a_line(tmp_path: Path) -> None:
    new = settings_of(tmp_path / "new")
    cut = tar_of(tmp_path / "cut.tar", **{"shenbi.db": b"x"})
    future = tar_of(tmp_path / "future.tar", **{"manifest.json": MANIFEST.replace(b'"format": 1', b'"format": 99')})
    rubbish = tmp_path / "rubbish.tar"
    rubbish.write_bytes(b"rubbish" * 1000)
    absent = tmp_path / "nowhere" / "absent.tar"
    said = ((cut, "cut off"), (future, "newer version"), (rubbish, "it is no tar file$"), (absent, "there is no file"))
    for source, words in said:
        with pytest.raises(BackupError, match=words):
            await restore(new, FOLDERS, source, CLOCK)
        with pytest.raises(BackupError, match=words):
            await check_backup(new, FOLDERS, source, CLOCK)
    assert not absent.parent.exists()


def test_backup__commands_say_what_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SHENBI_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    # It would log to the runner's stream for ever, which is closed behind it.
    monkeypatch.setattr("bot.runtime.logs.set_up", lambda level: None)
    run = CliRunner()
    missing = run.invoke(command, ["backup", str(tmp_path / "b.tar")])
    assert missing.exit_code != 0
    assert "there is no database" in str(missing.exception)
    doctor = run.invoke(command, ["doctor"])  # Makes the database.
    assert doctor.exit_code in (0, 2)
    made = run.invoke(command, ["backup", str(tmp_path / "b.tar")])
    assert made.exit_code == 0, made.output
    assert "0 pictures" in made.output
    checked = run.invoke(command, ["backup", "--check", str(tmp_path / "b.tar")])
    assert checked.exit_code == 0, checked.output
    assert "b.tar is sound" in checked.output
    monkeypatch.setenv("SHENBI_DATA_DIR", str(tmp_path / "new"))
    again = run.invoke(command, ["restore", str(tmp_path / "b.tar")])
    assert again.exit_code == 0, again.output
    assert (tmp_path / "new" / "shenbi.db").exists()
