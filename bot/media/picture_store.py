"""Where pictures are kept: one small interface, a folder behind it by default."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import itertools
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from bot.runtime.privacy import make_folder

LISTED_AT_ONCE = 1000
PIECE_BYTES = 1 << 20
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


class FolderPictures:
    """Pictures as files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / check_key(key)

    async def put(self, key: str, data: bytes) -> None:
        await self.put_from(key, io.BytesIO(data))

    async def put_from(self, key: str, source: IO[bytes]) -> int:
        return await asyncio.to_thread(self._write, self._path(key), source)

    @staticmethod
    def _write(path: Path, source: IO[bytes]) -> int:
        make_folder(path.parent)
        # Beside its place first, then moved there: a reader sees the old file, the new one, or none.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(source, file, PIECE_BYTES)
                size = file.tell()
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return size

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError:
            raise KeyError(key) from None

    async def delete(self, key: str) -> None:
        def unlink(path: Path) -> None:
            path.unlink(missing_ok=True)

        await asyncio.to_thread(unlink, self._path(key))

    async def listing(self, folder: str = "") -> AsyncIterator[list[StoredFile]]:
        files = self._walk(self.folder / folder)
        while batch := await asyncio.to_thread(lambda: list(itertools.islice(files, LISTED_AT_ONCE))):
            yield batch

    def _walk(self, top: Path) -> Iterator[StoredFile]:
        for place, _, names in os.walk(top):
            for name in names:
                path = Path(place) / name
                if name.startswith("."):
                    continue  # A draft: it is being written, or its writer died.
                with contextlib.suppress(FileNotFoundError):  # Deleted since it was listed.
                    found = path.stat()
                    yield StoredFile(path.relative_to(self.folder).as_posix(), found.st_size, found.st_mtime)


def content_key(folder: str, data: bytes, suffix: str) -> str:
    """A key that says what is inside: equal bytes are kept once."""
    return f"{folder}/{hashlib.sha256(data).hexdigest()[:40]}.{suffix}"
