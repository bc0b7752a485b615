"""Several processes on one PostgreSQL, each with a store of its own: no limit may be promised twice."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api import RateLimits, RawUpdate
from bot.intake.inbox import _save
from bot.jobs import claim as claiming
from bot.jobs import money
from bot.jobs.limits import Denied
from bot.outbox import send_budget
from bot.store import Store, StoreUnavailable, Tx, open_store
from bot.store.rows import AccountRow, InboxRow, JobRow
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.postgres import Server

WAIT_S = 60.0


@pytest.fixture
async def stores(migrated_postgres_url: str) -> AsyncIterator[list[Store]]:
    """Two processes' stores on one driven clock."""
    clock = DrivenClock()
    opened = [await open_store(migrated_postgres_url, clock) for _ in range(2)]
    yield opened
    for store in opened:
        await store.close()


class Held:
    """A transaction that does its work and then stays open until it is told to go on."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.go_on = threading.Event()

    def after(self, work: object) -> object:
        """`work(tx)`, then wait."""
        assert callable(work)

        def held(tx: Tx) -> object:
            result: object = work(tx)
            self.done.set()
            assert self.go_on.wait(WAIT_S)
            return result

        return held


async def at_the_same_time(stores: list[Store], first: object, second: object) -> tuple[object, object]:
    """`second` begins while `first` has done its work and not committed. What they returned."""
    assert callable(first)
    assert callable(second)
    held = Held()
    work = held.after(first)
    assert callable(work)
    one = asyncio.ensure_future(stores[0].write(work))
    assert await asyncio.to_thread(held.done.wait, WAIT_S)
    two = asyncio.ensure_future(stores[1].write(second))
    await until_blocked(stores[0], two)
    held.go_on.set()
    return await one, await two


async def until_blocked(store: Store, task: asyncio.Future[Any]) -> None:
    """Until `task` is through, or waits for a lock that another person holds: the server knows."""
    for _ in range(int(WAIT_S * 100)):
        if task.done() or await store.read(_somebody_waits):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("neither done nor waiting")


def _somebody_waits(tx: Tx) -> bool:
    return bool(
        tx._run(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", {}
        ).fetchone()
    )


async def test_postgres_processes__payers_running_limit_holds_over_two_pools(
    stores: list[Store], tmp_path: Path
) -> None:
    """Ann may have one job at work; her jobs wait in two pools, and both claim at once."""
    kits = [await Kit.make(store, tmp_path, accounts=("main", "second")) for store in stores]

    def spread(tx: Tx) -> None:
        for account in ("main", "second"):
            job = kits[0].accepted(tx, "ann")
            pool = kits[0].pool(tx, account)
            lane_id = tx.value("queue.lane", pool_id=pool.id, payer_id=job.payer_id, weight=1.0)
            tx.run("queue.move_to_pool", id=job.id, pool_id=pool.id, lane_id=lane_id)
            from bot.jobs.queue import refresh_lanes

            refresh_lanes(tx, job.payer_id)

    await stores[0].write(spread)
    results = await at_the_same_time(
        stores, lambda tx: kits[0].claim(tx, "main"), lambda tx: kits[1].claim(tx, "second")
    )
    assert [type(result) for result in results] == [claiming.Claimed, claiming.NoClaim]


async def test_postgres_processes__one_slot_is_claimed_once(stores: list[Store], tmp_path: Path) -> None:
    kits = [await Kit.make(store, tmp_path) for store in stores]
    for name in ("ann", "ben"):
        await stores[0].write(kits[0].accepted, name)
    results = await at_the_same_time(stores, kits[0].claim, lambda tx: kits[1].claim(tx, owner="worker-2"))
    assert [type(result) for result in results] == [claiming.Claimed, claiming.NoClaim]


@pytest.mark.parametrize("ended_first", [True, False])
async def test_postgres_processes__end_and_an_acceptance_at_the_same_moment_see_each_other(
    stores: list[Store], tmp_path: Path, ended_first: bool
) -> None:
    """The next task begins when the one before it ends; if nobody noted that, its result would be looked for late."""
    kits = [await Kit.make(store, tmp_path) for store in stores]
    for name in ("ann", "ben"):
        await stores[0].write(kits[0].accepted, name)
    first = await stores[0].write(kits[0].claim)
    assert isinstance(first, claiming.Claimed)
    await stores[0].write(kits[0].accept_upstream, first)
    stores[0].clock.advance(1)  # type: ignore[attr-defined]
    second = await stores[0].write(kits[0].claim)
    assert isinstance(second, claiming.Claimed)
    assert not second.starts_at_once

    def ends(tx: Tx) -> None:
        kits[0].painted(tx, first.job.id)

    def is_accepted(tx: Tx) -> None:
        kits[1].accept_upstream(tx, second)

    await at_the_same_time(stores, *((ends, is_accepted) if ended_first else (is_accepted, ends)))
    job = await stores[0].read(lambda tx: tx.get(JobRow, "jobs.get", id=second.job.id))
    assert job.task_started_at == stores[0].clock.now()


async def test_postgres_processes__accepting_does_not_wait_for_a_claim(stores: list[Store], tmp_path: Path) -> None:
    """A claim holds its pool's row; a new job only refers to it."""
    kits = [await Kit.make(store, tmp_path) for store in stores]
    await stores[0].write(kits[0].accepted, "ann")
    held = Held()
    work = held.after(kits[0].claim)
    assert callable(work)
    claim = asyncio.ensure_future(stores[0].write(work))
    assert await asyncio.to_thread(held.done.wait, WAIT_S)
    async with asyncio.timeout(5):
        await stores[1].write(kits[1].accepted, "ben")
    held.go_on.set()
    assert isinstance(await claim, claiming.Claimed)


