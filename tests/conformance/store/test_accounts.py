"""Several accounts: who waits for one that is out of order moves to another, and lines up there like everybody."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from bot.adapter_api import GenerationRequest, Size
from bot.commands.jobs.refresher import Refresher
from bot.dashscope.errors import classify
from bot.jobs import accounts, intervention, money, reports
from bot.jobs.claim import Claimed, NoClaim
from bot.jobs.create_answer import note_answer
from bot.jobs.limits import Denied
from bot.jobs.states import State
from bot.jobs.workers import Poller, Resolver, Submitter
from bot.jobs.workers.poll import SUSPENDED_RETRY_S
from bot.media.storage.folder_store import FolderPictureStore
from bot.outbox import desired
from bot.retention.maintenance import Maintenance
from bot.store import Store, Tx
from bot.store.rows import JobRow, PoolRow, PostRow
from bot.upstream import AnswerLost, CallFailed, Catalogue, Refused
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

PEOPLE = [f"person-{i}" for i in range(4)]
BACKLOG = 30


async def two_accounts(store: Store, folder: Path) -> Kit:
    return await Kit.make(store, folder, accounts=("main", "second"))


def in_pool(tx: Tx, pool_id: int) -> list[JobRow]:
    return [
        job
        for job in tx.all(JobRow, "jobs.oldest_open", limit=1000)
        if job.pool_id == pool_id and job.state == State.QUEUED
    ]


async def test_accounts__jobs_of_a_suspended_account_move_to_another_in_fair_order(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    """The other one is never idle: waiting for that would mean waiting for one person's whole backlog."""
    kit = await two_accounts(store, tmp_path)
    pools = [await store.read(kit.pool, name) for name in ("main", "second")]
    busy = await store.write(kit.accepted, "busy")
    for _ in range(BACKLOG):
        await store.write(kit.accepted, "busy")
    dead, alive = (pools[1], pools[0]) if busy.pool_id == pools[0].id else (pools[0], pools[1])
    for name in PEOPLE:
        await store.write(kit.accepted, name)
    waiting = await store.read(in_pool, dead.id)
    assert waiting, "payers are spread over the accounts"
    await store.write(lambda tx: intervention.set_account(tx, dead.account, live=False))
    worker = Submitter(kit.context, dead)
    for _ in range(len(waiting) + 1):
        await store.write(worker._claim)
    assert await store.read(in_pool, dead.id) == []
    served = []
    for _ in range(len(waiting) + 3):
        clock.advance(60)
        claimed = await store.write(kit.claim, alive.account)
        assert isinstance(claimed, Claimed)
        served.append(claimed.job.id)
        await store.write(kit.accept_upstream, claimed)
        await store.write(kit.finish, claimed.job.id)
    assert {job.id for job in waiting} <= set(served)
    assert await store.read(money.compare_totals) == []


async def test_accounts__submitted_job_stays_with_its_account(store: Store, tmp_path: Path, clock: DrivenClock) -> None:
    """Moving it would pay twice. Its person's next job goes elsewhere."""
    kit = await two_accounts(store, tmp_path)
    jobs = [await store.write(kit.accepted, "ann") for _ in range(2)]
    home = await store.read(lambda tx: tx.get(PoolRow, "queue.pool", id=jobs[0].pool_id))
    claimed = await store.write(kit.claim, home.account)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    await store.write(accounts.suspend, home.account, "Arrearage")
    worker = Submitter(kit.context, home)
    for _ in range(2):
        assert isinstance(await store.write(worker._claim), NoClaim)
    first, second = await store.read(lambda tx: [tx.get(JobRow, "jobs.get", id=job.id) for job in jobs])
    assert (first.state, first.pool_id) == (State.RUNNING, home.id)
    assert second.pool_id != home.id


async def test_accounts__refusal_of_the_account_moves_the_refused_job(store: Store, tmp_path: Path) -> None:
    kit = await two_accounts(store, tmp_path)
    job = await store.write(kit.accepted, "ann")
    home = await store.read(lambda tx: tx.get(PoolRow, "queue.pool", id=job.pool_id))
    claimed = await store.write(kit.claim, home.account)
    assert isinstance(claimed, Claimed)
    await store.write(note_answer, claimed, Refused(classify("Arrearage", "overdue", 400), "overdue", 400), 1.0)
    worker = Submitter(kit.context, home)
    await store.write(worker._claim)
    moved = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id))
    assert (moved.state, moved.pool_id != home.id) == (State.QUEUED, True)


