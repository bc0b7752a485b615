"""Writes that wait together are committed together, each whole or not at all."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import DrivenClock
from bot.store import Store, StoreError, Tx, open_store
from bot.store.together import MOST_AT_ONCE, Together


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path / 'x.db'}", DrivenClock())
    yield opened
    await opened.close()


def remember(tx: Tx, name: str) -> str:
    tx.run("inbox.press", scope=name, now=1.0, window=1.0)
    return name


async def known(store: Store, name: str) -> bool:
    return bool(await store.read(lambda tx: tx.value("inbox.pressed", scope=name)))


async def test_many_at_once_are_few_commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    together = Together(store)
    commits = 0
    write = store.write

    async def counted(*args: object) -> object:
        nonlocal commits
        commits += 1
        return await write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "write", counted)
    names = [f"n{i}" for i in range(3 * MOST_AT_ONCE)]
    answers = await asyncio.gather(*(together.write(functools.partial(remember, name=name)) for name in names))
    assert answers == names
    assert all([await known(store, name) for name in names])
    assert commits <= 4


async def test_a_mistake_in_one_undoes_only_that_one(store: Store) -> None:
    together = Together(store)

    def mistaken(tx: Tx) -> str:
        remember(tx, "b")
        raise LookupError("no such thing")

    a, b, c = await asyncio.gather(
        together.write(lambda tx: remember(tx, "a")),
        together.write(mistaken),
        together.write(lambda tx: remember(tx, "c")),
        return_exceptions=True,
    )
    assert (a, c) == ("a", "c")
    assert isinstance(b, LookupError)
    assert [await known(store, name) for name in "abc"] == [True, False, True]


async def test_a_failing_database_fails_all_of_them_and_the_next_may_work(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Together(store)

    async def broken(*args: object) -> object:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", broken)
        answers = await asyncio.gather(
            *(together.write(lambda tx: remember(tx, "a")) for _ in range(3)), return_exceptions=True
        )
        assert all(isinstance(answer, StoreError) for answer in answers)
    assert await together.write(lambda tx: remember(tx, "a")) == "a"


async def test_who_gives_up_waiting_stops_nobody(store: Store) -> None:
    together = Together(store)
    first = asyncio.ensure_future(together.write(lambda tx: remember(tx, "a")))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(together.write(lambda tx: remember(tx, "b")))
    first.cancel()
    assert await second == "b"
