"""One open websocket of an app."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from .core import Core
from .org import App
from .recorder import Frame


@dataclass(slots=True, eq=False)
class Connection:
    """One websocket. Sending never waits: a separate task writes the outbox."""

    core: Core
    connection_id: str
    app: App
    topics: frozenset[tuple[str, str]]  # (frame type, topic)
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    opened_at: float
    disconnecting: bool = False  # asked to disconnect: nothing more is sent here
    silent: bool = False  # reads and discards everything, answers no ping, like a half-open connection
    closed: bool = False
    died_at: float | None = None  # closed without a close frame
    unanswered_pings: dict[str, str] = field(default_factory=dict)  # messageId -> opaque
    pings_answered: int = 0
    _outbox: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    def takes(self, frame_type: str, topic: str) -> bool:
        """Whether this connection subscribed to the topic."""
        return (frame_type, topic) in self.topics or (frame_type, "*") in self.topics

    def may_be_chosen(self, now: float) -> bool:
        """Whether the server would push here: not asked to disconnect, and not yet detected as dead."""
        if self.disconnecting:
            return False
        if not self.closed:
            return True
        return self.died_at is not None and now - self.died_at < self.core.settings.notice_death_after_s

    def send(self, text: str) -> None:
        """Send a frame; it is lost if the connection is half-open."""
        if self.closed or self.silent:
            return
        self.core.recorder.frames.append(Frame(self.core.clock.now(), "in", self.connection_id, text))
        self._outbox.put_nowait(text)

    async def write(self) -> None:
        """Write the outbox until the socket is closed."""
        while True:
            text = await self._outbox.get()
            try:
                await self.socket.send_str(text)
            except ConnectionError:  # the client left; the reader notices too
                return

    def close_tcp(self) -> None:
        """Close the TCP connection without a close frame."""
        if self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        """Reset the connection at once."""
        if self.transport is not None:
            self.transport.abort()
