"""Pictures of entries: GET p/{room}/{entry}/{tag}, with ?size=preview, or ?download=1 for the original.

A picture is looked up through an entry of a room that the person may access; no part of the URL is used as a file
name. The content of a URL never changes, so it is cached as immutable.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from aiohttp import web

from adapters.web import imaging, rooms
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.limits import LARGE_EDGE, PREVIEW_EDGE
from adapters.web.renditions import Renditions, picture_response
from bot.adapter_api import Host
from bot.media import ImageProblem
from bot.store import Store

_FOREVER = "private, max-age=31536000, immutable"


class Pictures:
    """Serves originals and previews."""

    def __init__(self, host: Host, auth: Authenticator, renditions: Renditions) -> None:
        self._host = host
        self._store: Store = host.store
        self._auth = auth
        self._renditions = renditions

    def routes(self) -> list[web.RouteDef]:
        """The route."""
        return [web.get("/p/{room}/{entry}/{tag}", self.picture)]

    async def picture(self, request: web.Request) -> web.Response:
        """One picture. Uploaded images are always re-encoded; the bot's pictures are served unchanged."""
        person, room = await self._auth.person_and_room(request)
        row = await self._store.read(rooms.entry, room=room, id=request.match_info["entry"])
        found = row and json.loads(row.pictures).get(request.match_info["tag"])
        if not found:
            raise ApiError(HTTPStatus.NOT_FOUND, "picture-gone")
        preview = request.query.get("size") == "preview"
        try:
            if preview or "handle" in found:
                source = found.get("handle") or found["key"]
                edge = PREVIEW_EDGE if preview else LARGE_EDGE
                body = await self._renditions.resized(person, source, edge, uploaded="handle" in found)
                mime = imaging.RESIZED_MIME
            else:
                body, mime = await self._host.load_picture(found["key"]), found["mime"]
        except KeyError:
            raise ApiError(HTTPStatus.NOT_FOUND, "picture-gone") from None
        except ImageProblem:
            raise ApiError(HTTPStatus.NOT_FOUND, "not-an-image") from None
        except OSError as error:
            self._host.alert("web.picture", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "picture-later") from None
        return picture_response(body, mime, _FOREVER, found.get("name", ""), download="download" in request.query)
