"""Several pictures as a ZIP: GET z/{room}?pictures=1,2,3. The originals, streamed while the archive is written."""

from __future__ import annotations

import io
import zipfile
from http import HTTPStatus

from aiohttp import web

from adapters.web import limits, reading
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.decode import PLATFORM
from bot.adapter_api import Conversation, HasGallery, Host
from bot.adapter_api.gallery import Gallery
from bot.http import Throttle

_HEADERS = {
    "Content-Type": "application/zip",
    "Content-Disposition": "attachment; filename=shenbi.zip",
    "Cache-Control": "private, no-store",
}
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class Archives:
    """The handler."""

    def __init__(self, host: Host, auth: Authenticator) -> None:
        self._host = host
        self._auth = auth
        self._gallery: Gallery | None = host.gallery if isinstance(host, HasGallery) else None
        self._pace = Throttle(limits.ARCHIVES_BURST, limits.ARCHIVES_PER_S, host.clock.monotonic)

    def routes(self) -> list[web.RouteDef]:
        """The route; none without a gallery."""
        return [web.get("/z/{room}", self.archive)] if self._gallery else []

    async def archive(self, request: web.Request) -> web.StreamResponse:
        """A ZIP of those pictures that this person may see from this room."""
        person, room = await self._auth.person_and_room(request)
        place = Conversation(PLATFORM, room)
        if wait := self._pace.take(person):
            raise reading.too_fast(wait)
        wanted = [reading.parse_number(part, 0) for part in request.query.get("pictures", "").split(",")]
        assert self._gallery is not None, "no gallery, no routes"
        found = await self._gallery.several(person, place, list(dict.fromkeys(wanted))[: limits.ARCHIVE_PICTURES])
        if not found:
            raise ApiError(HTTPStatus.NOT_FOUND, "picture-gone")
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        pipe = _Pipe()
        # Pictures are compressed already.
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
            for picture in found:
                try:
                    data = await self._host.load_picture(picture.key)
                except (KeyError, OSError):
                    continue  # Deleted meanwhile, or unreadable: continue with the others.
                archive.writestr(f"{picture.name}.{_ENDINGS.get(picture.mime, 'bin')}", data)
                await response.write(pipe.take())
        await response.write(pipe.take())
        await response.write_eof()
        return response


class _Pipe(io.RawIOBase):
    """A write-only, unseekable buffer; `take` returns and clears what was written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]  # narrower than any buffer
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken
