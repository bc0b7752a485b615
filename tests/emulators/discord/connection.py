"""One websocket of the gateway."""

from __future__ import annotations

import asyncio
import importlib
import json
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from .errors import Json
from .recorder import Frame
from .sessions import Session
from .world import World

SENDS_PER_MINUTE = 120


@dataclass(slots=True, eq=False, repr=False)
class Connection:
    """Sending never waits: a task of its own writes the outbox."""

    world: World
    number: int
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    is_resume_address: bool
    compression: str
    """`zlib-stream`, `zstd-stream`, or empty."""
    opened_at: float
    session: Session | None = None
    beat_at: float = 0.0
    beats: int = 0
    asked_to_leave: bool = False
    silent: bool = False
    """Reads and discards everything, sends nothing: half open."""
    close_code: int | None = None
    """The code with which the client closed, or -1 for a connection that was lost."""
    leaving: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """The code with which the server closes, once all before it has been written. The reader closes: aiohttp waits for the
    client's answer only then."""
    received: deque[float] = field(default_factory=deque)
    _outbox: asyncio.Queue[Json | int] = field(default_factory=asyncio.Queue)

    def send(self, frame: Json) -> None:
        """Send a frame; it is lost if the connection is half open."""
        if self.silent:
            return
        self.world.recorder.frame(Frame(self.world.now(), "in", self.number, frame))
        self._outbox.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close with a code once all that waits has been written."""
        self._outbox.put_nowait(code)

    def abort(self) -> None:
        """Reset the TCP connection at once."""
        if self.transport is not None:
            self.transport.abort()

    def is_too_fast(self, now: float) -> bool:
        """Count a frame of the client: more than 120 in a minute are too many."""
        while self.received and self.received[0] <= now - 60.0:
            self.received.popleft()
        self.received.append(now)
        return len(self.received) > SENDS_PER_MINUTE

    async def write(self) -> None:
        """Write the outbox until the socket is closed."""
        pack = packer(self.compression)
        while True:
            item = await self._outbox.get()
            try:
                if isinstance(item, int):
                    self.leaving.set_result(item)
                    return
                text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
                if pack is None:
                    await self.socket.send_str(text)
                else:
                    await self.socket.send_bytes(pack(text.encode()))
            except ConnectionError:  # the client left; the reader notices too
                return


def packer(compression: str) -> Callable[[bytes], bytes] | None:
    """Compresses one frame after the other as one stream; None for no compression. Raises: ImportError where this Python has
    no zstd: its libraries do not ask for it there either."""
    if compression == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda data: deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compression == "zstd-stream":
        zstd = importlib.import_module("compression.zstd")
        stream = zstd.ZstdCompressor()
        return lambda data: bytes(stream.compress(data, mode=stream.FLUSH_BLOCK))
    return None
