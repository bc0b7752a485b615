"""Resized pictures with an LRU cache, and the response headers of pictures."""

from __future__ import annotations

import re
from collections import OrderedDict
from urllib.parse import quote

from aiohttp import web

from adapters.web import imaging
from adapters.web.fair_semaphore import FairSemaphore, TooManyWaiting
from adapters.web.limits import PREVIEW_CACHE_BYTES, PREVIEWS_AT_ONCE, PREVIEWS_WAITING
from adapters.web.reading import too_fast
from bot.adapter_api import Host
from bot.media import run_in_decode_queue

_SHOWN_INLINE = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_UNSAFE = re.compile(r"[^\w.-]+")


class Renditions:
    """Resizes pictures; caches results by size (LRU)."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._semaphore = FairSemaphore(PREVIEWS_AT_ONCE, PREVIEWS_WAITING)
        self._cache: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._kept_bytes = 0

    async def resized(self, person: str, source: str, edge: int, *, uploaded: bool = False) -> bytes:
        """A stored picture, or an uploaded image, with at most `edge` pixels on its longer side, for `person`.

        Raises KeyError if it no longer exists, ImageProblem, OSError, ApiError if the person has too many waiting requests.
        """
        key = (source, edge)
        if (known := self._known(key)) is not None:
            return known
        try:
            async with self._semaphore.hold(person):
                if (known := self._known(key)) is not None:
                    return known  # Resized meanwhile by another request.
                load = self._host.load_image if uploaded else self._host.load_picture
                resized_data = (
                    await run_in_decode_queue(imaging.resize, await load(source), edge, uploaded=uploaded)
                ).data
                self.keep(source, edge, resized_data)
        except TooManyWaiting:
            raise too_fast(1.0) from None
        return resized_data

    def _known(self, key: tuple[str, int]) -> bytes | None:
        if key in self._cache:
            self._cache.move_to_end(key)
        return self._cache.get(key)

    def keep(self, source: str, edge: int, data: bytes) -> None:
        """Cache a picture that was resized elsewhere."""
        self._kept_bytes += len(data) - len(self._cache.pop((source, edge), b""))
        self._cache[source, edge] = data
        while self._kept_bytes > PREVIEW_CACHE_BYTES:
            self._kept_bytes -= len(self._cache.popitem(last=False)[1])


def picture_response(body: bytes, mime: str, caching: str, name: str, *, download: bool) -> web.Response:
    """The response with a picture; types that a browser might execute are sent as attachments."""
    ending = _SHOWN_INLINE.get(mime)
    headers = {"Cache-Control": caching, "Content-Type": mime if ending else "application/octet-stream"}
    if download or not ending:
        safe = _UNSAFE.sub("-", name).strip("-.")[:80] or "shenbi"
        if ending and not safe.endswith(f".{ending}"):
            safe = f"{safe}.{ending}"
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}"
    return web.Response(body=body, headers=headers)