async def test_accounts__with_no_other_account_jobs_keep_their_places(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    job = await store.write(kit.accepted, "ann")
    await store.write(accounts.suspend, "main", "Arrearage")
    found = await store.write(Submitter(kit.context, await store.read(kit.pool))._claim)
    assert isinstance(found, NoClaim)
    assert found.retry_at > 1e16, "it would spin"
    assert await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id).lane_id) == job.lane_id


@pytest.mark.parametrize("reference", ["https://uploaded.invalid/x", ""])
async def test_accounts__reference_is_uploaded_again_for_the_other_account(
    store: Store, tmp_path: Path, reference: str
) -> None:
    kit = await two_accounts(store, tmp_path)
    job = await store.write(kit.accepted, "ann")

    def uploaded(tx: Tx) -> None:
        tx._run("UPDATE job SET reference_url = '" + reference + "' WHERE id = 1", {})

    await store.write(uploaded)
    home = await store.read(lambda tx: tx.get(PoolRow, "queue.pool", id=job.pool_id))
    await store.write(accounts.suspend, home.account, "InvalidApiKey")
    assert await store.write(accounts.move_waiting_jobs, home.id, kit.manager.accounts)
    moved = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id))
    assert (moved.prepared, moved.reference_url) == (int(not reference), "")


async def running(store: Store, kit: Kit, name: str = "ann") -> JobRow:
    """A job that the upstream has."""
    await store.write(kit.accepted, name)
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    return claimed.job


async def state(store: Store, job: JobRow) -> str:
    return str((await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id))).state)


def with_client(kit: Kit) -> Any:
    """A context that has a client of the account, which must not be called."""
    return replace(kit.context, upstreams={"main": cast("Any", object())})


async def test_accounts__submitted_job_of_a_suspended_account_waits_and_is_held(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path)
    job = await running(store, kit)
    await store.write(accounts.suspend, "main", "InvalidApiKey")
    poller = Poller(with_client(kit))
    task_max_s = kit.manager.settings.upstream.task_max_s
    for _ in range(int(task_max_s / SUSPENDED_RETRY_S)):
        assert (await poller.claim_due(1))[0] == []
        assert await state(store, job) == State.RUNNING
        clock.advance(SUSPENDED_RETRY_S)
    clock.advance(SUSPENDED_RETRY_S)
    assert (await poller.claim_due(1))[0] == []
    assert await state(store, job) == State.HELD
    charged = await store.read(money.spent_between, f"payer:{job.payer_id}", "0", "9")
    assert charged.amount_li == 160, "held money stays reserved"


async def test_accounts__account_resumed_in_time_is_polled_again(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path)
    job = await running(store, kit)
    await store.write(accounts.suspend, "main", "InvalidApiKey")
    poller = Poller(with_client(kit))
    clock.advance(SUSPENDED_RETRY_S)
    await poller.claim_due(1)
    await store.write(lambda tx: intervention.set_account(tx, "main", live=True))
    clock.advance(SUSPENDED_RETRY_S)
    assert [taken.id for taken, _ in (await poller.claim_due(1))[0]] == [job.id]


async def test_accounts__waiting_people_are_told_of_an_outage_and_of_its_end(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path)
    for name in ("ann", "ben", "cy"):
        await store.write(kit.accepted, name)
    refresher = Refresher(store, kit.manager)
    await refresher.once()

    async def told() -> tuple[int, str]:
        """How often cy's post was to be rendered anew, and what it says she waits for."""

        def look(tx: Tx) -> tuple[int, str]:
            post = tx.get(PostRow, "posts.by_subject", subject="job:3")
            return int(post.revision), kit.manager.queue_status(tx, tx.get(JobRow, "jobs.get", id=3)).waiting_for

        await refresher.once()
        return await store.read(look)

    assert await told() == (1, "")
    for _ in range(3):
        clock.advance(200)
        claimed = await store.write(kit.claim)
        assert isinstance(claimed, Claimed)
        away = Refused(classify("ModelUnavailable", "busy", 503), "busy", 503)
        await store.write(note_answer, claimed, away, 1.0)
    assert await told() == (2, "upstream")
    assert await told() == (2, "upstream"), "once is enough"
    clock.advance(200)
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    revision, waiting_for = await told()
    assert (revision > 2, waiting_for) == (True, "")


