"""Connection limits and timeouts around aiohttp's server.

asyncio's accept loop has no limit: when descriptors run out it logs every attempt (gigabytes within hours). And aiohttp
closes neither a connection whose request head never ends nor a client that does not read its response. Here

* at most `most` connections are open; before another one is accepted, the one that has been waiting for its client for
  the longest is closed. If all are busy, accepting pauses, and clients wait in the kernel's backlog;
* idle connections of authenticated people stay open, KEPT_EACH of one person and half of all: otherwise they would wait
  in the backlog again for each request while strangers fill it;
* a request head must be complete within HEAD_S; an idle connection is closed after IDLE_S, a client that stops reading
  after STALLED_S;
* in one iteration of the event loop at most READ_BYTES of a connection are parsed, and a WebSocket's input is
  rate-limited (`meter`);
* at most WRITE_BYTES in total wait to be sent: clients that have not read for the longest are closed first.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, Final, cast

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.http.addresses import Forwarding, group_of
from bot.http.throttle import Throttle

HEAD_S: Final = 10.0
HEAD_BYTES: Final = 384 * 1024
READ_BYTES: Final = 16 * 1024  # asyncio itself reads 256 KB, in which there is room for 40,000 WebSocket frames
EARLY_BYTES: Final = 256  # by how much our count of the head may be wrong
GRACE_S: Final = (
    0.2  # after which a connection may be closed to make room: what its client sent may be here, only not read yet
)
IDLE_S: Final = 75.0  # longer than browsers and proxies keep an idle connection
STALLED_S: Final = 20.0
SLOW_READER_S: Final = 3.0  # after which a client that does not read its response may be closed to make room
WRITE_BYTES: Final = 32 * 2**20
PER_ADDRESS: Final = 96
KEPT_EACH: Final = 6  # as many as a browser opens to one host
BACKLOG: Final = 256
ACCEPT_AT_ONCE: Final = 32  # in one iteration of the event loop
PIPELINED_S: Final = 0.25  # between an answer and the next request, if that was sent before the answer
SWEEP_S: Final = 1.0
SHORTAGE_S: Final = 0.5  # for how long accepting pauses when descriptors ran out all the same
LINGER_S: Final = 2.0  # for how long the rest of a refused body is read, so that the client gets the response
HEADERS: Final = 64
LINE_BYTES: Final = 8190


def runner_of(app: web.Application, stop_s: float) -> web.AppRunner:
    """aiohttp's runner with the limits that it enforces itself; bodies are not decompressed (`refuse_encoded`)."""
    return web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=stop_s,
        auto_decompress=False,
        lingering_time=LINGER_S,
        keepalive_timeout=IDLE_S,
        max_headers=HEADERS,
        max_line_size=LINE_BYTES,
        max_field_size=LINE_BYTES,
    )


class ConnectionState(Enum):
    """What a connection is doing."""

    HEAD = auto()  # receiving, or waiting for, the head of a request
    BODY = auto()  # a handler waits for more of the body
    BUSY = auto()  # a handler is running, or a WebSocket is open
    IDLE = auto()  # between two requests


class Connection(asyncio.BufferedProtocol):
    """One connection: forwards everything to aiohttp's protocol and records when it happened. A BufferedProtocol,
    because that one decides how much is read at once."""

    def __init__(self, listener: Listener, inner: asyncio.Protocol, address: str) -> None:
        self._listener = listener
        self._inner = inner
        self.address = address
        self.state = ConnectionState.HEAD
        self.since = self.heard = listener.now()
        self.head_bytes = 0
        self.received = 0  # since the request began
        self.meter: Throttle | None = None
        self.discarding = False  # Input is thrown away unread.
        self._buffer = bytearray()
        self.person = ""  # who has authenticated on it
        self.stalled_at: float | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._listener.opened(self)
        self._inner.connection_made(transport)

    def get_buffer(self, sizehint: int) -> bytearray:
        self._buffer = bytearray(READ_BYTES)
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        data, self._buffer = bytes(self._buffer[:nbytes]), bytearray()
        self._data_received(data)

    def _data_received(self, data: bytes) -> None:
        self.heard = self._listener.now()
        if self.discarding:
            return
        if self.meter is not None and self.meter.take("", len(data)):
            self._listener.flooded(self)
            return
        if self.state is ConnectionState.IDLE:
            self.state, self.since, self.head_bytes, self.received = ConnectionState.HEAD, self.heard, 0, 0
        self.received += len(data)
        if self.state is ConnectionState.HEAD:
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_BYTES:
                self.abort()
                return
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self.stalled_at = self._listener.now()
        self._inner.pause_writing()
        self._listener.shed_writes()

    def resume_writing(self) -> None:
        self.stalled_at = None
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._listener.closed(self)
        self._inner.connection_lost(exc)

    def enter(self, state: ConnectionState) -> None:
        """A handler starts, ends, or waits for the body."""
        self.state, self.since = state, self._listener.now()
        if state is not ConnectionState.BUSY:
            self._listener.room_available()

    def now(self) -> float:
        """The listener's clock."""
        return self._listener.now()

    @property
    def unsent(self) -> int:
        """Bytes that wait for the client to read."""
        return self.transport.get_write_buffer_size() if self.transport else 0

    def abort(self) -> None:
        """Close it at once; unsent data is lost."""
        if self.transport is not None:
            self.transport.abort()


