"""The gateway: HELLO, IDENTIFY, RESUME, heartbeats, and what a test can do to its connections."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from . import payloads
from .bits import ALL_INTENTS, PRIVILEGED, Intents
from .connection import Connection
from .delivery import Delivery
from .errors import Json
from .recorder import Frame, Request
from .sessions import Session
from .world import Bot, World

DAY_S = 24 * 3600.0
MAX_FRAME_BYTES = 4096
CLOSE_WITHIN_S = 1.0
"""Real seconds that a client has to answer a close."""


class _Close(Exception):
    """The server ends the connection with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Gateway:
    """All connections. The sessions are with `Delivery`, which sends events to them."""

    world: World
    delivery: Delivery
    connections: list[Connection] = field(default_factory=list)
    closed: list[Connection] = field(default_factory=list)
    down: bool = False

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
                raise _Close(4012)
            connection.send({"op": 10, "d": {"heartbeat_interval": int(self.world.settings.heartbeat_s * 1000)}})
            await self._read(connection)
        except _Close as refused:
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
                raise _Close(connection.leaving.result())
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
            raise _Close(4002)
        try:
            frame = json.loads(data)
            op = frame["op"]
        except (ValueError, KeyError, TypeError):
            raise _Close(4002) from None
        shown = {**frame, "d": {**frame["d"], "token": "..."}} if op in (2, 6) and frame.get("d") else frame
        self.world.recorder.frame(Frame(self.world.now(), "out", connection.number, shown))
        if connection.is_too_fast(self.world.now()):
            raise _Close(4008)
        self._take(connection, op, frame.get("d"))
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

    def _take(self, connection: Connection, op: object, data: object) -> None:
        if op == 1:
            connection.beat_at, connection.beats = self.world.now(), connection.beats + 1
            connection.send({"op": 11})
        elif op == 2:
            self._identify(connection, _mapping(data))
        elif op == 6:
            self._resume(connection, _mapping(data))
        elif op not in (3, 4, 8, 31, 43):
            raise _Close(4001)
        elif connection.session is None:
            raise _Close(4003)

    def _bot(self, data: Json) -> Bot:
        token = str(data.get("token", "")).removeprefix("Bot ").strip()
        if token not in self.world.bots:
            raise _Close(4004)
        return self.world.bots[token]

    def _identify(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise _Close(4005)
        bot, now = self._bot(data), self.world.now()
        intents, properties = data.get("intents"), data.get("properties")
        if not isinstance(intents, int) or intents & ~ALL_INTENTS:
            raise _Close(4013)
        if intents & PRIVILEGED & ~bot.privileged:
            raise _Close(4014)
        if not isinstance(properties, dict) or not {"os", "browser", "device"} <= properties.keys():
            raise _Close(4002)
        shard = self._shard(data.get("shard"))
        settings = self.world.settings
        recent = [moment for moment in bot.identified_at if moment > now - settings.identify_every_s]
        if len(recent) >= settings.max_concurrency:
            connection.send({"op": 9, "d": False})
            return
        bot.identified_at = [moment for moment in bot.identified_at if moment > now - DAY_S] + [now]
        if len(bot.identified_at) > settings.identifies_per_day:
            self._reset_token(bot)
            raise _Close(4004)
        session = Session(self.world, secrets.token_hex(16), bot, intents, shard, connection)
        connection.session = session
        self.delivery.sessions.append(session)
        self._welcome(session)

    def _shard(self, asked: object) -> tuple[int, int]:
        if asked is None:
            asked = [0, 1]
        if not isinstance(asked, list) or len(asked) != 2 or not 0 <= asked[0] < asked[1]:
            raise _Close(4010)
        return asked[0], asked[1]

    def _reset_token(self, bot: Bot) -> None:
        """More identifies in a day than allowed: the token is worthless from now on."""
        del self.world.bots[bot.token]
        bot.token = f"reset.{secrets.token_hex(16)}"
        self.world.bots[bot.token] = bot
        self.world.violate("token-reset", f"{bot.username} identified too often in a day")

    def _welcome(self, session: Session) -> None:
        bot = session.bot
        guilds = [one for one in self.world.guilds.values() if bot.id in one.members and session.covers(one)]
        ready: Json = {
            "v": 10,
            "user": payloads.user(bot) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0},
            "guilds": [{"id": one.id, "unavailable": True} for one in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.world.resume_url,
            "shard": list(session.shard),
            "application": {"id": bot.application_id, "flags": application_flags(bot)},
            "private_channels": [],
            "relationships": [],
        }
        session.dispatch("READY", ready)
        for one in guilds:
            if not one.unavailable:
                self.delivery.guild_create(session, one)

    def _resume(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise _Close(4005)
        bot = self._bot(data)
        seq = data.get("seq")
        session = next((one for one in self.delivery.sessions if one.id == data.get("session_id")), None)
        if not connection.is_resume_address:
            self.world.violate("resume-address", "a session was resumed at another address than resume_gateway_url")
        if session is None or session.bot is not bot or not session.is_alive:
            connection.send({"op": 9, "d": False})
            return
        if not isinstance(seq, int) or seq > session.seq:
            raise _Close(4007)
        missed = session.missed_after(seq)
        if missed is None:
            session.ended = True
            connection.send({"op": 9, "d": False})
            return
        if session.connection is not None:
            session.connection.session = None
            session.connection.close(4000)
        session.connection, connection.session = connection, session
        for frame in missed:
            connection.send(frame)
        session.dispatch("RESUMED", {"_trace": []})


def application_flags(bot: Bot) -> int:
    """Which privileged intents are on, as the application shows it (the flags for fewer than 10,000 users)."""
    content = 1 << 19 if bot.privileged & Intents.CONTENT else 0
    return content | (1 << 15 if bot.privileged & Intents.MEMBERS else 0)


def _mapping(data: object) -> Json:
    if not isinstance(data, dict):
        raise _Close(4002)
    return data
