"""One connection to the gateway, for one shard: HELLO, RESUME or IDENTIFY, heartbeats, events. docs/decisions has why this is
our own: saving before an event counts as read *is* keeping its number, and no library gives that out."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import aiohttp
import structlog
from yarl import URL

from adapters.discord.limits import (
    FRAME_MAX_BYTES,
    HELLO_TIMEOUT_S,
    RESUMABLE_CLOSE,
)
from adapters.discord.sessions import Mark
from adapters.discord.transport import Connections
from bot.runtime.cancelling import cancel_and_wait
from bot.runtime.clock import Clock

log = structlog.get_logger()

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
CLOSE_TIMEOUT_S = 2.0
BEAT_ON_REQUEST_S = 1.0
"""A beat that the server asks for is left out if one was sent so short a time before: 120 frames a minute are allowed."""
USUAL_INTERVAL_S, MAX_INTERVAL_MS = 41.25, 600_000
PROPERTIES = {"os": "linux", "browser": "shenbi", "device": "shenbi"}

Then = Literal["resume", "identify", "token-refused", "intents-refused", "stop"]
"""What to do after a connection has ended."""
_CODES: dict[int, Then] = {
    4003: "identify",
    4004: "token-refused",
    4007: "identify",
    4009: "identify",
    4010: "stop",
    4011: "stop",
    4012: "stop",
    4013: "stop",
    4014: "intents-refused",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a connection ended. `code` is the server's, 0 if it gave none; `worked`: there was a session."""

    then: Then
    code: int = 0
    worked: bool = False


class EventSink(Protocol):
    """Takes events in their order; see `adapters.discord.intake`."""

    saved_seq: int
    """The number of the last event that is saved, 0 for none."""

    async def put(self, frame: dict[str, Any], *, is_replayed: bool) -> None:
        """Take an event to save. Waits while too many are unsaved."""
        ...

    async def drained(self) -> None:
        """Wait until every event that was put is dealt with."""
        ...

    async def run(self) -> None:
        """Save events until cancelled. Raises OSError if they cannot be saved; then the connection must be dropped, so that
        the server sends them again."""
        ...


class GatewayConnection:
    """One connection. `identify_allowed` waits until a new session may be asked for."""

    def __init__(
        self,
        connections: Connections,
        clock: Clock,
        token: str,
        intents: int,
        shard: tuple[int, int],
        sink: EventSink,
        identify_allowed: Callable[[], Awaitable[None]],
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._token = token
        self._intents = intents
        self._shard = shard
        self._sink = sink
        self._identify_allowed = identify_allowed
        self._is_replaying = False
        self._acknowledged = True
        self._beaten_at = float("-inf")
        self.opened = asyncio.Event()
        """Set once there is a session: READY or RESUMED came."""

    async def serve(self, url: str, mark: Mark | None) -> Ended:
        """Connect, resume `mark` or begin a new session, and read until the connection ends. Raises OSError (also for
        events that cannot be saved), aiohttp.ClientError, TimeoutError."""
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            socket = await self._connections.session.ws_connect(
                URL(url).update_query(v="10", encoding="json"),
                proxy=self._connections.proxy_for(url),
                max_msg_size=FRAME_MAX_BYTES,
                # Its own answer to a close would be 1000, which ends the session.
                autoclose=False,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_TIMEOUT_S),
            )
        try:
            async with asyncio.timeout(HELLO_TIMEOUT_S):
                hello = await self._receive(socket)
            if isinstance(hello, Ended):
                return hello
            if hello.get("op") != HELLO:
                return Ended("resume")
            return await self._converse(socket, _interval_s(hello), mark)
        finally:
            await socket.close(code=RESUMABLE_CLOSE)

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse, interval_s: float, mark: Mark | None) -> Ended:
        tasks = [
            asyncio.create_task(work, name=f"discord {name}")
            for name, work in (
                ("read", self._read(socket, mark)),
                ("heartbeat", self._beat(socket, interval_s)),
                ("save", self._sink.run()),
            )
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return next(filter(None, (task.result() for task in tasks if task in done)))
        finally:
            for task in tasks:
                await cancel_and_wait(task)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, mark: Mark | None) -> Ended:
        if mark is None:
            await self._identify_allowed()
            await self._send(socket, IDENTIFY, self._identification())
        else:
            self._is_replaying = True
            resumption = {"token": self._token, "session_id": mark.session_id, "seq": mark.seq}
            await self._send(socket, RESUME, resumption)
        while True:
            frame = await self._receive(socket)
            if isinstance(frame, Ended):
                return frame
            match frame.get("op"):
                case 0:
                    await self._dispatch(frame)
                    if mark is not None and frame.get("t") == "RESUMED" and mark.intents != self._intents:
                        # A session keeps the events that it was begun for: what was missed has come, the next has the others.
                        await self._sink.drained()
                        return Ended("identify", worked=True)
                case 1 if self._clock.monotonic() - self._beaten_at >= BEAT_ON_REQUEST_S:
                    await self._send_beat(socket)
                case 7:
                    return Ended("resume", worked=self.opened.is_set())
                case 9:
                    return Ended(
                        "resume" if frame.get("d") is True else "identify", INVALID_SESSION, self.opened.is_set()
                    )
                case 11:
                    self._acknowledged = True

    async def _dispatch(self, frame: dict[str, Any]) -> None:
        name = frame.get("t")
        if name == "RESUMED":
            self._is_replaying = False
        await self._sink.put(frame, is_replayed=self._is_replaying)
        if name in ("READY", "RESUMED"):
            self.opened.set()

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any] | Ended:
        """The next frame, or how the connection ended."""
        message = await socket.receive()
        if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            try:
                frame = json.loads(message.data)
            except ValueError:
                log.warning("discord.gateway-frame", characters=len(message.data))
                return Ended("resume", worked=self.opened.is_set())
            return frame if isinstance(frame, dict) else {}
        code = message.data if message.type is aiohttp.WSMsgType.CLOSE and isinstance(message.data, int) else 0
        return Ended(_CODES.get(code, "resume"), code, self.opened.is_set())

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse, interval_s: float) -> Ended:
        """The first beat comes after a random part of the interval, so that thousands of clients that an outage cut off do
        not beat at once."""
        pause_s = interval_s * random.random()
        while True:
            await self._clock.wait(asyncio.Event(), self._clock.now() + pause_s)
            if not self._acknowledged:
                log.warning("discord.gateway-silent")
                return Ended("resume", worked=self.opened.is_set())
            self._acknowledged = False
            await self._send_beat(socket)
            pause_s = interval_s

    async def _send_beat(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._beaten_at = self._clock.monotonic()
        await self._send(socket, HEARTBEAT, self._sink.saved_seq or None)

    async def _send(self, socket: aiohttp.ClientWebSocketResponse, op: int, data: object) -> None:
        await socket.send_str(json.dumps({"op": op, "d": data}))

    def _identification(self) -> dict[str, Any]:
        return {
            "token": self._token,
            "intents": self._intents,
            "properties": PROPERTIES,
            "shard": list(self._shard),
        }


def _interval_s(hello: dict[str, Any]) -> float:
    """The interval of heartbeats; a strange one is replaced by the usual."""
    data = hello.get("d")
    interval = data.get("heartbeat_interval") if isinstance(data, dict) else None
    return (
        interval / 1000 if isinstance(interval, int | float) and 0 < interval <= MAX_INTERVAL_MS else USUAL_INTERVAL_S
    )
