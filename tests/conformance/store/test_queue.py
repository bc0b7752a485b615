"""Choosing and claiming: fair, within the limits, and never by looking through everything that waits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.jobs import claim as claiming
from bot.jobs import intervention
from bot.jobs.states import State
from bot.store import Store, Tx
from bot.store.postgresql import PostgresStore
from bot.store.rows import JobRow, PersonRow, SlotCountRow
from bot.store.sqlite import SqliteStore
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.transitions import move_through


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path)


async def dispatch(kit: Kit, clock: DrivenClock) -> str:
    """Claim the next job and bring it to its end; whose it was."""
    claimed = await kit.store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed), claimed
    await kit.store.write(kit.accept_upstream, claimed)
    await kit.store.write(kit.finish, claimed.job.id)
    clock.advance(1)
    person = await kit.store.read(lambda tx: tx.get(PersonRow, "people.person_by_id", id=claimed.job.person_id))
    return str(person.name)


async def test_queue__newcomer_does_not_wait_behind_a_backlog(kit: Kit, store: Store, clock: DrivenClock) -> None:
    for _ in range(8):
        await store.write(kit.accepted, "ann")
    order = [await dispatch(kit, clock) for _ in range(2)]
    await store.write(kit.accepted, "ben")
    order += [await dispatch(kit, clock) for _ in range(3)]
    assert order[:2] == ["ann", "ann"]
    assert "ben" in order[2:4]


async def test_queue__shares_are_counted_in_pictures(kit: Kit, store: Store, clock: DrivenClock) -> None:
    for _ in range(4):
        await store.write(kit.accepted, "ann", 4)
    for _ in range(12):
        await store.write(kit.accepted, "ben", 1)
    order = [await dispatch(kit, clock) for _ in range(10)]
    assert order.count("ben") == 8
    assert order.count("ann") == 2


async def test_queue__running_limit_parks_a_lane_and_the_spare_slot_does_not_idle(
    kit: Kit, store: Store, clock: DrivenClock
) -> None:
    for _ in range(3):
        await store.write(kit.accepted, "ann")
    first = await store.write(kit.claim)
    assert isinstance(first, claiming.Claimed)
    assert first.starts_at_once
    await store.write(kit.accept_upstream, first)
    clock.advance(1)
    spare = await store.write(kit.claim)
    assert isinstance(spare, claiming.Claimed)
    assert not spare.starts_at_once
    await store.write(kit.accept_upstream, spare)
    clock.advance(1)
    assert isinstance(await store.write(kit.claim), claiming.NoClaim), "tasks at once + 1 are taken"


async def test_queue__submission_rate_is_kept(kit: Kit, store: Store, clock: DrivenClock) -> None:
    for name in ("ann", "ben"):
        await store.write(kit.accepted, name)
    first = await store.write(kit.claim)
    assert isinstance(first, claiming.Claimed)
    await store.write(kit.accept_upstream, first)
    wait = await store.write(kit.claim)
    assert isinstance(wait, claiming.NoClaim)
    assert wait.retry_at == pytest.approx(clock.now() + 0.5)  # two submissions a second


async def test_queue__one_create_is_in_flight(kit: Kit, store: Store) -> None:
    for name in ("ann", "ben"):
        await store.write(kit.accepted, name)
    assert isinstance(await store.write(kit.claim), claiming.Claimed)
    assert isinstance(await store.write(kit.claim, owner="worker-2"), claiming.NoClaim)


async def test_queue__held_job_keeps_its_slot_for_a_while_only(kit: Kit, store: Store, clock: DrivenClock) -> None:
    await store.write(kit.accepted, "ann")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    pool = claimed.pool.id
    await store.write(lambda tx: move_through(tx, claimed.job, State.UNKNOWN, State.HELD))

    def taken(tx: Tx) -> int:
        return int(tx.get(SlotCountRow, "queue.slots", pool_id=pool, held_since=tx.now - 900).taken)

    assert await store.read(taken) == 1
    clock.advance(901)
    assert await store.read(taken) == 0


async def test_queue__job_that_is_held_back_takes_no_slot_and_is_not_searched_for(
    kit: Kit, store: Store, clock: DrivenClock
) -> None:
    first = await store.write(kit.accepted, "ann")
    await store.write(kit.accepted, "ben")
    assert await store.write(intervention.hold, first.id) is intervention.InterventionResult.DONE
    assert [await dispatch(kit, clock)] == ["ben"]
    assert isinstance(await store.write(kit.claim), claiming.NoClaim)

    def looked_for(tx: Tx) -> tuple[int, int]:
        taken = tx.get(SlotCountRow, "queue.slots", pool_id=first.pool_id, held_since=0.0).taken
        return int(taken), len(tx.all(JobRow, "jobs.due_held", now=tx.now + 1e6, limit=9))

    assert await store.write(looked_for) == (0, 0)
    assert await store.write(intervention.release, first.id) is intervention.InterventionResult.DONE
    assert [await dispatch(kit, clock)] == ["ann"]


PROBES: dict[str, dict[str, Any]] = {
    "queue.choose": {"pool_id": 1},
    "queue.choose_spare": {"pool_id": 1},
    "queue.slots": {"pool_id": 1, "held_since": 0.0},
    "queue.lock_lanes": {"payer_id": 1},
    "queue.look_at_lanes": {"payer_id": 1, "limit_name": "running_jobs"},
    "queue.ready_before": {"lane_id": 1, "most": 200},
    "queue.waiting_in_lane": {"lane_id": 1, "after": 1, "limit": 10},
    "jobs.due_running": {"now": 1.0, "limit": 10},
    "jobs.due_collecting": {"now": 1.0, "limit": 10},
    "jobs.due_unprepared": {"now": 1.0, "limit": 10},
    "jobs.due_submitting": {"now": 1.0, "limit": 10},
    "jobs.due_unknown": {"now": 1.0, "limit": 10},
    "jobs.due_preparing": {"now": 1.0, "limit": 10},
    "jobs.next_to_prepare": {},
    "jobs.next_to_resolve": {},
    "jobs.next_to_poll": {},
    "jobs.next_to_collect": {},
    "jobs.waiting_of_payer": {"payer_id": 1},
    "money.nth_newest_of_payer": {"payer_id": 1, "n": 5},
    "jobs.pending_in_pool": {"pool_id": 1},
    "inbox.due": {"now": 1.0, "platforms": ",web,", "limit": 10},
    "inbox.suspects": {"now": 1.0, "platforms": ",web,", "limit": 10},
    "inbox.next_due": {"platforms": ",web,", "suspects": 1},
    "posts.due": {"platform": "test", "now": 1.0, "limit": 10},
    "posts.next_due": {"platform": "test"},
    "money.charges_of_job": {"job_id": 1},
    "jobs.events": {"job_id": 1},
    "calls.due": {"now": 1.0, "limit": 8},
    "calls.next_due": {},
    "calls.count_open_of_person": {"person_id": 1},
    "calls.nth_newest_of_person": {"person_id": 1, "n": 29},
    "calls.of_person": {"person_id": 1},
    "calls.of_job": {"job_id": 1},
    "calls.of_uploads_of_person": {"person_id": 1},
    "calls.of_image": {"key": "images/1.png"},
    "calls.drop_old": {"before": 1.0, "limit": 500},
    "money.in_flight": {"account": "main"},
    "money.charges_of_call": {"call_id": 1},
    "money.calls_of_payer": {"payer_id": 1},
}


def probe(tx: Tx, sql: str, parameters: dict[str, Any], dialect: str) -> str:
    if dialect == "sqlite":
        return "\n".join(str(row[3]) for row in tx._run(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall())
    tx._run("SET LOCAL enable_seqscan = off", {})
    return "\n".join(str(row[0]) for row in tx._run(f"EXPLAIN {sql}", parameters).fetchall())


async def plan_of(store: Store, name: str) -> str:
    assert isinstance(store, SqliteStore | PostgresStore)
    return await store.write(probe, store.statements[name], PROBES[name], store.dialect)


async def test_queue__frequent_statements_use_an_index(store: Store) -> None:
    """A scan is no slower with ten rows and a second a claim with a hundred thousand."""
    scan = re.compile(
        r"^SCAN (?!CONSTANT|\(|each_state|those_before|at_work)(?:.(?!USING (?:COVERING )?INDEX))*$|Seq Scan on \w+",
        re.MULTILINE,
    )
    plans = {name: await plan_of(store, name) for name in PROBES}
    wrong = [f"{name}: {plan}" for name, plan in plans.items() if scan.search(plan)]
    assert not wrong, "\n\n".join(wrong)


async def test_queue__statements_use_the_index_made_for_them(store: Store) -> None:
    made_for = {
        "queue.choose": "lane_ready",
        "queue.choose_spare": "lane_headed",
        "queue.ready_before": r"(?s)lane_ready.*(start_tag<|ROW.start_tag, head_id. < ROW)",
        "queue.look_at_lanes": r"(?s)(?=.*job_at_work).*job_queued",
        "queue.slots": "job_slots",
        "jobs.waiting_of_payer": "job_waiting",
        "inbox.suspects": "inbox_suspect",
        "jobs.due_running": "job_due_running",
        "posts.due": "post_due",
    }
    for name, index in made_for.items():
        plan = await plan_of(store, name)
        assert re.search(index, plan), f"{name}: {plan}"


async def test_queue__choosing_does_not_sort(store: Store) -> None:
    for name in ("queue.choose", "queue.choose_spare"):
        plan = await plan_of(store, name)
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan
