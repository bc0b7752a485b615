"""The console for admins and moderators, if the host has one: its page and its API.

    GET  admin                        the page
    GET  api/admin/start              what this person may see and do, and all texts: ?language=
    GET  api/admin/overview           what runs and waits
    GET  api/admin/held               held jobs: ?after=
    GET  api/admin/people             people: ?after= &search= ; api/admin/people/{id}: one of them
    GET  api/admin/conversations      conversations: ?after= &search= ; api/admin/conversations/{id}: one of them
    GET  api/admin/spending           what people were charged: ?by=person|conversation|model &days= ; &csv=1: as a file
    GET  api/admin/audit              what was done: ?after= &who= &action= &kind= &surface= &first= &last=
    GET  api/admin/settings           the settings in force
    POST api/admin/looks              words of others: {"list": "reports", "after": "", "person": 0}; recorded
    GET  api/admin/cases/{id}/{index} a picture of a case
    POST api/admin/acts               what an act would do: {"act": {...}} or {"words": "pause all"} or {"undo": 17}
    POST api/admin/acts/confirmed     do it: {"act": {...}} or {"undo": 17, "reason": ""}

For everybody whose rank does not allow it all of this answers like an address that does not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from adapters.web import imaging, limits, reading, texts
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.console_csv import spending_csv
from adapters.web.guard import Guard
from adapters.web.pages import Pages
from adapters.web.renditions import Renditions, picture_response
from adapters.web.throttles import LayeredThrottle
from bot.adapter_api import HasConsole, Host
from bot.adapter_api.console import ActNotDone, Console, NoConsole, NothingThere, Order
from bot.media import ImageProblem

_MAX_ENTRY = 10**12
_AUDIT_FILTERS = ("who", "action", "kind", "surface", "first", "last")
_NO_STORE = {"Cache-Control": "no-store"}
Perform = Callable[[str, str, Order], Awaitable[dict[str, Any]]]


def _json(found: dict[str, Any]) -> web.Response:
    return web.json_response(found, headers=_NO_STORE)


class RoomConsole:
    """The handlers."""

    def __init__(
        self,
        host: Host,
        auth: Authenticator,
        guard: Guard,
        pages: Pages,
        renditions: Renditions,
        page_texts: texts.PageTexts,
    ) -> None:
        self._host = host
        self._texts = page_texts
        self._renditions = renditions
        self._console: Console | None = host.console if isinstance(host, HasConsole) else None
        self._auth = auth
        self._guard = guard
        self._pages = pages
        now = host.clock.monotonic
        self._reads = LayeredThrottle(
            now, (limits.CONSOLE_BURST, limits.CONSOLE_PER_S), limits.CONSOLE_ADDRESS, limits.CONSOLE_TOTAL
        )

    def routes(self) -> list[web.RouteDef]:
        """The routes; none without a console."""
        if self._console is None:
            return []
        return [
            web.get("/admin", self.page),
            web.get("/api/admin/start", self.start),
            web.get("/api/admin/overview", self.overview),
            web.get("/api/admin/held", self.held),
            web.get("/api/admin/people", self.people),
            web.get("/api/admin/people/{id}", self.person),
            web.get("/api/admin/conversations", self.conversations),
            web.get("/api/admin/conversations/{id}", self.conversation),
            web.get("/api/admin/settings", self.settings),
            web.post("/api/admin/looks", self.look),
            web.get("/api/admin/cases/{id}/{index}", self.picture),
            web.get("/api/admin/spending", self.spending),
            web.get("/api/admin/audit", self.audit),
            web.post("/api/admin/acts", self.propose),
            web.post("/api/admin/acts/confirmed", self.perform),
        ]

    async def is_open_to(self, person: str) -> bool:
        """Whether there is a console for this person."""
        return self._console is not None and bool((await self._console.rights(person))["sections"])

    async def page(self, request: web.Request) -> web.Response:
        """The page: the same for everyone of rank, and without data."""
        await self._person(request)
        return self._pages.console(request)

    async def start(self, request: web.Request) -> web.Response:
        """Everything that the page needs to start."""
        person = await self._person(request)
        language = _language(request)
        found = {
            "me": {"id": person},
            "language": language,
            "texts": self._texts.of(language),
            "hints": self._open_console.hints(language),
            "verbs": self._open_console.verbs(language),
            **await self._open_console.rights(person),
        }
        return web.json_response(found, headers=_NO_STORE)

    async def overview(self, request: web.Request) -> web.Response:
        """What runs and waits now."""
        return await self._page(request, lambda person: self._open_console.overview(person, _language(request)))

    async def held(self, request: web.Request) -> web.Response:
        """A page of held jobs."""
        return await self._page(request, lambda person: self._open_console.held(person, *_place(request)))

    async def people(self, request: web.Request) -> web.Response:
        """A page of people."""
        search = request.query.get("search", "")[: limits.SEARCH_CHARACTERS]
        return await self._page(request, lambda person: self._open_console.people(person, *_place(request), search))

    async def person(self, request: web.Request) -> web.Response:
        """One person."""
        return await self._page(
            request, lambda person: self._open_console.person(person, _language(request), _number(request, "id"))
        )

    async def conversations(self, request: web.Request) -> web.Response:
        """A page of conversations."""
        search = request.query.get("search", "")[: limits.SEARCH_CHARACTERS]
        return await self._page(
            request, lambda person: self._open_console.conversations(person, *_place(request), search)
        )

    async def conversation(self, request: web.Request) -> web.Response:
        """One conversation."""
        return await self._page(
            request, lambda person: self._open_console.conversation(person, _language(request), _number(request, "id"))
        )

    async def settings(self, request: web.Request) -> web.Response:
        """The settings in force."""
        return await self._page(request, self._open_console.settings)

    async def look(self, request: web.Request) -> web.Response:
        """A page of what moderators read. A POST, since each look is recorded."""
        person = await self._person(request)
        body = await reading.json_object(request)
        about = body.get("person", 0)
        if type(about) is not int or not 0 <= about < _MAX_ENTRY:
            raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
        language = reading.language_field(body) or texts.LANGUAGES[0]
        what, after = reading.text_field(body, "list"), reading.text_field(body, "after")
        return await self._answer(self._open_console.look(person, language, what, after, about))

    async def picture(self, request: web.Request) -> web.Response:
        """A picture that moderators have to decide about; in no cache."""
        person = await self._person(request)
        try:
            case, index = _number(request, "id"), _number(request, "index")
            key = await self._open_console.picture_of_case(person, case, index)
            body = await self._renditions.resized(person, key, limits.LARGE_EDGE)
        except (NoConsole, NothingThere, ValueError, KeyError, ImageProblem):
            raise web.HTTPNotFound from None
        return picture_response(body, imaging.RESIZED_MIME, "no-store", "", download=False)

    async def spending(self, request: web.Request) -> web.Response:
        """What people were charged."""
        by, days = request.query.get("by", "person"), request.query.get("days", "")[: limits.CURSOR_CHARACTERS]

        async def read(person: str) -> dict[str, Any]:
            return await self._open_console.spending(person, _language(request), by, days)

        return await self._page(request, read, spending_csv if "csv" in request.query else _json)

    async def audit(self, request: web.Request) -> web.Response:
        """A page of the audit."""
        filters = {name: request.query.get(name, "")[: limits.SEARCH_CHARACTERS] for name in _AUDIT_FILTERS}
        return await self._page(request, lambda person: self._open_console.audit(person, *_place(request), filters))

    async def propose(self, request: web.Request) -> web.Response:
        """What an act would do."""
        return await self._act(request, self._open_console.propose)

    async def perform(self, request: web.Request) -> web.Response:
        """Perform an act."""
        return await self._act(request, self._open_console.perform)

    async def _act(self, request: web.Request, how: Perform) -> web.Response:
        person = await self._person(request)
        body = await reading.json_object(request)
        language = reading.language_field(body) or texts.LANGUAGES[0]
        try:
            return web.json_response(await how(person, language, _order(body)), headers=_NO_STORE)
        except ActNotDone as refused:
            raise ApiError(HTTPStatus.CONFLICT, "act-refused", why=refused.words) from None
        except NoConsole:
            raise web.HTTPNotFound from None

    async def _page(
        self,
        request: web.Request,
        read: Callable[[str], Awaitable[dict[str, Any]]],
        answer: Callable[[dict[str, Any]], web.Response] = _json,
    ) -> web.Response:
        return await self._answer(read(await self._person(request)), answer)

    async def _answer(
        self, read: Awaitable[dict[str, Any]], answer: Callable[[dict[str, Any]], web.Response] = _json
    ) -> web.Response:
        try:
            return answer(await read)
        except ValueError:
            raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request") from None
        except NothingThere:
            raise ApiError(HTTPStatus.NOT_FOUND, "nothing-there") from None
        except NoConsole:
            raise web.HTTPNotFound from None

    async def _person(self, request: web.Request) -> str:
        """Who asks, if there is a console for them; counted only then, since being told to wait would tell that it exists."""
        try:
            person = await self._auth.signed_in(request)
        except ApiError:
            raise web.HTTPNotFound from None
        if person is None or not await self.is_open_to(person):
            raise web.HTTPNotFound
        if wait := self._reads.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        return person

    @property
    def _open_console(self) -> Console:
        assert self._console is not None, "no console, no routes"
        return self._console


def _language(request: web.Request) -> str:
    wanted = request.query.get("language", "")
    return wanted if wanted in texts.LANGUAGES else texts.language_of(request.headers.get("Accept-Language", ""))


def _number(request: web.Request, name: str) -> int:
    """A number of the address. Raises ValueError."""
    text = request.match_info[name]
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_ENTRY)) - 1):
        raise ValueError(text[:20])
    return int(text)


def _place(request: web.Request) -> tuple[str, str]:
    return _language(request), request.query.get("after", "")[: limits.CURSOR_CHARACTERS]


def _order(body: Mapping[str, Any]) -> Order:
    """The order in a body. Raises ApiError."""
    act, undo, words = body.get("act"), body.get("undo", 0), reading.text_field(body, "words")
    if act is not None and not isinstance(act, dict):
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    if type(undo) is not int or not 0 <= undo < _MAX_ENTRY:
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    if (act is not None) + bool(undo) + bool(words.strip()) != 1:
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    return Order(act, words[: limits.ORDER_CHARACTERS], undo, reading.text_field(body, "reason"))
