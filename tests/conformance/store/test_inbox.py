"""The inbox: saved once, handled once, a lane's updates in their order."""

from __future__ import annotations

from bot.adapter_api import RawUpdate
from bot.intake.claims import MOST_CRASHES, Claims
from bot.intake.inbox import SAME_ID_WINDOW_S, _save
from bot.store import Store, Tx
from bot.store.rows import InboxRow, QuarantinedUpdateRow
from tests.clock import DrivenClock

PLATFORMS = ",test,"


def update(number: int, lane: str = "ann") -> RawUpdate:
    return RawUpdate(f"u{number}", f'{{"number": {number}}}', lane)


async def save(store: Store, *updates: RawUpdate, platform: str = "test") -> list[bool]:
    return (await store.write(_save, [(platform, updates)]))[0]


def take(tx: Tx) -> list[InboxRow]:
    """As a process does that has nothing in hand: one that has just started."""
    return Claims(["test"], 60)._claim(tx, 10, {}).rows


async def test_inbox__id_is_saved_once_within_its_window(store: Store, clock: DrivenClock) -> None:
    assert await save(store, update(1), update(2), update(1)) == [True, True, False]
    assert await save(store, update(1)) == [False]
    assert await save(store, update(1), platform="other") == [True]
    clock.advance(SAME_ID_WINDOW_S + 1)
    assert await save(store, update(1)) == [True]


async def test_inbox__lane_is_handled_in_its_order_one_at_a_time(store: Store, clock: DrivenClock) -> None:
    await save(store, update(1), update(2), update(3, "ben"), update(4))
    first = await store.write(take)
    assert [row.event_id for row in first] == ["u1", "u3"]
    assert await store.write(take) == []
    await store.write(lambda tx: tx.run("inbox.handled", id=first[0].id, now=tx.now))
    assert [row.event_id for row in await store.write(take)] == ["u2"]
    # A worker that died: its lease lapses, and the lane goes on where it stood.
    clock.advance(61)
    assert [row.event_id for row in await store.write(take)] == ["u2"]


async def test_inbox__update_that_waits_holds_those_behind_it(store: Store, clock: DrivenClock) -> None:
    await save(store, update(1), update(2))
    (row,) = await store.write(take)
    await store.write(lambda tx: tx.run("inbox.release", id=row.id, due_at=tx.now + 5, attempt=1))
    assert await store.write(take) == []
    assert await store.read(lambda tx: tx.value("inbox.next_due", platforms=PLATFORMS, suspects=1)) == clock.now() + 5
    clock.advance(5)
    assert [r.event_id for r in await store.write(take)] == ["u1"]


async def test_inbox__nobody_is_due_behind_an_update_that_is_being_handled(store: Store, clock: DrivenClock) -> None:
    """Or its worker would look without rest for as long as an image takes to be fetched."""
    await save(store, update(1), update(2), update(3))
    await store.write(take)
    assert await store.read(lambda tx: tx.value("inbox.next_due", platforms=PLATFORMS, suspects=1)) == clock.now() + 60


async def test_inbox__what_another_process_reads_is_left_to_it(store: Store, clock: DrivenClock) -> None:
    """Taken by one that lacks its platform, it would wait for a lease to lapse; and nobody need look at it again and again."""
    await save(store, update(1), platform="test")

    def look(tx: Tx, served: str) -> tuple[list[InboxRow], float | None]:
        due = tx.all(InboxRow, "inbox.due", now=tx.now, platforms=served, limit=9)
        return due, tx.value("inbox.next_due", platforms=served, suspects=1)

    for served in (",web,", ",test2,web,", ",,"):
        assert await store.write(look, served) == ([], None)
    assert await store.read(lambda tx: tx.value("inbox.next_due", platforms=",web,test,", suspects=1)) == clock.now()
    assert [row.event_id for row in await store.write(take)] == ["u1"]


async def test_inbox__handled_happens_once(store: Store) -> None:
    await save(store, update(1))
    (row,) = await store.write(take)
    assert (
        await store.write(lambda tx: tx.run("inbox.set_image_result", id=row.id, image_result="[]", due_at=tx.now)) == 1
    )
    assert await store.write(lambda tx: tx.run("inbox.handled", id=row.id, now=tx.now)) == 1
    assert await store.write(lambda tx: tx.run("inbox.handled", id=row.id, now=tx.now)) == 0
    assert await store.write(lambda tx: tx.run("inbox.quarantine", id=row.id, problem="x", now=tx.now)) == 0
    assert await store.read(lambda tx: tx.value("inbox.count_open")) == 0


