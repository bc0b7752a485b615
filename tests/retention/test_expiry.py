"""Clearing: what is old goes with all that belongs to it; what a person still needs stays; the ledgers stay for ever."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.jobs import claim as claiming
from bot.jobs import money
from bot.media.storage.folder_store import FolderPictureStore
from bot.outbox import desired
from bot.retention.deletion_loop import DeletionLoop
from bot.retention.erasure import Eraser
from bot.retention.expiry import DataExpiry
from bot.retention.file_removal import FileRemoval
from bot.store import Store, Tx, open_store
from bot.store.rows import ConversationRow, JobRow, PostRow
from config.settings import Keeping
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.databases import sqlite_url
from tests.postgres import migrated_postgres_url as migrated_postgres_url
from tests.postgres import postgres_server as postgres_server

DAY_S = 24 * 3600.0
TABLES = ("job", "job_event", "picture", "sheet", "post", "message_ref")


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path, clock: DrivenClock) -> AsyncIterator[Store]:
    url = (
        sqlite_url(tmp_path / "x.db") if request.param == "sqlite" else request.getfixturevalue("migrated_postgres_url")
    )
    opened = await open_store(url, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path / "pictures", running_jobs=500)


@pytest.fixture
def pictures(tmp_path: Path) -> FolderPictureStore:
    return FolderPictureStore(tmp_path / "pictures")


async def done(kit: Kit, clock: DrivenClock, pictures: FolderPictureStore, name: str = "ann") -> int:
    """A job with its picture, its post and its bell; the job's id."""
    await kit.store.write(kit.accepted, name)
    clock.advance(1)
    claimed = await kit.store.write(kit.claim)
    assert isinstance(claimed, claiming.Claimed)
    job_id = int(claimed.job.id)
    await kit.store.write(kit.accept_upstream, claimed)
    await kit.store.write(kit.finish, job_id)
    await pictures.put(f"jobs/{job_id}/0.png", b"png")
    await pictures.put(f"jobs/{job_id}/sheet.jpg", b"an orphan of a crash")

    def shown(tx: Tx) -> None:
        post = tx.get(PostRow, "posts.by_subject", subject=f"job:{job_id}")
        tx.run(
            "posts.add_message_ref",
            conversation_id=post.conversation_id,
            message_key=str(job_id),
            post_id=post.id,
            image="",
        )

    await kit.store.write(shown)
    return job_id


def delete_pictures(tx: Tx, job_id: int) -> None:
    tx.run("pictures.delete_of_job", job_id=job_id, now=tx.now)


async def counts(store: Store) -> dict[str, int]:
    return await store.read(
        lambda tx: {name: tx._run(f"SELECT count(*) FROM {name}", {}).fetchone()[0] for name in TABLES}
    )


async def files(pictures: FolderPictureStore) -> set[str]:
    return {kept.key async for batch in pictures.listing() for kept in batch}


async def test_expiry__old_job_goes_whole_and_its_money_stays(
    kit: Kit, store: Store, clock: DrivenClock, pictures: FolderPictureStore
) -> None:
    old = await done(kit, clock, pictures)
    ten = await done(kit, clock, pictures)
    clock.advance(20 * DAY_S)
    young = await done(kit, clock, pictures)
    for job_id in (old, ten):
        await store.write(delete_pictures, job_id)
    clearer = DataExpiry(store, pictures, Keeping(jobs_days=10))
    await clearer.once()
    assert await counts(store) == {"job": 1, "job_event": 5, "picture": 1, "sheet": 0, "post": 1, "message_ref": 1}
    assert await files(pictures) == {f"jobs/{young}/0.png", f"jobs/{young}/sheet.jpg"}
    assert (await store.read(money.spent_between, "all", "0", "9")).pictures == 3
    assert await store.read(money.compare_totals) == []
    assert (await store.write(kit.accepted, "ann")).id == young + 1, "a number was given out twice"


@pytest.mark.parametrize("keep", ["pictures", "star", "open", "for ever"])
async def test_expiry__what_somebody_still_needs_stays(
    kit: Kit, store: Store, clock: DrivenClock, pictures: FolderPictureStore, keep: str
) -> None:
    if keep == "open":
        await store.write(kit.accepted, "ann")
    else:
        job_id = await done(kit, clock, pictures)
        if keep != "pictures":
            await store.write(delete_pictures, job_id)
        if keep == "star":
            await store.write(lambda tx: tx.run("gallery.star", person_id=1, job_id=job_id, now=tx.now))
    clock.advance(5000 * DAY_S)
    await DataExpiry(store, pictures, Keeping(jobs_days=0 if keep == "for ever" else 10)).once()
    assert (await counts(store))["job"] == 1


