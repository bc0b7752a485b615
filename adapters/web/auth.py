"""Authentication and room access of requests."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import unquote

from aiohttp import web

from adapters.web import names, rooms
from adapters.web.api_error import ApiError
from adapters.web.guard import Guard
from adapters.web.identity import COOKIE_MAX_AGE_SECONDS, LOGIN_COOKIE, PERSON_COOKIE, CookieSigner, PersonCookie
from adapters.web.sign_on import SignOn, name_of
from bot.access import Action, Kind, Principal, Resource, allows
from bot.http import mark_authenticated
from bot.store import Store

_HOST_PREFIX = "__Host-"
PAGE_OF = "X-Shenbi-Person"
"""The header in which a page says whose it is, percent-encoded."""


class Authenticator:
    """Finds out whose a request is: by the proxy that people sign on at, or else by the two cookies, which it sets. `home` is the
    cookies' path (`/`, or the prefix behind a proxy).

    With https their names start with `__Host-`, so that no other site of the same domain can set them. Such a cookie
    applies to the whole host, so the path prefix becomes part of its name.
    """

    def __init__(self, store: Store, signer: CookieSigner, guard: Guard, home: str, sign_on: SignOn) -> None:
        self._store = store
        self.sign_on = sign_on
        self.signer = signer
        self._guard = guard
        self._home = home
        self.person_cookie, self.login_cookie = (self._name(base) for base in (PERSON_COOKIE, LOGIN_COOKIE))

    async def signed_in(self, request: web.Request) -> str | None:
        """The authenticated person, or None. Raises ApiError if a proxy names somebody who cannot be, or if the page that asks is
        somebody else's; StoreError."""
        person = self.sign_on.person(request) or await self._person_of_cookies(request)
        if person is not None:
            if not _is_page_of(request, person):
                raise ApiError(HTTPStatus.UNAUTHORIZED, "sign-in")
            mark_authenticated(request, person)
        return person

    async def _person_of_cookies(self, request: web.Request) -> str | None:
        cookie = self.signer.verify(request.cookies.get(self.person_cookie, ""))
        if cookie is None or not self.signer.is_logged_in(cookie.person, request.cookies.get(self.login_cookie, "")):
            return None
        return cookie.person if await self._is_current(cookie) else None

    async def require_person(self, request: web.Request) -> str:
        """The authenticated person. Raises ApiError (401), StoreError."""
        person = await self.signed_in(request)
        if person is None:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "sign-in")
        return person

    async def require_not_banned(self, request: web.Request) -> str:
        """The authenticated person, unless banned. Raises ApiError, StoreError."""
        person = await self.require_person(request)
        banned: bool = await self._store.read(rooms.is_banned, person=person)
        if not allows(Principal(person=1, banned=banned), Action.USE, Resource(Kind.BOT)):
            raise ApiError(HTTPStatus.FORBIDDEN, "banned")
        return person

    async def person_and_room(self, request: web.Request) -> tuple[str, str]:
        """The person, and the room of the URL if the policy allows access. Raises ApiError, StoreError."""
        person = await self.require_person(request)
        return person, await self.room_for(person, request.match_info["room"])

    async def room_for(self, person: str, address: str, action: Action = Action.SEE) -> str:
        """Resolve a room address for a person and check access. Raises ApiError, StoreError."""
        room = room_of(address, person)
        banned: bool = await self._store.read(rooms.is_banned, person=person)
        own = room == names.private_room(person)
        # Anyone who names a shared room is a member of it. These ids are local to this check.
        principal = Principal(person=1, conversation=1, banned=banned)
        if not allows(
            principal, action, Resource(Kind.ROOM, owner=int(own), conversation=1, private=names.is_private(room))
        ):
            raise ApiError(HTTPStatus.FORBIDDEN, "banned")
        return room

    async def new_person(self, request: web.Request) -> str:
        """A new identity. Raises ApiError if a banned person recently used the same address (deleting cookies must
        not evade a ban), StoreError."""
        if address := self._guard.remote_client(request):
            banned: bool = await self._store.read(rooms.is_banned_address, address=self.signer.hash_address(address))
            if banned:
                raise ApiError(HTTPStatus.FORBIDDEN, "banned")
        return self.signer.new_person()

    async def record_address(self, request: web.Request, person: str) -> None:
        """Record a hash of the address from which a person opens the room. Raises StoreError."""
        if address := self._guard.remote_client(request):
            await self._store.write(rooms.record_address, person=person, address=self.signer.hash_address(address))

    async def returning_person(self, request: web.Request) -> str | None:
        """The person of a valid cookie at login, whether or not logged in. Raises StoreError."""
        # Only here the cookie name of 0.1.0 is accepted, because the cookie is renewed at once.
        for name in dict.fromkeys((self.person_cookie, PERSON_COOKIE)):
            cookie = self.signer.verify(request.cookies.get(name, ""))
            if cookie is not None and await self._is_current(cookie):
                return cookie.person
        return None

    async def set_cookies(self, response: web.StreamResponse, person: str, *, renew: bool) -> None:
        """Set or refresh the cookies; none of somebody who signed on at a proxy, whom the next request names again. `renew`
        after a login: all earlier person cookies become invalid. Raises StoreError."""
        if name_of(person):
            return
        read = self._store.write(rooms.renew_cookie_generation, person=person) if renew else self._generation(person)
        self._set(response, self.person_cookie, self.signer.sign(person, await read))
        if self.signer.login_required:
            self._set(response, self.login_cookie, self.signer.login_cookie_for(person))
        for old, name in ((PERSON_COOKIE, self.person_cookie), (LOGIN_COOKIE, self.login_cookie)):
            if renew and old != name:
                response.del_cookie(old, path=self._home)

    async def _is_current(self, cookie: PersonCookie) -> bool:
        # Without login there is only the first generation.
        return not self.signer.login_required or cookie.generation == await self._generation(cookie.person)

    async def _generation(self, person: str) -> int:
        return await self._store.read(rooms.cookie_generation, person=person)

    def _name(self, base: str) -> str:
        if not self._guard.secure:
            return base
        return _HOST_PREFIX + base + re.sub(r"[^A-Za-z0-9]+", "_", self._home.rstrip("/"))

    def _set(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(
            name,
            value,
            max_age=COOKIE_MAX_AGE_SECONDS,
            path="/" if self._guard.secure else self._home,
            httponly=True,
            samesite="Strict",
            secure=self._guard.secure,
        )


def _is_page_of(request: web.Request, person: str) -> bool:
    """Whether the page that sends the request, if it says whose it is, is this person's. Somebody else may have signed on in the
    same browser since it was opened: what is written in it is not theirs."""
    page_of = request.headers.get(PAGE_OF, "") or request.query.get("me", "")
    return not page_of or unquote(page_of) == person


def room_of(address: str, person: str) -> str:
    """The room of an address: `~` is the person's own. Raises ApiError for an invalid name."""
    if address == names.OWN_ROOM:
        return names.private_room(person)
    name = names.room_name(address)
    if name is None:
        raise ApiError(HTTPStatus.NOT_FOUND, "no-room")
    return name
