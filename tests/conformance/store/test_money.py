"""Money: the totals agree with the ledgers after every way a job can end, and are exact whole numbers."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.jobs import claim as claiming
from bot.jobs import life_cycle, money
from bot.jobs.limits import Denied
from bot.store import Store
from bot.store.rows import ChargeRow, JobRow
from tests.conformance.store.kit import Kit

PRICE_LI = 160


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path, running_jobs=50)


async def run_one(kit: Kit, name: str, n: int, kept: int | None) -> None:
    """One job to its end; `kept` None: it fails upstream."""
    store = kit.store
    await store.write(kit.accepted, name, n)
    store.clock.advance(1)  # type: ignore[attr-defined]  # a driven clock
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    await store.write(kit.accept_upstream, claimed)
    if kept is None:
        job = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=claimed.job.id))
        await store.write(life_cycle.fail, job, "result-gone")
        return
    await store.write(kit.painted, claimed.job.id)
    await store.write(kit.collected, claimed.job.id, kept)


async def test_money__payer_owes_what_was_kept(kit: Kit, store: Store) -> None:
    await run_one(kit, "ann", 4, 4)
    await run_one(kit, "ann", 4, 1)
    await run_one(kit, "ann", 2, None)
    spent = await store.read(money.spent_between, "payer:1", "0", "9")
    assert (spent.amount_li, spent.pictures) == (5 * PRICE_LI, 5)
    upstream = await store.read(money.spent_between, "account:main", "0", "9")
    assert (upstream.amount_li, upstream.pictures) == (8 * PRICE_LI, 8)
    assert type(spent.amount_li) is int
    assert await store.read(money.compare_totals) == []


async def test_money__settling_twice_changes_nothing(kit: Kit, store: Store) -> None:
    await run_one(kit, "ann", 4, 1)
    job = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=1))
    await store.write(money.settle, job, 0)
    assert (await store.read(money.spent_between, "payer:1", "0", "9")).pictures == 1


async def test_money__totals_agree_after_a_random_day(kit: Kit, store: Store) -> None:
    seed = 20270115
    dice = random.Random(seed)
    for _ in range(40):
        n = dice.randint(1, 4)
        await run_one(kit, dice.choice(["ann", "ben", "cho"]), n, dice.choice([None, *range(1, n + 1)]))
    assert await store.read(money.compare_totals) == [], f"seed {seed}"


async def test_money__comparison_finds_a_wrong_total(kit: Kit, store: Store) -> None:
    await run_one(kit, "ann", 1, 1)
    day = (await store.read(lambda tx: tx.all(ChargeRow, "money.charges_of_job", job_id=1)))[0].day
    await store.write(lambda tx: tx.run("money.add_to_total", scope="payer:1", day=day, amount_li=1, pictures=0))
    assert len(await store.read(money.compare_totals)) == 1


async def test_money__daily_budget_is_a_limit(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, daily_yuan="0.5")
    assert [isinstance(await store.write(kit.enqueue, f"p{i}"), Denied) for i in range(4)] == [False] * 3 + [True]