async def test_postgres_processes__days_money_is_not_promised_twice(stores: list[Store], tmp_path: Path) -> None:
    kits = [await Kit.make(store, tmp_path, daily_yuan="0.2") for store in stores]
    results = await at_the_same_time(
        stores, lambda tx: kits[0].enqueue(tx, "ann"), lambda tx: kits[1].enqueue(tx, "ben")
    )
    assert [isinstance(result, Denied) for result in results] == [False, True]
    assert await stores[0].read(money.compare_totals) == []


async def test_postgres_processes__chats_first_budget_is_not_taken_twice(stores: list[Store]) -> None:
    rates = RateLimits(chat_interval_s=1.0, chat_per_minute=20, platform_per_s=30)

    def take(tx: Tx) -> float:
        return send_budget.take(tx, "test", "a", False, rates)

    first, second = await at_the_same_time(stores, take, take)
    assert first == 0
    assert second == stores[0].clock.now() + 1


async def test_postgres_processes__accounts_queries_are_paced_together(stores: list[Store], tmp_path: Path) -> None:
    """Each process' look moves the account's next one on; none reads what another is about to change."""
    await Kit.make(stores[0], tmp_path)

    def take(tx: Tx) -> float:
        account = tx.all(AccountRow, "queue.lock_accounts")[0]
        at = max(tx.now, float(account.next_query_at))
        tx.run("queue.take_queries", name=account.name, next_query_at=at + 0.05)
        return at

    first, second = await at_the_same_time(stores, take, take)
    assert isinstance(first, float)
    assert second == pytest.approx(first + 0.05)


def take_updates(tx: Tx) -> list[InboxRow]:
    rows = tx.all(InboxRow, "inbox.due", now=tx.now, platforms=",test,", limit=10)
    for row in rows:
        tx.run("inbox.lease", id=row.id, due_at=tx.now + 60)
    return rows


async def test_postgres_processes__lanes_updates_are_never_handled_two_at_once(stores: list[Store]) -> None:
    updates = [RawUpdate(f"u{i}", "{}", "ann" if i < 3 else "ben") for i in range(5)]
    await stores[0].write(_save, [("test", updates)])
    first, second = await at_the_same_time(stores, take_updates, take_updates)
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert [row.event_id for row in first + second] == ["u0", "u3"]


