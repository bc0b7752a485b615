"""Writes to SQLite that wait together are committed together, each whole or not at all."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import StoreError, StoreFull, Tx
from bot.store.sqlite import MOST_IN_A_COMMIT, SqliteStore
from tests.clock import DrivenClock


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "x.db", DrivenClock())
    yield opened
    await opened.close()


def remember(tx: Tx, name: str) -> str:
    tx.run("inbox.record_once", scope=name, now=1.0, window=1.0)
    return name


async def known(store: SqliteStore, names: str) -> list[bool]:
    def look(tx: Tx) -> list[bool]:
        return [bool(tx.value("inbox.is_recorded", scope=name)) for name in names]

    return await store.read(look)


class Held:
    """Keeps the writer busy, so that what comes meanwhile waits together."""

    def __init__(self, store: SqliteStore) -> None:
        self._running, self._go = threading.Event(), threading.Event()
        self._busy = asyncio.ensure_future(store.write(self._hold))

    def _hold(self, tx: Tx) -> bool:
        self._running.set()
        return self._go.wait(60)

    async def busy(self) -> None:
        """Until the writer runs this: a write that is queued before would be in the same batch."""
        assert await asyncio.to_thread(self._running.wait, 60)

    async def let_go(self) -> None:
        await asyncio.sleep(0)
        self._go.set()
        assert await self._busy


async def test_batched_writes__many_at_once_are_few_commits(store: SqliteStore) -> None:
    statements: list[str] = []
    await store._writer.set_trace_callback(statements.append)
    held = Held(store)
    await held.busy()
    names = [f"n{i}" for i in range(3 * MOST_IN_A_COMMIT)]
    writes = [asyncio.ensure_future(store.write(remember, name)) for name in names]
    await held.let_go()
    assert await asyncio.gather(*writes) == names
    assert statements.count("COMMIT") == 4


async def test_batched_writes__mistake_in_one_undoes_only_that_one(store: SqliteStore) -> None:
    def mistaken(tx: Tx) -> str:
        remember(tx, "b")
        raise LookupError("no such thing")

    def refused(tx: Tx) -> None:
        remember(tx, "d")
        tx.run("queue.ensure_pool", account="nobody", model="m", submissions_per_s=1.0, tasks_at_once=1)

    def hints(tx: Tx) -> str:
        tx.hint("c")
        return remember(tx, "c")

    woken = store.hints.event("c")
    held = Held(store)
    await held.busy()
    writes = [
        asyncio.ensure_future(store.write(remember, "a")),
        asyncio.ensure_future(store.write(mistaken)),
        asyncio.ensure_future(store.write(hints)),
        asyncio.ensure_future(store.write(refused)),
    ]
    await held.let_go()
    a, b, c, d = await asyncio.gather(*writes, return_exceptions=True)
    assert a == "a"
    assert isinstance(b, LookupError)
    assert c == "c"
    assert isinstance(d, StoreError)
    assert await known(store, "abcd") == [True, False, True, False]
    assert woken.is_set()


async def test_batched_writes__what_one_breaks_for_all_is_done_one_by_one(store: SqliteStore) -> None:
    """A full disk rolls back the whole transaction: those who were already done are done again, by themselves."""
    tries: list[str] = []

    def breaks(tx: Tx) -> None:
        tries.append("breaks")
        tx._run("ROLLBACK", {})
        raise sqlite3.OperationalError("database or disk is full")

    def counted(tx: Tx) -> str:
        tries.append("a")
        return remember(tx, "a")

    held = Held(store)
    await held.busy()
    first = asyncio.ensure_future(store.write(counted))
    second = asyncio.ensure_future(store.write(breaks))
    third = asyncio.ensure_future(store.write(remember, "c"))
    await held.let_go()
    assert await first == "a"
    assert await third == "c"
    with pytest.raises(StoreFull):
        await second
    assert tries == ["a", "breaks", "a", "breaks"]
    assert await known(store, "ac") == [True, True]


async def test_batched_writes__who_gives_up_waiting_stops_nobody(store: SqliteStore) -> None:
    held = Held(store)
    await held.busy()
    first = asyncio.ensure_future(store.write(remember, "a"))
    second = asyncio.ensure_future(store.write(remember, "b"))
    await asyncio.sleep(0)
    first.cancel()
    await held.let_go()
    assert await second == "b"
    assert await known(store, "ab") == [True, True]
