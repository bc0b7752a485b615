"""One meaning, several places to keep pictures: a folder, a bucket in memory, a bucket over a folder, S3 over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore
from pydantic import SecretStr

from bot.media.storage.folder_store import FolderPictureStore
from bot.media.storage.open_store import open_picture_store
from bot.media.storage.picture_store import LIST_BATCH_SIZE, PictureStore
from bot.media.storage.s3_store import S3PictureStore, open_s3_store
from config.settings import PictureStorage, Settings, SettingsError
from tests.conformance.media.s3 import FakeS3

SECRET = "s3-secret-never-shown"


@pytest.fixture(params=["folder", "memory", "local", "s3"])
async def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PictureStore]:
    if request.param == "folder":
        yield FolderPictureStore(tmp_path / "pictures")
    elif request.param == "memory":
        yield S3PictureStore(MemoryStore())
    elif request.param == "local":
        yield S3PictureStore(LocalStore(tmp_path / "bucket", mkdir=True))
    else:
        async with FakeS3() as server:
            yield open_s3_store(storage(server.endpoint))


def storage(endpoint: str) -> PictureStorage:
    return PictureStorage(
        url="s3://paint/some/prefix",
        endpoint=endpoint,
        region="cn-test-1",
        access_key_id=SecretStr("key"),
        secret_access_key=SecretStr(SECRET),
    )


async def keys(pictures: PictureStore, folder: str = "") -> list[str]:
    return sorted([kept.key async for batch in pictures.listing(folder) for kept in batch])


async def test_media_store__what_was_put_is_there(pictures: PictureStore) -> None:
    data = bytes(range(256)) * 1000
    await pictures.put("jobs/1/0.png", data)
    assert await pictures.get("jobs/1/0.png") == data
    await pictures.put("jobs/1/0.png", b"newer")
    assert await pictures.get("jobs/1/0.png") == b"newer"


async def test_media_store__what_was_never_put_is_a_key_error(pictures: PictureStore) -> None:
    with pytest.raises(KeyError):
        await pictures.get("jobs/1/9.png")


async def test_media_store__deleting_is_for_good_and_may_be_repeated(pictures: PictureStore) -> None:
    await pictures.put("jobs/1/0.png", b"x")
    await pictures.delete("jobs/1/0.png")
    await pictures.delete("jobs/1/0.png")
    with pytest.raises(KeyError):
        await pictures.get("jobs/1/0.png")


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "/etc/passwd", "jobs/../x.png", "", "jobs/1", "a b.png", "J/1.png"]
)
async def test_media_store__what_cannot_be_a_key_of_ours_is_refused(pictures: PictureStore, key: str) -> None:
    with pytest.raises(KeyError):
        await pictures.get(key)
    with pytest.raises(KeyError):
        await pictures.put(key, b"x")
    with pytest.raises(KeyError):
        await pictures.delete(key)


async def test_media_store__listing_tells_keys_sizes_and_times(pictures: PictureStore) -> None:
    assert await keys(pictures) == []
    for key in ("jobs/1/0.png", "jobs/1/1.png", "jobs/12/0.png", "incoming/ab.bin"):
        await pictures.put(key, b"12345")
    assert await keys(pictures, "jobs/1") == ["jobs/1/0.png", "jobs/1/1.png"]
    assert await keys(pictures, "incoming") == ["incoming/ab.bin"]
    assert len(await keys(pictures)) == 4
    (kept,) = [kept async for batch in pictures.listing("incoming") for kept in batch]
    assert kept.size == 5
    assert kept.at > 1_600_000_000


async def test_media_store__long_listing_comes_in_batches(pictures: PictureStore) -> None:
    count = LIST_BATCH_SIZE + 5
    for start in range(0, count, 50):
        await asyncio.gather(*(pictures.put(f"jobs/{i}/0.png", b"x") for i in range(start, min(count, start + 50))))
    sizes = [len(batch) async for batch in pictures.listing("jobs")]
    assert sum(sizes) == count
    assert max(sizes) <= LIST_BATCH_SIZE


async def test_media_store__bucket_that_is_away_is_an_os_error_without_secrets() -> None:
    async with FakeS3() as server:
        pictures = open_s3_store(storage(server.endpoint))
        server.failing = 403
        for call in (pictures.put("jobs/1/0.png", b"x"), pictures.get("jobs/1/0.png"), keys(pictures)):
            with pytest.raises(OSError, match="picture bucket") as caught:
                await call
            assert SECRET not in str(caught.value)
            assert "\n" not in str(caught.value)


async def test_media_store__requests_are_signed_and_the_secret_stays_here() -> None:
    async with FakeS3() as server:
        await open_s3_store(storage(server.endpoint)).put("jobs/1/0.png", b"x")
        (request,) = server.requests
        assert request.path == "/paint/some/prefix/jobs/1/0.png"
        assert request.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
        assert SECRET not in str(request.headers)


def test_media_store__settings_choose(tmp_path: Path) -> None:
    assert isinstance(open_picture_store(Settings(data_dir=tmp_path)), FolderPictureStore)
    bucket = Settings(data_dir=tmp_path, pictures=storage("http://127.0.0.1:9"))
    assert isinstance(open_picture_store(bucket), S3PictureStore)
    for url in ("s3://", "https://bucket", "bucket"):
        with pytest.raises(SettingsError, match="s3://bucket"):
            open_picture_store(Settings(data_dir=tmp_path, pictures=PictureStorage(url=url)))
