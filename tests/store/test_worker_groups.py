"""When a group of workers looks for due items."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.runtime.clock import SystemClock
from bot.store import Store, open_store
from bot.store.loops import NEVER, WorkerGroup
from tests.databases import sqlite_url

TOPIC = "numbers"


class Numbers(WorkerGroup[int]):
    """Processes the numbers of `due`, each when the test lets it."""

    name = "numbers"
    topics = (TOPIC,)
    concurrency = 2
    looks_after_each = False

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.due: list[int] = []
        self.done: list[int] = []
        self.looks = 0
        self.looked = asyncio.Event()
        self.may_end: dict[int, asyncio.Event] = {}
        self.again: set[int] = set()

    async def claim_due(self, free: int) -> tuple[list[int], float]:
        self.looks += 1
        self.looked.set()
        taken, self.due = self.due[:free], self.due[free:]
        return taken, 0.0 if self.due else NEVER

    async def process(self, item: int) -> None:
        await self.may_end.setdefault(item, asyncio.Event()).wait()
        self.done.append(item)
        if item in self.again:
            self.look_again()

    async def add(self, *numbers: int) -> None:
        """Make numbers due, and wait until they were looked for."""
        self.due += numbers
        self.looked.clear()
        self.store.hints.wake([TOPIC])
        await self.looked.wait()
        await turns()

    async def end(self, number: int) -> None:
        self.may_end.setdefault(number, asyncio.Event()).set()
        await turns()


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def working(folder: Path) -> AsyncIterator[Numbers]:
    store = await open_store(sqlite_url(folder / "test.db"), SystemClock())
    group = Numbers(store)
    running = asyncio.create_task(group.run())
    await group.looked.wait()
    try:
        yield group
    finally:
        for event in group.may_end.values():
            event.set()
        group.stop()
        await running
        await store.close()


async def test_worker_group__item_for_which_nothing_waited_is_followed_by_no_look(tmp_path: Path) -> None:
    async with working(tmp_path) as group:
        await group.add(1)
        looks = group.looks
        await group.end(1)
        assert (group.done, group.looks) == ([1], looks)


async def test_worker_group__item_that_is_due_again_says_so(tmp_path: Path) -> None:
    async with working(tmp_path) as group:
        group.again.add(1)
        await group.add(1)
        looks = group.looks
        await group.end(1)
        assert group.looks == looks + 1


async def test_worker_group__what_found_no_worker_free_is_taken_when_one_is(tmp_path: Path) -> None:
    async with working(tmp_path) as group:
        await group.add(1, 2, 3)
        assert group.due == [3]
        await group.end(1)
        await group.end(3)
        assert group.done == [1, 3]


async def test_worker_group__what_a_later_look_passed_over_is_looked_for_again(tmp_path: Path) -> None:
    """It may have waited for the item that was being processed, as a chat's next message does."""
    async with working(tmp_path) as group:
        await group.add(1)
        await group.add()
        looks = group.looks
        await group.end(1)
        assert group.looks == looks + 1


@pytest.mark.parametrize("error", [OSError("the disk"), ValueError("a bug")])
async def test_worker_group__item_that_failed_is_followed_by_a_look(tmp_path: Path, error: Exception) -> None:
    async with working(tmp_path) as group:

        async def fails(item: int) -> None:
            raise error

        group.process = fails  # type: ignore[method-assign]
        looks = group.looks
        await group.add(1)
        assert group.looks == looks + 2
