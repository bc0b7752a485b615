"""The picture store fails (a full folder, a bucket that does not answer): what waits for it is tried again with growing
pauses, what does not need it goes on, and nothing is sent twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.jobs.limits import Denied
from bot.jobs.manager import NewJob
from bot.jobs.states import State
from bot.jobs.workers import Collector, Poller, Preparer, Resolver, Submitter
from bot.media.storage.folder_store import FolderPictureStore
from bot.outbox.sheets import MOST_TRIES, LabelledSheetMaker, SheetCell, ensure_sheet, state_of
from bot.store import Tx
from bot.store.rows import AlertRow, ConversationRow, JobRow, PayerRow, PersonRow, PoolRow
from tests.jobs.bench import Bench, bench, png, settled

EDITOR = "wan2.5-i2i-preview"  # takes its image within the request
UPLOADER = "wanx-v1"  # takes an address
DAY_S = 24 * 3600.0


async def restyle(b: Bench, name: str, model: str) -> int:
    """Queue a job of `name` that needs the image `images/NAME.png`, which is stored."""
    key = f"images/{name}.png"
    await b.context.pictures.put(key, png(512))

    def accept(tx: Tx) -> JobRow | Denied:
        person = tx.get(
            PersonRow, "people.person", platform="t", user_id=name, name=name, hint="en", reply_key="", now=tx.now
        )
        place = tx.get(ConversationRow, "people.conversation", platform="t", chat_id=name, thread_id="", direct=1)
        payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
        request = GenerationRequest(model, name, 1, Size(1024, 1024), 7, reference=Reference(key, "repaint", 0.7))
        return b.manager.accept(tx, NewJob(request, payer, person, place, "en", agreed_li=1000))

    job = await b.store.write(accept)
    assert not isinstance(job, Denied), job
    return int(job.id)


async def work_on(b: Bench, model: str) -> PoolRow:
    """Let the workers of a model run, with one that uploads; its pool."""
    pool = (await b.store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model=model)))[0]
    b.loops = [
        Preparer(b.context), Submitter(b.context, pool), Resolver(b.context), Poller(b.context), Collector(b.context)
    ]  # fmt: skip
    return pool


def failing(monkeypatch: pytest.MonkeyPatch, method: str, is_away: Callable[[str], bool]) -> list[str]:
    """Have the picture store fail for the keys for which `is_away` says so; the keys of the failed calls."""
    original, failed = getattr(FolderPictureStore, method), []

    async def call(self: FolderPictureStore, key: str, *data: bytes) -> object:
        if is_away(key):
            failed.append(key)
            raise OSError("picture bucket: no answer")
        return await original(self, key, *data)

    monkeypatch.setattr(FolderPictureStore, method, call)
    return failed


async def test_submitter__image_that_cannot_be_read_is_not_sent_and_the_pool_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job was left as if its request might have left, and its pool stood still until the lease had lapsed."""
    async with bench(tmp_path) as b:
        pool = await work_on(b, EDITOR)
        ann, bob = await restyle(b, "ann", EDITOR), await restyle(b, "bob", EDITOR)
        away_until = b.clock.now() + 40
        failed = failing(monkeypatch, "get", lambda key: key == "images/ann.png" and b.clock.now() < away_until)
        await b.run_for(20, lambda jobs: State(jobs[bob - 1].state) is State.DONE)
        assert State((await b.job(bob)).state) is State.DONE
        assert State((await b.job(ann)).state) is State.QUEUED
        assert (await b.store.read(lambda tx: tx.get(PoolRow, "queue.pool", id=pool.id))).failing_since == 0
        await b.run_for(300, settled)
        assert State((await b.job(ann)).state) is State.DONE
        assert sorted(prompt for _, prompt in b.upstream.creations) == ["ann", "bob"]
        assert 2 <= len(failed) <= 5, "the pauses grow"


async def test_submitter__image_that_can_never_be_read_fails_its_job_unpaid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench(tmp_path) as b:
        await work_on(b, EDITOR)
        ann = await restyle(b, "ann", EDITOR)
        failing(monkeypatch, "get", lambda key: True)
        await b.run_for(DAY_S, settled)
        job = await b.job(ann)
        assert (job.state, job.error) == (State.FAILED, "reference-upload-failed")
        assert b.upstream.creations == []


async def test_preparer__image_that_cannot_be_read_is_uploaded_after_a_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench(tmp_path) as b:
        await work_on(b, UPLOADER)
        ann, away_until = await restyle(b, "ann", UPLOADER), b.clock.now() + 10
        failed = failing(monkeypatch, "get", lambda key: b.clock.now() < away_until)
        await b.run_for(60, settled)
        assert State((await b.job(ann)).state) is State.DONE, "it waited for a lease"
        assert 2 <= len(failed) <= 8
        assert any("cannot be read" in details for _, _, details in await b.events(ann))


@pytest.mark.parametrize("part", ["0.png", "sheet.jpg"])
async def test_collector__picture_that_cannot_be_stored_is_collected_after_a_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    async with bench(tmp_path) as b:
        ann = await b.enqueue("ann", n=2)
        away_until = b.clock.now() + 30
        failed = failing(monkeypatch, "put", lambda key: key.endswith(part) and b.clock.now() < away_until)
        await b.run_for(100, settled)
        assert State((await b.job(ann)).state) is State.DONE, "it waited for a lease"
        assert 2 <= len(failed) <= 10
        assert any(details == "picture store: OSError" for _, _, details in await b.events(ann))


async def test_collector__picture_that_can_never_be_stored_is_given_up_with_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench(tmp_path) as b:
        ann = await b.enqueue("ann")
        failing(monkeypatch, "put", lambda key: True)
        await b.run_for(2 * DAY_S, settled)
        job = await b.job(ann)
        assert (job.state, job.error) == (State.FAILED, "result-not-stored")
        alerts = await b.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
        assert "alert-result-given-up" in [alert.text_id for alert in alerts]


async def test_sheet_maker__sheet_that_can_never_be_stored_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was drawn again after every lease, without an end, and its post waited."""
    async with bench(tmp_path) as b:
        failed = failing(monkeypatch, "put", lambda key: True)
        key = await b.store.write(ensure_sheet, "gallery:1", 1, [SheetCell("a", key="none.png")])
        b.loops = [LabelledSheetMaker(b.store, b.context.pictures, None)]
        await b.run_for(DAY_S / 24)
        assert await b.store.read(state_of, key) == "failed"
        assert len(failed) == MOST_TRIES
