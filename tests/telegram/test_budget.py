"""The budget of a group keeps half of its minute for results."""

from __future__ import annotations

from pathlib import Path

from adapters.telegram.limits import ABILITIES
from bot.clock import DrivenClock
from bot.posts import budget
from bot.store import open_store

RATES = ABILITIES.rates


async def test_places_in_the_queue_do_not_keep_results_waiting(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", clock)

    async def ask(*, result: bool, direct: bool = False) -> float:
        return await store.write(lambda tx: budget.take(tx, "telegram", "-5", direct, RATES, result=result))

    try:
        start = clock.now()
        for _ in range(10):
            assert await ask(result=False) == 0
            clock.advance(1.0)
        assert await ask(result=False) == start + 60
        for _ in range(10):
            assert await ask(result=True) == 0
            clock.advance(1.0)
        assert await ask(result=True) == start + 60
        clock.advance_to(start + 60)
        assert await ask(result=False) == 0
    finally:
        await store.close()


async def test_a_private_chat_has_no_minute(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", clock)
    try:
        for _ in range(40):
            assert not await store.write(lambda tx: budget.take(tx, "telegram", "5", True, RATES, result=False))
            clock.advance(1.0)
    finally:
        await store.close()
