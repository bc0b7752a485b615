"""Pictures as they go out: smaller ones, made in threads and kept for a while, and the headers of the answer."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from urllib.parse import quote

from aiohttp import web

from adapters.web import imaging
from adapters.web.limits import PREVIEW_CACHE_BYTES, PREVIEWS_AT_ONCE
from bot.messages import Host

_SHOWN_INLINE = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_UNSAFE = re.compile(r"[^\w.-]+")


class Renditions:
    """Makes pictures smaller; the longest unused go first."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._at_work = asyncio.Semaphore(PREVIEWS_AT_ONCE)
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._kept_bytes = 0

    async def smaller(self, source: str, edge: int, *, brought: bool = False) -> bytes:
        """A picture of the store, or one that a person brought, with at most `edge` pixels on its longer side.

        Raises KeyError if it is gone, NotAnImage, TooManyPixels, OSError.
        """
        key = (source, edge)
        if (known := self._known(key)) is not None:
            return known
        async with self._at_work:
            if (known := self._known(key)) is not None:
                return known  # Somebody else asked for it meanwhile.
            load = self._host.load_image if brought else self._host.load_picture
            small = await asyncio.to_thread(imaging.shrink, await load(source), edge)
            self._keep(key, small)
        return small

    def _known(self, key: tuple[str, int]) -> bytes | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: tuple[str, int], data: bytes) -> None:
        self._kept[key] = data
        self._kept_bytes += len(data)
        while self._kept_bytes > PREVIEW_CACHE_BYTES:
            self._kept_bytes -= len(self._kept.popitem(last=False)[1])


def answer(body: bytes, mime: str, caching: str, name: str, *, download: bool) -> web.Response:
    """A picture as an answer; what a browser might run instead of showing it is only ever downloaded."""
    ending = _SHOWN_INLINE.get(mime)
    headers = {"Cache-Control": caching, "Content-Type": mime if ending else "application/octet-stream"}
    if download or not ending:
        safe = _UNSAFE.sub("-", name).strip("-.")[:80] or "shenbi"
        if ending and not safe.endswith(f".{ending}"):
            safe = f"{safe}.{ending}"
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}"
    return web.Response(body=body, headers=headers)