async def test_inbox__quarantined_is_kept_for_the_operator(store: Store) -> None:
    await save(store, update(1), update(2))
    (row,) = await store.write(take)
    await store.write(lambda tx: tx.run("inbox.quarantine", id=row.id, problem="poison", now=tx.now))
    aside = await store.read(lambda tx: tx.all(QuarantinedUpdateRow, "inbox.quarantined", limit=10))
    assert [(a.event_id, a.problem) for a in aside] == [("u1", "poison")]
    assert [r.event_id for r in await store.write(take)] == ["u2"]


async def test_inbox__press_counts_once_in_its_window(store: Store, clock: DrivenClock) -> None:
    def press(tx: Tx) -> int:
        return tx.run("inbox.record_once", scope="post:1/again/ann", now=tx.now, window=10.0)

    assert [await store.write(press) for _ in range(10)] == [1] + [0] * 9
    clock.advance(10.5)
    assert await store.write(press) == 1


async def test_inbox__what_was_in_hand_when_a_process_died_is_handled_one_at_a_time(
    store: Store, clock: DrivenClock
) -> None:
    """Whatever kills, dies alone: those that were in hand beside it are done before it is tried again."""
    await save(store, *(update(n, f"lane{n}") for n in (1, 2, 3)))
    killer, handled = "u1", set[str]()
    for _ in range(MOST_CRASHES + 1):
        clock.advance(61)
        await save(store, update(100 + len(handled), f"fresh{len(handled)}"))  # Others come in all the time.
        process, dead = Claims(["test"], 60), False
        while not dead:
            taken = await process.claim(store, 10)
            suspects = [row for row in taken.rows if row.crashes]
            assert len(suspects) <= 1
            if not taken.rows:
                break
            dead = any(row.event_id == killer and row.crashes < MOST_CRASHES for row in taken.rows)
            for row in taken.rows:
                told = row.event_id == killer and row.crashes >= MOST_CRASHES
                statement, more = ("quarantine", {"problem": "killed"}) if told else ("handled", {})
                if not dead:
                    handled.add(row.event_id)
                    await store.write(lambda tx: tx.run(f"inbox.{statement}", id=row.id, now=tx.now, **more))  # noqa: B023
                    process.finished(row, committed=True)
    aside = await store.read(lambda tx: tx.all(QuarantinedUpdateRow, "inbox.quarantined", limit=10))
    assert [row.event_id for row in aside] == [killer]
    assert {"u2", "u3"} <= handled
    assert await store.read(lambda tx: tx.value("inbox.count_open")) == 0


async def test_inbox__one_that_kills_even_while_its_person_is_told_is_quarantined_unread(
    store: Store, clock: DrivenClock
) -> None:
    await save(store, update(1))
    for _ in range(MOST_CRASHES + 1):
        assert len((await Claims(["test"], 60).claim(store, 10)).rows) == 1
        clock.advance(61)
    taken = await Claims(["test"], 60).claim(store, 10)
    assert not taken.rows
    assert [row.event_id for row in taken.quarantined] == ["u1"]


async def test_inbox__outage_of_the_database_makes_nobody_a_suspect(store: Store, clock: DrivenClock) -> None:
    await save(store, update(1))
    process = Claims(["test"], 60)
    for attempt in range(1, 9):
        (row,) = (await process.claim(store, 10)).rows
        assert (row.attempts, row.crashes) == (attempt, 0)
        process.finished(row, committed=False)


async def test_inbox__what_takes_longer_than_its_lease_is_no_suspect_to_its_own_process(
    store: Store, clock: DrivenClock
) -> None:
    await save(store, update(1), update(2, "ben"))
    process = Claims(["test"], 60)
    first, second = (await process.claim(store, 10)).rows
    clock.advance(61)
    taken = await process.claim(store, 10)
    assert (taken.rows, taken.next_due) == ([], clock.now() + 60)
    process.finished(first, committed=True)
    process.finished(second, committed=True)
