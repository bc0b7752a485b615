"""Share links: each shows one picture to anyone who has it, without cookies.

    POST api/rooms/{room}/shares   {"picture": id, "prompt": true or false, "days": 1, 7 or 30}: create a link
    GET  api/shares                one's own valid links
    POST api/shares/revoke         {"id": id}
    GET  s/{secret}                a page with the picture and no other data
    GET  s/{secret}/picture        the picture, with ?download=1

Responses are not cached or indexed, so that a revoked link shows nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aiohttp import web

from adapters.web import limits, reading, texts
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.decode import PLATFORM
from adapters.web.guard import Guard
from adapters.web.pages import Pages
from adapters.web.renditions import picture_response
from adapters.web.throttles import LayeredThrottle
from bot.adapter_api import Conversation, Host
from bot.adapter_api.sharing import SharedPicture, Sharing, TooManyLinks
from bot.http import Throttle

DAY_S = 24 * 3600.0
_MAX_ID = 10**18
_UNLISTED = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noimageindex",
    "Referrer-Policy": "no-referrer",
}


class Shares:
    """The handlers."""

    def __init__(self, host: Host, auth: Authenticator, guard: Guard, pages: Pages, sharing: Sharing | None) -> None:
        self._host = host
        self._auth = auth
        self._guard = guard
        self._pages = pages
        self._sharing = sharing
        now = host.clock.monotonic
        self._changes = Throttle(limits.SHARES_BURST, limits.SHARES_PER_S, now)
        self._openings = LayeredThrottle(now, (limits.LINKS_BURST, limits.LINKS_PER_S), None, limits.LINKS_TOTAL)

    def routes(self) -> list[web.RouteDef]:
        """The routes; none if sharing is off."""
        if self._sharing is None:
            return []
        return [
            web.post("/api/rooms/{room}/shares", self.make),
            web.get("/api/shares", self.list),
            web.post("/api/shares/revoke", self.revoke),
            web.get("/s/{secret}", self.page),
            web.get("/s/{secret}/picture", self.picture),
        ]

    async def make(self, request: web.Request) -> web.Response:
        """Create a link; only this response contains its secret."""
        person = await self._auth.require_not_banned(request)
        place = Conversation(PLATFORM, await self._auth.room_for(person, request.match_info["room"]))
        body = await self._body(request, person)
        with_prompt, days = body.get("prompt"), body.get("days")
        if type(with_prompt) is not bool or days not in limits.LINK_DAYS or type(days) is not int:
            raise _bad_request()
        try:
            secret, link = await self._links.make(
                person, place, _id(body, "picture"), with_prompt=with_prompt, lasts_s=days * DAY_S
            )
        except LookupError:
            raise ApiError(HTTPStatus.NOT_FOUND, "picture-gone") from None
        except PermissionError:
            raise ApiError(HTTPStatus.FORBIDDEN, "not-yours") from None
        except TooManyLinks:
            raise ApiError(HTTPStatus.CONFLICT, "too-many-links") from None
        return _json({"address": f"s/{secret}", **asdict(link)})

    async def list(self, request: web.Request) -> web.Response:
        """One's own links."""
        person = await self._auth.require_person(request)
        return _json({"links": [asdict(link) for link in await self._links.links(person)]})

    async def revoke(self, request: web.Request) -> web.Response:
        """Revoke a link."""
        person = await self._auth.require_person(request)
        body = await self._body(request, person)
        try:
            await self._links.revoke(person, _id(body, "id"))
        except LookupError:
            raise ApiError(HTTPStatus.NOT_FOUND, "link-gone") from None
        return _json({})

    async def page(self, request: web.Request) -> web.Response:
        """The page with the picture. An unknown and a revoked link get the same response."""
        language = texts.language_of(request.headers.get("Accept-Language", ""))
        try:
            shared = await self._open_link(request)
        except LookupError:
            return self._html(request, language, None)
        return self._html(request, language, shared)

    async def picture(self, request: web.Request) -> web.Response:
        """The picture."""
        try:
            picture = (await self._open_link(request)).picture
            data = await self._host.load_picture(picture.key)
        except LookupError:
            raise ApiError(HTTPStatus.NOT_FOUND, "picture-gone") from None
        except OSError as error:
            self._host.alert("web.picture", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "picture-later") from None
        response = picture_response(data, picture.mime, "no-store", picture.name, download="download" in request.query)
        response.headers.update(_UNLISTED)
        return response

    async def _open_link(self, request: web.Request) -> SharedPicture:
        if wait := self._openings.take(self._guard.client(request), ""):
            raise reading.too_fast(wait)
        return await self._links.open(request.match_info["secret"][: limits.SEARCH_CHARACTERS])

    def _html(self, request: web.Request, language: str, shared: SharedPicture | None) -> web.Response:
        page = self._pages.render("shared", language, shared=shared, secret=request.match_info["secret"])
        status = HTTPStatus.NOT_FOUND if shared is None else HTTPStatus.OK
        return web.Response(text=page, status=status, content_type="text/html", charset="utf-8", headers=_UNLISTED)

    async def _body(self, request: web.Request, person: str) -> Mapping[str, Any]:
        body = await reading.json_object(request)
        if wait := self._changes.take(person):
            raise reading.too_fast(wait)
        return body

    @property
    def _links(self) -> Sharing:
        assert self._sharing is not None, "no sharing, no routes"
        return self._sharing


def _json(body: Mapping[str, Any]) -> web.Response:
    return web.json_response(body, headers={"Cache-Control": "no-store"})


def _id(body: Mapping[str, Any], field: str) -> int:
    value = body.get(field)
    if type(value) is not int or not 0 < value <= _MAX_ID:
        raise _bad_request()
    return value


def _bad_request() -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
