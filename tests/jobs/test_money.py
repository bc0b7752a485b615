"""Money: reserved, settled and free; account budgets; days in the operator's time zone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.jobs import money, periods
from bot.jobs.running_totals import ALL_TIME
from bot.store.rows import PoolRow
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.jobs.test_upstream_faults import ledger_is_sound, spent

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def pool_says(shenbi: RunningApp, reason: str) -> PoolRow:
    """Wait until a pool rests for a reason."""
    async with asyncio.timeout(20):
        while True:
            pools = await shenbi.app.store.read(lambda tx: tx.all(PoolRow, "queue.pools"))
            if found := [pool for pool in pools if pool.pause_reason == reason]:
                return found[0]
            await asyncio.sleep(0)


async def test_money__account_over_its_budget_pauses_until_midnight(tmp_path: Path, studio: Studio) -> None:
    account = {"name": "main", "keys": ["sk-test-0001"], "daily_yuan": "0.20"}
    async with running_app(tmp_path, studio, upstream={"accounts": [account]}) as shenbi:
        await shenbi.chat.say("/imagine within the budget")
        await shenbi.chat.picture()
        await shenbi.chat.say("/imagine over it")
        pool = await pool_says(shenbi, "budget")
        now = shenbi.app.clock.now()
        assert pool.next_submit_at == periods.next_day(now, SHANGHAI)
        assert len(studio.record()["tasks"]) == 1
        await ledger_is_sound(shenbi)


async def test_money__free_pictures_are_counted_shown_and_cost_nothing(tmp_path: Path, studio: Studio) -> None:
    account = {"name": "main", "keys": ["sk-test-0001"], "free_until": "2099-12-31"}
    async with running_app(tmp_path, studio, upstream={"accounts": [account]}) as shenbi:
        studio.change_settings(min_task_s=0.3)
        await shenbi.chat.say("/imagine three for nothing --n 3")
        await shenbi.chat.text("497 free ones are left")
        await shenbi.chat.picture()
        assert await spent(shenbi) == 0
        used = await shenbi.app.store.read(money.spent_on, money.free_scope("main", "wanx-v1"), ALL_TIME)
        assert used.pictures == 3
        cost = await shenbi.app.store.read(money.spent_between, "account:main", "0", "9")
        assert (cost.amount_li, cost.pictures) == (0, 3)


async def test_money__daily_budget_denies_until_midnight(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits={"daily_yuan": "0.40", "waiting_jobs": 50}) as shenbi:
        for number in range(3):
            await shenbi.chat.say(f"/imagine number {number}")
        await shenbi.chat.text("Today’s budget is used up: ¥0.08 of ¥0.4 is left")
        await shenbi.chat.picture(count=2)
        assert await spent(shenbi) == 320


def test_money__day_ends_at_midnight_of_the_operators_time_zone() -> None:
    before = datetime(2026, 11, 22, 23, 59, 59, tzinfo=SHANGHAI).timestamp()
    assert money.day_of(before, SHANGHAI) == "2026-11-22"
    assert money.day_of(before + 1, SHANGHAI) == "2026-11-23"
    assert periods.next_day(before, SHANGHAI) == before + 1
    assert periods.next_month(before, SHANGHAI) == datetime(2026, 12, 1, tzinfo=SHANGHAI).timestamp()


def test_money__day_with_a_clock_change_is_not_24_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    noon = datetime(2026, 10, 25, 1, 0, tzinfo=berlin).timestamp()
    assert periods.next_day(noon, berlin) == datetime(2026, 10, 26, tzinfo=berlin).timestamp()
