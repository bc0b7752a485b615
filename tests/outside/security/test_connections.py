"""Findings H3 and H4 of the outside attack on 0.1.0: half-sent requests, connections without end, compressed bodies,
answers that nobody reads. In 0.1.0: 400 connections at a limit of 256 descriptors stopped the painting, and the accept loop
wrote 272 MB of log in 90 s; four bodies of 2.9 MB stalled the loop for 8 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gzip
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from adapters.telegram.webhook import WebhookServer
from bot.http import (
    BodyTooSlow,
    BrokenBody,
    Forwarding,
    Listener,
    connection,
    eviction,
    mark_authenticated,
    meter,
    read_body,
    refuse_encoded,
    request_connection,
    runner_of,
)
from bot.http import listener as listening
from tests.web.visitor import Visitor

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
UPGRADE = (
    b"GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
METERED_BYTES = 1000
PING, PONG, TEXT, PIECE = b"\x89\x80\0\0\0\0", b"\x8a\x80\0\0\0\0", b"\x81\x81\0\0\0\0x", b"\0\x80\0\0\0\0"


class Server:
    """A small server behind a listener; `seconds` is its clock, moved by hand."""

    def __init__(self, most: int, most_body: int) -> None:
        self.most_body = most_body
        self.seconds = 1000.0
        self.problems: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.on_page: Callable[[], None] = lambda: None
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/known/{name}", self._known)
        app.router.add_get("/big", self._big)
        app.router.add_post("/body", self._body)
        app.router.add_get("/socket", self._socket)
        self.listener = Listener(runner_of(app, 0.1), most, self._problem, lambda: self.seconds, Forwarding())
        app.middlewares.extend((self.listener.middleware, refuse_encoded))
        self._open: list[asyncio.StreamWriter] = []

    def _problem(self, code: str, /, **details: object) -> None:
        self.problems.append(code)

    async def _page(self, request: web.Request) -> web.Response:
        self.on_page()
        await self.gate.wait()
        return web.Response(text="here")

    async def _known(self, request: web.Request) -> web.Response:
        mark_authenticated(request, request.match_info["name"])
        return web.Response(text="known")

    async def _big(self, request: web.Request) -> web.Response:
        return web.Response(body=bytes(8 * 2**20))

    async def _body(self, request: web.Request) -> web.Response:
        try:
            return web.Response(text=str(len(await read_body(request, self.most_body, 0.2))))
        except BodyTooSlow:
            return web.Response(status=408)
        except BrokenBody:
            return web.Response(status=400)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not meter(request, METERED_BYTES, 1.0):
            return web.Response(status=400)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(str(message.data))
        return socket

    async def connect(self, opening: bytes = b"") -> Stream:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.listener.port, limit=1000)
        self._open.append(writer)
        writer.write(opening)
        return reader, writer

    async def ask(self, path: str = "/") -> int:
        """The status of a whole request."""
        reader, writer = await self.connect(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        async with asyncio.timeout(10):
            status = int((await reader.readline()).split()[1])
            while await reader.read(2**16):
                pass
        writer.close()
        return status

    def close(self) -> None:
        for writer in self._open:
            writer.transport.abort()


@asynccontextmanager
async def serving(most: int = 8, most_body: int = 1000) -> AsyncIterator[Server]:
    server = Server(most, most_body)
    await server.listener.start("127.0.0.1", 0)
    try:
        yield server
    finally:
        server.gate.set()
        server.close()
        await server.listener.stop()


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        for _ in range(10_000):
            if condition():
                return
            await asyncio.sleep(0.001)


def count_parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes aiohttp is given to parse, each time."""
    counts: list[int] = []
    data_received = RequestHandler.data_received

    def counted(self: RequestHandler, data: bytes) -> None:
        counts.append(len(data))
        data_received(self, data)

    monkeypatch.setattr(RequestHandler, "data_received", counted)
    return counts


async def closed(stream: Stream) -> None:
    """Wait until the server has closed a connection."""
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            while await stream[0].read(2**16):
                pass


async def test_connections__half_sent_requests_are_closed_in_favour_of_who_comes_next() -> None:
    async with serving(most=8) as server:
        half = []
        for _ in range(40):
            half.append(await server.connect(HEAD))
            server.seconds += 1.0
        await until(lambda: server.listener.count == 8)
        assert await asyncio.gather(*(server.ask() for _ in range(20))) == [200] * 20
        await asyncio.gather(*(closed(stream) for stream in half[:32]))
        assert server.listener.count <= 8


