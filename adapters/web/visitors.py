"""From a request to the person who makes it and the room that it is about."""

from __future__ import annotations

import json
from http import HTTPStatus

from aiohttp import web

from adapters.web import names
from adapters.web.guard import Guard
from adapters.web.identity import COOKIE_SECONDS, DOOR_COOKIE, PERSON_COOKIE, Keyring


class Visitors:
    """Reads and sets the two cookies; `home` is the path that they are for (`/`, or the prefix behind a proxy)."""

    def __init__(self, keyring: Keyring, guard: Guard, home: str) -> None:
        self.keyring = keyring
        self._guard = guard
        self._home = home

    def known(self, request: web.Request) -> str | None:
        """The person of the cookie, whether or not the token was given."""
        return self.keyring.person(request.cookies.get(PERSON_COOKIE, ""))

    def inside(self, request: web.Request) -> str | None:
        """The person, if they may come in."""
        person = self.known(request)
        if person and self.keyring.lets_in(person, request.cookies.get(DOOR_COOKIE, "")):
            return person
        return None

    def require(self, request: web.Request) -> str:
        """The person. Raises Refused for everyone who may not come in."""
        person = self.inside(request)
        if person is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "sign-in")
        return person

    def remember(self, response: web.StreamResponse, person: str, *, let_in: bool) -> None:
        """Set the cookies, or keep them alive."""
        self._set(response, PERSON_COOKIE, self.keyring.seal(person))
        if let_in and self.keyring.has_door:
            self._set(response, DOOR_COOKIE, self.keyring.pass_for(person))

    def _set(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(
            name,
            value,
            max_age=COOKIE_SECONDS,
            path=self._home,
            httponly=True,
            samesite="Strict",
            secure=self._guard.secure,
        )


def room_of(address: str, person: str) -> str:
    """The room that `person` means by an address: `~` is their own. Raises Refused for what cannot be a room."""
    if address == names.OWN_ROOM:
        return names.private_room(person)
    name = names.room_name(address)
    if name is None:
        raise Refused(HTTPStatus.NOT_FOUND, "no-room")
    return name


class Refused(web.HTTPException):
    """An error that the page shows in its own language: the text `web-error-<code>` with these arguments."""

    def __init__(self, status: HTTPStatus, code: str, **arguments: object) -> None:
        self.status_code = status
        body = json.dumps({"error": code, "arguments": arguments})
        super().__init__(text=body, content_type="application/json")
