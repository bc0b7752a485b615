"""Nothing secret in any text, no connection left behind, and only usable settings."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dashscope import DashScopeClient
from bot.dashscope.transport import CONNECTIONS
from bot.upstream import Accepted, AnswerLost, CallFailed, Catalogue, NotSent, Upstream
from tests.clock import DrivenClock
from tests.dashscope.conftest import a_request
from tests.dashscope.server import KEY, Scripted, raw


def make(base: str, catalogue: Catalogue, **more: Any) -> DashScopeClient:
    return DashScopeClient(base, KEY, clock=DrivenClock(), catalogue=catalogue, **more)


def test_client__is_an_upstream(catalogue: Catalogue) -> None:
    upstream: Upstream = make("https://x.invalid/api/v1", catalogue)
    assert upstream


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, f"Incorrect API key provided: {KEY}."),
        (400, "no: sk-another-key-0123"),
        (500, f"Bearer {KEY} failed"),
        (400, "Download https://b.aliyuncs.com/a.png?Expires=1&Signature=HUSH timeout"),
        (400, "oss://b/a.png?Signature=HUSH"),
    ],
)
async def test_client__no_secret_in_any_text(
    client: DashScopeClient, server: Scripted, status: int, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer({"code": "SomeCode", "message": message, "request_id": "r"}, status)
    said = [
        client,
        client._transport,
        await client.create(a_request()),
        await client.query("t-1"),
        await client.cancel("t-1"),
        await client.list_tasks(0, 1, "wanx-v1"),
        await client.upload(b"x", "a.png", "image/png", "wanx-v1"),
        caplog.text,
    ]
    output = {
        "task_id": "t-1",
        "task_status": "FAILED",
        "code": "X",
        "message": message,
        "results": [{"message": message}],
    }
    server.answer({"output": output})
    said.append(await client.query("t-1"))
    server.answer({"code": KEY, "message": message}, status)
    said += [await client.create(a_request()), await client.query("t-1")]
    for text in map(repr, said):
        for secret in (KEY, "SECRET", "sk-another", "HUSH"):
            assert secret not in text


async def test_client__no_secret_when_the_connection_fails(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for reply in (b"", b"HTTP/1.1 nonsense\r\n\r\n"):
        async with raw(reply) as server, make(server.base, catalogue) as client:
            url = f"{server.base}/a.png?Signature=HUSH"
            said = [await client.create(a_request()), await client.download(url, limit_bytes=9), caplog.text]
        for text in map(repr, said):
            assert KEY not in text
            assert "HUSH" not in text


async def test_client__long_messages_are_cut(client: DashScopeClient, server: Scripted) -> None:
    server.answer({"output": {"task_id": "t", "task_status": "FAILED", "code": "X", "message": "m" * 100_000}})
    assert len(repr(await client.query("t"))) < 2_000


@pytest.mark.parametrize("key", ["", "sk-a\r\nX: y", "sk-钥匙", "sk a"])
def test_client__keys_that_cannot_be_sent(catalogue: Catalogue, key: str) -> None:
    with pytest.raises(ValueError) as wrong:
        DashScopeClient("https://x.invalid/api/v1", key, clock=DrivenClock(), catalogue=catalogue)
    assert not key or key not in str(wrong.value)


@pytest.mark.parametrize("base", ["", "x.invalid/api/v1", "ftp://x.invalid", "https://u:p@x.invalid/api/v1"])
def test_client__base_urls_that_are_none(catalogue: Catalogue, base: str) -> None:
    with pytest.raises(ValueError):
        make(base, catalogue)


async def test_client__slash_at_the_end_of_the_base_url(server: Scripted, catalogue: Catalogue) -> None:
    async with make(server.base + "/", catalogue) as client:
        await client.query("t-1")
    assert server.calls[0].raw_path == "/api/v1/tasks/t-1"


async def test_client__cookies_are_not_kept(server: Scripted, catalogue: Catalogue) -> None:
    server.answer({}, headers={"Set-Cookie": "acw_tc=1; Path=/"})
    # By name: aiohttp never keeps cookies of bare addresses.
    async with make(server.base.replace("127.0.0.1", "localhost"), catalogue) as client:
        await client.query("t-1")
        await client.query("t-1")
    assert "cookie" not in server.calls[1].headers


async def test_client__after_close(client: DashScopeClient, server: Scripted) -> None:
    await client.query("t-1")
    await client.close()
    await client.close()
    assert isinstance(await client.create(a_request()), NotSent)
    assert isinstance(await client.query("t-1"), CallFailed)
    assert len(server.calls) == 1


async def test_client__shared_session_is_left_open(server: Scripted, catalogue: Catalogue) -> None:
    async with aiohttp.ClientSession() as session:
        async with make(server.base, catalogue, session=session) as client:
            await client.query("t-1")
            await client.create(a_request())
        assert not session.closed
    assert len(server.calls) == 2


async def test_client__failures_leave_no_connection_behind(server: Scripted, catalogue: Catalogue) -> None:
    server.answer_bytes(b"x" * 1_500_000, 502)  # More than is read of it.
    async with make(server.base, catalogue) as client:
        for _ in range(40):  # More than the pool has connections.
            assert isinstance(await client.query("t-1"), CallFailed)
            assert isinstance(await client.create(a_request()), AnswerLost)
        for session in (client._transport._shared, client._transport._unshared):
            assert session is not None
            assert session.connector is not None
            assert not session.connector._acquired


async def test_client__creates_that_wait_for_their_answers_keep_no_other_from_leaving(
    clock: DrivenClock, catalogue: Catalogue
) -> None:
    """As many as the pools have slots, which may be more than any pool of connections."""
    waiting, all_wait, answer = 0, asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        nonlocal waiting
        await request.read()
        waiting += 1
        if waiting == 2 * CONNECTIONS:
            all_wait.set()
        await answer.wait()
        return web.json_response({"output": {"task_id": "t1", "task_status": "PENDING"}, "request_id": "r"})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", slow)
    async with TestServer(app) as server, make(str(server.make_url("/api/v1")), catalogue) as client:
        creates = [asyncio.create_task(client.create(a_request())) for _ in range(2 * CONNECTIONS)]
        async with asyncio.timeout(60):
            await all_wait.wait()
        answer.set()
        assert {type(outcome) for outcome in await asyncio.gather(*creates)} == {Accepted}
