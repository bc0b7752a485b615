"""Single sign-on: who a proxy names is who it is, whoever else writes the header is nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.web import WebAdapter, limits
from adapters.web.sign_on import NAME_CHARACTERS, person_of
from bot.cli import preflight
from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER, Settings
from tests.web.host import WebHost, png, running, settings
from tests.web.visitor import LiveSocket

HEADER = "X-Remote-User"
PROXY, OTHER = "127.0.0.2", "127.0.0.1"
PUBLIC = "http://paint.example.org"
TOKEN = "open sesame"
SIGN_ON = {"token": TOKEN, "public_origin": PUBLIC, "sign_on_header": HEADER, "sign_on_proxies": [PROXY]}
Headers = Sequence[tuple[str, str]]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[tuple[WebAdapter, WebHost]]:
    async with running(tmp_path, made=settings(**SIGN_ON)) as made:
        yield made


class Peer:
    """Requests from an address of this machine, with the headers given and no cookie that was not given."""

    def __init__(self, address: str, source: str = PROXY, cookies: dict[str, str] | None = None) -> None:
        connector = aiohttp.TCPConnector(local_addr=(source, 0))
        self.session = aiohttp.ClientSession(connector=connector, cookies=cookies)
        self.address = address

    async def __aenter__(self) -> Peer:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def send(self, method: str, path: str, headers: Headers = (), **more: Any) -> aiohttp.ClientResponse:
        sent = [("Origin", PUBLIC), ("Host", "paint.example.org"), *headers]
        answer = await self.session.request(method, self.address + path, headers=sent, allow_redirects=False, **more)
        await answer.read()
        return answer

    async def start(self, *headers: tuple[str, str]) -> tuple[int, Any]:
        answer = await self.send("POST", "api/start", headers, json={"room": "~"})
        return answer.status, await answer.json()


def as_user(name: str) -> tuple[str, str]:
    return HEADER, name


async def test_sign_on__proxy_names_the_person_and_nothing_stays_in_the_browser(
    room: tuple[WebAdapter, WebHost],
) -> None:
    async with Peer(room[0].local_address) as proxy:
        answer = await proxy.send("POST", "api/start", [as_user("Ann@example.org")], json={"room": "~"})
        assert answer.status == 200
        assert not answer.cookies
        found = await answer.json()
        assert found["me"] == {"id": "@ann@example.org", "name": "Ann@example.org".lower()}
        # Signed out at the proxy: the next request is nobody's.
        assert (await proxy.start())[0] == 401
        # Somebody else in the same browser is somebody else.
        assert (await proxy.start(as_user("bob")))[1]["me"]["id"] == "@bob"
        login = await proxy.send("GET", "login", [as_user("bob")])
        assert (login.status, login.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("source", [OTHER, "127.0.0.3"])
@pytest.mark.parametrize(
    "headers",
    [
        [as_user("ann")],
        [as_user("ann"), ("X-Forwarded-For", PROXY)],
        [as_user("ann"), ("X-Forwarded-For", f"{PROXY}, {PROXY}"), ("X-Real-IP", PROXY), ("Forwarded", f"for={PROXY}")],
    ],
)
async def test_sign_on__header_of_anybody_else_is_not_read(
    room: tuple[WebAdapter, WebHost], source: str, headers: Headers
) -> None:
    adapter, host = room
    async with Peer(adapter.local_address, source) as attacker:
        assert (await attacker.start(*headers))[0] == 401
        assert (await attacker.send("POST", "api/uploads", headers, data=png(8, 8))).status == 401
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await attacker.session.ws_connect(
                attacker.address + "ws/~", headers=[("Origin", PUBLIC), ("Host", "paint.example.org"), *headers]
            )
    assert [code for code, _ in host.problems] == ["web.sign_on_ignored"]  # Once, not for each request.


async def raw_start(address: str, lines: Sequence[str], cookies: dict[str, str]) -> int:
    """The status of a request whose lines are sent exactly so: a client library would join or refuse some of them."""
    port = int(address.rstrip("/").rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(PROXY, 0))
    head = ["POST /api/start HTTP/1.1", "Host: paint.example.org", f"Origin: {PUBLIC}", "Content-Length: 12", *lines]
    head += [f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}"] if cookies else []
    writer.write("\r\n".join([*head, "", '{"room":"~"}']).encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["X-Remote-User: ann"], 200),
        (["X-REMOTE-USER: ann"], 200),
        (["X-Remote-User: ann", "X-Remote-User: bob"], 403),
        (["X-Remote-User: ann", "x-remote-user: ann"], 403),
        (["X-Remote-User:", "X-Remote-User: ann"], 403),
        (["X-Remote-User: ann,bob"], 403),
        (["X-Remote-User: ann bob"], 403),
        (["X-Remote-User: an\u202en"], 403),
        (["X-Remote-User : ann"], 400),
        (["X-Remote-User: ann", " bob"], 400),
        (["X_Remote_User: ann"], 401),
        (["X-Remote_User: ann"], 401),
        (["X-Remote-User-Name: ann"], 401),
        (["X-Remote-User:"], 401),
        (["X-Remote-User: 王小明"], 200),
        (["X-Remote-User: domain|ann.b-c_d+e:f"], 200),
    ],
)
async def test_sign_on__doubled_and_similar_headers(
    room: tuple[WebAdapter, WebHost], lines: Sequence[str], status: int
) -> None:
    address = room[0].local_address
    assert await raw_start(address, lines, {}) == status
    async with Peer(address) as browser:
        login = await browser.send("POST", "login", data={"token": TOKEN})
    cookies = {name: login.cookies[name].value for name in login.cookies}
    # The token and its cookies do not help a request that names somebody who cannot be.
    assert await raw_start(address, lines, cookies) == (200 if status == 401 else status)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("ann", "@ann"),
        ("Ann", "@ann"),
        ("STRASSE", "@strasse"),
        ("straße", "@straße"),
        ("0123456789abcdef0123", "@0123456789abcdef0123"),  # (The id of a cookie would have no mark.)
        ("erased:1", "@erased:1"),
        ("a" * NAME_CHARACTERS, "@" + "a" * NAME_CHARACTERS),
        ("a" * (NAME_CHARACTERS + 1), None),
        ("", None),
        (" ann", None),
        ("ann smith", None),
        ("ann\u00a0smith", None),
        ("ann\t", None),
        ("ann\x00", None),
        ("ann\u202ebob", None),
        ("ann\u200b", None),
        ("ａｎｎ", None),
        ("a\u0308nn", None),
        ("\u0308a", None),
        ("ann/..", None),
        ("~ann", None),
        ("ann\\bob", None),
        ('ann"', None),
        ("<b>", None),
        ("100%", None),
        ("ann\udcff", None),
    ],
)
def test_sign_on__names(name: str, id: str | None) -> None:
    assert person_of(name, ignores_case=True) == id


def test_sign_on__case_counts_where_the_settings_say_so() -> None:
    assert person_of("Ann", ignores_case=False) == "@Ann"
    assert person_of("ann", ignores_case=False) == "@ann"


async def test_sign_on__goes_before_cookies_and_beside_the_token(room: tuple[WebAdapter, WebHost]) -> None:
    address = room[0].local_address
    async with Peer(address, OTHER) as browser:
        login = await browser.send("POST", "login", data={"token": TOKEN})
        assert login.status == 303
        cookies = {name: login.cookies[name].value for name in login.cookies}
    async with Peer(address, OTHER, cookies) as browser:
        status, found = await browser.start(as_user("ann"))
        assert (status, len(found["me"]["id"])) == (200, 20)
        assert found["sign_out"] == ""
    async with Peer(address, PROXY, cookies) as proxy:
        assert (await proxy.start(as_user("ann")))[1]["me"]["id"] == "@ann"
        assert (await proxy.start())[1]["me"]["id"] == found["me"]["id"]


async def test_sign_on__page_of_somebody_else_is_refused(room: tuple[WebAdapter, WebHost]) -> None:
    """Ann's page stays open while Bob signs in in the same browser: nothing that is written there becomes Bob's."""
    message = {"text": "hello", "nonce": "n1", "language": "en"}
    async with Peer(room[0].local_address) as proxy:
        await proxy.start(as_user("ann"))
        await proxy.start(as_user("bob"))
        mine = [as_user("bob"), ("X-Shenbi-Person", "%40ann")]
        for path, body in (("api/rooms/~/messages", message), ("api/me", {"name": "x"}), ("api/start", {"room": "~"})):
            assert (await proxy.send("POST", path, mine, json=body)).status == 401
        assert (await proxy.send("POST", "api/uploads", mine, data=png(8, 8))).status == 401
        assert (await proxy.send("GET", "ws/~?me=%40ann", [as_user("bob"), ("Upgrade", "websocket")])).status == 401
        own = [as_user("bob"), ("X-Shenbi-Person", "%40bob")]
        assert (await proxy.send("POST", "api/rooms/~/messages", own, json=message)).status == 200
        shown = await proxy.send("GET", "api/rooms/~/entries", [as_user("ann")])
        assert (await shown.json())["entries"] == []


async def test_sign_on__socket_is_opened_anew_now_and_then(
    room: tuple[WebAdapter, WebHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SIGN_ON_SOCKET_SECONDS", 0.01)
    async with Peer(room[0].local_address) as proxy:
        await proxy.start(as_user("ann"))
        socket = await proxy.session.ws_connect(
            proxy.address + "ws/~?me=%40ann",
            headers=[("Origin", PUBLIC), ("Host", "paint.example.org"), as_user("ann")],
        )
        assert await LiveSocket(socket).end() == aiohttp.WSCloseCode.GOING_AWAY


@pytest.mark.parametrize(
    "wrong",
    [
        {"sign_on_proxies": []},
        {"public_origin": ""},
        {"sign_on_proxies": ["0.0.0.0/0"]},
        {"sign_on_proxies": ["10.0.0.1", "::/0"]},
        {"sign_on_proxies": ["proxy.local"]},
        {"sign_on_header": "X_Remote_User"},
        {"sign_on_header": "Cookie"},
        {"sign_on_header": "x-forwarded-for"},
        {"sign_on_header": "X-Remote-User: ann"},
        {"sign_out_url": "javascript:alert(1)"},
        {"sign_out_url": "//evil.example"},
        {"sign_out_url": "/\\evil.example"},
    ],
)
def test_sign_on__settings_that_trust_too_much_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"web|sign_o|proxies"):
        Settings.model_validate({"web": {**SIGN_ON, **wrong}})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, {"doctor-sign-on", "doctor-sign-on-here"}),
        ({"sign_on_proxies": ["10.1.2.3", "fd00::7"]}, {"doctor-sign-on"}),
        ({"sign_on_proxies": ["0.0.0.0/1", "128.0.0.0/1"]}, {"doctor-sign-on", "doctor-sign-on-wide!"}),
        ({"sign_on_proxies": ["172.16.0.0/12"]}, {"doctor-sign-on", "doctor-sign-on-wide!"}),
        ({"sign_on_proxies": ["203.0.114.7"]}, {"doctor-sign-on", "doctor-sign-on-public!"}),
        ({"sign_on_header": ""}, {"doctor-sign-on-off!"}),
        ({"sign_on_proxies": ["10.1.2.3"], "owner": "web:@Ann"}, {"doctor-sign-on", "doctor-sign-on-case!"}),
        (
            {"sign_on_proxies": ["10.1.2.3"], "owner": "web:@Ann", "sign_on_ignores_case": False},
            {"doctor-sign-on"},
        ),
    ],
)
def test_sign_on__doctor_says_what_is_dangerous_about_it(changed: dict[str, Any], said: set[str]) -> None:
    web = {**SIGN_ON, **changed}
    owner = web.pop("owner", "web:@ann")
    found = preflight.sign_on(Settings.model_validate({"web": web, "access": {"owners": [owner]}}))
    assert {each.text_id + "!" * each.bad for each in found} == said
    texts = Texts(LOCALES_FOLDER)
    for each in found:
        assert all(texts.say(language, each.text_id, **each.arguments) for language in ("zh", "en"))
