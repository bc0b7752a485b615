"""Pictures as files below one folder."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO

from bot.media.storage.picture_store import LIST_BATCH_SIZE, StoredFile, check_key
from bot.runtime.privacy import make_folder

COPY_CHUNK_BYTES = 1 << 20


class FolderPictureStore:
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
        # Written to a temporary file and renamed: a reader sees the old file, the new one, or none.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(source, file, COPY_CHUNK_BYTES)
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
        while batch := await asyncio.to_thread(lambda: list(itertools.islice(files, LIST_BATCH_SIZE))):
            yield batch

    def _walk(self, top: Path) -> Iterator[StoredFile]:
        for place, _, names in os.walk(top):
            for name in names:
                path = Path(place) / name
                if name.startswith("."):
                    continue  # A temporary file: being written, or its writer died.
                with contextlib.suppress(FileNotFoundError):  # Deleted since it was listed.
                    found = path.stat()
                    yield StoredFile(path.relative_to(self.folder).as_posix(), found.st_size, found.st_mtime)