async def test_expiry__many_old_jobs_go_in_small_steps(
    kit: Kit, store: Store, clock: DrivenClock, pictures: FolderPictureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retention.expiry.BATCH_SIZE", 3)
    for _ in range(5):
        job_id = await done(kit, clock, pictures)
        await store.write(delete_pictures, job_id)
    clock.advance(20 * DAY_S)
    clearer = DataExpiry(store, pictures, Keeping(jobs_days=10))
    soon = await clearer.once()
    assert (await counts(store))["job"] == 2
    assert soon - clock.now() <= 1
    later = await clearer.once()
    assert (await counts(store))["job"] == 0
    assert later - clock.now() > 60


async def test_expiry__old_answers_go(kit: Kit, store: Store, clock: DrivenClock, pictures: FolderPictureStore) -> None:
    def note(tx: Tx, number: int, status: str) -> None:
        _, place, _ = kit.meet(tx, "ann")
        common: dict[str, Any] = {"conversation_id": place.id, "platform": "test", "payload": "{}", "importance": 2}
        common |= {"kind": "note", "job_id": 0, "session_id": 0, "person_id": 0, "shows": ""}
        tx.run("posts.ensure", subject=f"note:{number}", now=tx.now, **common)
        tx._run(f"UPDATE post SET status = '{status}' WHERE subject = 'note:{number}'", {})

    await store.write(note, 1, "idle")
    await store.write(note, 2, "closed")
    await store.write(note, 3, "pending")
    clock.advance(20 * DAY_S)
    await store.write(note, 4, "idle")
    await DataExpiry(store, pictures, Keeping(jobs_days=10)).once()
    left = await store.read(lambda tx: sorted(r[0] for r in tx._run("SELECT subject FROM post", {}).fetchall()))
    assert left == ["note:3", "note:4"]


async def test_expiry__old_images_go_unless_a_waiting_job_needs_them(
    kit: Kit, store: Store, clock: DrivenClock, pictures: FolderPictureStore
) -> None:
    def image(tx: Tx, key: str) -> None:
        common = {"sha256": "0", "mime": "image/png", "width": 1, "height": 1, "bytes": 1}
        tx.run("pictures.add_image", key=key, now=tx.now, **common)

    for key in ("images/old.png", "images/needed.png", "images/second.png", "images/again.png"):
        await store.write(image, key)
    job = await store.write(kit.accepted, "ann")
    references = '"reference": {"image": "images/needed.png", "more": ["images/second.png"]}'
    request = job.request.replace('"reference": null', references)
    assert request != job.request
    await store.write(lambda tx: tx._run(f"UPDATE job SET request = '{request}'", {}) and None)
    clock.advance(20 * DAY_S)
    await store.write(image, "images/again.png")
    await DataExpiry(store, pictures, Keeping(pictures_days=10)).once()
    left = await store.read(lambda tx: sorted(r[0] for r in tx._run("SELECT key FROM image", {}).fetchall()))
    queued = await store.write(lambda tx: tx.values("file_deletions.queued", now=tx.now, limit=10))
    assert left == ["images/again.png", "images/needed.png", "images/second.png"]
    assert queued == ["images/old.png"]


async def test_expiry__old_uploads_go(store: Store, clock: DrivenClock, pictures: FolderPictureStore) -> None:
    for key, age_days in (("incoming/old.bin", 11), ("incoming/new.bin", 9), ("jobs/1/0.png", 99)):
        await pictures.put(key, b"x")
        at = clock.now() - age_days * DAY_S
        os.utime(pictures.folder / key, (at, at))
    clearer = DataExpiry(store, pictures, Keeping(pictures_days=10))
    await clearer.once()
    assert await files(pictures) == {"incoming/new.bin", "jobs/1/0.png"}
    await DataExpiry(store, pictures, Keeping(pictures_days=0)).once()
    assert await files(pictures) == {"incoming/new.bin", "jobs/1/0.png"}


async def test_expiry__chat_that_is_kept_for_less_is_cleared_earlier(
    kit: Kit, store: Store, clock: DrivenClock, pictures: FolderPictureStore
) -> None:
    """Pictures, words, answers and calls of that chat alone; what is starred stays, and so does the money."""
    theirs, starred, elsewhere = [await done(kit, clock, pictures, name) for name in ("ann", "ann", "bob")]

    def kept_for_a_week(tx: Tx) -> int:
        job = tx.get(JobRow, "jobs.get", id=theirs)
        tx.run("gallery.star", person_id=job.person_id, job_id=starred, now=tx.now)
        tx.run("people.set_keep_days", id=job.conversation_id, days=7)
        here = tx.get(ConversationRow, "people.conversation_by_id", id=job.conversation_id)
        desired.ensure(tx, here, "note:1", {"language": "en"})
        tx._run("UPDATE post SET status = 'idle' WHERE subject = 'note:1'", {})
        return int(tx.get(ConversationRow, "people.conversation",
            platform=here.platform, chat_id=here.chat_id, thread_id="new topic", direct=0).keep_days)  # fmt: skip

    assert await store.write(kept_for_a_week) == 7, "a new topic is not under the rules of its chat"
    forever = Keeping(jobs_days=0, pictures_days=0)
    eraser = Eraser(kit.manager)
    deletion = DeletionLoop(store, eraser, FileRemoval(store, pictures, eraser.deliveries), forever)
    expiry = DataExpiry(store, pictures, forever)
    for days, left in ((6, {theirs, starred, elsewhere}), (2, {starred, elsewhere})):
        clock.advance(days * DAY_S)
        for _ in range(3):
            await deletion.once()
            clock.advance(60)
        await expiry.once()
        rows = await store.read(lambda tx: [row[0] for row in tx._run("SELECT id FROM job", {}).fetchall()])
        assert set(rows) == left
        assert {key.split("/")[1] for key in await files(pictures)} == {str(job) for job in left}
        assert bool(await store.read(lambda tx: tx.one(PostRow, "posts.by_subject", subject="note:1"))) == (
            theirs in left
        )
    assert await store.read(money.compare_totals) == []
