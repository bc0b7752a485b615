"""Pictures in a bucket of S3-compatible object storage, for several machines."""

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
    """Pictures as objects. Writing an object is atomic, so no temporary one is needed.

    The library is called from threads: its own asynchronous calls complete on threads of its runtime, which may outlive the
    event loop and then crash the process at exit (seen with 0.12 after a failed call).
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        check_key(key)
        await _call_in_thread(obstore.put, self._store, key, data)

    async def put_from(self, key: str, source: IO[bytes]) -> int:
        check_key(key)
        began = source.tell()
        await _call_in_thread(obstore.put, self._store, key, source, use_multipart=True, chunk_size=PART_BYTES)
        return source.tell() - began

    async def get(self, key: str) -> bytes:
        check_key(key)

        def fetch() -> bytes:
            return bytes(obstore.get(self._store, key).bytes())

        try:
            return await _call_in_thread(fetch)
        except FileNotFoundError:
            raise KeyError(key) from None

    async def delete(self, key: str) -> None:
        check_key(key)
        with contextlib.suppress(FileNotFoundError):
            await _call_in_thread(obstore.delete, self._store, key)

    async def listing(self, folder: str = "") -> AsyncIterator[list[StoredFile]]:
        pages = obstore.list(self._store, prefix=folder or None, chunk_size=LIST_BATCH_SIZE)

        def page() -> list[StoredFile]:
            found = next(pages, [])
            return [StoredFile(item["path"], item["size"], item["last_modified"].timestamp()) for item in found]

        while batch := await _call_in_thread(page):
            yield batch


async def _call_in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the library in a thread. Its errors are raised as OSError."""
    try:
        return await asyncio.to_thread(call, *args, **kwargs)
    except BaseError as error:
        # The first line is the message; the rest is internal detail of the library.
        raise OSError(f"picture bucket: {str(error).partition(chr(10))[0][:300]}") from None


def open_s3_store(storage: PictureStorage) -> S3PictureStore:
    """The bucket of `s3://bucket/prefix`. Without keys in the settings the usual AWS_... variables are used.

    Raises ValueError if the URL is malformed.
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
    # Objects are deleted one at a time: the bulk request needs a checksum that not every service accepts.
    return S3PictureStore(
        S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            config={name: value for name, value in given.items() if value} | {"disable_bulk_delete": True},  # type: ignore[arg-type]  # a TypedDict by parts
            client_options={
                "connect_timeout": CONNECT_TIMEOUT,
                "timeout": TIMEOUT,
                # A gateway on this machine or network may use plain HTTP.
                "allow_http": storage.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": MAX_RETRIES, "retry_timeout": RETRY_TIMEOUT},
        )
    )
