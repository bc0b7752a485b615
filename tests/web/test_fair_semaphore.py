"""The order in which waiting people get their turn: `adapters.web.fair_semaphore`."""

from __future__ import annotations

import asyncio

import pytest

from adapters.web.fair_semaphore import FairSemaphore, TooManyWaiting


class Work:
    """Requests turns, and ends running work one by one."""

    def __init__(self, limit: int, max_waiting: int = 100) -> None:
        self.turns = FairSemaphore(limit, max_waiting)
        self.begun: list[str] = []
        self.done = asyncio.Semaphore(0)

    async def do(self, key: str) -> None:
        async with self.turns.hold(key):
            self.begun.append(key)
            await self.done.acquire()

    async def ask(self, *key: str) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self.do(each)) for each in key]
        await self.set_gallery()
        return tasks

    async def set_gallery(self, done: int = 0) -> None:
        for _ in range(done):
            self.done.release()
        for _ in range(10 + 10 * done):
            await asyncio.sleep(0)


async def test_fair_semaphore__nobody_waits_behind_anothers_backlog() -> None:
    work = Work(2)
    tasks = await work.ask(*["eve"] * 10, *["mallory"] * 10, "ann")
    assert work.begun == ["eve", "eve"]
    await work.set_gallery(done=3)
    assert work.begun[2:] == ["eve", "mallory", "ann"]
    await work.set_gallery(done=100)
    await asyncio.gather(*tasks)
    assert work.turns._free == 2
    assert not work.turns._queues


async def test_fair_semaphore__so_many_wait_of_one_and_others_still_may() -> None:
    work = Work(1, max_waiting=2)
    tasks = await work.ask("eve", "eve", "eve", "eve", "ann")
    with pytest.raises(TooManyWaiting):
        await tasks[3]
    await work.set_gallery(done=100)
    await asyncio.gather(*tasks[:3], tasks[4])
    assert work.begun == ["eve", "eve", "ann", "eve"]


async def test_fair_semaphore__who_goes_away_while_waiting_leaves_the_place_to_others() -> None:
    work = Work(1)
    tasks = await work.ask("eve", "eve", "ann", "bob")
    tasks[1].cancel()
    await work.set_gallery()
    work.done.release()
    tasks[2].cancel()
    await work.set_gallery(done=10)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert work.begun[0] == "eve"
    assert work.begun[-1] == "bob"
    assert work.turns._free == 1
    assert not work.turns._queues
