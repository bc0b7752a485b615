"""The interface of picture storage, and the keys of stored files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Protocol

LIST_BATCH_SIZE = 1000
INCOMING = "incoming"
"""The folder of uploads that are not checked yet; no table of the bot lists them."""
_KEY = re.compile(r"[a-z0-9]+(/[A-Za-z0-9_-]+)*\.[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file: key, size in bytes, and when it was written (unix seconds, by the storage's clock)."""

    key: str
    size: int
    at: float


class PictureStore(Protocol):
    """Bytes by key. Keys are made by the bot (`jobs/42/0.png`), never from what people type.

    Every method raises OSError while the storage is unavailable.
    """

    async def put(self, key: str, data: bytes) -> None:
        """Store `data` durably: when this returns it survives a crash. Replaces what was under the key."""
        ...

    async def put_from(self, key: str, source: IO[bytes]) -> int:
        """Store the rest of `source` as `put` does, in chunks; returns the number of bytes."""
        ...

    async def get(self, key: str) -> bytes:
        """The bytes under `key`. Raises KeyError if there are none."""
        ...

    async def delete(self, key: str) -> None:
        """Delete `key` if it exists."""
        ...

    def listing(self, folder: str = "") -> AsyncIterator[list[StoredFile]]:
        """All files (in `jobs`, in `jobs/42`, ...), in batches of at most LIST_BATCH_SIZE, in no order."""
        ...


def incoming_key(handle: str) -> str:
    """The key of an uploaded image. Raises KeyError for a malformed handle."""
    return check_key(f"{INCOMING}/{handle}.bin")


def check_key(key: str) -> str:
    """Return the key. Raises KeyError if it is malformed."""
    if not _KEY.fullmatch(key):
        raise KeyError(key)
    return key


def content_key(folder: str, data: bytes, suffix: str) -> str:
    """A content-addressed key: equal bytes are stored once."""
    return f"{folder}/{hashlib.sha256(data).hexdigest()[:40]}.{suffix}"
