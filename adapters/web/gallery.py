"""The gallery's API and pictures, if the host has a gallery.

    GET  api/rooms/{room}/gallery         a page: ?words= &style= &starred=1 &here=1 &after=
    GET  api/rooms/{room}/gallery/{picture}/path  what a picture was made from
    POST api/rooms/{room}/gallery/stars   {"picture": id, "starred": true or false}
    POST api/rooms/{room}/gallery/deletions {"picture": id, "language": "en"}
    GET  g/{room}/{picture}               a picture, with ?size=thumb or preview, or ?download=1

These pictures are addressed by id, so each request checks whether this person may see the picture from this room: it
is their own, or its owner shares it here. Access can end at any time (`/forget`, `/settings gallery no`), so browsers
must revalidate; unchanged pictures get 304.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from adapters.web import encode, imaging, limits, names, reading, texts
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.decode import PLATFORM
from adapters.web.guard import Guard
from adapters.web.renditions import Renditions, picture_response
from adapters.web.throttles import LayeredThrottle
from bot.adapter_api import Conversation, HasGallery, Host
from bot.adapter_api.gallery import Gallery, GalleryQuery
from bot.http import Throttle
from bot.media import ImageProblem

_REVALIDATE = "private, no-cache"
_MAX_ID = 10**18  # more than any picture's id; fits into both databases
_EDGES = {"thumb": limits.THUMB_EDGE, "preview": limits.PREVIEW_EDGE}


class RoomGallery:
    """The handlers."""

    def __init__(self, host: Host, auth: Authenticator, guard: Guard, renditions: Renditions) -> None:
        self._host = host
        self._guard = guard
        self._gallery: Gallery | None = host.gallery if isinstance(host, HasGallery) else None
        self._auth = auth
        self._renditions = renditions
        now = host.clock.monotonic
        self._pages = LayeredThrottle(
            now, (limits.GALLERY_BURST, limits.GALLERY_PER_S), limits.GALLERY_ADDRESS, limits.GALLERY_TOTAL
        )
        self._stars = Throttle(limits.STARS_BURST, limits.STARS_PER_S, now)

    def routes(self) -> list[web.RouteDef]:
        """The routes; none without a gallery."""
        if self._gallery is None:
            return []
        return [
            web.get("/api/rooms/{room}/gallery", self.page),
            web.get("/api/rooms/{room}/gallery/{picture}/path", self.path),
            web.post("/api/rooms/{room}/gallery/stars", self.star),
            web.post("/api/rooms/{room}/gallery/deletions", self.delete),
            web.get("/g/{room}/{picture}", self.picture),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """A page of pictures, newest first."""
        person, conversation = await self._person_and_room(request)
        if wait := self._pages.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        query = request.query
        search = GalleryQuery(
            here="here" in query,
            words=tuple(query.get("words", "")[: limits.SEARCH_CHARACTERS].split()),
            style=query.get("style", ""),
            starred="starred" in query,
            after=query.get("after", "")[: limits.CURSOR_CHARACTERS],
            limit=limits.GALLERY_PICTURES,
        )
        try:
            found = await self._open_gallery.page(person, conversation, search)
        except ValueError:
            raise _bad_request() from None
        return web.json_response(found, headers={"Cache-Control": "no-store"})

    async def path(self, request: web.Request) -> web.Response:
        """What a picture was made from."""
        person, conversation = await self._person_and_room(request)
        if wait := self._pages.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        number = reading.parse_number(request.match_info["picture"], 0)
        try:
            found = await self._open_gallery.path(person, conversation, number)
        except LookupError:
            raise _gone() from None
        return web.json_response(found, headers={"Cache-Control": "no-store"})

    async def star(self, request: web.Request) -> web.Response:
        """Star or unstar a picture."""
        person, conversation = await self._person_and_room(request)
        body = await reading.json_object(request)
        if wait := self._stars.take(person):
            raise reading.too_fast(wait)
        picture, wanted = _picture_id(body), body.get("starred")
        if type(wanted) is not bool:
            raise _bad_request()
        try:
            done = await self._open_gallery.star(person, conversation, picture, wanted)
        except LookupError:
            raise _gone() from None
        if not done:
            raise ApiError(HTTPStatus.CONFLICT, "too-many-stars")
        return web.json_response({"starred": wanted})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete all pictures of a picture's job. The undo button comes as a post in the room."""
        person, conversation = await self._person_and_room(request)
        body = await reading.json_object(request)
        if wait := self._stars.take(person):
            raise reading.too_fast(wait)
        alone, language = names.is_private(conversation.chat_id), reading.language_field(body) or texts.LANGUAGES[0]
        try:
            await self._open_gallery.delete(person, conversation, _picture_id(body), direct=alone, language=language)
        except LookupError:
            raise _gone() from None
        except PermissionError:
            raise ApiError(HTTPStatus.FORBIDDEN, "not-yours") from None
        return web.json_response({})

    async def picture(self, request: web.Request) -> web.Response:
        """One picture, if the person may see it from this room."""
        person, conversation = await self._person_and_room(request)
        number = reading.parse_number(request.match_info["picture"], 0)
        try:
            found = await self._open_gallery.picture(person, conversation, number)
        except LookupError:
            raise _gone() from None
        edge = _EDGES.get(request.query.get("size", ""))
        tag = f'"{encode.tag_of(found.key)}-{edge or 0}"'
        if request.headers.get("If-None-Match", "") == tag:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers={"Cache-Control": _REVALIDATE, "ETag": tag})
        try:
            if edge:
                body, mime = await self._renditions.resized(person, found.key, edge), imaging.RESIZED_MIME
            else:
                body, mime = await self._host.load_picture(found.key), found.mime
        except KeyError:
            raise _gone() from None
        except ImageProblem:
            raise ApiError(HTTPStatus.NOT_FOUND, "not-an-image") from None
        except OSError as error:
            self._host.alert("web.picture", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "picture-later") from None
        response = picture_response(body, mime, _REVALIDATE, found.name, download="download" in request.query)
        response.headers["ETag"] = tag
        return response

    async def _person_and_room(self, request: web.Request) -> tuple[str, Conversation]:
        person, room = await self._auth.person_and_room(request)
        return person, Conversation(PLATFORM, room)

    @property
    def _open_gallery(self) -> Gallery:
        assert self._gallery is not None, "no gallery, no routes"
        return self._gallery


def _picture_id(body: Mapping[str, Any]) -> int:
    picture = body.get("picture")
    if type(picture) is not int or not 0 < picture <= _MAX_ID:
        raise _bad_request()
    return picture


def _bad_request() -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "bad-request")


def _gone() -> ApiError:
    return ApiError(HTTPStatus.NOT_FOUND, "picture-gone")
