"""Serves the room's page, its static files, and the login form.

The page is a static shell without private data: a browser that follows a link from another site does not send
SameSite=Strict cookies, so only the page's own first request is authenticated.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from adapters.web import names, reading, texts
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.guard import Guard
from adapters.web.limits import FORM_BYTES, LOGINS_BURST, LOGINS_PER_S, LOGINS_TOTAL
from adapters.web.throttles import LayeredThrottle
from bot.adapter_api import Host
from bot.runtime.templates import template_environment

STATIC = Path(__file__).parent / "static"
_TEMPLATES = template_environment("adapters.web")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
_LOCAL_TARGET = re.compile(r"r/[\w-]{1,40}")
_CONSOLE = "console"
"""What the names of the console's own files begin with; the room does not load them."""
_CONSOLE_USES = frozenset(
    {"base.css", "api.js", "dom.js", "icons.js", "preferences.js", "storage.js", "text.js", "toast.js"}
)
_TOKEN_CHARACTERS = 1000
_FORM_FIELDS = 8


@dataclass(frozen=True, slots=True)
class _StaticFile:
    body: bytes
    zipped: bytes
    mime: str


class Pages:
    """Static files are read once; URLs are dictionary keys, never paths."""

    def __init__(self, host: Host, auth: Authenticator, guard: Guard, home: str) -> None:
        self._host = host
        self._auth = auth
        self._guard = guard
        self._home = home
        self._logins = LayeredThrottle(host.clock.monotonic, (LOGINS_BURST, LOGINS_PER_S), None, LOGINS_TOTAL)
        self._files = {
            path.name: _StaticFile(body := path.read_bytes(), gzip.compress(body, 9, mtime=0), _TYPES[path.suffix])
            for path in sorted(STATIC.iterdir())
            if path.suffix in _TYPES
        }
        everything = b"".join(name.encode() + file.body for name, file in self._files.items())
        self.version = hashlib.sha256(everything).hexdigest()[:12]
        files = [name for name in self._files if name.endswith((".css", ".js")) and name != "theme.js"]
        self._room_page = self._render_shell("room", [name for name in files if not name.startswith(_CONSOLE)])
        own = [name for name in files if name.startswith(_CONSOLE) or name in _CONSOLE_USES]
        self._console_page = self._render_shell("console", own)
        self._templates = {name: _TEMPLATES.get_template(f"{name}.html") for name in ("login", "shared")}

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/", self.room),
            web.get("/r/{room}", self.room),
            web.get("/static/{version}/{name}", self.static),
            web.get("/login", self.login_form),
            web.post("/login", self.login),
        ]

    async def room(self, request: web.Request) -> web.Response:
        """The room's page, identical for every room and person."""
        address = request.match_info.get("room", names.OWN_ROOM)
        if address != names.OWN_ROOM and names.room_name(address) is None:
            raise web.HTTPNotFound(text="404")
        return _static_response(request, self._room_page, "no-cache")

    def console(self, request: web.Request) -> web.Response:
        """The page of the console; its caller checks who asks."""
        return _static_response(request, self._console_page, "no-store")

    async def static(self, request: web.Request) -> web.Response:
        """A static file. Its URL contains the version, so it is cached as immutable."""
        file = self._files.get(request.match_info["name"])
        if file is None or request.match_info["version"] != self.version:
            raise web.HTTPNotFound(text="404")
        return _static_response(request, file, "public, max-age=31536000, immutable")

    async def login_form(self, request: web.Request) -> web.Response:
        """The login form."""
        if await self._auth.signed_in(request) or not self._auth.signer.login_required:
            raise web.HTTPSeeOther(self._home + _local_target(request.query.get("next", "")))
        return self._login_page(request, request.query.get("next", ""))

    async def login(self, request: web.Request) -> web.Response:
        """Check the token and set the login cookie."""
        client = self._guard.client(request)
        if wait := self._logins.take(client, ""):
            raise reading.too_fast(wait)
        form = await _form(request)
        token, target = form.get("token", ""), form.get("next", "")
        signer = self._auth.signer
        if len(token) > _TOKEN_CHARACTERS or not signer.token_matches(token.strip()):
            self._host.alert("web.wrong_token", client=client)
            return self._login_page(request, target, wrong=True)
        redirect = web.HTTPSeeOther(self._home + _local_target(target))
        response = web.Response(status=redirect.status, headers={"Location": str(redirect.location)})
        person = await self._auth.returning_person(request) or await self._auth.new_person(request)
        await self._auth.set_cookies(response, person, renew=True)
        return response

    def _login_page(self, request: web.Request, target: str, *, wrong: bool = False) -> web.Response:
        language = texts.language_of(request.headers.get("Accept-Language", ""))
        page = self.render("login", language, next=_local_target(target), wrong=wrong)
        headers = {"Cache-Control": "no-cache", "Content-Type": "text/html; charset=utf-8"}
        return web.Response(body=page.encode(), status=401 if wrong else 200, headers=headers)

    def render(self, name: str, language: str, **values: object) -> str:
        """A page without the room's scripts, from its template."""
        say = partial(self._host.say, language)
        return self._templates[name].render(values, language=language, say=say, home=self._home, assets=self._assets)

    @property
    def _assets(self) -> str:
        return f"{self._home}static/{self.version}"

    def _render_shell(self, name: str, files: Sequence[str]) -> _StaticFile:
        page = _TEMPLATES.get_template(f"{name}.html").render(
            home=self._home,
            assets=self._assets,
            styles=[file for file in files if file.endswith(".css")],
            scripts=[file for file in files if file.endswith(".js")],
        )
        body = page.encode()
        return _StaticFile(body, gzip.compress(body, 9, mtime=0), "text/html; charset=utf-8")


def _static_response(request: web.Request, file: _StaticFile, caching: str) -> web.Response:
    headers = {"Content-Type": file.mime, "Cache-Control": caching}
    if len(file.zipped) < len(file.body) and reading.accepts_gzip(request):
        return web.Response(body=file.zipped, headers={**headers, "Content-Encoding": "gzip"})
    return web.Response(body=file.body, headers=headers)


async def _form(request: web.Request) -> Mapping[str, str]:
    """The login form's fields. Raises ApiError."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise reading.closing_connection(ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "bad-request"))
    try:
        words = (await reading.body_of(request, FORM_BYTES)).decode()
        return dict(parse_qsl(words, keep_blank_values=True, max_num_fields=_FORM_FIELDS))
    except ValueError:  # not UTF-8, or too many fields
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request") from None


def _local_target(wanted: str) -> str:
    """The redirect target after login: a room, or home; never another site."""
    return wanted if _LOCAL_TARGET.fullmatch(wanted) else ""
