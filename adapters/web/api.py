"""The page's JSON API.

    POST api/start                     identity, room, newest entries, all texts of the page
    GET  api/rooms/{room}/entries      older entries: ?before=seq
    POST api/rooms/{room}/messages     send a message
    POST api/rooms/{room}/presses      press a button
    POST api/me                        choose a name
    POST api/uploads                   upload an image (uploads.py)

`{room}` is `~` for one's own room. An error is {"error": code, "arguments": {...}}; its text is `web-error-<code>`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from aiohttp import web

from adapters.web import limits, names, reading, rooms, texts
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.console import RoomConsole
from adapters.web.guard import Guard
from adapters.web.live import LiveUpdates
from adapters.web.sign_on import name_of
from adapters.web.submission import NoSuchEntry, Submission, Submissions, UnknownUpload
from adapters.web.throttles import LayeredThrottle
from bot.access import Action
from bot.adapter_api import HasGallery, HasMenu, Host
from bot.http import mark_authenticated
from bot.store import Store, StoreError

_NO_MENU: dict[str, list[object]] = {"commands": [], "options": [], "styles": []}
_LIMITS = {
    "text": limits.TEXT_LIMIT,
    "name": limits.NAME_LIMIT,
    "images": limits.IMAGES_PER_MESSAGE,
    "bytes": limits.UPLOAD_BYTES,
    "typing": limits.TYPING_SECONDS,
}


class Api:
    """The handlers; their only state is rate limits."""

    def __init__(
        self,
        host: Host,
        auth: Authenticator,
        guard: Guard,
        live: LiveUpdates,
        submissions: Submissions,
        console: RoomConsole,
        page_texts: texts.PageTexts,
        *,
        links: bool,
        sign_out_url: str = "",
    ) -> None:
        self._host = host
        self._store: Store = host.store
        self._auth = auth
        self._guard = guard
        self._live = live
        self._submissions = submissions
        self._console = console
        self._texts = page_texts
        self._links = links
        self._sign_out_url = sign_out_url
        now = host.clock.monotonic
        self._messages = LayeredThrottle(
            now, (limits.MESSAGES_BURST, limits.MESSAGES_PER_S), limits.MESSAGES_ADDRESS, limits.MESSAGES_TOTAL
        )
        self._presses = LayeredThrottle(
            now, (limits.PRESSES_BURST, limits.PRESSES_PER_S), limits.PRESSES_ADDRESS, limits.PRESSES_TOTAL
        )
        self._history = LayeredThrottle(
            now, (limits.HISTORY_BURST, limits.HISTORY_PER_S), limits.HISTORY_ADDRESS, limits.HISTORY_TOTAL
        )
        self._starts = LayeredThrottle(now, (limits.STARTS_BURST, limits.STARTS_PER_S), None, limits.STARTS_TOTAL)
        self._new_people = LayeredThrottle(
            now, (limits.NEW_PEOPLE_BURST, limits.NEW_PEOPLE_PER_S), None, limits.NEW_PEOPLE_TOTAL
        )

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.post("/api/start", self.start),
            web.get("/api/rooms/{room}/entries", self.entries),
            web.post("/api/rooms/{room}/messages", self.send_message),
            web.post("/api/rooms/{room}/presses", self.press),
            web.post("/api/me", self.rename),
        ]

    async def start(self, request: web.Request) -> web.Response:
        """Everything that a page needs to start. A new visitor gets an identity here, unless login is required."""
        person = await self._auth.signed_in(request)
        client = self._guard.client(request)
        if wait := self._starts.take(person or client, ""):
            raise reading.too_fast(wait)
        if person is None and self._auth.signer.login_required:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "sign-in")
        body = await reading.json_object(request)
        if person is None:
            if wait := self._new_people.take(client, ""):
                raise reading.too_fast(wait)
            person = await self._auth.new_person(request)
        room = await self._auth.room_for(person, reading.text_field(body, "room"))
        signed_on = name_of(person)
        name: str = await self._store.read(rooms.person_name, person=person)
        if signed_on and not name:
            # Until they choose another one. A name that is like the bot's stays unset.
            name = "" if names.is_bot_name(signed_on) else names.clean_name(signed_on)
            await self._store.write(rooms.rename, person=person, name=name)
        language = reading.language_field(body) or texts.language_of(request.headers.get("Accept-Language", ""))
        page = await self._store.read(rooms.page, room=room)
        response = web.json_response(
            {
                "me": {"id": person, "name": name},
                "sign_out": self._sign_out_url if signed_on else "",
                "room": {"name": "" if names.is_private(room) else room, "private": names.is_private(room)},
                "language": language,
                "texts": self._texts.of(language),
                "menu": self._host.menu(language) if isinstance(self._host, HasMenu) else _NO_MENU,
                "limits": _LIMITS,
                "gallery": isinstance(self._host, HasGallery),
                "sharing": self._links,
                "console": await self._console.is_open_to(person),
                **_page_json(page),
            }
        )
        # Mostly the page's texts. It contains no secret that compression could leak by length.
        response.enable_compression(
            web.ContentCoding.gzip if reading.accepts_gzip(request) else web.ContentCoding.identity
        )
        await self._auth.set_cookies(response, person, renew=False)
        await self._auth.record_address(request, person)
        mark_authenticated(request, person)
        return response

    async def entries(self, request: web.Request) -> web.Response:
        """A page of history."""
        person = await self._auth.require_person(request)
        if wait := self._history.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        room = await self._auth.room_for(person, request.match_info["room"])
        before = reading.parse_number(request.query.get("before", ""), rooms.NEWEST)
        return web.json_response(_page_json(await self._store.read(rooms.page, room=room, before=before)))

    async def send_message(self, request: web.Request) -> web.Response:
        """Accept a message. Answered once it is saved; idempotent by nonce."""
        person = await self._auth.require_person(request)
        if wait := self._messages.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        room = await self._auth.room_for(person, request.match_info["room"], Action.TAKE_PART)
        body = await reading.json_object(request)
        try:
            text = names.clean_text(reading.text_field(body, "text"))
        except names.MessageTooLong:
            raise ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text-too-long", limit=limits.TEXT_LIMIT) from None
        uploads = reading.id_fields(body, "images", limits.IMAGES_PER_MESSAGE)
        if not text and not uploads:
            raise ApiError(HTTPStatus.BAD_REQUEST, "empty")
        submission = Submission(
            room=room,
            person=person,
            language=reading.language_field(body),
            nonce=reading.id_field(body, "nonce"),
            text=text,
            uploads=uploads,
            reply_to=reading.id_field(body, "reply_to", optional=True),
        )
        try:
            accepted = await self._submissions.submit(submission)
        except UnknownUpload:
            raise ApiError(HTTPStatus.CONFLICT, "upload-gone") from None
        except (OSError, StoreError) as error:
            self._host.alert("web.not_saved", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "not-saved") from None
        self._live.mark_active(person)
        return web.json_response(accepted)

    async def press(self, request: web.Request) -> web.Response:
        """Accept a button press."""
        person = await self._auth.require_person(request)
        if wait := self._presses.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        room = await self._auth.room_for(person, request.match_info["room"], Action.TAKE_PART)
        body = await reading.json_object(request)
        entry, nonce = reading.id_field(body, "entry"), reading.id_field(body, "nonce")
        action, text = reading.text_field(body, "action"), reading.text_field(body, "text")
        if len(text) > limits.BUTTON_FIELD_CHARACTERS:
            raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
        try:
            await self._submissions.press(room, person, reading.language_field(body), entry, action, nonce, text)
        except NoSuchEntry:
            raise ApiError(HTTPStatus.CONFLICT, "button-gone") from None
        except (OSError, StoreError) as error:
            self._host.alert("web.not_saved", error=str(error))
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "not-saved") from None
        self._live.mark_active(person)
        return web.json_response({})

    async def rename(self, request: web.Request) -> web.Response:
        """Set the display name; empty removes it."""
        person = await self._auth.require_not_banned(request)
        # Counted as a press: both are small writes, and nobody renames often enough for a limit of its own.
        if wait := self._presses.take(person, self._guard.remote_client(request)):
            raise reading.too_fast(wait)
        name = names.clean_name(reading.text_field(await reading.json_object(request), "name"))
        if names.is_bot_name(name):
            raise ApiError(HTTPStatus.CONFLICT, "name-reserved")
        await self._store.write(rooms.rename, person=person, name=name)
        self._live.renamed(person, name)
        return web.json_response({"name": name})


def _page_json(page: rooms.RoomPage) -> dict[str, Any]:
    return {"entries": page.entries, "revision": page.revision, "more": page.more}
