"""Authentication, Host and Origin checks, and hostile requests."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from adapters.web import WebAdapter
from adapters.web.identity import LOGIN_COOKIE, PERSON_COOKIE
from adapters.web.limits import JSON_BYTES, LOGINS_BURST, MESSAGES_BURST, TEXT_LIMIT
from adapters.web.transport import PortTaken
from bot.adapter_api import Conversation, Create, PostView
from tests.web.host import WebHost, listening, running, settings
from tests.web.visitor import Visitor, visiting

EVIL = "http://evil.example"
TOKEN = "open sesame"


async def test_security__every_answer_carries_the_headers(visitor: Visitor) -> None:
    for path in ("", "r/team", "api/rooms/~/entries", "nothing-here", "p/~/x/y", "static/v/app.js"):
        answer = await visitor.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "", "https://127.0.0.1.evil.example", "file://", "http://[", "http://[::1"]
)
async def test_security__another_page_cannot_write(visitor: Visitor, host: WebHost, origin: str) -> None:
    for path in ("api/start", "api/rooms/~/messages", "api/rooms/~/presses", "api/me", "api/uploads", "login"):
        answer = await visitor.post(path, {"text": "x", "nonce": "n"}, headers={"Origin": origin})
        assert answer.status == 403, path
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with visitor.open_socket(Origin=origin):
            pass
    assert refused.value.status == 403
    assert not host.saved


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("path", ["api/rooms/~/messages", "api/uploads", "api/start", "login"])
async def test_security__body_that_is_not_what_its_header_says_is_a_bad_request(
    visitor: Visitor, host: WebHost, path: str, encoding: str
) -> None:
    answer = await visitor.post(path, data=b'{"text": "not compressed"}', headers={"Content-Encoding": encoding})
    assert 400 <= answer.status < 500, await answer.text()
    assert not host.saved


async def test_security__another_page_cannot_even_show_our_pictures(visitor: Visitor) -> None:
    answer = await visitor.get(
        "api/rooms/~/entries", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    )
    assert answer.status == 403
    # But a link from elsewhere may lead here.
    answer = await visitor.get("r/team", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert answer.status == 200


async def test_security__another_name_for_this_machine_is_not_answered(visitor: Visitor) -> None:
    for name in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", ""):
        assert (await visitor.get("", headers={"Host": name})).status == 403
    for name in ("localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080"):
        assert (await visitor.get("", headers={"Host": name})).status == 200


@pytest.mark.parametrize("cookie", ["", "x", "a" * 20 + "." + "0" * 64, "../../etc/passwd", '"', "ÿ" * 300])
async def test_security__forged_cookie_is_nobody(adapter: WebAdapter, cookie: str) -> None:
    async with visiting(adapter.address, room=None) as stranger:
        headers = {"Cookie": f"{PERSON_COOKIE}={cookie}".encode().decode("latin-1")}
        assert (await stranger.get("api/rooms/~/entries", headers=headers)).status in {400, 401}
        answer = await stranger.post("api/rooms/~/messages", {"text": "x", "nonce": "n"}, headers=headers)
        assert answer.status in {400, 401}


async def test_security__cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(adapter: WebAdapter) -> None:
    async with visiting(adapter.address, room=None) as someone:
        answer = await someone.post("api/start", {"room": "~"})
        cookie = answer.cookies[PERSON_COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert not cookie["secure"]  # plain http on loopback


async def test_security__nobody_else_gets_into_a_private_room(adapter: WebAdapter, visitor: Visitor) -> None:
    mine = await visitor.start()
    await visitor.say("geheim")
    async with visiting(adapter.address) as other:
        assert await other.entries() == []
        for room in (f"~{mine['me']['id']}", f"%7E{mine['me']['id']}"):
            assert (await other.get(f"api/rooms/{room}/entries")).status == 404
            assert (await other.post("api/start", {"room": room})).status == 404
            with pytest.raises(aiohttp.WSServerHandshakeError):
                async with other.open_socket(room):
                    pass


@pytest.mark.parametrize(
    "path",
    [
        "static/{v}/../adapter.py",
        "static/{v}/..%2fadapter.py",
        "static/{v}/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "static/../../../../etc/passwd",
        "static/{v}//etc/passwd",
        "p/~/..%2f..%2fcookie.key/x",
        "p/~/p1/..%2fcookie.key",
        "r/..%2f..%2fcookie.key",
        "static/{v}/room.html",
        "cookie.key",
        "static/{v}/app.js%00.css",
    ],
)
async def test_security__no_path_leads_out(visitor: Visitor, path: str) -> None:
    version = (await (await visitor.get("")).text()).partition("static/")[2].partition("/")[0]
    address = URL(visitor.address + path.replace("{v}", version), encoded=True)
    answer = await visitor.session.get(address)
    assert answer.status == 404
    assert b"root:" not in await answer.read()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"text": 5, "nonce": "n"}',
        b'{"text": "x"}',
        b'{"text": "x", "nonce": ""}',
        b'{"text": "x", "nonce": "../x"}',
        b'{"text": "x", "nonce": {"a": 1}}',
        b'{"text": "x", "nonce": "n", "images": "abc"}',
        b'{"text": "x", "nonce": "n", "images": ["../../x"]}',
        json.dumps({"text": "x", "nonce": "n", "images": [*"abcdefghijk"]}).encode(),
        b'{"text": "x", "nonce": "n", "reply_to": ["m"]}',
        b'{"text": "   ", "nonce": "n"}',
        b'{"text": "\\u0000", "nonce": "n"}',
        b"\xff\xfe\x00",
    ],
)
async def test_security__rubbish_is_refused_and_kept_nowhere(visitor: Visitor, host: WebHost, body: bytes) -> None:
    for path in ("api/rooms/~/messages", "api/rooms/~/presses"):
        answer = await visitor.post(path, data=body, headers={"Content-Type": "application/json"})
        assert answer.status == 400
        assert (await answer.json())["error"] in {"bad-request", "empty"}
    assert not host.saved
    assert await visitor.entries() == []


async def test_security__half_a_character_becomes_a_question_mark(visitor: Visitor) -> None:
    answer = await visitor.post("api/rooms/~/messages", data=b'{"text": "a\\ud83d", "nonce": "n"}')
    assert answer.status == 200
    assert [entry["text"] for entry in await visitor.entries()] == ["a?"]


async def test_security__long_texts(visitor: Visitor) -> None:
    await visitor.say("画" * 10_000)
    assert len((await visitor.entries())[0]["text"]) == 10_000
    answer = await visitor.post("api/rooms/~/messages", {"text": "x" * (TEXT_LIMIT + 1), "nonce": "n"})
    assert answer.status == 413
    assert await answer.json() == {"error": "text-too-long", "arguments": {"limit": TEXT_LIMIT}}
    answer = await visitor.post("api/rooms/~/messages", {"text": "x" * JSON_BYTES, "nonce": "n"})
    assert answer.status == 413


async def test_security__too_many_messages_are_slowed_down(visitor: Visitor, host: WebHost) -> None:
    for _ in range(MESSAGES_BURST):
        await visitor.say("x")
    answer = await visitor.post("api/rooms/~/messages", {"text": "x", "nonce": "late"})
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert len(host.saved) == MESSAGES_BURST


async def test_security__markup_stays_text(adapter: WebAdapter, visitor: Visitor) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert (await visitor.post("api/me", {"name": script})).status == 200
    await visitor.say(script, "team")
    await adapter.post(Conversation("web", "team"), Create(1, PostView(script, title=script)))
    said, posted = await visitor.entries("team")
    assert said["text"] == posted["text"] == posted["title"] == script
    assert said["name"] == script[:40]
    page = await (await visitor.get("r/team")).text()
    assert "alert(1)" not in page  # nothing of a room is in the page; it comes as JSON and is set as text


async def test_security__with_a_token_nobody_gets_in_without_it(tmp_path: Path) -> None:
    async with running(tmp_path, made=settings(token=TOKEN)) as (adapter, host):
        async with visiting(adapter.address, room=None) as stranger:
            assert (await stranger.post("api/start", {"room": "~"})).status == 401
            assert (await stranger.post("api/uploads", data=b"x")).status == 401
            assert (await stranger.get("p/team/p1/x")).status == 401
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with stranger.open_socket():
                    pass
            assert refused.value.status == 401
            wrong = await stranger.post("login", data={"token": "open sesam"})
            assert wrong.status == 401
            assert not wrong.cookies
            assert ("web.wrong_token", {"client": "127.0.0.1"}) in host.problems
            assert TOKEN not in str(host.problems)
            right = await stranger.post("login", data={"token": f" {TOKEN} ", "next": "r/team"})
            assert (right.status, right.headers["Location"]) == (303, "/r/team")
            assert TOKEN not in str(right.headers)
            await stranger.start("team")
            assert (await stranger.get("login")).headers["Location"] == "/"
            # The pass without the person, or with another one, opens nothing.
            ticket = right.cookies[LOGIN_COOKIE].value
        async with visiting(adapter.address, room=None) as thief:
            answer = await thief.post("api/start", {"room": "~"}, headers={"Cookie": f"{LOGIN_COOKIE}={ticket}"})
            assert answer.status == 401


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "r/../..", "r/a\r\nX: y", "\\\\evil", "/x"]
)
async def test_security__door_leads_nowhere_else(tmp_path: Path, where: str) -> None:
    async with (
        running(tmp_path, made=settings(token=TOKEN)) as (adapter, _),
        visiting(adapter.address, room=None) as who,
    ):
        answer = await who.post("login", data={"token": TOKEN, "next": where})
        assert answer.headers["Location"] == "/"


async def test_security__tokens_cannot_be_tried_one_after_the_other(tmp_path: Path) -> None:
    async with (
        running(tmp_path, made=settings(token=TOKEN)) as (adapter, _),
        visiting(adapter.address, room=None) as who,
    ):
        tried = [(await who.post("login", data={"token": str(n)})).status for n in range(LOGINS_BURST + 1)]
        assert tried == [401] * LOGINS_BURST + [429]
        assert (await who.post("login", data={"token": TOKEN})).status == 429


async def test_security__new_token_shuts_everybody_out_and_takes_no_room_away(tmp_path: Path) -> None:
    async with (
        running(tmp_path, made=settings(token=TOKEN)) as (adapter, _),
        visiting(adapter.address, room=None) as who,
    ):
        await who.post("login", data={"token": TOKEN})
        before = await who.start()
        await who.say("noch da")
        jar = {cookie.key: cookie.value for cookie in who.session.cookie_jar}
    async with (
        running(tmp_path, made=settings(token="new")) as (adapter, _),
        visiting(adapter.address, room=None) as who,
    ):
        who.session.cookie_jar.update_cookies(jar, URL(adapter.address))
        assert (await who.post("api/start", {"room": "~"})).status == 401
        await who.post("login", data={"token": "new"})
        after = await who.start()
        assert after["me"]["id"] == before["me"]["id"]
        assert [entry["text"] for entry in after["entries"]] == ["noch da"]


async def test_security__taken_port_is_said_plainly(adapter: WebAdapter, host: WebHost) -> None:
    port = int(adapter.address.rstrip("/").rpartition(":")[2])
    second = WebAdapter.create(settings(port=port), host)
    with pytest.raises(PortTaken, match="SHENBI_WEB_PORT"):
        async with listening(second):
            pass
    assert isinstance(PortTaken(), OSError)


@pytest.mark.parametrize("origin", ["paint.example.org", "https://paint.example.org/room", "ftp://x"])
async def test_security__wrong_public_origin_is_refused_at_the_start(host: WebHost, origin: str) -> None:
    with pytest.raises(ValueError, match=r"web\.public_origin"):
        WebAdapter.create(settings(public_origin=origin, token="x"), host)
    with pytest.raises(ValueError, match="SHENBI_WEB_TOKEN"):
        WebAdapter.create(settings(public_origin="https://paint.example.org"), host)
