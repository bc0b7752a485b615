"""Where pictures are kept: one small interface, a folder behind it by default."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"^[a-z0-9]+(/[A-Za-z0-9_-]+)*\.[a-z0-9]+$")


class PictureStore(Protocol):
    """Bytes by key. Keys are ours (`jobs/42/0.png`), never typed by anyone."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep `data`; when this returns it survives a crash. Putting the same key again replaces it."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises KeyError if there is nothing under `key`."""
        ...

    async def delete(self, key: str) -> None:
        """Forget `key`; nothing happens if it is not there."""
        ...


class FolderPictures:
    """Pictures as files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        if not _KEY.match(key):
            raise KeyError(key)
        return self.folder / key

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, self._path(key), data)

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place first, then moved there: a reader sees the old file, the new one, or none.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with draft.open("wb") as file:
                file.write(data)
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

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError:
            raise KeyError(key) from None

    async def delete(self, key: str) -> None:
        def unlink(path: Path) -> None:
            path.unlink(missing_ok=True)

        await asyncio.to_thread(unlink, self._path(key))


def content_key(folder: str, data: bytes, suffix: str) -> str:
    """A key that says what is inside: equal bytes are kept once."""
    return f"{folder}/{hashlib.sha256(data).hexdigest()[:40]}.{suffix}"