async def test_accounts__people_waiting_behind_a_lost_answer_are_told_of_the_outage(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    """After two in a row nothing else is submitted there until they are found: only the looks for them can tell."""
    kit = await Kit.make(store, tmp_path)
    for name in ("ann", "ben", "cy"):
        await store.write(kit.accepted, name)
    for _ in range(2):
        clock.advance(2)
        claimed = await store.write(kit.claim)
        assert isinstance(claimed, Claimed)
        await store.write(note_answer, claimed, AnswerLost("timeout"), 1.0)
        lost = claimed.job.id
    resolver = Resolver(kit.context)
    for _ in range(2):
        job = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=lost))
        await store.write(resolver.note, job, CallFailed("timeout"))
    standing = await store.read(lambda tx: kit.manager.queue_status(tx, tx.get(JobRow, "jobs.get", id=3)))
    assert standing.waiting_for == "upstream"


async def test_accounts__failing_polls_back_off_with_jitter(store: Store, tmp_path: Path, clock: DrivenClock) -> None:
    kit = await Kit.make(store, tmp_path)
    job = await running(store, kit)
    poller = Poller(kit.context)
    pauses = []
    for answer in [CallFailed("500")] * 8 + [CallFailed("429", retry_after_s=77.0)]:
        row = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id))
        pool = await store.read(kit.pool)
        await store.write(poller.note, row, pool, answer)
        due: float = (await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id))).due_at
        pauses.append(due - clock.now())
        clock.advance_to(due)
    assert all(0.5 * min(60, 2**i) <= pause <= min(60, 2**i) for i, pause in enumerate(pauses[:-1]))
    assert len({round(pause / min(60, 2**i), 6) for i, pause in enumerate(pauses[:-1])}) > 4, "all in step"
    assert pauses[-1] >= 77
    assert await state(store, job) == State.RUNNING


async def test_accounts__jobs_whose_model_left_the_catalogue_fail_and_the_others_go_on(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)
    job = await store.write(kit.accepted, "ann")
    known = kit.manager.catalogue.models
    without = Catalogue({name: model for name, model in known.items() if name != job.model})
    manager = replace(kit.manager, catalogue=without)
    await store.write(manager.set_up)
    worker = Submitter(replace(kit.context, manager=manager), await store.read(kit.pool))
    assert isinstance(await store.write(worker._claim), NoClaim)
    gone = await store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job.id))
    assert (gone.state, gone.error) == (State.FAILED, "model-gone")
    assert (await store.read(money.spent_between, f"payer:{job.payer_id}", "0", "9")).amount_li == 0
    post = await store.read(lambda tx: tx.get(PostRow, "posts.by_subject", subject="job:1"))
    assert post.importance == desired.RESULT


async def test_accounts__jobs_whose_model_is_not_allowed_any_more_end_at_the_start_and_cost_nothing(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)
    waiting = [await store.write(kit.accepted, name) for name in ("ann", "ann", "bob")]
    allowed = replace(kit.manager.catalogue, allowed=frozenset({"wan2.7-image"}))
    kit = replace(kit, manager=replace(kit.manager, catalogue=allowed))
    await store.write(kit.manager.set_up)
    ended = await store.read(lambda tx: [tx.get(JobRow, "jobs.get", id=job.id) for job in waiting])
    assert {(job.state, job.error) for job in ended} == {(State.FAILED, "model-gone")}
    for job in waiting:
        assert (await store.read(money.spent_between, f"payer:{job.payer_id}", "0", "9")).amount_li == 0
    denied = await store.write(kit.enqueue, "ann")
    assert isinstance(denied, Denied)
    assert denied.text_id == "model-gone"