async def test_postgres_processes__older_update_never_turns_up_behind_a_newer_one(stores: list[Store]) -> None:
    """Two processes save for one lane: the second waits, so that ids are seen in their order."""

    def save(number: int) -> object:
        return lambda tx: _save(tx, [("test", [RawUpdate(f"u{number}", "{}", "ann")])])

    held = Held()
    work = held.after(save(1))
    assert callable(work)
    one = asyncio.ensure_future(stores[0].write(work))
    assert await asyncio.to_thread(held.done.wait, WAIT_S)
    later = save(2)
    assert callable(later)
    two = asyncio.ensure_future(stores[1].write(later))
    await until_blocked(stores[0], two)
    assert not two.done(), "the newer update is there before the older one"
    held.go_on.set()
    await asyncio.gather(one, two)
    assert [row.event_id for row in await stores[0].write(take_updates)] == ["u1"]


def set_note(tx: Tx, name: str) -> None:
    tx.run("jobs.set_runtime_value", name=name, value="")


async def test_postgres_processes__who_loses_a_deadlock_is_run_again(stores: list[Store]) -> None:
    runs = [0, 0]
    both = threading.Barrier(2, timeout=WAIT_S)

    def work(tx: Tx, who: int) -> None:
        runs[who] += 1
        names = ["a", "b"] if who == 0 else ["b", "a"]
        tx.run("jobs.set_runtime_value", name=names[0], value=str(who))
        if runs[who] == 1 and not both.broken:
            both.wait()
        tx.run("jobs.set_runtime_value", name=names[1], value=str(who))

    for name in ("a", "b"):
        await stores[0].write(set_note, name)
    await asyncio.gather(*(store.write(work, who) for who, store in enumerate(stores)))
    assert sorted(runs) == [1, 2]
    values = await stores[0].read(lambda tx: {tx.value("jobs.runtime_value", name=name) for name in ("a", "b")})
    assert len(values) == 1, "the two were mixed"


async def test_postgres_processes__hints_reach_other_processes(stores: list[Store]) -> None:
    here, there = (store.hints.event("jobs") for store in stores)
    await stores[0].write(lambda tx: tx.hint("jobs"))
    assert here.is_set()
    async with asyncio.timeout(WAIT_S):
        await there.wait()


async def test_postgres_processes__hints_are_heard_again_after_the_line_broke(
    stores: list[Store], postgres_server: Server
) -> None:
    there = stores[1].hints.event("jobs")
    with postgres_server.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    async with asyncio.timeout(WAIT_S):
        await there.wait()  # Whatever was said meanwhile was not heard, so everyone looks.
        there.clear()
        await stores[0].write(lambda tx: tx.hint("jobs"))
        await there.wait()


async def test_postgres_processes__that_start_together_migrate_once(postgres_url: str) -> None:
    clock = DrivenClock()
    opened = await asyncio.gather(*(open_store(postgres_url, clock) for _ in range(4)))
    for store in opened:
        await store.close()


async def test_postgres_processes__servers_clock_counts_and_a_wrong_machine_still_waits_right(
    postgres_url: str,
) -> None:
    from bot.runtime.clock import SystemClock

    class Wrong(SystemClock):
        def now(self) -> float:
            return super().now() - 3600

        async def wait(self, event: asyncio.Event, until: float) -> bool:
            return await super().wait(event, until + 3600)

    store = await open_store(postgres_url, Wrong())
    try:
        server = await store.read(lambda tx: tx.now)
        assert abs(server - SystemClock().now()) < 60
        assert abs(store.clock.now() - server) < 60
        assert not await store.clock.wait(asyncio.Event(), server - 1)
    finally:
        await store.close()


async def test_postgres_processes__no_server_is_said_in_one_line() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        await open_store("postgresql://ann:secret@127.0.0.1:1/x", DrivenClock())
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_postgres_processes__what_is_no_url_is_said_without_its_password() -> None:
    with pytest.raises(ValueError, match="SHENBI_DATABASE_URL") as caught:
        await open_store("postgresql://ann:secret@host/x?nonsense=1", DrivenClock())
    assert "secret" not in str(caught.value)