CONNECTION: Final = web.RequestKey("shenbi.connection", Connection)
"""The key in a request under which handlers find its connection."""


class Listener:
    """Listens for one aiohttp application.

    `most`: connections; `alert` reports problems; `now` is a monotonic clock in seconds. `forwarding` knows the
    proxies, whose addresses have no limit of connections, since all come from them; nor has this machine itself where
    there is no proxy.
    """

    def __init__(
        self,
        runner: web.AppRunner,
        most: int,
        alert: Callable[..., None],
        now: Callable[[], float],
        forwarding: Forwarding,
    ) -> None:
        self.runner = runner
        self.most = most
        self.now = now
        self._alert = alert
        self._forwarding = forwarding
        self._sockets: list[socket.socket] = []
        self._connections: dict[asyncio.BaseTransport, Connection] = {}
        self._addresses: Counter[str] = Counter()
        self._opening: set[asyncio.Task[Any]] = set()
        self._accepting = False
        self._out_of_descriptors = False
        self._timers: dict[str, asyncio.TimerHandle] = {}

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._sockets[0].getsockname()[1])

    @property
    def count(self) -> int:
        """How many connections are open or being opened."""
        return self._addresses.total()

    async def start(self, host: str, port: int) -> None:
        """Listen on every address of `host`; port 0 takes any free one. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        try:
            for family, _, _, _, address in dict.fromkeys(found):
                wanted = (address[0], port or (self.port if self._sockets else 0), *address[2:])
                self._sockets.append(_listening(family, wanted))
        except OSError:
            self._close_sockets()
            raise
        await self.runner.setup()
        self._resume()
        self._timers["sweep"] = loop.call_later(SWEEP_S, self._close_late_again)

    async def stop(self) -> None:
        """Stop listening and finish the requests that are running."""
        self._pause()
        for timer in self._timers.values():
            timer.cancel()
        self._close_sockets()
        if self._opening:
            await asyncio.wait(self._opening)
        await self.runner.cleanup()

    # Called by connections.

    def opened(self, connection: Connection) -> None:
        """A connection was opened."""
        assert connection.transport is not None
        self._connections[connection.transport] = connection

    def closed(self, connection: Connection) -> None:
        """A connection was closed: there is room for another."""
        assert connection.transport is not None
        del self._connections[connection.transport]
        self._forget(connection.address)

    def room_available(self) -> None:
        """A connection can be closed to make room, or was closed."""
        if self._sockets and not self._accepting and not self._out_of_descriptors:
            self._resume()

    def flooded(self, connection: Connection) -> None:
        """A WebSocket client exceeded its rate limit."""
        self._alert("http.flooded", address=connection.address, person=connection.person)
        connection.abort()

    def shed_writes(self) -> None:
        """While more than WRITE_BYTES wait to be sent in total, close the clients that have not read for the
        longest."""
        stalled = [each for each in self._connections.values() if each.stalled_at is not None]
        waiting = sum(each.unsent for each in stalled)
        for each in sorted(stalled, key=lambda each: each.stalled_at or 0.0):
            if waiting <= WRITE_BYTES:
                return
            waiting -= each.unsent
            self._alert("http.unread", address=each.address)
            each.abort()

    def close_late(self) -> None:
        """Close the connections whose time is over."""
        now = self.now()
        for each in list(self._connections.values()):
            limit = {ConnectionState.HEAD: HEAD_S, ConnectionState.IDLE: IDLE_S}.get(each.state)
            late = limit is not None and now - each.since > limit
            if late or (each.stalled_at is not None and now - each.stalled_at > STALLED_S):
                each.abort()

    # Accepting.

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPT_AT_ONCE):
            replaced = self._replaceable() if self.count >= self.most else None
            if self.count >= self.most and replaced is None:
                self._pause_for(GRACE_S)
                return
            try:
                accepted, peer = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                # Reported once, then a pause: the loop would call again at once, and the log would fill the disk.
                self._alert("http.cannot-accept", error=errno.errorcode.get(error.errno or 0, "?"))
                if (replaced := self._replaceable()) is not None:
                    replaced.abort()
                self._pause_for(SHORTAGE_S)
                return
            if replaced is not None:
                replaced.abort()
            self._open(accepted, group_of(str(peer[0])) if isinstance(peer, tuple) else "?")

    def _open(self, accepted: socket.socket, address: str) -> None:
        if self._limited(address) and self._addresses[address] >= PER_ADDRESS:
            replaced = self._replaceable(address)
            if replaced is None:
                accepted.close()
                return
            replaced.abort()
        accepted.setblocking(False)
        self._addresses[address] += 1
        task = asyncio.get_running_loop().create_task(self._connect(accepted, address))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _connect(self, accepted: socket.socket, address: str) -> None:
        server = self.runner.server
        made: list[Connection] = []

        def factory() -> Connection:
            assert server is not None
            made.append(Connection(self, server(), address))
            return made[0]

        try:
            await asyncio.get_running_loop().connect_accepted_socket(factory, accepted)
        except (OSError, AssertionError):
            accepted.close()
            if not made or made[0].transport is None:
                self._forget(address)

    def _limited(self, address: str) -> bool:
        return not (address in {"127.0.0.1", "::/64"} or self._forwarding.is_proxy(address.partition("/")[0]))

    def _replaceable(self, address: str = "") -> Connection | None:
        """The connection (of an address) whose client has been silent for the longest, to be closed for another; None
        if none."""
        now = self.now()
        kept = frozenset() if address else self._kept()
        waiting = [
            each
            for each in self._connections.values()
            if each.state is not ConnectionState.BUSY
            and each not in kept
            and now - each.heard >= GRACE_S
            and (not address or each.address == address)
            and (each.stalled_at is None or now - each.stalled_at > SLOW_READER_S)
            and each.transport is not None
            and not each.transport.is_closing()
        ]
        # An idle connection has had a request and may have another, so it is kept longer than one without a complete request.
        return min(
            waiting, key=lambda each: each.heard + (HEAD_S if each.state is ConnectionState.IDLE else 0.0), default=None
        )

    def _kept(self) -> frozenset[Connection]:
        """The idle connections of authenticated people that are not closed for others: those that were used last."""
        known = [each for each in self._connections.values() if each.person and each.state is ConnectionState.IDLE]
        known.sort(key=lambda each: each.heard, reverse=True)
        kept: list[Connection] = []
        of_person: Counter[str] = Counter()
        for each in known:
            if of_person[each.person] < KEPT_EACH and len(kept) < self.most // 2:
                of_person[each.person] += 1
                kept.append(each)
        return frozenset(kept)

    def _forget(self, address: str) -> None:
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]
        self.room_available()

    def _pause_for(self, seconds: float) -> None:
        """Pause accepting for a while, or until there is room, unless descriptors have run out."""
        self._pause()
        self._out_of_descriptors = seconds == SHORTAGE_S
        self._timers["resume"] = asyncio.get_running_loop().call_later(seconds, self._resume)

    def _pause(self) -> None:
        self._accepting = False
        loop = asyncio.get_running_loop()
        for each in self._sockets:
            loop.remove_reader(each)

    def _resume(self) -> None:
        if (timer := self._timers.pop("resume", None)) is not None:
            timer.cancel()
        self._accepting, self._out_of_descriptors = True, False
        loop = asyncio.get_running_loop()
        for each in self._sockets:
            loop.add_reader(each, self._accept, each)

    def _close_late_again(self) -> None:
        self.close_late()
        self._timers["sweep"] = asyncio.get_running_loop().call_later(SWEEP_S, self._close_late_again)

    def _close_sockets(self) -> None:
        for each in self._sockets:
            each.close()
        self._sockets.clear()

    @property
    def middleware(self) -> Middleware:
        """Tracks whether a handler is running; must be the outermost middleware."""

        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            connection = self._connections.get(request.transport) if request.transport is not None else None
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
    """`person` has authenticated with this request: the connection is preferred to those of strangers."""
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


def _listening(family: int, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made
