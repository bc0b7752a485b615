"""Deleting stored files: never one that is wanted again, and one that cannot be deleted does not keep the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from bot.adapter_api import Adapter, Conversation, ImageSource, Message, Sender
from bot.intake.image_fetcher import FetchLater, ImageFetcher
from bot.intake.images import ImageResult
from bot.media.storage.folder_store import FolderPictureStore
from bot.outbox import sheets
from bot.outbox.sheets import SheetCell
from bot.retention.deliveries import Deliveries
from bot.retention.file_removal import LEASE_S, RETRY_S, FileRemoval
from bot.store import Store, Tx, file_deletions, open_store
from bot.store.rows import RenderedSheetRow
from tests.clock import DrivenClock
from tests.conftest import photo
from tests.databases import sqlite_url
from tests.postgres import migrated_postgres_url as migrated_postgres_url
from tests.postgres import postgres_server as postgres_server

MESSAGE = Message(Conversation("test", "1"), Sender("test", "ann"), "m1", "anime", images=(ImageSource("x"),))


class Pictures(FolderPictureStore):
    """A folder that a test can look at, or break, just before a file is deleted."""

    async def _nothing(self, key: str) -> None:
        pass

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.before_delete: Callable[[str], Awaitable[None]] = self._nothing

    async def delete(self, key: str) -> None:
        await self.before_delete(key)
        await super().delete(key)

    async def keys(self) -> set[str]:
        return {stored.key async for batch in self.listing() for stored in batch}


class Platform:
    """An adapter that is told what is deleted, and whose people send one photo."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.posts: list[int] = []

    async def attach(self) -> None:
        pass

    def forget_files(self, tx: Tx, keys: Sequence[str]) -> None:
        self.files += keys

    def forget_posts(self, tx: Tx, post_ids: Sequence[int]) -> None:
        self.posts += post_ids

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        return photo()


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
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def removal(store: Store, pictures: Pictures, platform: Platform) -> FileRemoval:
    return FileRemoval(store, pictures, Deliveries([cast("Adapter", platform)]))


async def enqueue(store: Store, clock: DrivenClock, *keys: str) -> None:
    for key in keys:
        await store.write(file_deletions.enqueue, key)
        clock.advance(1)


async def queued(store: Store) -> list[str]:
    """All keys of the queue, also those that are not due."""
    return await store.write(lambda tx: tx.values("file_deletions.queued", now=tx.now + 1e6, limit=100))


async def fetch(store: Store, pictures: Pictures, platform: Platform) -> ImageResult | FetchLater:
    return await ImageFetcher(store, pictures).fetch(cast("Adapter", platform), MESSAGE, store.clock.now())


async def test_file_removal__files_and_what_adapters_know_of_them(
    store: Store, clock: DrivenClock, pictures: Pictures, platform: Platform, removal: FileRemoval
) -> None:
    for key in ("jobs/1/0.png", "jobs/2/0.png", "jobs/3/0.png"):
        await pictures.put(key, b"png")
    await enqueue(store, clock, "jobs/1/0.png", "jobs/2/0.png", "jobs/9/0.png")
    assert await removal.work_off(2)
    assert await removal.work_off(2) is False
    assert await pictures.keys() == {"jobs/3/0.png"}
    assert platform.files == ["jobs/1/0.png", "jobs/2/0.png", "jobs/9/0.png"]
    await removal.delete_folder("jobs/3")
    assert await pictures.keys() == set()
    assert platform.files[3:] == ["jobs/3/0.png"]


async def test_file_removal__image_that_is_sent_again_meanwhile_stays(
    store: Store, clock: DrivenClock, pictures: Pictures, platform: Platform, removal: FileRemoval
) -> None:
    """While the first file of the batch is deleted, somebody sends the image of the second one."""
    image = await fetch(store, pictures, platform)
    assert isinstance(image, ImageResult)
    await store.write(lambda tx: tx.run("expiry.drop_image", key=image.key, before=tx.now + 1))
    await enqueue(store, clock, "jobs/1/0.png", image.key)
    again: list[ImageResult | FetchLater] = []

    async def send_again(key: str) -> None:
        if not again:
            again.append(await fetch(store, pictures, platform))

    pictures.before_delete = send_again
    await removal.work_off(10)
    assert platform.files == ["jobs/1/0.png"]
    assert await pictures.keys() == {image.key}
    assert await queued(store) == []
    assert await fetch(store, pictures, platform) == image


async def test_file_removal__image_that_is_sent_while_its_file_is_deleted_comes_later(
    store: Store, clock: DrivenClock, pictures: Pictures, platform: Platform, removal: FileRemoval
) -> None:
    """Written before the deletion it would be lost, with a row that names it."""
    image = await fetch(store, pictures, platform)
    assert isinstance(image, ImageResult)
    await store.write(lambda tx: tx.run("expiry.drop_image", key=image.key, before=tx.now + 1))
    await enqueue(store, clock, image.key)
    again: list[ImageResult | FetchLater] = []

    async def send_again(key: str) -> None:
        again.append(await fetch(store, pictures, platform))

    pictures.before_delete = send_again
    await removal.work_off(10)
    assert isinstance(again[0], FetchLater)
    assert await fetch(store, pictures, platform) == image
    await removal.work_off(10)
    assert await pictures.keys() == {image.key}


