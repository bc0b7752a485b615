"""Every step that leases its work, at the slowest speed its own limits allow: it is done once. A second worker looks on all the
while and takes whatever has lapsed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.dashscope import Timeouts
from bot.dashscope.client import LIST_PAGES_MAX
from bot.intake.update_worker import UpdateWorker
from bot.jobs.cancellation import cancel_job
from bot.jobs.states import State
from bot.jobs.workers import Collector, Poller, Preparer, Resolver
from bot.media.storage.folder_store import FolderPictureStore
from bot.outbox.reconciler import Reconciler
from bot.outbox.sheets import LabelledSheetMaker, SheetCell, ensure_sheet
from bot.sessions.loops import SheetMaker
from bot.store import Store, Tx, open_store
from bot.store.loops import Loop, WorkerGroup
from bot.store.rows import JobRow
from bot.upstream import AnswerLost, CallFailed, Downloaded
from bot.upstream.outcomes import CancelOutcome, DownloadOutcome, ListOutcome, QueryOutcome, UploadOutcome
from tests.clock import DrivenClock
from tests.jobs.bench import Bench, ScriptedUpstream, bench, png

KEYS = 3
"""Each of an account's keys may be refused as late as its answer may come."""
LIMITS = Timeouts()


class Dies(BaseException):
    """The worker dies here."""


