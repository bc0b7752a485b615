"""Moving real data from SQLite to PostgreSQL and back: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api.installed import adapter_sql_folders
from bot.jobs import claim as claiming
from bot.jobs import money
from bot.store import Store, StoreError, StoreLocked, Tx, open_store
from bot.store.rows import ConversationRow
from bot.store.transfer import copy, move
from bot.store.transfer_table import Table
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

FOLDERS = adapter_sql_folders()


async def fill(store: Store, folder: Path, clock: DrivenClock) -> None:
    """Some days of work: people, jobs in every stage, posts, money, an adapter's own rows, awkward texts."""
    await store.attach("web", FOLDERS["web"])
    kit = await Kit.make(store, folder, running_jobs=9)
    for i in range(12):
        await store.write(kit.accepted, f"person-{i % 4}", 1 + i % 4)
    for i in range(8):
        clock.advance(60)
        claimed = await store.write(kit.claim)
        assert isinstance(claimed, claiming.Claimed)
        await store.write(kit.accept_upstream, claimed)
        if i < 6:
            await store.write(kit.finish, claimed.job.id)

    def odd(tx: Tx) -> None:
        name = "tab\t newline\n back\\slash 'quote' \\N 神笔 🖌"
        tx.run("people.set_language", id=1, language="zh")
        tx.run("web.people.rename", person="p1", name=name, now=tx.now)
        tx.run("inbox.save", platform="test", event_id="e1", lane="", body='{"text": "\\u0000"}', now=1.1)
        # The newest id is gone again: it must not be given out a second time.
        row = tx.get(ConversationRow, "people.conversation", platform="x", chat_id="gone", thread_id="", direct=0)
        tx._run(f"DELETE FROM conversation WHERE id = {row.id}", {})

    await store.write(odd)


def everything(tx: Tx) -> dict[str, list[Any]]:
    tables = [
        "person", "conversation", "payer", "inbox", "account", "pool", "lane", "job", "job_event", "charge", "cost",
        "running_total", "picture", "post", "task_stats", "runtime_value", "web_person",
    ]  # fmt: skip
    return {name: sorted(map(tuple, tx._run(f"SELECT * FROM {name}", {}).fetchall()), key=repr) for name in tables}


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


async def test_transfer__all_of_it_arrives_and_work_goes_on(
    tmp_path: Path, postgres_url: str, clock: DrivenClock
) -> None:
    source_url = f"sqlite:///{tmp_path / 'old.db'}"
    source = await open_store(source_url, clock)
    await fill(source, tmp_path, clock)
    before = await source.read(everything)
    await source.close()

    counts = await move(source_url, postgres_url, FOLDERS, clock)
    assert counts["job"] == 12
    assert counts["web_person"] == 1

    target = await open_store(postgres_url, clock)
    try:
        assert await target.read(everything) == before
        assert await target.read(money.compare_totals) == []
        kit = await Kit.make(target, tmp_path, running_jobs=9)
        job = await target.write(kit.accepted, "person-1")
        assert job.id == 13
        fresh = await target.write(
            lambda tx: tx.get(
                ConversationRow, "people.conversation", platform="x", chat_id="new", thread_id="", direct=0
            )
        )
        assert fresh.id > max(row[0] for row in before["conversation"]) + 1, "an id was given out twice"
        clock.advance(60)
        await target.write(kit.finish, 7)
        assert isinstance(await target.write(kit.claim), claiming.Claimed)
    finally:
        await target.close()

    back_url = f"sqlite:///{tmp_path / 'back.db'}"
    await move(postgres_url, back_url, FOLDERS, clock)
    back = await open_store(back_url, clock)
    try:
        assert (await back.read(everything))["charge"][: len(before["charge"])]
        assert await back.read(money.compare_totals) == []
        kit = await Kit.make(back, tmp_path, running_jobs=9)
        assert (await back.write(kit.accepted, "person-1")).id == 14
    finally:
        await back.close()


async def test_transfer__target_with_rows_is_refused(tmp_path: Path, postgres_url: str, clock: DrivenClock) -> None:
    source_url = f"sqlite:///{tmp_path / 'old.db'}"
    source = await open_store(source_url, clock)
    await fill(source, tmp_path, clock)
    await source.close()
    await move(source_url, postgres_url, FOLDERS, clock)
    with pytest.raises(StoreError, match="not empty"):
        await move(source_url, postgres_url, FOLDERS, clock)


async def test_transfer__running_worker_is_not_left_behind(
    tmp_path: Path, postgres_url: str, clock: DrivenClock
) -> None:
    source_url = f"sqlite:///{tmp_path / 'old.db'}"
    running = await open_store(source_url, clock)
    try:
        with pytest.raises(StoreLocked, match="stop it first"):
            await move(source_url, postgres_url, FOLDERS, clock)
    finally:
        await running.close()


async def test_transfer__tables_of_a_package_that_is_gone_are_not_left_behind(
    tmp_path: Path, postgres_url: str, clock: DrivenClock
) -> None:
    source_url = f"sqlite:///{tmp_path / 'old.db'}"
    source = await open_store(source_url, clock)
    await source.attach("web", FOLDERS["web"])
    await source.close()
    with pytest.raises(StoreError, match="'web'"):
        await move(source_url, postgres_url, {}, clock)


class Broken:
    """A side that loses a row on its way."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.committed = False

    def tables(self) -> dict[str, Table]:
        return {"note": Table("note", ("name", "value"), False, frozenset())}

    def count(self, table: str) -> int:
        return len(self.kept)

    def rows(self, table: Table) -> Iterator[Any]:
        return iter(self.kept)

    def insert(self, table: Table, rows: Iterator[Any]) -> None:
        self.kept = list(rows)[:-1]

    def last_id(self, table: str) -> int:
        return 0

    def set_last_id(self, table: str, last_id: int) -> None:
        raise AssertionError("not numbered")

    def commit(self) -> None:
        self.committed = True

    def close(self) -> None:
        return None


def test_transfer__lost_row_is_noticed_before_the_commit() -> None:
    source, target = Broken(), Broken()
    source.kept = [("a", "1"), ("b", "2")]
    with pytest.raises(StoreError, match="2 rows were read and 1 written"):
        copy(source, target)
    assert not target.committed
