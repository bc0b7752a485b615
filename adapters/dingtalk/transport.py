"""Keeps a fixed number of stream connections open, replacing each when it ends or is about to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from websockets.exceptions import WebSocketException

from adapters.dingtalk.connection import Receive, StreamConnection
from adapters.dingtalk.failures import ApiCallFailed, SendRefused
from adapters.dingtalk.gateway import Gateway
from adapters.dingtalk.limits import (
    CONNECTIONS,
    DRAIN_TIMEOUT_S,
    PING_EVERY_S,
    PING_TIMEOUT_S,
    RECONNECT_FIRST_S,
    RECONNECT_MOST_S,
    SILENT_AFTER_S,
    STABLE_AFTER_S,
)
from bot.runtime.backoff import retry_pause_s
from bot.runtime.clock import Clock
from bot.runtime.supervision import Alert, Resolve

log = structlog.get_logger()

_WRONG_CREDENTIALS = frozenset({"authFailed", "invalidClientIdOrSecret"})


@dataclass(frozen=True, slots=True)
class Liveness:
    """Number of connections and ping timing; tests use shorter intervals."""

    connections: int = CONNECTIONS
    ping_every_s: float = PING_EVERY_S
    ping_timeout_s: float = PING_TIMEOUT_S


class ReconnectBackoff:
    """Exponential backoff with jitter; no pause after a stable connection or a first short one."""

    def __init__(self) -> None:
        self._short_lived = 0

    def next_pause_s(self, open_s: float) -> float:
        """Seconds to wait after a connection that was open for `open_s` (0: never opened)."""
        self._short_lived = 0 if open_s >= STABLE_AFTER_S else self._short_lived + 1
        if self._short_lived == 0 or (self._short_lived == 1 and open_s > 0):
            return 0.0
        return retry_pause_s(self._short_lived - 1, RECONNECT_FIRST_S, RECONNECT_MOST_S)


class Stream:
    """The stream connections of one process."""

    def __init__(
        self,
        gateway: Gateway,
        receive: Receive,
        clock: Clock,
        alert: Alert,
        resolved: Resolve,
        liveness: Liveness,
    ) -> None:
        self._gateway = gateway
        self._receive = receive
        self._clock = clock
        self._alert = alert
        self._liveness = liveness
        self._ever_opened = False
        self._resolved = resolved
        self._open: set[StreamConnection] = set()
        self._silent_since = clock.monotonic()
        self._maybe_silent = True  # It may have been reported before this process started.

    async def run(self) -> None:
        """Receive until cancelled. Raises PermissionError if the credentials were never accepted."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(self._liveness.connections):
                tasks.create_task(self._maintain(tasks), name=f"dingtalk connection {number}")

    async def _maintain(self, tasks: asyncio.TaskGroup) -> None:
        """Keep one connection open."""
        backoff = ReconnectBackoff()
        while True:
            began = self._clock.monotonic()
            connection = StreamConnection(self._gateway.client_id, self._gateway.topics, self._receive)
            reading = tasks.create_task(self._serve(connection), name="dingtalk stream")
            closing = asyncio.create_task(connection.closing_soon.wait())
            try:
                await asyncio.wait((reading, closing), return_when=asyncio.FIRST_COMPLETED)
            finally:
                closing.cancel()
            if not reading.done():
                # The server announced a disconnect: open the next connection now, read this one until it closes.
                tasks.create_task(self._drain(reading), name="dingtalk draining")
            open_s = self._clock.monotonic() - began if connection.opened.is_set() else 0.0
            pause = backoff.next_pause_s(max(open_s, 0.001) if connection.opened.is_set() else 0.0)
            if pause:
                await self._clock.wait(asyncio.Event(), self._clock.now() + pause)

    async def _serve(self, connection: StreamConnection) -> None:
        """Open and read one connection; its end is logged, without the URL."""
        heard = asyncio.create_task(self._hear(connection), name="dingtalk opened")
        try:
            address = await self._gateway.open()
            self._ever_opened = True
            await connection.serve(address, self._liveness.ping_every_s, self._liveness.ping_timeout_s)
            log.info("dingtalk.closed")
        except ApiCallFailed as failed:
            if isinstance(failed, SendRefused) and failed.code in _WRONG_CREDENTIALS:
                if not self._ever_opened:
                    raise PermissionError("wrong credentials") from None
                self._alert("dingtalk-credentials-refused", code=failed.code)
            log.warning("dingtalk.not_opened", reason=str(failed))
        except (OSError, WebSocketException) as error:
            # TimeoutError is an OSError. Their texts may contain the URL with the ticket.
            log.warning("dingtalk.disconnected", kind=type(error).__name__, opened=connection.opened.is_set())
        except Exception as error:
            # An unexpected failure of one connection (a malformed URL) must not end the others.
            log.exception("dingtalk.connection_broke", kind=type(error).__name__)
        finally:
            heard.cancel()
            self._note_closed(connection)

    async def _hear(self, connection: StreamConnection) -> None:
        """Wait until a connection is open; the operator is told if it is the first after a silence that they know of."""
        await connection.opened.wait()
        self._open.add(connection)
        if self._maybe_silent:
            self._maybe_silent = False
            self._resolved("dingtalk-silent", "dingtalk-heard")

    def _note_closed(self, connection: StreamConnection) -> None:
        """A connection has ended, or could not be opened: alert the operator if none has been open for SILENT_AFTER_S."""
        now = self._clock.monotonic()
        if connection.opened.is_set():
            self._silent_since = now
        self._open.discard(connection)
        if not self._open and now - self._silent_since >= SILENT_AFTER_S:
            self._maybe_silent = True
            self._alert("dingtalk-silent", seconds=round(now - self._silent_since))

    async def _drain(self, reading: asyncio.Task[None]) -> None:
        done, _ = await asyncio.wait((reading,), timeout=DRAIN_TIMEOUT_S)
        if not done:
            reading.cancel()
