"""A job's life: every move guarded by state and fence, with its event, its money and its lanes in the same transaction."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.jobs import claim as claiming
from bot.jobs import create_answer, life_cycle, money
from bot.jobs.cancellation import CancelResult, cancel_job
from bot.jobs.states import State
from bot.store import Store, Tx
from bot.store.rows import JobEventRow, JobRow, PictureRow
from bot.upstream import AnswerLost, NotSent
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path)


def events(tx: Tx, job: JobRow) -> list[tuple[str, str]]:
    return [(e.from_state, e.to_state) for e in tx.all(JobEventRow, "jobs.events", job_id=job.id)]


async def claimed_one(kit: Kit) -> claiming.Claimed:
    await kit.store.write(kit.accepted, "ann", 2)
    found = await kit.store.write(kit.claim)
    assert isinstance(found, claiming.Claimed)
    return found


async def test_job__from_accepted_to_done(kit: Kit, store: Store) -> None:
    claimed = await claimed_one(kit)
    job = claimed.job
    await store.write(kit.accept_upstream, claimed)
    assert await store.read(kit.state, job.id) == State.RUNNING
    await store.write(kit.painted, job.id)
    await store.write(kit.collected, job.id)
    assert await store.read(events, job) == [
        ("", "queued"),
        ("queued", "submitting"),
        ("submitting", "running"),
        ("running", "collecting"),
        ("collecting", "done"),
    ]
    assert len(await store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=job.id))) == 2
    assert await store.read(money.compare_totals) == []


async def test_job__stale_fence_changes_nothing(kit: Kit, store: Store) -> None:
    claimed = await claimed_one(kit)
    stale = claimed.job
    await store.write(kit.accept_upstream, claimed)
    before = await store.read(events, stale)
    assert await store.write(life_cycle.transition, stale, State.UNKNOWN, due_at=0.0) is None
    assert await store.read(events, stale) == before
    assert await store.read(kit.state, stale.id) == State.RUNNING


async def test_job__cancelling_a_waiting_job_is_free(kit: Kit, store: Store) -> None:
    job = await store.write(kit.accepted, "ann", 4)
    assert await store.write(cancel_job, job.id) is CancelResult.CANCELLED
    assert await store.write(cancel_job, job.id) is CancelResult.TOO_LATE
    assert await store.write(cancel_job, 10**9) is CancelResult.NO_SUCH_JOB
    assert (await store.read(money.spent_between, "all", "0", "9")).amount_li == 0
    nothing = await store.write(kit.claim)
    assert isinstance(nothing, claiming.NoClaim)


async def test_job__cancelled_at_the_last_step_is_charged_and_not_posted(kit: Kit, store: Store) -> None:
    claimed = await claimed_one(kit)
    await store.write(kit.accept_upstream, claimed)
    await store.write(kit.painted, claimed.job.id)
    answer = await store.write(cancel_job, claimed.job.id)
    assert answer is CancelResult.REQUESTED
    await store.write(kit.collected, claimed.job.id)
    assert await store.read(kit.state, claimed.job.id) == State.CANCELLED
    assert (await store.read(money.spent_between, "all", "0", "9")).pictures == 2


async def test_job__request_that_was_not_sent_is_requeued_and_costs_nothing(
    kit: Kit, store: Store, clock: DrivenClock
) -> None:
    claimed = await claimed_one(kit)
    await store.write(create_answer.note_answer, claimed, NotSent("no line"), 5.0)
    assert await store.read(kit.state, claimed.job.id) == State.QUEUED
    pause = await store.write(kit.claim)
    assert isinstance(pause, claiming.NoClaim)
    assert clock.now() < pause.retry_at < clock.now() + 60
    clock.advance_to(pause.retry_at)
    again = await store.write(kit.claim)
    assert isinstance(again, claiming.Claimed)
    assert again.job.submissions == 2


async def test_job__lost_answer_is_unknown_and_a_late_one_still_counts(kit: Kit, store: Store) -> None:
    claimed = await claimed_one(kit)
    before = claimed.job
    await store.write(create_answer.note_answer, claimed, AnswerLost("timeout"), 5.0)
    assert await store.read(kit.state, claimed.job.id) == State.UNKNOWN
    late = claiming.Claimed(before, claimed.pool, claimed.send_by, claimed.starts_at_once)
    task_id = await store.write(kit.accept_upstream, late)
    job = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=before.id))
    assert (job.state, job.task_id) == (State.RUNNING, task_id)


async def test_job__task_belongs_to_one_job(kit: Kit, store: Store) -> None:
    from bot.store import StoreError

    jobs = [await store.write(kit.accepted, name) for name in ("ann", "ben")]
    await store.write(lambda tx: tx.run("jobs.set_task", id=jobs[0].id, task_id="t1"))
    with pytest.raises(StoreError):
        await store.write(lambda tx: tx.run("jobs.set_task", id=jobs[1].id, task_id="t1"))


NEXT = {
    "preparing": "jobs.next_to_prepare",
    "submitting": "jobs.next_to_resolve",
    "unknown": "jobs.next_to_resolve",
    "running": "jobs.next_to_poll",
    "collecting": "jobs.next_to_collect",
}


@pytest.mark.parametrize("statement", NEXT)
async def test_job__due_work_is_leased_in_order(kit: Kit, store: Store, clock: DrivenClock, statement: str) -> None:
    jobs = [await store.write(kit.accepted, f"person-{i}") for i in range(3)]

    def put(tx: Tx) -> None:
        for i, job in enumerate(jobs):
            tx.run(
                "jobs.move",
                id=job.id,
                from_state="queued",
                to_state=statement,
                fence=job.fence,
                owner="",
                due_at=tx.now + 2 - i,
                tries=0,
                ended=0,
                now=tx.now,
            )

    await store.write(put)
    clock.advance(1)
    due = await store.write(lambda tx: tx.all(JobRow, f"jobs.due_{statement}", now=tx.now, limit=10))
    assert [job.id for job in due] == [jobs[2].id, jobs[1].id]
    assert await store.read(lambda tx: tx.value(NEXT[statement])) == pytest.approx(clock.now() - 1)


async def test_job__nothing_due_is_never(kit: Kit, store: Store) -> None:
    await store.write(kit.accepted, "ann")
    for statement in NEXT.values():
        assert await store.read(Tx.value, statement) is None


async def test_job__whose_task_was_expected_to_begin_is_not_expected_anew_when_another_task_ends(
    kit: Kit, store: Store, clock: DrivenClock
) -> None:
    """With several slots: else the poll of a task that runs is put off with every other task that ends."""
    limits = {"account": "main", "model": "wanx-v1", "submissions_per_s": 5.0, "tasks_at_once": 2}
    await store.write(lambda tx: tx.run("queue.ensure_pool", **limits))
    jobs = []
    for name in ("ann", "ben", "cem"):
        await store.write(kit.accepted, name)
        claimed = await store.write(kit.claim)
        assert isinstance(claimed, claiming.Claimed)
        await store.write(kit.accept_upstream, claimed)
        jobs.append(claimed.job.id)
        clock.advance(0.5)
    await store.write(kit.painted, jobs[0])
    expected = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=jobs[2]))
    assert expected.task_started_at == clock.now()
    clock.advance(3.0)
    await store.write(kit.painted, jobs[1])
    now = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=jobs[2]))
    assert (now.task_started_at, now.due_at) == (expected.task_started_at, expected.due_at)
