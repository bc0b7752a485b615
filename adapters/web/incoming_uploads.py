"""Receives upload bodies into temporary files, so that slow uploads hold no memory.

Their number is limited per person, per address and in total. At the total limit the slowest is cancelled: a few
uploads at a byte a minute must not block everybody else.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from aiohttp import web

from adapters.web.limits import (
    UPLOAD_BYTES,
    UPLOAD_GRACE_SECONDS,
    UPLOAD_SECONDS,
    UPLOAD_SPOOL_BYTES,
    UPLOADS_INCOMING,
    UPLOADS_INCOMING_ADDRESS,
    UPLOADS_INCOMING_PERSON,
)
from bot.http import BodyTooSlow, chunks_of


class TooManyUploads(RuntimeError):
    """The limit of concurrent uploads is reached."""


class _IncomingUpload:
    def __init__(self, person: str, address: str, now: float) -> None:
        self.person = person
        self.address = address
        self.began = now
        self.bytes = 0
        self.timeout = asyncio.timeout(UPLOAD_SECONDS)


class IncomingUploads:
    """The uploads in progress; `folder` holds the unnamed temporary files. `now` is a monotonic clock."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self._folder = folder
        self._now = now
        self._uploads: set[_IncomingUpload] = set()

    @asynccontextmanager
    async def body(self, request: web.Request, person: str, address: str) -> AsyncIterator[IO[bytes]]:
        """Receive a request's body into a file.

        Raises TooManyUploads, BodyTooLarge, BodyTooSlow, BrokenBody, OSError.
        """
        upload = self._admit(person, address)
        try:
            try:
                async with upload.timeout:  # Entered at once: from now on it can be cancelled for another one.
                    file = await self._received(request, upload)
            except TimeoutError:
                raise BodyTooSlow from None
        finally:
            self._uploads.discard(upload)  # Received: processing does not count as incoming.
        with file:
            yield file

    async def _received(self, request: web.Request, upload: _IncomingUpload) -> IO[bytes]:
        file = await self._temporary_file()
        try:
            await self._receive(request, upload, file)
        except BaseException:
            file.close()
            raise
        return file

    async def _temporary_file(self) -> IO[bytes]:
        def make() -> IO[bytes]:
            return tempfile.TemporaryFile(dir=self._folder)

        making = asyncio.create_task(asyncio.to_thread(make))
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            making.add_done_callback(_close)  # The thread goes on and opens it.
            raise

    async def _receive(self, request: web.Request, upload: _IncomingUpload, file: IO[bytes]) -> None:
        waiting: list[bytes] = []
        size = 0
        async for chunk in chunks_of(request, UPLOAD_BYTES, UPLOAD_SECONDS):
            upload.bytes += len(chunk)
            size += len(chunk)
            waiting.append(chunk)
            if size >= UPLOAD_SPOOL_BYTES:
                await asyncio.to_thread(file.writelines, waiting)
                waiting, size = [], 0
        await asyncio.to_thread(file.writelines, waiting)

    def _admit(self, person: str, address: str) -> _IncomingUpload:
        uploads = self._uploads
        if (
            sum(each.person == person for each in uploads) >= UPLOADS_INCOMING_PERSON
            or sum(bool(address) and each.address == address for each in uploads) >= UPLOADS_INCOMING_ADDRESS
        ):
            raise TooManyUploads
        if len(uploads) >= UPLOADS_INCOMING:
            now = self._now()
            candidates = [
                each for each in uploads if now - each.began > UPLOAD_GRACE_SECONDS and each.timeout.when() is not None
            ]
            if not candidates:
                raise TooManyUploads
            slowest = min(candidates, key=lambda each: each.bytes / (now - each.began))
            slowest.timeout.reschedule(asyncio.get_running_loop().time())
            uploads.discard(slowest)
        upload = _IncomingUpload(person, address, self._now())
        uploads.add(upload)
        return upload


def _close(made: asyncio.Future[IO[bytes]]) -> None:
    if not made.cancelled() and made.exception() is None:
        made.result().close()
