"""Idle pools of a model: how often they look, and which of them takes a job."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api import GenerationRequest, Size
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.states import State
from bot.jobs.topics import slot
from bot.jobs.workers import Submitter, WorkerContext
from bot.media.storage.folder_store import FolderPictureStore
from bot.runtime.clock import SystemClock
from bot.store import Tx, open_store
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow, PoolRow
from bot.upstream import Catalogue
from config.settings import Settings
from tests.clock import DrivenClock
from tests.databases import prepared
from tests.jobs.bench import ScriptedUpstream
from tests.waiting import stored

MODEL, ACCOUNTS = "wanx-v1", [f"a{n}" for n in range(8)]


class Eight:
    """Eight accounts with a pool of one model each, whose submitters run."""

    def __init__(self, context: WorkerContext, submitters: list[Submitter]) -> None:
        self.store, self.manager, self.submitters = context.store, context.manager, submitters
        self.pools = context.idle_pools(MODEL)
        self.reads, self.claims = Counter[str](), Counter[str]()

    async def order(self, name: str) -> JobRow:
        """A job that is accepted now."""

        def accept(tx: Tx) -> JobRow | Denied:
            person = tx.get(
                PersonRow, "people.person", platform="t", user_id=name, name=name, hint="en", reply_key="", now=tx.now
            )
            place = tx.get(ConversationRow, "people.conversation", platform="t", chat_id=name, thread_id="", direct=1)
            payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
            request = GenerationRequest(MODEL, name, 1, Size(1024, 1024), seed=7)
            return self.manager.accept(tx, NewJob(request, payer, person, place, "en"))

        job = await self.store.write(accept)
        assert not isinstance(job, Denied), job
        return job

    async def running(self, number: int) -> JobRow:
        """A job once the service has it."""

        def look(tx: Tx) -> JobRow | None:
            job = tx.get(JobRow, "jobs.get", id=number)
            return job if job.state == State.RUNNING else None

        return await stored(self.store, look) or pytest.fail("it never ran")

    async def rest(self) -> None:
        """Wait until all pools are idle and nothing happens."""
        while not all(each._idle for each in self.submitters):
            await self.store.clock.wait(asyncio.Event(), self.store.clock.now() + 0.02)
        seen = -1
        while seen != (seen := self.claims.total() + self.reads.total()):
            await self.store.clock.wait(asyncio.Event(), self.store.clock.now() + 0.1)


@asynccontextmanager
async def eight(folder: Path) -> AsyncIterator[Eight]:
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": {"accounts": [{"name": name, "keys": [f"sk-bench-{name}"]} for name in ACCOUNTS]},
            "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0},
        }
    )
    store = await open_store(prepared(settings).store_url, SystemClock())
    manager = JobManager(settings, Catalogue.load(), tuple(ACCOUNTS))
    await store.write(manager.set_up)
    upstream = ScriptedUpstream(DrivenClock())
    upstreams: dict[str, Any] = dict.fromkeys(ACCOUNTS, upstream)
    context = WorkerContext(store, manager, upstreams, FolderPictureStore(folder / "pictures"), "worker")
    pools = await store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model=MODEL))
    at = Eight(context, [Submitter(context, pool) for pool in pools])
    read = store.read

    async def counted_read(work: Any, *args: Any, **kwargs: Any) -> Any:
        at.reads[getattr(work, "__name__", "")] += getattr(work, "__name__", "") == "_look"
        return await read(work, *args, **kwargs)

    store.read = counted_read  # type: ignore[method-assign, assignment]
    for each in at.submitters:
        claim = each._claim

        def counted_claim(tx: Tx, claim: Any = claim, account: str = each.pool.account) -> Any:
            at.claims[account] += 1
            return claim(tx)

        each._claim = counted_claim  # type: ignore[method-assign]
    running = [asyncio.create_task(each.run()) for each in at.submitters]
    try:
        await at.rest()
        yield at
    finally:
        for each in at.submitters:
            each.stop()
        await asyncio.gather(*running)
        await store.close()


async def test_idle_pools__job_is_claimed_once_by_its_own_pool(tmp_path: Path) -> None:
    async with eight(tmp_path) as at:
        for number, name in enumerate(("ann", "ben", "cat", "dan"), start=1):
            at.reads.clear()
            at.claims.clear()
            job = await at.order(name)
            own = next(each.pool for each in at.submitters if each.pool.id == job.pool_id)
            assert (await at.running(number)).pool_id == own.id, "another pool took it"
            await at.rest()
            assert set(at.claims) == {own.account}, "others tried in vain"
            assert at.claims[own.account] <= 2, "once for the job, once to find that there is no other"
            assert at.reads["_look"] <= 5, "each of the eight looked for itself"


async def test_idle_pools__job_of_a_pool_that_hears_nothing_is_taken_by_the_one_that_listens(tmp_path: Path) -> None:
    async with eight(tmp_path) as at:
        for number in range(1, 9):
            await at.running((await at.order(f"p{number}")).id)
            await at.rest()
            # Payers are spread over the pools, one after the other.
            next_one = at.submitters[(number + 1) % len(ACCOUNTS)]
            if not at.pools.listens(next_one.woken):
                break
        at.store.hints.leave(next_one.woken, slot(next_one.pool.id))
        job = await at.order("last")
        assert job.pool_id == next_one.pool.id
        assert (await at.running(job.id)).pool_id != next_one.pool.id
