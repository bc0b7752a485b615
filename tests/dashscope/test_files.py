"""References going up and results coming down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import web
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from bot.dashscope import DashScopeClient
from bot.dashscope.download import download, sniff
from bot.dashscope.transport import NoAnswer, Timeouts, Transport
from bot.runtime.urls import parse_url
from bot.upstream import CallFailed, Catalogue, Damaged, Downloaded, Missing, Uploaded
from tests.clock import DrivenClock
from tests.dashscope.server import KEY, Call, Scripted, raw

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def policy(host: str, **changes: Any) -> dict[str, Any]:
    data = {
        "policy": "eyJl",
        "signature": "eWy=",
        "upload_dir": "dashscope-instant/acc/2026-11-18/uuid",
        "upload_host": host,
        "expire_in_seconds": 300,
        "max_file_size_mb": 100,
        "oss_access_key_id": "LTA",
        "x_oss_object_acl": "private",
        "x_oss_forbid_overwrite": "true",
    }
    return {"request_id": "r", "data": data | changes}


def store(server: Scripted, *, expired: int = 0, **changes: Any) -> None:
    """Make the server hand out policies and take forms; the first `expired` forms find their policy too old."""
    left = [expired]

    async def handler(call: Call) -> web.StreamResponse:
        if call.method == "GET":
            return web.json_response(policy(server.url, **changes))
        if left[0]:
            left[0] -= 1
            text = "<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>"
            return web.Response(status=403, text=text)
        return web.Response(status=200)

    server.handler = handler


async def test_files__upload(client: DashScopeClient, server: Scripted, clock: DrivenClock) -> None:
    store(server)
    data = PNG * 1_000
    uploaded = await client.upload(data, "cat.png", "image/png", "wanx-v1")
    key = "dashscope-instant/acc/2026-11-18/uuid/cat.png"
    assert uploaded == Uploaded(f"oss://{key}", clock.now() + 48 * 3600)
    asked, form = server.calls
    assert asked.raw_path == "/api/v1/uploads?action=getPolicy&model=wanx-v1"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert (form.method, form.raw_path) == ("POST", "/")
    assert "authorization" not in form.headers
    assert form.headers["content-length"] == str(len(form.body))
    names = re.findall(rb'; name="([^"]+)"', form.body)
    assert names == [
        b"OSSAccessKeyId",
        b"Signature",
        b"policy",
        b"key",
        b"x-oss-object-acl",
        b"x-oss-forbid-overwrite",
        b"success_action_status",
        b"file",
    ]
    assert key.encode() in form.body
    assert b'filename="cat.png"' in form.body
    assert data in form.body


async def test_files__expired_policy_is_replaced_once(client: DashScopeClient, server: Scripted) -> None:
    store(server, expired=1)
    assert isinstance(await client.upload(PNG, "a.png", "image/png", "wanx-v1"), Uploaded)
    assert len(server.calls) == 4
    server.calls.clear()
    store(server, expired=9)
    assert isinstance(await client.upload(PNG, "a.png", "image/png", "wanx-v1"), CallFailed)
    assert len(server.calls) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"upload_host": "https://evil.invalid"},
        {"upload_host": "http://169.254.169.254/latest"},
        {"upload_host": "https://x.aliyuncs.com.evil.invalid"},
        {"upload_host": "https://[bad"},
        {"upload_host": ""},
        {"upload_host": None},
        {"upload_dir": ""},
        {"upload_dir": "目录"},
        {"max_file_size_mb": 0},
    ],
)
async def test_files__policies_that_are_not_followed(
    client: DashScopeClient, server: Scripted, changes: dict[str, Any]
) -> None:
    store(server, **changes)
    assert isinstance(await client.upload(PNG, "a.png", "image/png", "wanx-v1"), CallFailed)
    assert len(server.calls) == 1


async def test_files__refused_policy(client: DashScopeClient, server: Scripted) -> None:
    server.answer({"code": "InvalidApiKey", "message": "Invalid API-key provided."}, 401)
    failed = await client.upload(PNG, "a.png", "image/png", "wanx-v1")
    assert isinstance(failed, CallFailed)
    assert failed.verdict is not None
    assert failed.verdict.scope == "account"


@pytest.mark.parametrize("name", ["", "图.png", "../x.png", "a b.png", 'a".png', ".png", "x" * 200])
async def test_files__names_of_uploads(client: DashScopeClient, server: Scripted, name: str) -> None:
    with pytest.raises(ValueError):
        await client.upload(PNG, name, "image/png", "wanx-v1")
    assert not server.calls


# --- download ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "mime"),
    [(PNG, "image/png"), (b"\xff\xd8\xff\xe0rest", "image/jpeg"), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp")],
)
async def test_files__download(client: DashScopeClient, server: Scripted, data: bytes, mime: str) -> None:
    server.answer_bytes(data)
    path = "/results/a%20b.png?Expires=1&OSSAccessKeyId=k&Signature=a%2Bb%2F%3d+c&x=%E5%9B%BE&empty="
    outcome = await client.download(server.url + path, limit_bytes=10_000)
    assert outcome == Downloaded(data, mime)  # type: ignore[arg-type]  # One of the three.
    (call,) = server.calls
    assert call.raw_path == path, "the query is the signature: not a character may change"
    assert "authorization" not in call.headers
    assert KEY not in str(call.headers)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, Missing), (404, Missing), (410, Missing), (500, CallFailed), (503, CallFailed), (302, CallFailed)],
)
async def test_files__not_there(client: DashScopeClient, server: Scripted, status: int, kind: type) -> None:
    server.answer({}, status, {"Location": f"{server.url}/other"})
    assert type(await client.download(f"{server.url}/a.png?s=1", limit_bytes=10_000)) is kind
    assert len(server.calls) == 1


async def test_files__not_a_picture(client: DashScopeClient, server: Scripted) -> None:
    for body in (b"<html>log in</html>", b"", b"GIF89a", b"RIFF\x00\x00\x00\x00WAVE"):
        server.answer_bytes(body)
        assert await client.download(f"{server.url}/a.png", limit_bytes=10_000) == Damaged("not a picture")


async def test_files__too_large(client: DashScopeClient, server: Scripted) -> None:
    server.answer_bytes(PNG)
    assert isinstance(await client.download(f"{server.url}/a.png", limit_bytes=len(PNG)), Downloaded)
    assert isinstance(await client.download(f"{server.url}/a.png", limit_bytes=len(PNG) - 1), Missing)


async def test_files__cut_short(clock: DrivenClock, catalogue: Catalogue) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + PNG
    async with raw(reply) as server, DashScopeClient(server.base, KEY, clock=clock, catalogue=catalogue) as client:
        outcome = await client.download(server.base + "/a.png", limit_bytes=10_000)
    assert isinstance(outcome, CallFailed)


REAL, LOCAL = "https://dashscope.aliyuncs.com/api/v1", "http://127.0.0.1:9000/api/v1"
# Base URL, result URL, and whether it is fetched.
HOSTS: list[tuple[str, str, bool]] = [
    (REAL, "https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/a.png?s=1", True),
    (REAL, "https://DASHSCOPE-x.oss-accelerate.aliyuncs.com/a.png", True),
    (REAL, "https://aliyuncs.com/a.png", False),
    (REAL, "https://evilaliyuncs.com/a.png", False),
    (REAL, "https://x.aliyuncs.com.evil.invalid/a.png", False),
    (REAL, "https://x.aliyuncs.com@evil.invalid/a.png", False),
    (REAL, "https://user:pw@x.aliyuncs.com/a.png", False),
    (REAL, "https://x.aliyuncs.com:8443/a.png", False),
    (REAL, "http://127.0.0.1:9000/a.png", False),
    (REAL, "http://169.254.169.254/latest/meta-data", False),
    (REAL, "file:///etc/passwd", False),
    (REAL, "/etc/passwd", False),
    (REAL, "//x.aliyuncs.com/a.png", False),
    (LOCAL, "http://127.0.0.1:9000/a.png", True),
    (LOCAL, "http://localhost:9000/a.png", True),
    (LOCAL, "http://127.0.0.1:9001/a.png", False),
    (LOCAL, "https://127.0.0.1:9000/a.png", False),
    (LOCAL, "http://10.0.0.1:9000/a.png", False),
    (LOCAL, "https://x.aliyuncs.com/a.png", True),
    ("http://10.0.0.1:9000/api/v1", "http://10.0.0.1:9000/a.png", False),
]


@pytest.mark.parametrize(("base", "url", "allowed"), HOSTS)
def test_files__hosts(clock: DrivenClock, base: str, url: str, allowed: bool) -> None:
    transport = Transport(base, KEY, clock=clock, workspace="", session=None, timeouts=Timeouts())
    parsed = parse_url(url)
    assert (parsed is not None and transport.may_fetch(parsed)) is allowed


async def test_files__result_over_http_is_fetched_over_https(
    clock: DrivenClock, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    async def files(self: Transport, method: str, url: URL, **_: object) -> Any:
        fetched.append(str(url))
        raise AssertionError("far enough")

    monkeypatch.setattr(Transport, "files", files)
    async with DashScopeClient("https://x.invalid/api/v1", KEY, clock=clock, catalogue=catalogue) as client:
        with pytest.raises(AssertionError):
            await client.download("http://r.oss-cn-beijing.aliyuncs.com/a%2B.png?S=a%2Fb", limit_bytes=1)
    assert fetched == ["https://r.oss-cn-beijing.aliyuncs.com/a%2B.png?S=a%2Fb"]


class Blind(Transport):
    """Goes nowhere."""

    async def files(self, *_: object, **__: object) -> NoAnswer:
        return NoAnswer("blind")


BLIND = Blind(REAL, KEY, clock=DrivenClock(), workspace="", session=None, timeouts=Timeouts())


@given(
    st.text(max_size=60) | st.from_regex(r"https?://[a-z.:@\[\]%0-9]*(\.aliyuncs\.com)?[:/?#]?[!-~]*", fullmatch=True)
)
@example("https://[]@")
@example("0://[]@")
async def test_files__any_address_is_answered(url: str) -> None:
    assert isinstance(await download(BLIND, url, 1), Missing | CallFailed)


@given(st.binary(max_size=40))
def test_files__sniffing_never_fails(data: bytes) -> None:
    assert sniff(data) in (None, "image/png", "image/jpeg", "image/webp")
