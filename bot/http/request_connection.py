"""The interface between a handler and the connection of its request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.http.connection import Connection, ConnectionState
from bot.http.throttle import Throttle

EARLY_BYTES: Final = 256  # by how much our count of the head may be wrong
PIPELINED_S: Final = 0.25  # between an answer and the next request, if that was sent before the answer

CONNECTION: Final = web.RequestKey("shenbi.connection", Connection)
"""The key in a request under which handlers find its connection."""


def track_handlers(connections: Mapping[asyncio.BaseTransport, Connection]) -> Middleware:
    """A middleware that notes in a request's connection whether a handler is running; must be the outermost."""

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        connection = connections.get(request.transport) if request.transport is not None else None
        if connection is None:
            return await handler(request)
        request[CONNECTION] = connection
        if connection.state is ConnectionState.IDLE:
            # Nothing was received since the last response, so the request was pipelined, which no browser or proxy
            # does. It is delayed, so that one connection cannot keep the loop busy, and may be closed meanwhile.
            connection.enter(ConnectionState.HEAD)
            await asyncio.sleep(PIPELINED_S)
        connection.enter(ConnectionState.BUSY)
        try:
            # One request of a connection in an iteration of the loop: from Python 3.12 on handlers are eager tasks,
            # and hundreds of requests that were sent at once would be handled in one iteration.
            await asyncio.sleep(0)
            return await handler(request)
        except ConnectionError:
            if connection.transport is None or not connection.transport.is_closing():
                raise
            return web.Response(status=HTTPStatus.BAD_REQUEST)  # The client has disconnected.
        finally:
            connection.enter(ConnectionState.IDLE)

    return watch


def mark_authenticated(request: web.BaseRequest, person: str) -> None:
    """`person` has authenticated with this request: the connection is preferred to unauthenticated ones."""
    connection: Connection | None = request.get(CONNECTION)
    if connection is not None:
        connection.person = person


def meter(request: web.BaseRequest, burst_bytes: int, bytes_per_s: float) -> bool:
    """Limit the rate at which the client of a WebSocket may send; above it the connection is closed. Every frame is
    work, also one without content (a ping, an empty fragment). False if it has sent something before the handshake was
    answered, which it must not (RFC 6455, 4.1).
    """
    connection: Connection | None = request.get(CONNECTION)
    if connection is None:
        return True
    connection.meter = Throttle(burst_bytes, bytes_per_s, connection.now)
    line = len(f"{request.method} {request.raw_path} HTTP/1.1\r\n\r\n".encode("utf-8", "surrogateescape"))
    head = line + sum(len(name) + len(value) + 4 for name, value in request.raw_headers)
    return connection.received <= head + EARLY_BYTES


def received(request: web.BaseRequest) -> int:
    """How many bytes of a request were received: its head, and its body so far, with the framing of chunks."""
    connection: Connection | None = request.get(CONNECTION)
    return connection.received if connection is not None else 0


def stop_reading(request: web.BaseRequest) -> None:
    """Discard all further input of a request's connection, which is to be closed."""
    connection: Connection | None = request.get(CONNECTION)
    if connection is not None:
        connection.discarding = True


@contextmanager
def awaiting_body(request: web.BaseRequest) -> Iterator[None]:
    """While a handler waits for more of the body, its connection may be closed to make room."""
    connection: Connection | None = request.get(CONNECTION)
    if connection is not None:
        connection.enter(ConnectionState.BODY)
    try:
        yield
    finally:
        if connection is not None:
            connection.enter(ConnectionState.BUSY)
