"""The pictures of a room: GET p/{room}/{entry}/{tag}, with ?size=preview, or ?download=1 for the original.

A picture is found through an entry that stands in a room that the person may be in; nothing in the address is ever
used as a name of a file. The address of a picture never changes its content, so browsers may keep it for good.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import OrderedDict
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import web

from adapters.web import imaging, rooms
from adapters.web.limits import LARGE_EDGE, PREVIEW_CACHE_BYTES, PREVIEW_EDGE, PREVIEWS_AT_ONCE
from adapters.web.visitors import Refused, Visitors, room_of
from bot.messages import Host
from bot.store import Store

_SHOWN_INLINE = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_UNSAFE = re.compile(r"[^\w.-]+")
_FOREVER = "private, max-age=31536000, immutable"


class Pictures:
    """Serves originals, and smaller ones that it makes and keeps for a while."""

    def __init__(self, host: Host, visitors: Visitors) -> None:
        self._host = host
        self._store: Store = host.store
        self._visitors = visitors
        self._at_work = asyncio.Semaphore(PREVIEWS_AT_ONCE)
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._kept_bytes = 0

    def routes(self) -> list[web.RouteDef]:
        """Where the handler is."""
        return [web.get("/p/{room}/{entry}/{tag}", self.picture)]

    async def picture(self, request: web.Request) -> web.Response:
        """One picture. Images of people are always re-encoded; the bot's pictures come as they were made."""
        room = room_of(request.match_info["room"], self._visitors.require(request))
        row = await self._store.read(rooms.entry, room=room, id=request.match_info["entry"])
        found = row and json.loads(row["pictures"]).get(request.match_info["tag"])
        if not found:
            raise Refused(HTTPStatus.NOT_FOUND, "picture-gone")
        preview = request.query.get("size") == "preview"
        try:
            if preview or "handle" in found:
                body = await self._smaller(found, PREVIEW_EDGE if preview else LARGE_EDGE)
                mime = imaging.SHRUNK_MIME
            else:
                body, mime = await self._host.load_picture(found["key"]), found["mime"]
        except KeyError:
            raise Refused(HTTPStatus.NOT_FOUND, "picture-gone") from None
        except (imaging.NotAnImage, imaging.TooManyPixels):
            raise Refused(HTTPStatus.NOT_FOUND, "not-an-image") from None
        except OSError as error:
            self._host.problem("web.picture", error=str(error))
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "picture-later") from None
        return _answer(body, mime, found.get("name", ""), download="download" in request.query)

    async def _smaller(self, found: dict[str, Any], edge: int) -> bytes:
        key = (found.get("handle") or found["key"], edge)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        async with self._at_work:
            if "handle" in found:
                data = await self._host.load_image(found["handle"])
            else:
                data = await self._host.load_picture(found["key"])
            small = await asyncio.to_thread(imaging.shrink, data, edge)
        self._keep(key, small)
        return small

    def _keep(self, key: tuple[str, int], data: bytes) -> None:
        if key not in self._kept:
            self._kept[key] = data
            self._kept_bytes += len(data)
        while self._kept_bytes > PREVIEW_CACHE_BYTES:
            self._kept_bytes -= len(self._kept.popitem(last=False)[1])


def _answer(body: bytes, mime: str, name: str, *, download: bool) -> web.Response:
    ending = _SHOWN_INLINE.get(mime)
    headers = {"Cache-Control": _FOREVER, "Content-Type": mime if ending else "application/octet-stream"}
    if download or not ending:
        safe = _UNSAFE.sub("-", name).strip("-.")[:80] or "shenbi"
        if ending and not safe.endswith(f".{ending}"):
            safe = f"{safe}.{ending}"
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}"
    return web.Response(body=body, headers=headers)
