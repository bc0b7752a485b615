"""One connection: a protocol around aiohttp's that records what its client sends and reads, and when."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import Final, Protocol, cast

from bot.http.throttle import Throttle

HEAD_BYTES: Final = 384 * 1024
READ_BYTES: Final = 16 * 1024  # asyncio itself reads 256 KB, in which there is room for 40,000 WebSocket frames


class ConnectionOwner(Protocol):
    """What a connection tells of itself: to the listener that has accepted it."""

    def now(self) -> float:
        """The time of a monotonic clock in seconds."""

    def opened(self, connection: Connection) -> None:
        """A connection was opened."""

    def closed(self, connection: Connection) -> None:
        """A connection was closed: there is room for another."""

    def room_available(self) -> None:
        """A connection can be closed to make room, or was closed."""

    def flooded(self, connection: Connection) -> None:
        """A WebSocket client exceeded its rate limit."""

    def shed_writes(self) -> None:
        """A client has stopped reading: more waits to be sent."""


class ConnectionState(Enum):
    """What a connection is doing."""

    HEAD = auto()  # receiving, or waiting for, the head of a request
    BODY = auto()  # a handler waits for more of the body
    BUSY = auto()  # a handler is running, or a WebSocket is open
    IDLE = auto()  # between two requests


class Connection(asyncio.BufferedProtocol):
    """One connection: forwards everything to aiohttp's protocol and records when it happened. A BufferedProtocol,
    because that one decides how much is read at once."""

    def __init__(self, owner: ConnectionOwner, inner: asyncio.Protocol, address: str) -> None:
        self._owner = owner
        self._inner = inner
        self.address = address
        self.state = ConnectionState.HEAD
        self.since = self.heard = owner.now()
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
        self._owner.opened(self)
        self._inner.connection_made(transport)

    def get_buffer(self, sizehint: int) -> bytearray:
        self._buffer = bytearray(READ_BYTES)
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        data, self._buffer = bytes(self._buffer[:nbytes]), bytearray()
        self._data_received(data)

    def _data_received(self, data: bytes) -> None:
        self.heard = self._owner.now()
        if self.discarding:
            return
        if self.meter is not None and self.meter.take("", len(data)):
            self._owner.flooded(self)
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
        self.stalled_at = self._owner.now()
        self._inner.pause_writing()
        self._owner.shed_writes()

    def resume_writing(self) -> None:
        self.stalled_at = None
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._owner.closed(self)
        self._inner.connection_lost(exc)

    def enter(self, state: ConnectionState) -> None:
        """Note that a handler starts, ends, or waits for the body."""
        self.state, self.since = state, self._owner.now()
        if state is not ConnectionState.BUSY:
            self._owner.room_available()

    def now(self) -> float:
        """The time of its owner's clock."""
        return self._owner.now()

    @property
    def unsent(self) -> int:
        """Bytes that wait for the client to read."""
        return self.transport.get_write_buffer_size() if self.transport else 0

    def abort(self) -> None:
        """Close it at once; unsent data is lost."""
        if self.transport is not None:
            self.transport.abort()