async def test_accounts__limits_of_accounts_and_pools_change_at_runtime(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path)
    configured = kit.manager.settings.upstream.accounts
    request = GenerationRequest("wanx-v1", "a fox", 1, Size(1024, 1024), seed=1)

    def change(tx: Tx, name: str = "main", model: str = "", **wanted: str) -> bool:
        return intervention.change_account(tx, configured, name, model, **wanted)

    # Money: what is over it waits, and goes on when there is more.
    assert await store.write(lambda tx: change(tx, daily_yuan="0.10"))
    await store.write(kit.accepted, "ann")
    worker = Submitter(kit.context, await store.read(kit.pool))
    assert isinstance(await store.write(worker._claim), NoClaim)
    assert (await store.read(kit.pool)).pause_reason == "budget"
    assert await store.write(lambda tx: change(tx, daily_yuan="5"))
    assert isinstance(await store.write(worker._claim), Claimed)
    # Free pictures end when the operator says.
    assert (await store.read(kit.manager.price, request)).picture_li > 0
    assert await store.write(lambda tx: change(tx, free_until="2099-12-31"))
    assert (await store.read(kit.manager.price, request)).picture_li == 0
    # Rates and slots; also after a restart.
    assert await store.write(lambda tx: change(tx, model="wanx-v1", tasks_at_once="3", submissions_per_s="0.5"))
    await store.write(kit.manager.set_up)
    pool = await store.read(kit.pool)
    assert (pool.tasks_at_once, pool.submissions_per_s) == (3, 0.5)
    shown = next(each for each in await store.read(reports.list_pools, configured) if each.model == "wanx-v1")
    assert (shown.daily_yuan, shown.free_until, shown.tasks_at_once) == ("5", "2099-12-31", 3)
    assert not await store.write(lambda tx: change(tx, name="nobody", daily_yuan="1"))
    for name, nonsense in (("daily_yuan", "-1"), ("free_until", "soon"), ("tasks_at_once", "2")):
        wanted: dict[str, Any] = {name: nonsense}
        with pytest.raises(ValueError, match=name):
            await store.write(partial(intervention.change_account, configured=configured, name="main", **wanted))
    for value in ("0", "-1", "many", "inf", "nan"):
        with pytest.raises(ValueError, match="is no number above 0"):
            await store.write(partial(change, model="wanx-v1", submissions_per_s=value))


async def test_accounts__free_job_that_another_account_paints_costs_that_account_money(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await two_accounts(store, tmp_path)
    configured = kit.manager.settings.upstream.accounts
    for name in ("main", "second"):
        # Whichever ann is with grants free pictures, the other does not.
        await store.write(
            partial(intervention.change_account, configured=configured, name=name, free_until="2099-12-31")
        )
    job = await store.write(kit.accepted, "ann")
    assert job.price_li == 0
    home, other = [
        await store.read(kit.pool, name)
        for name in (
            ("main", "second") if job.pool_id == (await store.read(kit.pool, "main")).id else ("second", "main")
        )
    ]
    await store.write(accounts.suspend, home.account, "Arrearage")
    assert await store.write(accounts.move_waiting_jobs, home.id, kit.manager.accounts)
    claimed = await store.write(kit.claim, other.account)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    await store.write(kit.finish, job.id)
    charged = await store.read(money.spent_between, f"payer:{job.payer_id}", "0", "9")
    cost = await store.read(money.spent_between, f"account:{other.account}", "0", "9")
    assert (charged.amount_li, cost.amount_li) == (0, 160)
    assert await store.read(money.compare_totals) == []


async def test_accounts__jobs_of_an_account_removed_from_the_configuration_move(store: Store, tmp_path: Path) -> None:
    kit = await two_accounts(store, tmp_path)
    jobs = [await store.write(kit.accepted, name) for name in PEOPLE]
    left = replace(kit.manager, accounts=("second",))
    await store.write(left.set_up)
    await Maintenance(store, left, FolderPictureStore(tmp_path), lambda code, /, **_: None).once()
    second = await store.read(kit.pool, "second")
    waiting = await store.read(in_pool, second.id)
    assert [job.id for job in waiting] == [job.id for job in jobs]
