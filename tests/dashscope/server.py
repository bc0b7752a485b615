"""Servers on loopback, written for these tests: one that answers what it is told, one that speaks raw bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

KEY = "sk-0123456789abcdefSECRET"


@dataclass
class Call:
    """A request as it arrived."""

    method: str
    raw_path: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass
class Scripted:
    """Answers every request with the handler of the moment, and remembers the requests."""

    handler: Handler
    url: str = ""
    calls: list[Call] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The base URL to give to a client."""
        return f"{self.url}/api/v1"

    def answer(self, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """From now on answer with this JSON."""

        async def handler(call: Call) -> web.StreamResponse:
            return web.json_response(body, status=status, headers=headers)

        self.handler = handler

    def answer_each(self, *answers: tuple[int, Any]) -> None:
        """Answer with these (status, JSON), one after another; then fail the test."""
        left = list(answers)

        async def handler(call: Call) -> web.StreamResponse:
            status, body = left.pop(0)
            return web.json_response(body, status=status)

        self.handler = handler

    def answer_bytes(self, body: bytes, status: int = 200) -> None:
        """From now on answer with these bytes."""

        async def handler(call: Call) -> web.StreamResponse:
            return web.Response(body=body, status=status)

        self.handler = handler


@asynccontextmanager
async def scripted() -> AsyncIterator[Scripted]:
    """A server whose answers the test decides."""

    async def nothing(call: Call) -> web.StreamResponse:
        return web.json_response({})

    script = Scripted(nothing)

    async def handle(request: web.Request) -> web.StreamResponse:
        call = Call(
            request.method,
            request.raw_path,
            {name.lower(): value for name, value in request.headers.items()},
            dict(request.query),
            await request.read(),
        )
        script.calls.append(call)
        return await script.handler(call)

    app = web.Application(client_max_size=20_000_000)
    app.router.add_route("*", "/{path:.*}", handle)
    async with TestServer(app, host="127.0.0.1") as server:
        script.url = f"http://127.0.0.1:{server.port}"
        yield script


@dataclass
class Raw:
    """What a raw server has seen: its connections, and all bytes of each."""

    port: int = 0
    received: list[bytes] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The base URL to give to a client."""
        return f"http://127.0.0.1:{self.port}/api/v1"


@asynccontextmanager
async def raw(reply: bytes | None, *, read: bool = True) -> AsyncIterator[Raw]:
    """A server that reads one request (unless `read` is false), sends `reply` and hangs up; None: it stays silent."""
    seen = Raw()
    done = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = len(seen.received)
        seen.received.append(b"")
        try:
            if read:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                seen.received[place] = head + await reader.readexactly(length)
            if reply is None:
                await done.wait()
            else:
                writer.write(reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            seen.received[place] += b"<hung up>"
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        done.set()
        server.close()
        await server.wait_closed()
