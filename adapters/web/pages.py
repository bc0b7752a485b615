"""The page itself, its scripts and styles, and the door where the token is given.

The page is an empty shell that holds nothing private, because a browser that follows a link from another site sends no
strict cookie: only the page's own first request says who it is.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from adapters.web import names, reading, texts
from adapters.web.guard import Guard
from adapters.web.limits import LOGINS_BURST, LOGINS_PER_S
from adapters.web.throttle import Throttle
from adapters.web.visitors import Visitors
from bot.messages import Host

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".webmanifest": "application/manifest+json",
}
_LOCAL = re.compile(r"r/[\w-]{1,40}")
_TOKEN_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    zipped: bytes
    mime: str


class Pages:
    """Everything static is read once; an address is a key of a dictionary, never a path."""

    def __init__(self, host: Host, visitors: Visitors, guard: Guard, home: str) -> None:
        self._host = host
        self._visitors = visitors
        self._guard = guard
        self._home = home
        self._logins = Throttle(LOGINS_BURST, LOGINS_PER_S, host.clock.monotonic)
        self._files = {
            path.name: _File(body := path.read_bytes(), gzip.compress(body, 9, mtime=0), _TYPES[path.suffix])
            for path in sorted(STATIC.iterdir())
            if path.suffix in _TYPES
        }
        everything = b"".join(name.encode() + file.body for name, file in self._files.items())
        self.version = hashlib.sha256(everything).hexdigest()[:12]
        self._room_page = self._fill("room.html")
        self._login_page = Template((STATIC / "login.html").read_text(encoding="utf-8"))

    def routes(self) -> list[web.RouteDef]:
        """Where the handlers are."""
        return [
            web.get("/", self.room),
            web.get("/r/{room}", self.room),
            web.get("/static/{version}/{name}", self.static),
            web.get("/login", self.door),
            web.post("/login", self.login),
        ]

    async def room(self, request: web.Request) -> web.Response:
        """The shell of a room; the same bytes for every room and everyone."""
        address = request.match_info.get("room", names.OWN_ROOM)
        if address != names.OWN_ROOM and names.room_name(address) is None:
            raise web.HTTPNotFound(text="404")
        return self._html(self._room_page)

    async def static(self, request: web.Request) -> web.Response:
        """A script, a style or a drawing. Its address has the version in it, so it may be kept for good."""
        file = self._files.get(request.match_info["name"])
        if file is None or request.match_info["version"] != self.version:
            raise web.HTTPNotFound(text="404")
        headers = {"Content-Type": file.mime, "Cache-Control": "public, max-age=31536000, immutable"}
        if len(file.zipped) < len(file.body) and "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=file.zipped, headers={**headers, "Content-Encoding": "gzip"})
        return web.Response(body=file.body, headers=headers)

    async def door(self, request: web.Request) -> web.Response:
        """Where the token is asked for."""
        if self._visitors.inside(request) or not self._visitors.keyring.has_door:
            raise web.HTTPSeeOther(self._home + _where(request.query.get("next", "")))
        return self._ask(request, request.query.get("next", ""))

    async def login(self, request: web.Request) -> web.Response:
        """Take the token; a cookie stands for it afterwards."""
        client = self._guard.client(request)
        if wait := self._logins.take(client):
            raise reading.too_fast(wait)
        form = await request.post()
        offered, after = form.get("token", ""), str(form.get("next", ""))
        keyring = self._visitors.keyring
        if not isinstance(offered, str) or len(offered) > _TOKEN_CHARACTERS or not keyring.knows(offered.strip()):
            self._host.problem("web.wrong_token", client=client)
            return self._ask(request, after, "web-login-wrong")
        answer = web.HTTPSeeOther(self._home + _where(after))
        response = web.Response(status=answer.status, headers={"Location": str(answer.location)})
        self._visitors.remember(response, self._visitors.known(request) or keyring.new_person(), let_in=True)
        return response

    def _ask(self, request: web.Request, after: str, problem: str = "") -> web.Response:
        language = texts.language_of(request.headers.get("Accept-Language", ""))
        say = {
            name.replace("-", "_"): escape(self._host.say(language, f"web-{name}"))
            for name in ("login-title", "login-token", "login-enter", "login-hint", "brand")
        }
        page = self._login_page.substitute(
            say,
            assets=self._assets,
            home=self._home,
            language=language,
            next=escape(_where(after)),
            problem=escape(self._host.say(language, problem)) if problem else "",
        )
        return self._html(page, status=401 if problem else 200)

    @property
    def _assets(self) -> str:
        return f"{self._home}static/{self.version}"

    def _fill(self, name: str) -> str:
        scripts = "\n".join(
            f'<link rel="modulepreload" href="{self._assets}/{file}">'
            for file in self._files
            if file.endswith(".js") and file != "theme.js"
        )
        styles = "\n".join(
            f'<link rel="stylesheet" href="{self._assets}/{file}">' for file in self._files if file.endswith(".css")
        )
        page = Template((STATIC / name).read_text(encoding="utf-8"))
        return page.substitute(assets=self._assets, home=self._home, scripts=scripts, styles=styles)

    def _html(self, page: str, status: int = 200) -> web.Response:
        headers = {"Cache-Control": "no-cache", "Content-Type": "text/html; charset=utf-8"}
        return web.Response(text=page, status=status, headers=headers)


def _where(wanted: str) -> str:
    """Where to go after the door: a room, or home. Never to another site."""
    return wanted if _LOCAL.fullmatch(wanted) else ""
