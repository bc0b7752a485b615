"""The send budget of a chat reserves half of a group's minute for results, and the next slot for answers."""

from __future__ import annotations

from pathlib import Path

from adapters.telegram.limits import CAPABILITIES
from bot.outbox import send_budget
from bot.outbox.desired import ANSWER, PROGRESS, RESULT
from bot.store import open_store
from tests.clock import DrivenClock
from tests.databases import sqlite_url

RATES = CAPABILITIES.rates


async def test_send_budget__places_in_the_queue_do_not_keep_results_waiting(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(sqlite_url(tmp_path / "x.db"), clock)

    async def ask(importance: int) -> float:
        return await store.write(lambda tx: send_budget.take(tx, "telegram", "-5", False, RATES, importance))

    try:
        start = clock.now()
        for _ in range(10):
            assert await ask(ANSWER) == 0
            clock.advance(1.0)
        assert await ask(ANSWER) == start + 60
        for _ in range(10):
            assert await ask(RESULT) == 0
            clock.advance(1.0)
        assert await ask(RESULT) == start + 60
        clock.advance_to(start + 60)
        assert await ask(ANSWER) == 0
    finally:
        await store.close()


async def test_send_budget__private_chat_has_no_minute(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(sqlite_url(tmp_path / "x.db"), clock)
    try:
        for _ in range(40):
            assert not await store.write(lambda tx: send_budget.take(tx, "telegram", "5", True, RATES, ANSWER))
            clock.advance(1.0)
    finally:
        await store.close()


async def test_send_budget__step_of_the_progress_does_not_keep_an_answer_waiting(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(sqlite_url(tmp_path / "x.db"), clock)

    async def ask(importance: int) -> float:
        return await store.write(lambda tx: send_budget.take(tx, "telegram", "5", True, RATES, importance))

    try:
        assert await ask(ANSWER) == 0
        clock.advance(1.0)
        assert await ask(PROGRESS) == clock.now() + 1.0
        assert await ask(ANSWER) == 0
        clock.advance(2.0)
        assert await ask(PROGRESS) == 0
    finally:
        await store.close()
