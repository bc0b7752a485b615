"""Image uploads: POST api/uploads with the bytes as the body; GET api/uploads/{id} is the decoded preview."""

from __future__ import annotations

import asyncio
import secrets
from http import HTTPStatus
from typing import IO

from aiohttp import web

from adapters.web import imaging, limits, reading, rooms
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.fair_semaphore import FairSemaphore, TooManyWaiting
from adapters.web.guard import Guard
from adapters.web.incoming_uploads import IncomingUploads, TooManyUploads
from adapters.web.renditions import Renditions, picture_response
from adapters.web.throttles import LayeredThrottle
from bot.adapter_api import Host
from bot.http import BodyTooLarge, BodyTooSlow, BrokenBody
from bot.media import ImageProblem, run_in_decode_queue
from bot.store import Store, StoreError, Tx

_NO_STORE = "private, no-store"
REFUSALS = {
    "image-empty": "empty-image",
    "image-not-an-image": "not-an-image",
    "image-damaged": "damaged-image",
    "image-too-large": "too-many-pixels",
}
"""From `ImageProblem` text ids to the page's error codes."""


class Uploads:
    """Receives uploads within the limits of size, rate and daily quota."""

    def __init__(self, host: Host, auth: Authenticator, guard: Guard, renditions: Renditions) -> None:
        self._host = host
        self._store: Store = host.store
        self._auth = auth
        self._guard = guard
        self._renditions = renditions
        now = host.clock.monotonic
        self._pace = LayeredThrottle(
            now, (limits.UPLOADS_BURST, limits.UPLOADS_PER_S), limits.UPLOADS_ADDRESS, limits.UPLOADS_TOTAL
        )
        self._bytes = LayeredThrottle(now, limits.UPLOAD_BYTES_PERSON, limits.UPLOAD_BYTES_ADDRESS, None)
        self._incoming = IncomingUploads(host.data_dir, now)
        self._semaphore = FairSemaphore(limits.UPLOADS_AT_ONCE, limits.UPLOADS_WAITING)

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [web.post("/api/uploads", self.upload), web.get("/api/uploads/{id}", self.preview)]

    async def upload(self, request: web.Request) -> web.Response:
        """Store an image; a message refers to it by the returned id."""
        person = await self._auth.require_not_banned(request)
        address = self._guard.remote_client(request)
        if wait := self._pace.take(person, address):
            raise reading.closing_connection(reading.too_fast(wait))
        size = request.content_length or 0
        if size > limits.UPLOAD_BYTES:
            raise _too_large()
        await self._check_space(person, size)
        try:
            async with self._incoming.body(request, person, address) as file:
                size = file.tell()
                if wait := self._bytes.take(person, address, size):
                    raise reading.too_fast(wait)
                await self._check_space(person, size)
                async with self._semaphore.hold(address or person):
                    return await self._keep(person, file)
        except (TooManyUploads, TooManyWaiting):
            raise reading.closing_connection(reading.too_fast(limits.UPLOAD_GRACE_SECONDS)) from None
        except BodyTooLarge:
            raise _too_large() from None
        except BodyTooSlow:
            raise reading.closing_connection(ApiError(HTTPStatus.REQUEST_TIMEOUT, "upload-slow")) from None
        except BrokenBody:
            raise reading.closing_connection(ApiError(HTTPStatus.BAD_REQUEST, "bad-request")) from None
        except (OSError, StoreError) as error:
            self._host.alert("web.not_saved", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "not-saved") from None

    async def _check_space(self, person: str, size: int) -> None:
        """Raises ApiError if the disk is full or the daily quota is used up."""
        if not await asyncio.to_thread(self._host.has_space, size):
            raise reading.closing_connection(ApiError(HTTPStatus.INSUFFICIENT_STORAGE, "disk-full"))
        of_person, of_all = await self._store.read(_brought, person=person)
        if of_person + size > limits.UPLOAD_QUOTA_PERSON_BYTES or of_all + size > limits.UPLOAD_QUOTA_BYTES:
            raise reading.closing_connection(ApiError(HTTPStatus.FORBIDDEN, "upload-quota"))

    async def _keep(self, person: str, file: IO[bytes]) -> web.Response:
        data = await asyncio.to_thread(_whole, file)
        try:
            # Fully decoded, so that unusable images are refused now and not after the message; the result is the
            # preview.
            preview = await run_in_decode_queue(imaging.resize, data, limits.PREVIEW_EDGE, uploaded=True)
        except ImageProblem as problem:
            raise _refusal(problem) from None
        id = secrets.token_urlsafe(15)
        handle = await self._host.keep_image(data)
        await self._store.write(
            rooms.save_upload,
            id=id,
            person=person,
            handle=handle,
            mime=preview.mime,
            width=preview.width,
            height=preview.height,
            bytes=len(data),
        )
        self._renditions.keep(handle, limits.PREVIEW_EDGE, preview.data)
        return web.json_response({"id": id, "width": preview.width, "height": preview.height})

    async def preview(self, request: web.Request) -> web.Response:
        """A person's own upload as a model would get it: browsers render some formats differently, or not at all."""
        person, id = await self._auth.require_person(request), request.match_info["id"]
        try:
            upload = await self._store.read(rooms.upload, person=person, id=id)
            body = await self._renditions.resized(person, upload.handle, limits.PREVIEW_EDGE, uploaded=True)
        except (LookupError, ImageProblem):
            raise ApiError(HTTPStatus.NOT_FOUND, "picture-gone") from None
        except (OSError, StoreError) as error:
            self._host.alert("web.picture", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "picture-later") from None
        return picture_response(body, imaging.RESIZED_MIME, _NO_STORE, "", download=False)


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _brought(tx: Tx, *, person: str) -> tuple[int, int]:
    since = tx.now - limits.UPLOAD_QUOTA_SECONDS
    of_person = tx.value("web.people.uploaded_bytes_of_person_since", person=person, since=since)
    return int(of_person), int(tx.value("web.people.uploaded_bytes_since", since=since))


def _refusal(problem: ImageProblem) -> ApiError:
    values = {"millions": problem.arguments["limit"]} if "limit" in problem.arguments else {}
    return ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, REFUSALS[problem.text_id], **values)


def _too_large() -> ApiError:
    error = ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", megabytes=limits.UPLOAD_BYTES // (1024 * 1024))
    return reading.closing_connection(error)
