"""What a transaction promises: whole or not at all, one view, and usable afterwards, wherever its waiter was cut off."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.store import Store, StoreError, Tx
from tests.clock import DrivenClock


def put(tx: Tx, name: str, value: str = "x") -> None:
    tx.run("jobs.set_runtime_value", name=name, value=value)


def notes(tx: Tx, names: list[str]) -> list[str | None]:
    return [note(tx, name) for name in names]


def note(tx: Tx, name: str) -> str | None:
    found: str | None = tx.value("jobs.runtime_value", name=name)
    return found


async def test_transactions__error_leaves_nothing(store: Store) -> None:
    def fails(tx: Tx) -> None:
        put(tx, "a")
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        await store.write(fails)
    assert await store.read(note, "a") is None
    await store.write(put, "b")
    assert await store.read(note, "b") == "x"


async def test_transactions__savepoint_undoes_its_part_only(store: Store) -> None:
    def partly(tx: Tx) -> None:
        put(tx, "a")

        def part(tx: Tx) -> None:
            put(tx, "b")
            tx.run("queue.ensure_pool", account="nobody", model="m", submissions_per_s=1.0, tasks_at_once=1)

        with pytest.raises(Exception, match=r"(?i)foreign key"):
            tx.savepoint(part)
        put(tx, "c")

    await store.write(partly)
    assert [await store.read(note, name) for name in "abc"] == ["x", None, "x"]


async def test_transactions__swallowed_database_error_is_not_a_quiet_rollback(store: Store) -> None:
    """On PostgreSQL a failed statement spoils its transaction; pretending to have written would be a lie."""

    def swallows(tx: Tx) -> None:
        put(tx, "a")
        try:
            tx.run("queue.ensure_pool", account="nobody", model="m", submissions_per_s=1.0, tasks_at_once=1)
        except Exception:  # noqa: BLE001 - the mistake that this is about
            return

    if store.dialect == "postgresql":
        with pytest.raises(StoreError):
            await store.write(swallows)
        assert await store.read(note, "a") is None
    else:
        await store.write(swallows)
        assert await store.read(note, "a") == "x"


async def test_transactions__broken_rule_is_a_store_error(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.write(
            lambda tx: tx.run("queue.ensure_pool", account="nobody", model="m", submissions_per_s=1.0, tasks_at_once=1)
        )


async def test_transactions__reading_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.read(put, "a")
    await store.write(put, "a")


async def test_transactions__read_sees_one_moment(store: Store) -> None:
    await store.write(put, "a", "old")
    looked, changed = threading.Event(), threading.Event()

    def twice(tx: Tx) -> tuple[str | None, str | None]:
        first = note(tx, "a")
        looked.set()
        assert changed.wait(10)
        return first, note(tx, "a")

    reading = asyncio.ensure_future(store.read(twice))
    assert await asyncio.to_thread(looked.wait, 10)
    await store.write(put, "a", "new")
    changed.set()
    assert await reading == ("old", "old")
    assert await store.read(note, "a") == "new"


async def test_transactions__now_is_the_clocks_and_stands_still(store: Store, clock: DrivenClock) -> None:
    def twice(tx: Tx) -> tuple[float, float]:
        first = tx.now
        clock.advance(5)
        return first, tx.now

    start = clock.now()
    assert await store.write(twice) == (start, start)
    assert await store.read(lambda tx: tx.now) == start + 5


async def test_transactions__hints_wake_after_the_commit_only(store: Store) -> None:
    woken = store.hints.event("jobs")

    def hints(tx: Tx, *, fail: bool) -> None:
        tx.hint("jobs")
        if fail:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.write(hints, fail=True)
    assert not woken.is_set()
    await store.write(hints, fail=False)
    assert woken.is_set()


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in one commit"])
async def test_transactions__hint_of_a_statement_wakes_if_it_changed_rows(store: Store, together: bool) -> None:
    woken = store.hints.event("jobs")

    def nothing(tx: Tx) -> None:
        tx.hint("jobs", tx.run_later("queue.set_virtual_time", id=99, virtual_time=1.0))

    def something(tx: Tx) -> None:
        tx.hint("jobs", tx.run_later("jobs.set_runtime_value", name="a", value="x"))

    await asyncio.gather(store.write(nothing), *([store.write(nothing)] if together else []))
    assert not woken.is_set()
    await asyncio.gather(store.write(something), *([store.write(nothing)] if together else []))
    assert woken.is_set()


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in one commit"])
async def test_transactions__hint_of_a_value_wakes_if_it_is_true(store: Store, together: bool) -> None:
    woken = store.hints.event("jobs")

    def named(tx: Tx, name: str) -> None:
        tx.hint("jobs", tx.value_later("jobs.runtime_value", name=name))
        # Executed in the order of the calls, so this comes too late for it.
        tx.run("jobs.set_runtime_value", name=name, value="x")

    await asyncio.gather(*([store.write(named, f"a{number}") for number in range(1 + together)]))
    assert not woken.is_set()
    await store.write(named, "a0")
    assert woken.is_set()


async def test_transactions__loops_are_woken_in_the_order_of_their_topics(store: Store) -> None:
    order: list[str] = []

    async def waits(topic: str) -> None:
        await store.hints.event(topic).wait()
        order.append(topic)

    waiting = [asyncio.create_task(waits(topic)) for topic in ("waiting_x", "slot_9", "slot_1")]
    await asyncio.sleep(0)

    def hints(tx: Tx) -> None:
        for topic in ("waiting_x", "slot_1", "slot_9"):
            tx.hint(topic)

    await store.write(hints)
    await asyncio.gather(*waiting)
    assert order == ["slot_1", "slot_9", "waiting_x"]


@pytest.mark.parametrize("ticks", [0, 1, 2, 3, 5])
async def test_transactions__cancelling_anywhere_leaves_the_store_usable(store: Store, ticks: int) -> None:
    """A transaction whose waiter is cancelled happens or does not; it is never left open."""
    for number in range(12):

        def slowly(tx: Tx, number: int = number) -> None:
            put(tx, f"first-{ticks}-{number}")
            put(tx, f"second-{ticks}-{number}")

        task = asyncio.ensure_future(store.write(slowly) if number % 3 else store.read(note, "a"))
        for _ in range(ticks):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
    await store.write(put, "after")
    for number in range(12):
        # In one look: a transaction whose waiter has gone may be committed just now.
        names = [f"{part}-{ticks}-{number}" for part in ("first", "second")]
        first, second = await store.read(notes, names)
        assert first == second, "half a transaction was committed"


async def test_transactions__cancelling_while_it_runs_does_not_cut_it(store: Store) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slowly(tx: Tx) -> None:
        put(tx, "first")
        began.set()
        assert go_on.wait(10)
        put(tx, "second")

    task = asyncio.ensure_future(store.write(slowly))
    assert await asyncio.to_thread(began.wait, 10)
    task.cancel()
    await asyncio.wait({task})
    go_on.set()
    await store.write(put, "first", "third")  # Waits for it: on its thread (SQLite), at its row (PostgreSQL).
    assert [await store.read(note, name) for name in ("first", "second")] == ["third", "x"]


async def test_transactions__write_whose_waiter_was_cancelled_still_wakes_the_others(store: Store) -> None:
    began, go_on = threading.Event(), threading.Event()
    woken = store.hints.event("jobs")

    def slowly(tx: Tx) -> None:
        began.set()
        assert go_on.wait(10)
        tx.hint("jobs")

    task = asyncio.ensure_future(store.write(slowly))
    assert await asyncio.to_thread(began.wait, 10)
    task.cancel()
    await asyncio.wait({task})
    assert not woken.is_set()
    go_on.set()
    async with asyncio.timeout(10):
        await woken.wait()


async def test_transactions__closing_finishes_what_was_queued(store: Store, url: str) -> None:
    from bot.store import open_store

    writing = [asyncio.ensure_future(store.write(put, f"n{i}")) for i in range(20)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writing)
    again = await open_store(url, store.clock)
    try:
        assert [await again.read(note, f"n{i}") for i in range(20)] == ["x"] * 20
    finally:
        await again.close()
