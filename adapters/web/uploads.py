"""Images that people bring: POST api/uploads with the bytes as the body."""

from __future__ import annotations

import asyncio
import secrets
from http import HTTPStatus

from aiohttp import web

from adapters.web import imaging, limits, reading, rooms
from adapters.web.throttle import Throttle
from adapters.web.visitors import Refused, Visitors
from bot.messages import Host
from bot.store import Store, StoreError


class Uploads:
    """Takes the bytes as they come, and no more of them than are allowed."""

    def __init__(self, host: Host, visitors: Visitors) -> None:
        self._host = host
        self._store: Store = host.store
        self._visitors = visitors
        self._throttle = Throttle(limits.UPLOADS_BURST, limits.UPLOADS_PER_S, host.clock.monotonic)
        self._room_for = asyncio.Semaphore(limits.UPLOADS_AT_ONCE)

    def routes(self) -> list[web.RouteDef]:
        """Where the handler is."""
        return [web.post("/api/uploads", self.upload)]

    async def upload(self, request: web.Request) -> web.Response:
        """Keep an image; the answer {id, width, height} is what a message then names."""
        person = self._visitors.require(request)
        if wait := self._throttle.take(person):
            raise reading.too_fast(wait)
        if (request.content_length or 0) > limits.UPLOAD_BYTES:
            raise _too_large()
        async with self._room_for:
            data = await self._read(request)
            try:
                facts = await asyncio.to_thread(imaging.look, data)
            except imaging.NotAnImage:
                raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-an-image") from None
            except imaging.TooManyPixels:
                millions = limits.IMAGE_PIXELS // 1_000_000
                raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "too-many-pixels", millions=millions) from None
            id = secrets.token_urlsafe(15)
            try:
                handle = await self._host.keep_image(data)
                await self._store.write(
                    rooms.keep_upload,
                    id=id,
                    person=person,
                    handle=handle,
                    mime=facts.mime,
                    width=facts.width,
                    height=facts.height,
                    bytes=len(data),
                )
            except (OSError, StoreError) as error:
                self._host.problem("web.not_saved", error=str(error))
                raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "not-saved") from None
        return web.json_response({"id": id, "width": facts.width, "height": facts.height})

    async def _read(self, request: web.Request) -> bytes:
        data = bytearray()
        try:
            async with asyncio.timeout(limits.UPLOAD_SECONDS):
                async for chunk in request.content.iter_any():
                    data += chunk
                    if len(data) > limits.UPLOAD_BYTES:
                        raise _too_large()
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "upload-slow") from None
        except reading.BROKEN_BODY:
            raise Refused(HTTPStatus.BAD_REQUEST, "bad-request") from None
        return bytes(data)


def _too_large() -> Refused:
    error = Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", megabytes=limits.UPLOAD_BYTES // (1024 * 1024))
    error.headers["Connection"] = "close"  # the rest is not read
    return error