@dataclass
class Slow(ScriptedUpstream):
    """Every call takes as long as it may. While it does, `meanwhile` is called again and again."""

    meanwhile: Callable[[], Awaitable[object]] | None = None
    calls: Counter[str] = field(default_factory=Counter)

    async def _take(self, what: str, seconds: float) -> None:
        self.calls[what] += 1
        assert self.meanwhile is not None
        for _ in range(int(seconds // 5) + 1):
            self.clock.advance(5.0)
            await self.meanwhile()

    async def query(self, task_id: str) -> QueryOutcome:
        await self._take("query", KEYS * LIMITS.query_s)
        return await super().query(task_id)

    async def cancel(self, task_id: str) -> CancelOutcome:
        await self._take("cancel", KEYS * LIMITS.cancel_s)
        return CallFailed("no answer")

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        await self._take("list", LIST_PAGES_MAX / 20 * LIMITS.list_page_s)  # A twentieth of what it may: 200 s.
        return await super().list_tasks(start, end, model)

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        await self._take("upload", 2 * (LIMITS.policy_s + LIMITS.upload_s))
        return await super().upload(data, filename, mime, model)

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        await self._take(url, LIMITS.download_s - 5)
        return Downloaded(png(), "image/png")


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path) as made:
        slow = Slow(made.clock)
        made.upstream = slow
        made.context.upstreams["main"] = slow
        other = replace(made.context, owner="another worker")
        rivals: list[WorkerGroup[Any]] = [Collector(other), Poller(other), Preparer(other), Resolver(other)]
        for rival in rivals:
            rival._started = True  # type: ignore[attr-defined]  # It does not believe that everybody else is dead.

        async def meanwhile() -> None:
            for _ in range(5):
                await asyncio.sleep(0)  # Those whose time has come wake up,
            await made.store.write(lambda tx: None)  # and what they write is written.
            for rival in rivals:
                taken, _ = await rival.claim_due(10)
                assert not taken, f"{rival.name} was taken over while it was worked on"

        slow.meanwhile = meanwhile
        yield made


async def step(work: Bench, kind: type[Loop]) -> None:
    await next(loop for loop in work.loops if isinstance(loop, kind)).once()


async def until(work: Bench, state: State) -> None:
    """Everything but slow steps, until job 1 is so far."""
    submit = work.loops[0]
    while (await work.job(1)).state != state:
        await submit.once()
        work.clock.advance(1.0)


async def test_lease__collecting_four_results_on_a_slow_line(work: Bench) -> None:
    """boringnode/queue#16, hexpm/hexpm#1825 (U2): shown after as long as the line needs, each result fetched once."""
    await work.enqueue("ann", n=4)
    await until(work, State.RUNNING)
    work.clock.advance(60)
    await step(work, Poller)
    await step(work, Collector)
    job = await work.job(1)
    assert job.state == State.DONE
    slow = work.upstream
    assert isinstance(slow, Slow)
    fetched = {url: count for url, count in slow.calls.items() if url.startswith("https")}
    assert list(fetched.values()) == [1] * 4
    assert "kept" not in job.results


async def test_lease__second_pass_fetches_only_what_the_first_did_not(work: Bench) -> None:
    """The worker dies after two of four."""
    await work.enqueue("ann", n=4)
    await until(work, State.RUNNING)
    work.clock.advance(60)
    await step(work, Poller)
    slow = work.upstream
    assert isinstance(slow, Slow)
    plain = slow.download

    async def dies(url: str, *, limit_bytes: int) -> DownloadOutcome:
        if sum(count for called, count in slow.calls.items() if called.startswith("https")) >= 2:
            raise Dies
        return await plain(url, limit_bytes=limit_bytes)

    slow.download = dies  # type: ignore[method-assign]
    with pytest.raises(Dies):
        await step(work, Collector)
    slow.download = plain  # type: ignore[method-assign]
    work.clock.advance(200)
    await step(work, Collector)
    assert (await work.job(1)).state == State.DONE
    assert [count for url, count in slow.calls.items() if url.startswith("https")] == [1] * 4


async def test_lease__asking_and_cancelling(work: Bench) -> None:
    await work.enqueue("ann")
    await until(work, State.RUNNING)
    await work.store.write(lambda tx: cancel_job(tx, 1))
    await step(work, Poller)
    slow = work.upstream
    assert isinstance(slow, Slow)
    assert (slow.calls["query"], slow.calls["cancel"]) == (1, 1)
    assert (await work.job(1)).state == State.COLLECTING


async def test_lease__finding_out_about_a_lost_answer(work: Bench) -> None:
    work.upstream.creation = lambda request: AnswerLost("reset")
    work.upstream.accepts = lambda request: True
    await work.enqueue("ann")
    await until(work, State.UNKNOWN)
    work.clock.advance(60)
    await step(work, Resolver)
    assert (await work.job(1)).state == State.RUNNING
    assert isinstance(work.upstream, Slow)
    assert work.upstream.calls["list"] == 1


async def test_lease__uploading_a_reference(work: Bench, tmp_path: Path) -> None:
    number = await work.enqueue("ann")
    await work.context.pictures.put("images/reference.png", png(300))

    def with_reference(tx: Tx) -> None:
        request = '{"image": "images/reference.png", "mode": "repaint", "strength": 0.5}'
        job = tx.get(JobRow, "jobs.get", id=number)
        text = job.request.replace('"reference": null', f'"reference": {request}')
        assert text != job.request
        tx._run("UPDATE job SET request = :text, prepared = 0 WHERE id = :id", {"text": text, "id": number})

    await work.store.write(with_reference)
    preparer = Preparer(work.context)
    await preparer.once()
    job = await work.job(1)
    assert (job.state, job.prepared) == (State.QUEUED, 1)
    assert isinstance(work.upstream, Slow)
    assert work.upstream.calls["upload"] == 1


async def test_lease__stopped_worker_renews_nothing_and_is_taken_over(work: Bench) -> None:
    """A lease is for how long a process may be silent."""
    await work.enqueue("ann")
    await until(work, State.RUNNING)
    work.clock.advance(60)
    taken, _ = await Poller(work.context).claim_due(10)
    assert len(taken) == 1
    work.clock.advance(work.context.leases.poll_s + 1)
    again, _ = await Poller(replace(work.context, owner="another worker")).claim_due(10)
    assert [job.id for job, _ in again] == [1]
    crew = Poller(work.context)
    assert not await work.store.write(crew.renew, taken[0], work.clock.now() + 40), "what it had is somebody else's"


# --- the steps that are not about jobs -----------------------------------------------------------------------------------


async def leased_crews(folder: Path, store: Store) -> list[tuple[WorkerGroup[Any], str]]:
    """Crews with an item each: made by hand in the table, taken by `take`."""
    sheets = LabelledSheetMaker(store, FolderPictureStore(folder), None)
    await store.write(ensure_sheet, "board:1", 1, [SheetCell("a", key="none.png")])
    return [(sheets, "sheets")]


async def test_lease__rendered_sheets_lease_is_renewed_and_only_by_who_has_it(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'leases.db'}", clock)
    try:
        for crew, _ in await leased_crews(tmp_path, store):
            (item,), _ = await crew.claim_due(1)
            clock.advance(crew.lease_s - 1)
            assert await store.write(crew.renew, item, clock.now() + crew.lease_s)
            clock.advance(2)
            assert (await crew.claim_due(1))[0] == [], "still being worked on"
            clock.advance(crew.lease_s)
            (later,), _ = await crew.claim_due(1)
            assert not await store.write(crew.renew, item, clock.now() + crew.lease_s)
            assert await store.write(crew.renew, later, clock.now() + crew.lease_s)
    finally:
        await store.close()


def test_lease__every_crew_of_a_whole_shenbi_renews_what_it_leases() -> None:
    """A step that leases for a fixed time is the mistake that this mends: it must not come back unseen."""
    import adapters  # noqa: F401 - so that all crews are known
    import bot.app  # noqa: F401

    def all_of(kind: type[Any]) -> set[type[Any]]:
        return {kind} | {each for sub in kind.__subclasses__() for each in all_of(sub)}

    groups = {each for each in all_of(WorkerGroup) - {WorkerGroup} if each.__module__.startswith("bot.")}
    assert {Collector, Poller, Preparer, Resolver, UpdateWorker, Reconciler, LabelledSheetMaker, SheetMaker} <= groups
    assert not {group.__name__ for group in groups if group.renew is WorkerGroup.renew}
