"""Backups that are made by themselves: when they are due, how many stay, what the operator is told."""

from __future__ import annotations

import fcntl
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api.installed import adapter_sql_folders
from bot.cli import preflight
from bot.retention.backup_check import check_backup
from bot.retention.backup_loop import LOCK, ScheduledBackup, existing_backups
from bot.store import Store, Tx, open_store
from bot.store.rows import AlertRow
from config.settings import Settings
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url

HOUR_S = 3600.0


def settings_of(place: Path, url: str = "", **plan: Any) -> Settings:
    plan = {"folder": str(place / "backups"), "every_h": 6, "keep": 3, **plan}
    return Settings.model_validate({"data_dir": place / "data", "database_url": url, "backup": plan})


async def opened(settings: Settings, clock: DrivenClock) -> Store:
    """The database, with a picture of a job in the picture store."""
    store = await open_store(settings.store_url, clock)
    kit = await Kit.make(store, settings.data_dir)
    await store.write(kit.accepted, "ann", 1)
    await store.write(kit.finish, 1)
    return store


async def alerts_of(store: Store) -> list[str]:
    return [row.text_id for row in await store.read(lambda tx: tx.all(AlertRow, "alerts.all"))]


def told(tx: Tx) -> None:
    """The operator has been sent every alert."""
    for row in tx.all(AlertRow, "alerts.all"):
        tx.run("alerts.mark_sent", cause=row.cause, now=tx.now, hook_due_at=0)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else ""


async def test_backup_loop__makes_one_when_due_and_keeps_the_newest(tmp_path: Path, url: str) -> None:
    settings, clock = settings_of(tmp_path, url), DrivenClock()
    store = await opened(settings, clock)
    try:
        loop = ScheduledBackup(store, settings, adapter_sql_folders())
        times = []
        for _ in range(5):
            due = await loop.once()
            assert due == pytest.approx(clock.now() + 6 * HOUR_S, abs=1)
            assert await loop.once() == due  # Nothing before it is due.
            times.append(int(clock.now()))
            clock.advance(6 * HOUR_S + 1)
        folder = tmp_path / "backups"
        assert [moment for moment, _ in existing_backups(folder)] == times[-3:]
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            [LOCK, *(path.name for _, path in existing_backups(folder))]
        )
        checked = await check_backup(settings, adapter_sql_folders(), existing_backups(folder)[-1][1], clock)
        assert checked.summary.rows > 0
        assert await alerts_of(store) == []
    finally:
        await store.close()


async def test_backup_loop__after_a_restart_goes_by_the_files(tmp_path: Path) -> None:
    settings, clock = settings_of(tmp_path), DrivenClock()
    store = await opened(settings, clock)
    try:
        await ScheduledBackup(store, settings, adapter_sql_folders()).once()
        clock.advance(HOUR_S)
        (left := tmp_path / "backups" / ".shenbi-20200101T000000Z.tar.part").write_bytes(b"cut off")
        (foreign := tmp_path / "backups" / "mine.tar").write_bytes(b"of the operator")
        again = ScheduledBackup(store, settings, adapter_sql_folders())
        assert await again.once() == pytest.approx(clock.now() + 5 * HOUR_S, abs=1)
        assert len(existing_backups(tmp_path / "backups")) == 1
        clock.advance(5 * HOUR_S + 1)
        await again.once()
        assert len(existing_backups(tmp_path / "backups")) == 2
        assert not left.exists()
        assert foreign.exists()
    finally:
        await store.close()


async def test_backup_loop__failure_is_reported_retried_and_its_end_told(tmp_path: Path) -> None:
    settings, clock = settings_of(tmp_path), DrivenClock()
    store = await opened(settings, clock)
    try:
        loop = ScheduledBackup(store, settings, adapter_sql_folders())
        (tmp_path / "backups").write_bytes(b"a file is in the way")
        assert await loop.once() == pytest.approx(clock.now() + 900)
        assert await alerts_of(store) == ["alert-backup-failed"]
        clock.advance(13 * HOUR_S)
        await loop.once()
        assert await alerts_of(store) == ["alert-backup-failed", "alert-backup-overdue"]
        assert preflight.backups(settings, clock.now())[0].bad
        await store.write(told)
        (tmp_path / "backups").unlink()
        clock.advance(900)
        await loop.once()
        assert len(existing_backups(tmp_path / "backups")) == 1
        assert "alert-backup-made" in await alerts_of(store)
    finally:
        await store.close()


async def test_backup_loop__one_of_several_processes_works(tmp_path: Path) -> None:
    settings, clock = settings_of(tmp_path), DrivenClock()
    store = await opened(settings, clock)
    try:
        (tmp_path / "backups").mkdir()
        with (tmp_path / "backups" / LOCK).open("w") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            loop = ScheduledBackup(store, settings, adapter_sql_folders())
            assert await loop.once() == pytest.approx(clock.now() + 900)
            assert existing_backups(tmp_path / "backups") == []
        clock.advance(900)
        await loop.once()
        assert len(existing_backups(tmp_path / "backups")) == 1
    finally:
        await store.close()


async def test_backup_loop__doctor_says_how_old_the_newest_is(tmp_path: Path) -> None:
    settings, clock = settings_of(tmp_path), DrivenClock()
    assert preflight.backups(settings_of(tmp_path, folder=""), clock.now()) == []
    (none,) = preflight.backups(settings, clock.now())
    assert (none.text_id, none.bad) == ("doctor-backup-none", False)
    store = await opened(settings, clock)
    await ScheduledBackup(store, settings, adapter_sql_folders()).once()
    await store.close()
    for hours, late in ((1, False), (13, True)):
        (found,) = preflight.backups(settings, clock.now() + hours * HOUR_S)
        assert (found.text_id, found.bad, found.arguments["hours"]) == ("doctor-backup-age", late, str(hours))


def test_backup_loop__every_entry_has_a_checksum(tmp_path: Path) -> None:
    from bot.retention.backup import CHECKSUM, _add_bytes

    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        _add_bytes(tar, "pictures/a", b"abc")
    with tarfile.open(tmp_path / "x.tar") as tar:
        assert tar.getmember("pictures/a").pax_headers[CHECKSUM].startswith("ba7816bf")