async def test_connections__hundreds_of_requests_sent_at_once_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where handlers are eager tasks (Python 3.12), answers for which nothing is waited come without a break: 200 of them were
    one turn of the event loop."""
    monkeypatch.setattr(request_connection, "PIPELINED_S", 0.0)
    async with serving() as server:
        done, turn = asyncio.Event(), 0

        async def turns() -> None:
            nonlocal turn
            while not done.is_set():
                turn += 1
                await asyncio.sleep(0)

        counting = asyncio.create_task(turns())
        served: list[int] = []
        server.on_page = lambda: served.append(turn)
        await server.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        await until(lambda: len(served) == 200)
        done.set()
        await counting
        assert max(Counter(served).values()) <= 2


async def test_connections__requests_sent_before_their_answer_wait_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(request_connection, "PIPELINED_S", 3600.0)
    async with serving() as server:
        served: list[None] = []
        server.on_page = lambda: served.append(None)
        await server.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        await until(lambda: served)
        assert [await server.ask() for _ in range(10)] == [200] * 10
        assert len(served) == 11
        # A client that reads an answer before it asks again does not wait.
        reader, writer = await server.connect()
        for _ in range(5):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            async with asyncio.timeout(5):
                await reader.readuntil(b"here")


async def test_connections__known_persons_unused_connection_outlasts_a_crowd_of_strangers() -> None:
    async with serving(most=8) as server:

        async def know(name: str) -> Stream:
            stream = await server.connect(f"GET /known/{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            async with asyncio.timeout(5):
                await stream[0].readuntil(b"known")
            return stream

        known = [await know(name) for name in ("ada", "bob")]
        for _ in range(40):  # They stay under the age at which a connection has to make room.
            await server.connect(HEAD)
            server.seconds += eviction.GRACE_S / 10
        await until(lambda: server.listener.count == 8)
        for reader, writer in known:
            writer.write(HEAD + b"\r\n")
            async with asyncio.timeout(5):
                await reader.readuntil(b"here")


async def test_connections__known_people_keep_half_of_the_connections_at_most() -> None:
    async with serving(most=8) as server:
        for _ in range(20):  # One person with many, and many people.
            await server.connect(b"GET /known/ada HTTP/1.1\r\nHost: x\r\n\r\n")
            server.seconds += 1.0
        for number in range(20):
            await server.connect(f"GET /known/{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            server.seconds += 1.0
        assert await asyncio.gather(*(server.ask() for _ in range(20))) == [200] * 20
        assert server.listener.count <= 8


async def test_connections__head_that_never_ends_is_closed_and_so_is_an_unused_connection() -> None:
    async with serving() as server:
        half = await server.connect(HEAD)
        silent = await server.connect()
        idle = await server.connect(HEAD + b"\r\n")
        async with asyncio.timeout(5):
            await idle[0].readuntil(b"here")
        server.seconds += eviction.HEAD_S + 1
        half[1].write(b"X-Drip: 1\r\n")  # Some bytes do not buy more time.
        server.listener.close_late()
        await asyncio.gather(closed(half), closed(silent))
        assert server.listener.count == 1
        server.seconds += eviction.IDLE_S
        server.listener.close_late()
        await closed(idle)


async def test_connections__body_that_never_ends_is_answered_in_time() -> None:
    async with serving() as server:
        reader, _ = await server.connect(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nx")
        async with asyncio.timeout(5):
            assert b" 408 " in await reader.readline()


async def test_connections__who_waits_for_a_body_makes_room_as_well() -> None:
    async with serving(most=6) as server:
        for _ in range(12):
            await server.connect(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nx")
            server.seconds += 1.0
        assert await server.ask() == 200


async def test_connections__accepting_pauses_while_all_are_at_work_and_nobody_is_lost() -> None:
    async with serving(most=4) as server:
        server.gate.clear()
        asking = [asyncio.create_task(server.ask()) for _ in range(12)]
        await until(lambda: server.listener.count == 4)
        await asyncio.sleep(0)
        assert server.listener.count == 4
        server.gate.set()
        assert await asyncio.gather(*asking) == [200] * 12


async def test_connections__no_descriptor_left_is_told_once_and_accepting_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """nginx, Redis and asyncio itself had it: an accept loop that spins on EMFILE and fills the log (python/cpython#74996)."""
    monkeypatch.setattr(listening, "SHORTAGE_S", 0.05)
    async with serving() as server:

        class Exhausted:
            asked = 0

            def accept(self) -> None:
                self.asked += 1
                raise OSError(errno.EMFILE, "too many open files")

        exhausted: Any = Exhausted()
        server.listener._accept(exhausted)
        assert server.problems == ["http.cannot-accept"]
        assert exhausted.asked == 1
        assert await server.ask() == 200  # once the pause is over


@pytest.mark.parametrize("frames", [PING, PONG, TEXT, b"\x01\x80\0\0\0\0" + PIECE * 20])
async def test_connections__websocket_that_sends_without_end_is_cut_off_and_others_are_not(frames: bytes) -> None:
    """Frames of six bytes that say nothing: two connections full of pings kept everybody waiting for 5.6 s."""
    async with serving() as server:
        flooding, talking = await server.connect(UPGRADE), await server.connect(UPGRADE)
        async with asyncio.timeout(5):
            for reader, _ in (flooding, talking):
                assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        flooding[1].write(frames * (2**18 // len(frames)))
        await closed(flooding)
        assert "http.flooded" in server.problems
        for _ in range(20):  # What a page may send, it may send again once some time has passed.
            talking[1].write(TEXT * 20)
            async with asyncio.timeout(5):
                await talking[0].readexactly(20 * 3)
            server.seconds += 200.0


async def test_connections__websocket_waits_for_its_answer_before_it_sends() -> None:
    async with serving() as server:
        reader, _ = await server.connect(UPGRADE + PING * 2000)
        async with asyncio.timeout(5):
            assert b" 400 " in await reader.readline()


async def test_connections__one_turn_of_the_loop_reads_a_piece_of_what_a_connection_sends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving() as server:
        read = count_parsed(monkeypatch)
        reader, _ = await server.connect(HEAD + b"Content-Length: 300000\r\n\r\n" + bytes(300_000))
        async with asyncio.timeout(5):
            await reader.readuntil(b"here")
        assert 0 < max(read) <= connection.READ_BYTES


CHUNKED = b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


async def test_connections__body_in_chunks_is_taken() -> None:
    """Some proxies send no other: without it nobody could log in through their tunnel."""
    async with serving() as server:
        reader, writer = await server.connect()
        for _ in range(2):
            writer.write(CHUNKED % b"/body" + b"12c\r\n" + bytes(300) + b"\r\n0\r\n\r\n")
            async with asyncio.timeout(5):
                assert b" 200 " in await reader.readline()
                await reader.readuntil(b"\r\n\r\n300")


@pytest.mark.parametrize("path", [b"/nowhere", b"/body"])
async def test_connections__chunks_of_one_byte_are_not_parsed_to_their_end(
    monkeypatch: pytest.MonkeyPatch, path: bytes
) -> None:
    """One connection full of them held the loop up for 0.3 s at a time, also at addresses that are none."""
    async with serving(most_body=10**7) as server:
        read = count_parsed(monkeypatch)
        stream = await server.connect(CHUNKED % path + b"1\r\nx\r\n" * 100)
        for _ in range(20):
            stream[1].write(b"1\r\nx\r\n" * 10_000)
            with contextlib.suppress(ConnectionError):
                await stream[1].drain()
        await closed(stream)
        assert sum(read) < 200_000


async def test_connections__answers_that_nobody_reads_are_bounded_in_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eviction, "WRITE_BYTES", 12 * 2**20)
    async with serving(most=40) as server:
        deaf = [await server.connect(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(12)]
        await until(lambda: "http.unread" in server.problems)
        assert await server.ask("/big") == 200
        waiting = sum(each.unsent for each in server.listener._connections.values())
        assert waiting <= 12 * 2**20
        server.seconds += eviction.STALLED_S + 1
        server.listener.close_late()
        await asyncio.gather(*(closed(stream) for stream in deaf))


@pytest.mark.parametrize("path", ["login", "nowhere", "api/start", "api/uploads", "api/rooms/~/messages", "metrics"])
@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, deflate"])
async def test_connections__compressed_body_is_refused_before_it_has_arrived(
    visitor: Visitor, path: str, encoding: str
) -> None:
    port = int(visitor.origin.rpartition(":")[2])
    head = (
        f"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {visitor.origin}\r\nContent-Encoding: {encoding}"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + b"\r\nContent-Length: 3000000\r\n\r\n" + gzip.compress(bytes(2**20)))
    async with asyncio.timeout(5):
        assert b" 415 " in await reader.readline()
    writer.close()


async def test_connections__webhook_asks_for_the_secret_before_it_reads() -> None:
    taken: list[Any] = []

    async def take(updates: Any) -> None:
        taken.extend(updates)

    webhook = WebhookServer("https://bot.example.org/hook", "s3cret", take)
    port = await webhook.start("127.0.0.1", 0)
    try:
        for more, status in ((b"", b"403"), (b"Content-Encoding: gzip\r\n", b"415")):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\n" + more + b"Content-Length: 900000\r\n\r\n{")
            async with asyncio.timeout(5):
                assert status in await reader.readline()
            writer.close()
    finally:
        await webhook.stop()
    assert taken == []


def test_connections__chain_of_proxies_without_end_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 headers of 8 KB, each full of the proxy's own address, took 0.3 s in each request."""
    forwarding, looked_up = Forwarding(("10.0.0.1",)), list[str]()
    is_proxy = Forwarding.is_proxy

    def counted(self: Forwarding, hop: str) -> bool:
        looked_up.append(hop)
        return is_proxy(self, hop)

    monkeypatch.setattr(Forwarding, "is_proxy", counted)
    headers = CIMultiDict([("X-Forwarded-For", "192.0.2.7, " + "10.0.0.1, " * 800 + "10.0.0.1")] * 40)
    request = make_mocked_request("GET", "/", headers=headers).clone(remote="10.0.0.1")
    assert forwarding.client(request) == "10.0.0.1"
    assert len(looked_up) < 20
    headers = CIMultiDict([("X-Forwarded-For", "198.51.100.1, 192.0.2.7, 10.0.0.1")])
    assert forwarding.client(make_mocked_request("GET", "/", headers=headers).clone(remote="10.0.0.1")) == "192.0.2.7"


def test_connections__port_of_somebody_else_is_not_taken() -> None:
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        with pytest.raises(OSError, match="in use"):
            listening._listening(socket.AF_INET, first.getsockname())
