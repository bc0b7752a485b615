"""The wall clock jumps an hour forth and back, at every stage of a job: nothing is lost, nothing is paid for twice, and
nobody waits an hour for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapter_api import RateLimits
from bot.jobs import claim as claiming
from bot.jobs import money
from bot.jobs.states import State
from bot.media.storage.folder_store import FolderPictureStore
from bot.outbox import send_budget
from bot.retention.maintenance import Maintenance
from bot.store import Store, Tx, open_store
from bot.store.rows import InboxRow, JobRow, PostRow
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url

HOUR_S = 3600.0


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path, clock: DrivenClock) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path / 'x.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = await open_store(url, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path)


async def sweep(kit: Kit, tmp_path: Path) -> None:
    await Maintenance(kit.store, kit.manager, FolderPictureStore(tmp_path), lambda *_, **__: None).once()


def due(tx: Tx, state: str) -> list[JobRow]:
    return tx.all(JobRow, f"jobs.due_{state}", now=tx.now, limit=10)


@pytest.mark.parametrize("state", ["submitting", "running", "collecting"])
async def test_clock_jumps__clock_put_back_makes_nobody_wait_an_hour(
    kit: Kit, store: Store, clock: DrivenClock, tmp_path: Path, state: str
) -> None:
    await store.write(kit.accepted, "ann")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    if state != "submitting":
        await store.write(kit.accept_upstream, claimed)
    if state == "collecting":
        await store.write(kit.painted, claimed.job.id)
        await store.write(lambda tx: tx.run("jobs.lease", id=claimed.job.id, owner="w", due_at=tx.now + 150))
    clock.advance(-HOUR_S)
    assert await store.write(due, state) == []
    await sweep(kit, tmp_path)
    assert [job.id for job in await store.write(due, state)] == [claimed.job.id]


async def test_clock_jumps__pools_rate_does_not_become_an_hours_pause(
    kit: Kit, store: Store, clock: DrivenClock, tmp_path: Path
) -> None:
    for name in ("ann", "ben"):
        await store.write(kit.accepted, name)
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    await store.write(kit.accept_upstream, claimed)
    clock.advance(-HOUR_S)
    assert isinstance(await store.write(kit.claim), claiming.NoClaim)
    await sweep(kit, tmp_path)
    assert isinstance(await store.write(kit.claim), claiming.Claimed)


async def test_clock_jumps__hour_forth_lets_a_lease_lapse_and_the_late_answer_still_counts(
    kit: Kit, store: Store, clock: DrivenClock
) -> None:
    """The request is under way when the clock jumps: it is taken for lost, looked for, and its answer is believed."""
    from bot.jobs import life_cycle

    await store.write(kit.accepted, "ann")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    clock.advance(HOUR_S)
    (lapsed,) = await store.write(due, "submitting")
    await store.write(life_cycle.transition, lapsed, State.UNKNOWN, due_at=clock.now())
    clock.advance(-HOUR_S)
    await store.write(kit.accept_upstream, claimed)
    await store.write(kit.finish, claimed.job.id)
    assert await store.read(kit.state, claimed.job.id) == State.DONE
    assert (await store.read(money.spent_between, "account:main", "0", "9")).pictures == 1
    assert await store.read(money.compare_totals) == []


async def test_clock_jumps__whatever_jumps_in_between_a_job_is_done_once(
    kit: Kit, store: Store, clock: DrivenClock, tmp_path: Path
) -> None:
    jumps = iter([HOUR_S, -HOUR_S, -HOUR_S, HOUR_S] * 3)
    await store.write(kit.accepted, "ann")
    clock.advance(next(jumps))
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    for step in (lambda: store.write(kit.accept_upstream, claimed), lambda: store.write(kit.finish, claimed.job.id)):
        clock.advance(next(jumps))
        await sweep(kit, tmp_path)
        await step()
    assert await store.read(kit.state, claimed.job.id) == State.DONE
    assert isinstance(await store.write(kit.claim), claiming.NoClaim)
    assert await store.read(money.compare_totals) == []


async def test_clock_jumps__updates_posts_and_buttons_go_on(
    kit: Kit, store: Store, clock: DrivenClock, tmp_path: Path
) -> None:
    def before(tx: Tx) -> None:
        tx.run("inbox.save", platform="test", event_id="e", lane="", body="{}", now=tx.now)
        tx.run("inbox.lease", id=1, due_at=tx.now + 60)
        tx.run("inbox.record_once", scope="s", now=tx.now, window=10.0)
        tx.run("file_deletions.enqueue", key="jobs/1/0.png", now=tx.now)
        kit.accepted(tx, "ann")
        tx.run("posts.lease", id=1, due_at=tx.now + 90)
        send_budget.take(tx, "test", "a", True, RateLimits(1.0, 20, 30))

    await store.write(before)
    clock.advance(-HOUR_S)
    await sweep(kit, tmp_path)

    def after(tx: Tx) -> tuple[int, int, int, int, float]:
        return (
            len(tx.all(InboxRow, "inbox.suspects", now=tx.now, platforms=",test,", limit=5)),
            len(tx.all(PostRow, "posts.due", platform="test", now=tx.now, limit=5)),
            tx.run("inbox.record_once", scope="s", now=tx.now, window=10.0),
            len(tx.values("file_deletions.queued", now=tx.now, limit=5)),
            send_budget.take(tx, "test", "a", True, RateLimits(1.0, 20, 30)),
        )

    updates, posts, pressed, files, again_at = await store.write(after)
    assert (updates, posts, pressed, files) == (1, 1, 1, 1)
    assert again_at <= clock.now() + 1
