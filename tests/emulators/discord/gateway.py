"""The gateway: HELLO, IDENTIFY, RESUME, heartbeats, and what a test can do to its connections."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from .connection import Connection
from .delivery import Delivery
from .identifying import Close, Greeter
from .recorder import Frame, Request
from .world import World

MAX_FRAME_BYTES = 4096
CLOSE_WITHIN_S = 1.0
"""Real seconds that a client has to answer a close."""


@dataclass(slots=True, repr=False)
class Gateway:
    """All connections. The sessions are with `Delivery`, which sends events to them."""

    world: World
    delivery: Delivery
    connections: list[Connection] = field(default_factory=list)
    closed: list[Connection] = field(default_factory=list)
    down: bool = False
    _greeter: Greeter = field(init=False)

    def __post_init__(self) -> None:
        self._greeter = Greeter(self.world, self.delivery)

    # -- what a test does

    @property
    def live(self) -> list[Connection]:
        """Connections with a session."""
        return [one for one in self.connections if one.session is not None]

    async def connected(self, count: int = 1, timeout: float = 60.0) -> list[Connection]:
        """Wait (real seconds) until so many connections have a session."""

        def probe() -> list[Connection] | None:
            return self.live if len(self.live) >= count else None

        return await self.world.changed.wait_until(probe, timeout, f"{count} connections")

    def reconnect(self) -> None:
        """Ask every client to connect again (op 7)."""
        for one in self.live:
            one.asked_to_leave = True
            one.send({"op": 7, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid (op 9); it is ended unless it may be resumed."""
        for one in self.live:
            assert one.session is not None
            one.session.lose_connection(ends=not resumable)
            one.session = None
            one.send({"op": 9, "d": resumable})

    def close(self, code: int) -> None:
        """Close every connection with a code."""
        for one in list(self.connections):
            one.close(code)

    def abort(self) -> None:
        """Reset every connection."""
        for one in list(self.connections):
            one.abort()

    def silence(self) -> None:
        """Let every connection go half open: neither an event nor the answer to a heartbeat arrives."""
        for one in self.connections:
            one.silent = True

    def ask_heartbeat(self) -> None:
        """Ask every client for a heartbeat now (op 1)."""
        for one in self.connections:
            one.send({"op": 1, "d": None})

    def forget_sessions(self) -> None:
        """End every session: what is resumed next is invalid."""
        for session in self.delivery.sessions:
            session.ended = True

    # -- a connection's life

    async def handshake(self, request: web.Request, *, is_resume_address: bool) -> web.StreamResponse:
        record = Request(self.world.now(), "gateway.connect", "GET", request.path, {}, dict(request.query))
        self.world.recorder.add(record)
        fault = self.world.faults.match(record)
        if self.down or fault is not None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        socket = web.WebSocketResponse(timeout=CLOSE_WITHIN_S, max_msg_size=1 << 20)
        await socket.prepare(request)
        record.status, record.acted = 101, True
        connection = Connection(
            self.world,
            len(self.connections) + len(self.closed),
            socket,
            request.transport,
            is_resume_address,
            request.query.get("compress", ""),
            self.world.now(),
            beat_at=self.world.now(),
        )
        self.connections.append(connection)
        writer = self.world.tasks.spawn(connection.write())
        watch = self.world.tasks.spawn(self._watch(connection))
        try:
            if request.query.get("v") != "10" or request.query.get("encoding", "json") != "json":
                raise Close(4012)
            connection.send({"op": 10, "d": {"heartbeat_interval": int(self.world.settings.heartbeat_s * 1000)}})
            await self._read(connection)
        except Close as refused:
            connection.close(refused.code)
            await asyncio.wait([writer])
            if connection.leaving.done():
                await socket.close(code=connection.leaving.result())
        finally:
            watch.cancel()
            writer.cancel()
            self._leave(connection, socket)
        return socket

    async def _read(self, connection: Connection) -> None:
        while True:
            receive: asyncio.Future[WSMessage] = asyncio.ensure_future(connection.socket.receive())
            both: set[asyncio.Future[Any]] = {receive, connection.leaving}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not receive.done():
                receive.cancel()
                await asyncio.wait([receive])
                raise Close(connection.leaving.result())
            message = receive.result()
            if message.type is WSMsgType.TEXT:
                self._hear(connection, message.data.encode())
            elif message.type is WSMsgType.BINARY:  # hikari sends its JSON so
                self._hear(connection, message.data)
            else:
                return

    def _hear(self, connection: Connection, data: bytes) -> None:
        if connection.silent:
            return
        if len(data) > MAX_FRAME_BYTES:
            raise Close(4002)
        try:
            frame = json.loads(data)
            op = frame["op"]
        except (ValueError, KeyError, TypeError):
            raise Close(4002) from None
        shown = {**frame, "d": {**frame["d"], "token": "..."}} if op in (2, 6) and frame.get("d") else frame
        self.world.recorder.frame(Frame(self.world.now(), "out", connection.number, shown))
        if connection.is_too_fast(self.world.now()):
            raise Close(4008)
        self._greeter.take(connection, op, frame.get("d"))
        self.world.changed.notify()

    def _leave(self, connection: Connection, socket: web.WebSocketResponse) -> None:
        connection.close_code = socket.close_code if socket.close_code not in (None, 1006) else -1
        self.connections.remove(connection)
        self.closed.append(connection)
        if connection.session is not None and connection.session.connection is connection:
            connection.session.lose_connection(ends=connection.close_code in (1000, 1001))
        self.world.changed.notify()

    async def _watch(self, connection: Connection) -> None:
        """End a connection whose client has not beaten for one and a half intervals."""
        patience_s = self.world.settings.heartbeat_s * 1.5
        while self.world.now() - connection.beat_at < patience_s:
            await self.world.clock.sleep_until(connection.beat_at + patience_s)
        if connection.session is not None:
            connection.session.ended = True
        connection.close(4009)