async def test_file_removal__two_processes_do_not_work_on_one_file(
    store: Store, clock: DrivenClock, pictures: Pictures, platform: Platform, removal: FileRemoval
) -> None:
    """The second one must not take the key from the queue while the first one is deleting the file."""
    image = await fetch(store, pictures, platform)
    assert isinstance(image, ImageResult)
    await store.write(lambda tx: tx.run("expiry.drop_image", key=image.key, before=tx.now + 1))
    await enqueue(store, clock, image.key)
    other_told = Platform()
    other = FileRemoval(store, FolderPictureStore(pictures.folder), Deliveries([cast("Adapter", other_told)]))
    again: list[ImageResult | FetchLater] = []

    async def in_another_process(key: str) -> None:
        for _ in range(2):
            again.append(await fetch(store, pictures, platform))
            await other.work_off(10)

    pictures.before_delete = in_another_process
    await removal.work_off(10)
    assert [isinstance(each, FetchLater) for each in again] == [True, True]
    assert (platform.files, other_told.files) == ([image.key], [])
    assert await fetch(store, pictures, platform) == image
    await removal.work_off(10)
    assert await pictures.keys() == {image.key}


async def test_file_removal__files_of_a_process_that_died_are_deleted_by_another(
    store: Store, clock: DrivenClock, pictures: Pictures, removal: FileRemoval
) -> None:
    await pictures.put("jobs/1/0.png", b"png")
    await enqueue(store, clock, "jobs/1/0.png")

    async def die(key: str) -> None:
        raise asyncio.CancelledError

    pictures.before_delete = die
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileRemoval, "_note", lambda *_: None)
        with pytest.raises(asyncio.CancelledError):
            await removal.work_off(10)
    pictures.before_delete = pictures._nothing
    await removal.work_off(10)
    assert await pictures.keys() == {"jobs/1/0.png"}
    clock.advance(LEASE_S)
    await removal.work_off(10)
    assert await pictures.keys() == set()


async def test_file_removal__sheet_is_not_made_while_its_file_is_deleted(
    store: Store, clock: DrivenClock, removal: FileRemoval
) -> None:
    def wanted(tx: Tx) -> str:
        return sheets.ensure_sheet(tx, "gallery:1", 1, [SheetCell("1", key="jobs/1/0.png")])

    def due(tx: Tx) -> list[str]:
        return [sheet.key for sheet in tx.all(RenderedSheetRow, "sheets.due", now=tx.now, limit=10)]

    key = await store.write(wanted)
    assert await store.write(due) == [key]
    await store.write(lambda tx: tx.run("sheets.drop", key=key))
    await enqueue(store, clock, key)
    assert await store.write(wanted) == key
    assert await store.write(due) == []
    assert await store.read(lambda tx: tx.value("sheets.next_due")) is None
    await removal.work_off(10)
    assert await store.write(due) == [key]


async def test_file_removal__file_that_cannot_be_deleted_does_not_keep_the_others(
    store: Store, clock: DrivenClock, pictures: Pictures, platform: Platform, removal: FileRemoval
) -> None:
    keys = ("jobs/1/0.png", "jobs/2/0.png", "jobs/3/0.png")
    for key in keys:
        await pictures.put(key, b"png")
    await enqueue(store, clock, "no key", *keys)

    async def refuse_second(key: str) -> None:
        if key == keys[1]:
            raise PermissionError(key)

    pictures.before_delete = refuse_second
    with pytest.raises(PermissionError):
        await removal.work_off(10)
    assert await queued(store) == [keys[2], keys[1]]
    await removal.work_off(10)
    assert await pictures.keys() == {keys[1]}
    clock.advance(RETRY_S)
    with pytest.raises(PermissionError):
        await removal.work_off(10)
    assert await queued(store) == [keys[1]]
    assert platform.files == ["no key", keys[0], keys[2]]


async def test_file_removal__adapters_are_told_of_deleted_posts(
    store: Store, platform: Platform, removal: FileRemoval
) -> None:
    def post(tx: Tx, subject: str) -> Any:
        place = tx.value("people.conversation", platform="test", chat_id="1", thread_id="", direct=1)
        about = {
            "platform": "test",
            "kind": "note",
            "job_id": 0,
            "session_id": 0,
            "person_id": 0,
            "shows": "",
            "payload": "{}",
        }
        tx.run("posts.ensure", conversation_id=place, subject=subject, importance=2, now=tx.now, **about)
        return tx.value("posts.by_subject", subject=subject)

    first, second = await store.write(post, "note:1"), await store.write(post, "note:2")
    await store.write(lambda tx: removal.deliveries.drop_posts(tx, "expiry.drop_post", id=first))
    assert platform.posts == [first]
    left = await store.read(lambda tx: tx.values("posts.by_subject", subject="note:2"))
    assert left == [second]
