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
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.http.addresses import Forwarding, group_of
from bot.http.connection import Connection
from bot.http.eviction import GRACE_S, IDLE_S, late, replaceable, unread
from bot.http.request_connection import track_handlers
from bot.runtime.supervision import Alert

PER_ADDRESS: Final = 96
BACKLOG: Final = 256
ACCEPT_AT_ONCE: Final = 32  # in one iteration of the event loop
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


class Listener:
    """Listens for one aiohttp application.

    `most`: connections; `alert` reports problems; `now` is a monotonic clock in seconds. `forwarding` knows the
    proxies, whose addresses have no limit of connections, since all come from them; nor has this machine itself if
    there is no proxy.
    """

    def __init__(
        self,
        runner: web.AppRunner,
        most: int,
        alert: Alert,
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
        """Close the clients that have not read for the longest while too much waits to be sent."""
        for each in unread(self._connections.values()):
            self._alert("http.unread", address=each.address)
            each.abort()

    def close_late(self) -> None:
        """Close the connections whose time is over."""
        for each in late(self._connections.values(), self.now()):
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
        """The connection (of an address) to be closed for another."""
        if address:
            own = [each for each in self._connections.values() if each.address == address]
            return replaceable(own, self.now(), most_kept=0)
        return replaceable(self._connections.values(), self.now(), most_kept=self.most // 2)

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
        return track_handlers(self._connections)


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
