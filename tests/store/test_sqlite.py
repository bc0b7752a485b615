"""What is SQLite's own: one worker a file, a disk that is full, a file that is none."""

from __future__ import annotations

import runpy
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import build
from bot.jobs import claim as claiming
from bot.jobs import money
from bot.store import StoreError, StoreFull, StoreLocked, Tx, sqlite
from bot.store.rows import JobRow
from bot.store.sqlite import SqliteStore
from config.settings import Settings
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.scripted import ScriptedPlatform


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "x.db", DrivenClock())
    yield opened
    await opened.close()


async def test_sqlite__second_worker_is_refused_in_one_line(store: SqliteStore) -> None:
    import os

    with pytest.raises(StoreLocked) as caught:
        await SqliteStore.open(store.path, DrivenClock())
    line = str(caught.value)
    assert "\n" not in line
    assert str(store.path) in line
    assert str(os.getpid()) in line
    assert "stop it first" in line
    beside = await SqliteStore.open(store.path, DrivenClock(), worker=False)  # The command line may.
    await beside.close()


async def test_sqlite__whole_program_refuses_too_and_leaves_the_first_alone(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "upstream": {"accounts": [{"name": "m", "keys": ["sk-1"]}]}}
    )
    async with build(settings, DrivenClock(), [ScriptedPlatform()]) as first:
        with pytest.raises(StoreLocked):
            async with build(settings, DrivenClock(), [ScriptedPlatform()]):
                raise AssertionError("started twice")
        assert await first.store.read(lambda tx: tx.value("inbox.count_open")) == 0


async def test_sqlite__commit_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In all processes but that of the tests, which changes the constant."""
    unchanged = runpy.run_path(sqlite.__file__, run_name=sqlite.__name__)
    monkeypatch.setattr(sqlite, "SYNCHRONOUS", unchanged["SYNCHRONOUS"])
    opened = await SqliteStore.open(tmp_path / "x.db", DrivenClock())
    full = 2
    assert await opened._writer.call(lambda raw: raw.execute("PRAGMA synchronous").fetchone()) == (full,)
    await opened.close()


async def test_sqlite__lock_goes_with_its_process(tmp_path: Path) -> None:
    for _ in range(2):
        opened = await SqliteStore.open(tmp_path / "x.db", DrivenClock())
        await opened.close()


async def allow_pages(store: SqliteStore, more: int | None) -> None:
    """The file may grow by so many pages only: what SQLite then says is what it says on a full disk."""

    def limit(raw: object) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        raw.execute(f"PRAGMA max_page_count = {pages + more if more is not None else 2**30}")  # type: ignore[attr-defined]

    await store._writer.call(limit)


async def test_sqlite__full_disk_loses_nothing_and_is_over_when_there_is_room(
    store: SqliteStore, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)
    kept = [await store.write(kit.accepted, "ann")]
    await allow_pages(store, 2)
    with pytest.raises(StoreFull):
        for _ in range(2000):
            kept.append(await store.write(kit.accepted, "ann"))
    jobs = await store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000))
    assert [job.id for job in jobs] == [job.id for job in kept], "half of a job was written"
    assert await store.read(money.compare_totals) == []
    await allow_pages(store, None)
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)


async def test_sqlite__full_disk_refuses_the_whole_write(store: SqliteStore, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    job = await store.write(kit.accepted, "ann")
    await allow_pages(store, 0)

    def much(tx: Tx) -> None:
        from bot.jobs import life_cycle
        from bot.jobs.states import State

        assert life_cycle.transition(tx, job, State.CANCELLED)
        for i in range(500):
            tx.run("jobs.set_runtime_value", name=f"n{i}", value="x" * 500)

    with pytest.raises(StoreFull):
        await store.write(much)
    await allow_pages(store, None)
    assert await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id)) == job


async def test_sqlite__what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is a letter to my aunt" * 1000)
    with pytest.raises((StoreError, ValueError)) as caught:
        await SqliteStore.open(path, DrivenClock())
    assert "\n" not in str(caught.value)
