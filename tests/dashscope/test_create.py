"""What a create sends, to the byte, and what is made of every way in which it can end."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.adapter_api import Reference, Size
from bot.dashscope import DashScopeClient, Timeouts
from bot.upstream import Accepted, AnswerLost, Catalogue, NotSent, Refused, Treatment
from tests.clock import DrivenClock
from tests.dashscope.conftest import REPAINT, a_request
from tests.dashscope.server import KEY, Call, Raw, Scripted, raw

TASK = "0385dc79-5ff8-4d82-bcb6-000000000000"
ACCEPTED = {"output": {"task_status": "PENDING", "task_id": TASK}, "request_id": "r-1"}
OSS = "oss://dashscope-instant/abc/2026-11-18/u/cat.png"
# Short, because two tests wait for it to pass; nothing is measured against it.
IMPATIENT = Timeouts(connect_s=5.0, create_s=0.3)


def a_client(base: str, clock: DrivenClock, catalogue: Catalogue, **more: Any) -> DashScopeClient:
    return DashScopeClient(base, KEY, clock=clock, catalogue=catalogue, **more)


# --- what is sent -----------------------------------------------------------------------------------------------------


async def test_create__minimal_request(client: DashScopeClient, server: Scripted) -> None:
    server.answer(ACCEPTED)
    assert await client.create(a_request()) == Accepted(TASK, "r-1")
    (call,) = server.calls
    assert (call.method, call.raw_path) == ("POST", "/api/v1/services/aigc/text2image/image-synthesis")
    assert json.loads(call.body) == {
        "model": "wanx-v1",
        "input": {"prompt": "日出时的玫瑰花海"},
        "parameters": {"n": 2, "size": "1280*720", "seed": 7, "style": "<auto>"},
    }
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["x-dashscope-async"] == "enable"
    assert "x-dashscope-ossresourceresolve" not in call.headers
    assert "x-dashscope-workspace" not in call.headers


async def test_create__wanx_v1_with_everything(client: DashScopeClient, server: Scripted) -> None:
    server.answer(ACCEPTED)
    request = a_request(negative_prompt="文字", style="3d cartoon", reference=REPAINT)
    await client.create(request, image_urls=[OSS])
    (call,) = server.calls
    assert json.loads(call.body) == {
        "model": "wanx-v1",
        "input": {"prompt": "日出时的玫瑰花海", "negative_prompt": "文字", "ref_img": OSS},
        "parameters": {
            "n": 2,
            "size": "1280*720",
            "seed": 7,
            "style": "<3d cartoon>",
            "ref_mode": "repaint",
            "ref_strength": 0.7,
        },
    }
    assert call.headers["x-dashscope-ossresourceresolve"] == "enable"


async def test_create__newer_model_does_not_rewrite_prompts(client: DashScopeClient, server: Scripted) -> None:
    server.answer(ACCEPTED)
    await client.create(a_request(model="wan2.2-t2i-plus", n=1, size=Size(1024, 1024)))
    assert json.loads(server.calls[0].body)["parameters"] == {
        "n": 1,
        "size": "1024*1024",
        "seed": 7,
        "prompt_extend": False,
        "watermark": False,
    }


async def test_create__prompt_extend_and_workspace_as_configured(
    server: Scripted, clock: DrivenClock, catalogue: Catalogue
) -> None:
    server.answer(ACCEPTED)
    async with a_client(server.base, clock, catalogue, prompt_extend=True, workspace="llm-1") as client:
        await client.create(a_request(model="wan2.2-t2i-plus", n=1, size=Size(1024, 1024)))
    assert json.loads(server.calls[0].body)["parameters"]["prompt_extend"] is True
    assert server.calls[0].headers["x-dashscope-workspace"] == "llm-1"


async def test_create__image_to_image(client: DashScopeClient, server: Scripted) -> None:
    server.answer(ACCEPTED)
    picture = Reference("p", "repaint")
    await client.create(
        a_request(model="wan2.5-i2i-preview", n=1, size=Size(1280, 1280), reference=picture), image_urls=[OSS]
    )
    data = "data:image/png;base64,AAAA"
    await client.create(a_request(model="wanx2.1-imageedit", n=1, reference=picture), image_urls=[data])
    first, second = (json.loads(call.body) for call in server.calls)
    assert {call.raw_path for call in server.calls} == {"/api/v1/services/aigc/image2image/image-synthesis"}
    assert first["input"] == {"prompt": "日出时的玫瑰花海", "images": [OSS]}
    assert first["parameters"]["size"] == "1280*1280"
    assert second["input"] == {
        "prompt": "日出时的玫瑰花海",
        "base_image_url": data,
        "function": "description_edit",
    }
    assert second["parameters"] == {"n": 1, "seed": 7, "watermark": False}
    assert "x-dashscope-ossresourceresolve" not in server.calls[1].headers


async def test_create__large_body_and_odd_text_arrive_whole(client: DashScopeClient, server: Scripted) -> None:
    server.answer(ACCEPTED)
    data = "data:image/png;base64," + "A" * 3_000_000
    request = a_request(
        model="wanx2.1-imageedit", prompt='a "\n\ud83c" b\u2028🌹', n=1, reference=Reference("p", "repaint")
    )
    assert isinstance(await client.create(request, image_urls=[data]), Accepted)
    sent = json.loads(server.calls[0].body)["input"]
    assert sent["base_image_url"] == data
    assert sent["prompt"] == 'a "\n\ud83c" b\u2028🌹'


@pytest.mark.parametrize(
    "url", ["/etc/passwd", "file:///etc/passwd", "http://evil.invalid/x", "data:image/png;base64,", "oss://图.png"]
)
async def test_create__only_reference_urls_that_we_were_given(
    client: DashScopeClient, server: Scripted, url: str
) -> None:
    with pytest.raises(ValueError):
        await client.create(a_request(reference=REPAINT), image_urls=[url])
    assert not server.calls


async def test_create__mistakes_of_callers_raise(client: DashScopeClient, server: Scripted) -> None:
    for request, urls in (
        (a_request(reference=REPAINT), []),
        (a_request(), [OSS]),
        (a_request(reference=REPAINT), [OSS, OSS]),
        (a_request(model="wan2.2-t2i-plus", reference=REPAINT), [OSS]),
        (a_request(model="nobody"), []),
    ):
        with pytest.raises(ValueError):
            await client.create(request, image_urls=urls)
    assert not server.calls


# --- answers ----------------------------------------------------------------------------------------------------------


async def test_create__documented_refusal(client: DashScopeClient, server: Scripted) -> None:
    server.answer(
        {"code": "Throttling.RateQuota", "message": "Requests rate limit exceeded.", "request_id": "r-2"},
        429,
        {"Retry-After": "3"},
    )
    outcome = await client.create(a_request())
    assert isinstance(outcome, Refused)
    assert outcome.verdict.treatment is Treatment.RETRY_LATER
    assert (outcome.http_status, outcome.request_id, outcome.retry_after_s) == (429, "r-2", 3.0)
    assert outcome.message == "Requests rate limit exceeded."
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (503, {"code": "ModelUnavailable", "message": "Model is unavailable."}, Refused),
        (500, {"code": "ModelServingError", "message": "Too many requests."}, Refused),
        (503, None, AnswerLost),
        (500, {"code": "InternalError", "message": "An internal error has occured"}, AnswerLost),
        (500, None, AnswerLost),
        (502, None, AnswerLost),
        (504, None, AnswerLost),
        (408, None, Refused),
        (404, None, Refused),
        (405, None, Refused),
        (400, {"code": "InternalError.Brand.New", "message": "An internal error has occured"}, Refused),
        (400, {"code": "InternalError", "message": "An internal error has occured"}, Refused),
        (403, {"code": "码", "message": "no"}, Refused),
        (500, {"code": "DataInspectionFailed", "message": "no"}, AnswerLost),
        (500, {"code": "Throttling.RateQuota", "message": "no"}, AnswerLost),
        (503, {"code": "InternalError.Algo", "message": "no"}, AnswerLost),
        (200, {"code": "Brand.New", "message": "no"}, AnswerLost),
        (200, {"code": "InternalError.Algo", "message": "no"}, AnswerLost),
        (400, None, Refused),
        (401, {"code": "InvalidApiKey", "message": "No API-key provided."}, Refused),
        (429, None, Refused),
        (307, None, Refused),
        (200, {"code": "InvalidParameter", "message": "no"}, Refused),
        (200, {}, AnswerLost),
        (200, None, AnswerLost),
        (200, {"output": {"task_id": ""}}, AnswerLost),
        (200, {"output": {"task_id": 5}}, AnswerLost),
        (200, {"output": {"task_id": "../../x y"}}, AnswerLost),
        (200, {"output": []}, AnswerLost),
        (200, [], AnswerLost),
    ],
)
async def test_create__whether_it_was_accepted(
    client: DashScopeClient, server: Scripted, status: int, body: Any, kind: type
) -> None:
    if body is None:
        server.answer_bytes(b"<html>upstream connect error</html>", status)
    else:
        server.answer(body, status)
    assert type(await client.create(a_request())) is kind
    assert len(server.calls) == 1, "a create leaves once"


@pytest.mark.parametrize("code", ["RequestTimeOut", "InternalError.Timeout", "InternalError"])
async def test_create__that_was_answered_too_late_may_have_been_painted(
    client: DashScopeClient, server: Scripted, code: str
) -> None:
    # The synchronous models: nothing documents that painting stops when the service gives up waiting for it.
    server.answer({"code": code, "message": "Request timed out, please try again later."}, 500)
    outcome = await client.create(a_request(model="z-image-turbo", n=1, size=Size(1024, 1024)))
    assert isinstance(outcome, AnswerLost)
    assert outcome.verdict is not None
    assert outcome.verdict.code == code
    assert len(server.calls) == 1, "a create leaves once"


@pytest.mark.parametrize("model", ["z-image-turbo", "wan2.7-image", "wanx-v1"])
@pytest.mark.parametrize(
    "message",
    ["current user api does not support synchronous calls", "current user api does not support asynchronous calls"],
)
async def test_create__in_the_wrong_protocol_is_no_question_of_access(
    client: DashScopeClient, server: Scripted, model: str, message: str
) -> None:
    server.answer({"code": "AccessDenied", "message": message, "request_id": "r-3"}, 403)
    outcome = await client.create(a_request(model=model, n=1, size=Size(1024, 1024)))
    assert isinstance(outcome, Refused)
    assert (outcome.verdict.text_id, outcome.verdict.scope) == ("upstream-protocol", "pool")


async def test_create__redirect_is_not_followed(client: DashScopeClient, server: Scripted) -> None:
    server.answer({}, 307, {"Location": f"{server.url}/elsewhere"})
    outcome = await client.create(a_request())
    assert isinstance(outcome, Refused)
    assert outcome.verdict.treatment is Treatment.TELL_OPERATOR
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("2.5", 2.5),
        ("99999999", 3600.0),
        ("-4", 0.0),
        ("nan", None),
        ("soon", None),
        ("Fri, 15 Jan 2027 08:00:30 GMT", 30.0),
    ],
)
async def test_create__retry_after(
    client: DashScopeClient, server: Scripted, header: str, seconds: float | None
) -> None:
    server.answer({"code": "Throttling"}, 429, {"Retry-After": header})  # The driven clock starts at 08:00:00.
    outcome = await client.create(a_request())
    assert isinstance(outcome, Refused)
    assert outcome.retry_after_s == seconds


# --- no answer --------------------------------------------------------------------------------------------------------


async def one(base: str, clock: DrivenClock, catalogue: Catalogue, **more: Any) -> Any:
    async with a_client(base, clock, catalogue, **more) as client:
        return await client.create(a_request())


async def test_create__connection_refused(clock: DrivenClock, catalogue: Catalogue) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        outcome = await one(f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1", clock, catalogue)
    assert isinstance(outcome, NotSent)
    assert outcome.reason.startswith("ClientConnectorError")


async def test_create__no_such_host(clock: DrivenClock, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object, **__: object) -> Any:
        raise OSError("no such name")

    monkeypatch.setattr(aiohttp.DefaultResolver, "resolve", resolve)
    assert isinstance(await one("http://nowhere.invalid/api/v1", clock, catalogue), NotSent)


async def test_create__failed_tls_handshake(clock: DrivenClock, catalogue: Catalogue) -> None:
    async with raw(b"HTTP/1.1 400 this is no TLS\r\n\r\n", read=False) as server:
        outcome = await one(server.base.replace("http:", "https:"), clock, catalogue)
    assert isinstance(outcome, NotSent)


async def test_create__connection_that_never_comes_about(
    clock: DrivenClock, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(*_: object, **__: object) -> Any:
        raise TimeoutError

    monkeypatch.setattr(aiohttp.TCPConnector, "connect", connect)
    assert await one("http://127.0.0.1:9/api/v1", clock, catalogue) == NotSent("timeout")


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnope",
        b"\x00\x01\x02 nonsense\r\n\r\n",
        b"HTTP/9.9 999999 ???\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
    ids=str,
)
async def test_create__lost_after_it_left(clock: DrivenClock, catalogue: Catalogue, reply: bytes) -> None:
    async with raw(reply) as server:
        outcome = await one(server.base, clock, catalogue)
    assert isinstance(outcome, AnswerLost)
    assert len(server.received) == 1, "aiohttp must not send a create again by itself"
    assert b'"wanx-v1"' in server.received[0]


async def test_create__silence(clock: DrivenClock, catalogue: Catalogue) -> None:
    async with raw(None) as server:
        assert await one(server.base, clock, catalogue, timeouts=IMPATIENT) == AnswerLost("timeout")
    assert len(server.received) == 1


async def test_create__endless_answer(clock: DrivenClock, catalogue: Catalogue) -> None:
    async with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"[" * 3_000_000) as server:
        outcome = await one(server.base, clock, catalogue)
    assert outcome == AnswerLost("more than 1000000 bytes")


async def test_create__every_create_has_a_connection_of_its_own(clock: DrivenClock, catalogue: Catalogue) -> None:
    # A server that promises to keep the connection and then drops it is what makes kept connections unsafe.
    body = json.dumps(ACCEPTED).encode()
    reply = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    async with raw(reply) as server, a_client(server.base, clock, catalogue) as client:
        for _ in range(3):
            assert isinstance(await client.create(a_request()), Accepted)
    assert len(server.received) == 3


# --- the deadline -----------------------------------------------------------------------------------------------------


@pytest.fixture
async def silent() -> AsyncIterator[Raw]:
    async with raw(None) as server:
        yield server


async def test_create__after_the_deadline_nothing_leaves(silent: Raw, clock: DrivenClock, catalogue: Catalogue) -> None:
    async with a_client(silent.base, clock, catalogue) as client:
        outcome = await client.create(a_request(), deadline=clock.monotonic() - 0.001)
    assert outcome == NotSent("deadline passed")
    await asyncio.sleep(0)
    assert silent.received in ([b""], [b"<hung up>"]), "not even the headers"


async def test_create__deadline_is_checked_when_the_bytes_leave(
    server: Scripted, clock: DrivenClock, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer(ACCEPTED)
    connect = aiohttp.TCPConnector.connect

    async def slow_connect(self: aiohttp.TCPConnector, *args: Any, **more: Any) -> Any:
        connection = await connect(self, *args, **more)
        clock.advance(10)  # As if the process had been stopped while it connected.
        return connection

    monkeypatch.setattr(aiohttp.TCPConnector, "connect", slow_connect)
    async with a_client(server.base, clock, catalogue) as client:
        assert await client.create(a_request(), deadline=clock.monotonic() + 5) == NotSent("deadline passed")
        assert not server.calls
        assert isinstance(await client.create(a_request(), deadline=clock.monotonic() + 15), Accepted)


async def test_create__cancelled_create_sends_nothing_later(
    server: Scripted, clock: DrivenClock, catalogue: Catalogue
) -> None:
    arrived = asyncio.Event()

    async def never(call: Call) -> web.StreamResponse:
        arrived.set()
        await asyncio.Event().wait()
        return web.Response()

    server.handler = never
    async with a_client(server.base, clock, catalogue) as client:
        task = asyncio.create_task(client.create(a_request()))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(server.calls) == 1
