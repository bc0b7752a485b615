"""Where pictures are kept: one small interface, a folder behind it by default."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Protocol

LIST_BATCH_SIZE = 1000
INCOMING = "incoming"
"""Where the bytes are that people uploaded, unchecked; nothing in the bot's own tables lists them."""
_KEY = re.compile(r"[a-z0-9]+(/[A-Za-z0-9_-]+)*\.[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Something that is kept: its key, how many bytes it has, and when it was put (unix seconds, by the store's clock)."""

    key: str
    size: int
    at: float


class PictureStore(Protocol):
    """Bytes by key. Keys are ours (`jobs/42/0.png`), never typed by anyone.

    Whatever keeps them may be away for a while: then every method raises OSError.
    """

    async def put(self, key: str, data: bytes) -> None:
        """Keep `data`; when this returns it survives a crash. Putting the same key again replaces it."""
        ...

    async def put_from(self, key: str, source: IO[bytes]) -> int:
        """The same with what `source` holds from where it stands, piece by piece; returns how many bytes there were."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises KeyError if there is nothing under `key`."""
        ...

    async def delete(self, key: str) -> None:
        """Forget `key`; nothing happens if it is not there."""
        ...

    def listing(self, folder: str = "") -> AsyncIterator[list[StoredFile]]:
        """All that is kept (in `jobs`, in `jobs/42`, ...), in batches of at most LISTED_AT_ONCE, in no order."""
        ...


def incoming_key(handle: str) -> str:
    """The key of an uploaded image. Raises KeyError for a handle that cannot be ours."""
    return check_key(f"{INCOMING}/{handle}.bin")


def check_key(key: str) -> str:
    """The key itself. Raises KeyError for one that cannot be ours."""
    if not _KEY.fullmatch(key):
        raise KeyError(key)
    return key


def content_key(folder: str, data: bytes, suffix: str) -> str:
    """A key that says what is inside: equal bytes are kept once."""
    return f"{folder}/{hashlib.sha256(data).hexdigest()[:40]}.{suffix}"
