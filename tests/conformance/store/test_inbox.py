"""The inbox: saved once, handled once, a lane's updates in their order."""

from __future__ import annotations

from bot.chat.inbox import SAME_ID_WINDOW_S, _save
from bot.clock import DrivenClock
from bot.messages import RawUpdate
from bot.store import Row, Store, Tx

PLATFORMS = ",test,"


def update(number: int, lane: str = "ann") -> RawUpdate:
    return RawUpdate(f"u{number}", f'{{"number": {number}}}', lane)


async def save(store: Store, *updates: RawUpdate, platform: str = "test") -> list[bool]:
    return (await store.write(_save, [(platform, updates)]))[0]


def take(tx: Tx, free: int = 10, lease_s: float = 60) -> list[Row]:
    rows = tx.all("inbox.due", now=tx.now, platforms=PLATFORMS, limit=free)
    for row in rows:
        tx.run("inbox.lease", id=row["id"], due_at=tx.now + lease_s)
    return rows


async def test_an_id_is_saved_once_within_its_window(store: Store, clock: DrivenClock) -> None:
    assert await save(store, update(1), update(2), update(1)) == [True, True, False]
    assert await save(store, update(1)) == [False]
    assert await save(store, update(1), platform="other") == [True]
    clock.advance(SAME_ID_WINDOW_S + 1)
    assert await save(store, update(1)) == [True]


async def test_a_lane_is_handled_in_its_order_one_at_a_time(store: Store, clock: DrivenClock) -> None:
    await save(store, update(1), update(2), update(3, "ben"), update(4))
    first = await store.write(take)
    assert [row["event_id"] for row in first] == ["u1", "u3"]
    assert await store.write(take) == []
    await store.write(lambda tx: tx.run("inbox.handled", id=first[0]["id"], now=tx.now))
    assert [row["event_id"] for row in await store.write(take)] == ["u2"]
    # A worker that died: its lease lapses, and the lane goes on where it stood.
    clock.advance(61)
    assert sorted(row["event_id"] for row in await store.write(take)) == ["u2", "u3"]


async def test_an_update_that_waits_holds_those_behind_it(store: Store, clock: DrivenClock) -> None:
    await save(store, update(1), update(2))
    (row,) = await store.write(take)
    await store.write(lambda tx: tx.run("inbox.release", id=row["id"], due_at=tx.now + 5))
    assert await store.write(take) == []
    assert await store.read(lambda tx: tx.value("inbox.next_due", platforms=PLATFORMS)) == clock.now() + 5
    clock.advance(5)
    assert [r["event_id"] for r in await store.write(take)] == ["u1"]


async def test_nobody_is_due_behind_an_update_that_is_being_handled(store: Store, clock: DrivenClock) -> None:
    """Or its worker would look without rest for as long as an image takes to be fetched."""
    await save(store, update(1), update(2), update(3))
    await store.write(take)
    assert await store.read(lambda tx: tx.value("inbox.next_due", platforms=PLATFORMS)) == clock.now() + 60


async def test_what_another_process_reads_is_left_to_it(store: Store, clock: DrivenClock) -> None:
    """Taken by one that lacks its platform, it would wait for a lease to lapse; and nobody need look at it again and again."""
    await save(store, update(1), platform="test")

    def look(tx: Tx, served: str) -> tuple[list[Row], float | None]:
        due = tx.all("inbox.due", now=tx.now, platforms=served, limit=9)
        return due, tx.value("inbox.next_due", platforms=served)

    for served in (",web,", ",test2,web,", ",,"):
        assert await store.write(look, served) == ([], None)
    assert await store.read(lambda tx: tx.value("inbox.next_due", platforms=",web,test,")) == clock.now()
    assert [row["event_id"] for row in await store.write(take)] == ["u1"]


async def test_handled_happens_once(store: Store) -> None:
    await save(store, update(1))
    (row,) = await store.write(take)
    assert await store.write(lambda tx: tx.run("inbox.set_fetched", id=row["id"], fetched="[]", now=tx.now)) == 1
    assert await store.write(lambda tx: tx.run("inbox.handled", id=row["id"], now=tx.now)) == 1
    assert await store.write(lambda tx: tx.run("inbox.handled", id=row["id"], now=tx.now)) == 0
    assert await store.write(lambda tx: tx.run("inbox.set_aside", id=row["id"], problem="x", now=tx.now)) == 0
    assert await store.read(lambda tx: tx.value("inbox.count_open")) == 0


async def test_set_aside_is_kept_for_the_operator(store: Store) -> None:
    await save(store, update(1), update(2))
    (row,) = await store.write(take)
    await store.write(lambda tx: tx.run("inbox.set_aside", id=row["id"], problem="poison", now=tx.now))
    aside = await store.read(lambda tx: tx.all("inbox.set_aside_list", limit=10))
    assert [(a["event_id"], a["problem"]) for a in aside] == [("u1", "poison")]
    assert [r["event_id"] for r in await store.write(take)] == ["u2"]


async def test_a_press_counts_once_in_its_window(store: Store, clock: DrivenClock) -> None:
    def press(tx: Tx) -> int:
        return tx.run("inbox.press", scope="post:1/again/ann", now=tx.now, window=10.0)

    assert [await store.write(press) for _ in range(10)] == [1] + [0] * 9
    clock.advance(10.5)
    assert await store.write(press) == 1
