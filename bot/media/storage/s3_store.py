"""Pictures in a bucket of S3-compatible object storage, for Shenbi on several machines."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import IO, ParamSpec, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from bot.media.storage.picture_store import LIST_BATCH_SIZE, StoredFile, check_key
from config.settings import PictureStorage

P = ParamSpec("P")
T = TypeVar("T")

CONNECT_TIMEOUT = timedelta(seconds=5)
TIMEOUT = timedelta(seconds=60)
RETRY_TIMEOUT = timedelta(seconds=90)
MAX_RETRIES = 4
PART_BYTES = 8 * 1024 * 1024


class S3PictureStore:
    """Pictures as objects. An object is there whole or not at all, so a put needs no draft.

    The library is called from threads: its own asynchronous calls end on threads of its runtime, which may outlive the
    event loop and then take the process down as it exits (seen with 0.12 when a call had failed).
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        check_key(key)
        await _called(obstore.put, self._store, key, data)

    async def put_from(self, key: str, source: IO[bytes]) -> int:
        check_key(key)
        began = source.tell()
        await _called(obstore.put, self._store, key, source, use_multipart=True, chunk_size=PART_BYTES)
        return source.tell() - began

    async def get(self, key: str) -> bytes:
        check_key(key)

        def fetch() -> bytes:
            return bytes(obstore.get(self._store, key).bytes())

        try:
            return await _called(fetch)
        except FileNotFoundError:
            raise KeyError(key) from None

    async def delete(self, key: str) -> None:
        check_key(key)
        with contextlib.suppress(FileNotFoundError):
            await _called(obstore.delete, self._store, key)

    async def listing(self, folder: str = "") -> AsyncIterator[list[StoredFile]]:
        pages = obstore.list(self._store, prefix=folder or None, chunk_size=LIST_BATCH_SIZE)

        def page() -> list[StoredFile]:
            found = next(pages, [])
            return [StoredFile(item["path"], item["size"], item["last_modified"].timestamp()) for item in found]

        while batch := await _called(page):
            yield batch


async def _called(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call of the library in a thread. Raises OSError for whatever goes wrong there."""
    try:
        return await asyncio.to_thread(call, *args, **kwargs)
    except BaseError as error:
        # The first line says what happened; the rest is the library's own innards.
        raise OSError(f"picture bucket: {str(error).partition(chr(10))[0][:300]}") from None


def open_s3_store(storage: PictureStorage) -> S3PictureStore:
    """The bucket of `s3://bucket/prefix`. Without keys in the settings the usual AWS_... variables count.

    Raises ValueError if the URL is not of this form.
    """
    bucket, _, prefix = storage.url.removeprefix("s3://").partition("/")
    if not storage.url.startswith("s3://") or not bucket:
        raise ValueError("pictures.url: expected s3://bucket or s3://bucket/prefix")
    key, secret = storage.access_key_id, storage.secret_access_key
    given = {
        "endpoint": storage.endpoint,
        "region": storage.region,
        "access_key_id": key.get_secret_value() if key else "",
        "secret_access_key": secret.get_secret_value() if secret else "",
    }
    # Objects go one at a time, so the multi-object request (which needs a checksum that not every service takes) is off.
    return S3PictureStore(
        S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            config={name: value for name, value in given.items() if value} | {"disable_bulk_delete": True},  # type: ignore[arg-type]  # a TypedDict by parts
            client_options={
                "connect_timeout": CONNECT_TIMEOUT,
                "timeout": TIMEOUT,
                # A gateway on this machine or in the same network may well speak plain HTTP.
                "allow_http": storage.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": MAX_RETRIES, "retry_timeout": RETRY_TIMEOUT},
        )
    )
