"""Single sign-on with a real nginx and the configuration of docs/operate/nginx-sign-on.conf: pages, uploads, the WebSocket."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from adapters.web import WebAdapter
from tests.web.host import WebHost, png, running, settings
from tests.web.visitor import LiveSocket

EXAMPLE = (Path(__file__).parents[2] / "docs/operate/nginx-sign-on.conf").read_text()
MISSING = "no nginx on this machine: single sign-on was not tried with a real proxy: apt-get install nginx"
SESSIONS = {"ann-session": "Ann@example.org", "bob-session": "bob@example.org"}
OWN = "__shenbi_sso"


def nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def authenticate(request: web.Request) -> web.Response:
    """What oauth2-proxy answers to a subrequest."""
    assert "X-Remote-User" not in request.headers
    who = SESSIONS.get(request.cookies.get(OWN, ""))
    return web.Response(status=202, headers={"X-Auth-Request-Email": who}) if who else web.Response(status=401)


@asynccontextmanager
async def serving(port: int) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_get("/oauth2/auth", authenticate)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def proxying(folder: Path, public: int, room: int, auth: int, *, passwords: bool) -> AsyncIterator[None]:
    """The example's server, with other ports and without https; with nginx's own passwords instead of the service."""
    own = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{public};", EXAMPLE)
    own = re.sub(r" +ssl_certificate\S* .*\n", "", own)
    own = own.replace("127.0.0.1:8080", f"127.0.0.1:{room}").replace("127.0.0.1:4180", f"127.0.0.1:{auth}")
    if passwords:
        (folder / "users").write_text("ann:{PLAIN}one\nBob:{PLAIN}two\n")
        own = own.replace("auth_request /", f'auth_basic "Shenbi"; auth_basic_user_file {folder}/users; #')
        own = re.sub(r" +(auth_request_set|error_page) .*\n", "", own).replace("$signed_on", "$remote_user")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}{own}}}\n"
    )
    command = (nginx(), "-e", f"{folder}/errors", "-p", str(folder), "-c", f"{folder}/nginx.conf")
    process = await asyncio.create_subprocess_exec(*command)
    try:
        async with asyncio.timeout(60):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", public)
                    break
                except ConnectionRefusedError:
                    assert process.returncode is None, (folder / "errors").read_text()
                    await asyncio.sleep(0.01)
        writer.close()
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@pytest.fixture
async def site(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[tuple[WebAdapter, WebHost, str]]:
    nginx()
    public, auth = free_port(), free_port()
    made = settings(
        token="open sesame",
        public_origin=f"http://127.0.0.1:{public}",
        sign_on_header="X-Remote-User",
        sign_on_proxies=["127.0.0.1"],
        sign_out_url="/oauth2/sign_out",
    )
    async with running(tmp_path, made=made) as (adapter, host):
        room = int(adapter.local_address.rstrip("/").rpartition(":")[2])
        async with serving(auth), proxying(tmp_path, public, room, auth, passwords=getattr(request, "param", False)):
            yield adapter, host, f"http://127.0.0.1:{public}"


class Browser:
    """What one browser sends: its session at the sign-in service, and any header that its owner likes."""

    def __init__(self, origin: str, session: str = "") -> None:
        self.origin = origin
        self.http = aiohttp.ClientSession(cookies={OWN: session} if session else None)

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def ask(self, method: str, path: str, **more: object) -> aiohttp.ClientResponse:
        headers = {"Origin": self.origin, **more.pop("headers", {})}  # type: ignore[dict-item]
        answer = await self.http.request(
            method,
            self.origin + path,
            headers=headers,
            allow_redirects=False,
            **more,  # type: ignore[arg-type]
        )
        await answer.read()
        return answer

    async def me(self, **headers: str) -> str:
        answer = await self.ask("POST", "/api/start", json={"room": "~"}, headers=headers)
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["me"]["id"])


async def test_nginx__signs_people_on(site: tuple[WebAdapter, WebHost, str]) -> None:
    adapter, host, origin = site
    async with Browser(origin, "ann-session") as ann, Browser(origin, "bob-session") as bob, Browser(origin) as nobody:
        assert (await ann.me(), await bob.me()) == ("@ann@example.org", "@bob@example.org")
        start = await (await ann.ask("POST", "/api/start", json={"room": "~"})).json()
        assert start["sign_out"] == "/oauth2/sign_out"
        # Whatever a browser writes into the header, and in which spelling, is replaced by what the service says.
        for name in ("X-Remote-User", "x-remote-user", "X_Remote_User", "X-Remote_User"):
            assert await bob.me(**{name: "ann@example.org", "X-Forwarded-For": "127.0.0.1"}) == "@bob@example.org"
            turned_away = await nobody.ask("POST", "/api/start", json={"room": "~"}, headers={name: "ann@example.org"})
            assert turned_away.headers["Location"] == f"{origin}/oauth2/start?rd=/api/start"
        upload = await ann.ask("POST", "/api/uploads", data=png(40, 30))
        assert upload.status == 200
        assert (await ann.ask("GET", f"/api/uploads/{(await upload.json())['id']}")).status == 200
        assert (await bob.ask("GET", f"/api/uploads/{(await upload.json())['id']}")).status == 404
        message = {"text": "hello", "nonce": "n1", "images": [(await upload.json())["id"]]}
        assert (await ann.ask("POST", "/api/rooms/~/messages", json=message)).status == 200
        assert [adapter.decode(each).sender.user_id for each in host.saved.values()] == ["@ann@example.org"]  # type: ignore[union-attr]
        socket = await ann.http.ws_connect(f"{origin}/ws/~?me=%40ann%40example.org", headers={"Origin": origin})
        assert (await LiveSocket(socket).until("here"))["count"] == 1
        await socket.close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await nobody.http.ws_connect(f"{origin}/ws/~", headers={"Origin": origin, "X-Remote-User": "ann"})
        # Another site may neither write nor connect in her name, although her browser sends her session along.
        for evil in ("https://evil.example", "null"):
            assert (await ann.ask("POST", "/api/me", json={"name": "x"}, headers={"Origin": evil})).status == 403
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await ann.http.ws_connect(f"{origin}/ws/~", headers={"Origin": evil})


async def test_nginx__pages_without_sign_on_have_nobody(site: tuple[WebAdapter, WebHost, str]) -> None:
    _, host, origin = site
    async with Browser(origin) as nobody:
        shared = await nobody.ask("GET", "/s/nothing", headers={"X-Remote-User": "ann@example.org"})
        assert shared.status == 404
        assert "/oauth2" not in shared.headers.get("Location", "")
        page = await nobody.ask("GET", "/")
        assert (page.status, page.headers["Location"]) == (302, f"{origin}/oauth2/start?rd=/")
    assert not host.problems


@pytest.mark.parametrize("site", [True], indirect=True)
async def test_nginx__own_passwords(site: tuple[WebAdapter, WebHost, str]) -> None:
    _, _, origin = site

    async def start(user: str, password: str) -> tuple[int, str]:
        body, headers = {"room": "~"}, {"X-Remote-User": "ann"}
        async with Browser(origin) as browser:
            login = aiohttp.encode_basic_auth(user, password)
            answer = await browser.ask("POST", "/api/start", json=body, headers={**headers, "Authorization": login})
            return answer.status, (await answer.json())["me"]["id"] if answer.status == 200 else ""

    assert await start("ann", "one") == (200, "@ann")
    assert await start("Bob", "two") == (200, "@bob")
    assert await start("ann", "two") == (401, "")
