"""Single sign-on: the proxy in front of the room has authenticated the person, and names them in a header of each request.

The header counts only if the connection itself comes from a configured proxy: anybody else could write it. Nothing is stored in
the browser, so that signing out at the proxy, or signing in as somebody else there, holds from the next request on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from adapters.web.api_error import ApiError
from bot.adapter_api import Host
from bot.http import Forwarding, Throttle

MARK = "@"
"""What the ids of people who signed on begin with, so that no name is the id of a cookie."""
NAME_CHARACTERS = 100
_PUNCTUATION = frozenset("._-+@|:")
_SAID_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class SignOnSettings:
    """Settings of single sign-on. `header`: names the person, empty: none; `proxies`: whose header counts."""

    header: str = ""
    proxies: Iterable[str] = ()
    ignores_case: bool = True


def person_of(name: str, *, ignores_case: bool) -> str | None:
    """The id of the person with this name at the proxy; None if the name is unusable.

    It is used as it is or not at all: changing more of it than the case could give one person the account of another.
    """
    if not 0 < len(name) <= NAME_CHARACTERS or unicodedata.normalize("NFKC", name) != name:
        return None
    if not all(mark in _PUNCTUATION or unicodedata.category(mark)[0] in "LMN" for mark in name):
        return None
    if unicodedata.category(name[0])[0] == "M":
        return None
    return MARK + (unicodedata.normalize("NFKC", name.lower()) if ignores_case else name)


def name_of(person: str) -> str:
    """The name of somebody who signed on; empty for the person of a cookie."""
    return person.removeprefix(MARK) if person.startswith(MARK) else ""


class SignOn:
    """Reads the person of a request from the proxy's header."""

    def __init__(self, host: Host, settings: SignOnSettings) -> None:
        self._host = host
        self._header = settings.header
        self._ignores_case = settings.ignores_case
        self._proxies = Forwarding(settings.proxies)
        self._alerts = Throttle(1, 1 / _SAID_EVERY_S, host.clock.monotonic)

    @property
    def is_on(self) -> bool:
        """Whether people can sign on at a proxy."""
        return bool(self._header)

    def person(self, request: web.BaseRequest) -> str | None:
        """The person that a proxy names; None if none does. Raises ApiError if it names somebody in a way that cannot be used:
        such a request is refused, whatever cookies it has."""
        values = request.headers.getall(self._header, []) if self._header else []
        if not any(values):
            return None
        # The connection's own address, never one of X-Forwarded-For, which the client may have written.
        if not self._proxies.is_proxy(request.remote or ""):
            self._tell("web.sign_on_ignored", client=request.remote or "?")
            return None
        person = person_of(values[0], ignores_case=self._ignores_case) if len(values) == 1 else None
        if person is None:
            self._tell("web.sign_on_name", headers=len(values))
            raise ApiError(HTTPStatus.FORBIDDEN, "sign-on-name")
        return person

    def _tell(self, code: str, **details: object) -> None:
        if not self._alerts.take(code):
            self._host.alert(code, **details)
