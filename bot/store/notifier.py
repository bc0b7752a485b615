"""Wake-up hints between processes: PostgreSQL's LISTEN and NOTIFY.

A lost notification delays a loop by `LONGEST_REST_S` at most and loses no job. So the listening connection is watched
by the event loop (no separate thread), NOTIFY is sent after the commit in a separate transaction (inside the
transaction it makes all commits of the database queue behind one another), and the topics of `GATHER_S` seconds share
one NOTIFY.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable

import psycopg
import structlog

from bot.store.base import Hints

log = structlog.get_logger()

CHANNEL = "shenbi"
GATHER_S = 0.02
"""How long topics are gathered before one NOTIFY is sent."""
RECONNECT_S = 2.0
PING_S = 10.0
"""How often a connection on which nothing arrives is tested: our own NOTIFY must come back before the next test. A
half-open connection (dropped by a firewall, a server that was cut off) reports no error by itself."""


class Notifier:
    """Receives the hints of other processes and sends them ours. Belongs to one event loop."""

    def __init__(
        self,
        hints: Hints,
        connect: Callable[[], psycopg.Connection],
        in_thread: Callable[[Callable[[], None]], asyncio.Future[None]],
        send: Callable[[str], None],
    ) -> None:
        """`connect` opens a new connection (blocking), `in_thread` runs a function on one of the store's threads,
        `send` executes one SQL text there."""
        self._hints = hints
        self._connect = connect
        self._in_thread = in_thread
        self._send = send
        self._name = secrets.token_hex(4)
        self._loop = asyncio.get_running_loop()
        self._listener: psycopg.Connection | None = None
        self._descriptor = -1
        self._pending: set[str] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._closed = False
        self._received_at = 0.0
        self._ping_sent = False

    async def start(self) -> None:
        """Open the listening connection. Raises psycopg.Error if the database cannot be reached."""
        await self._in_thread(self._listen)
        self._watch()
        self._call_later(PING_S, self._ping)

    def _listen(self) -> None:
        listener = self._connect()
        listener.execute(f"LISTEN {CHANNEL}".encode())
        self._listener = listener

    def _watch(self) -> None:
        if self._closed or self._listener is None:
            self.close()
            return
        self._received_at, self._ping_sent = self._loop.time(), False
        self._descriptor = self._listener.fileno()
        self._loop.add_reader(self._descriptor, self._receive)

    def _receive(self) -> None:
        assert self._listener is not None
        connection = self._listener.pgconn
        try:
            connection.consume_input()
            while notification := connection.notifies():
                self._received_at, self._ping_sent = self._loop.time(), False
                name, _, topics = notification.extra.decode().partition(" ")
                if topics and name != self._name:  # Our own loops were woken when we committed.
                    self._hints.wake(topics.split(","))
        except psycopg.Error as error:
            log.warning("hints.deaf", error=str(error).strip())
            self._disconnect()
            self._call_later(RECONNECT_S, self._reconnect)

    def _ping(self) -> None:
        """Reconnect if the last ping has not come back; send one if nothing arrived for a while."""
        if self._listener is not None and self._loop.time() - self._received_at >= PING_S:
            if self._ping_sent:
                log.warning("hints.deaf", error="nothing comes through, not even our own hints")
                self._disconnect()
                self._reconnect()
            else:
                self._ping_sent = True
                self._send_notify("")
        if not self._closed:
            self._call_later(PING_S, self._ping)

    def _reconnect(self) -> None:
        def done(listening: asyncio.Future[None]) -> None:
            if listening.cancelled() or self._closed:
                return
            if listening.exception() is not None:
                self._call_later(RECONNECT_S, self._reconnect)
                return
            self._watch()
            self._hints.wake(self._hints.topics())  # Notifications sent meanwhile were lost.

        if not self._closed:
            self._in_thread(self._listen).add_done_callback(done)

    def notify(self, topics: set[str]) -> None:
        """Wake the loops of other processes that wait for these topics."""
        if not topics or self._closed:
            return
        if not self._pending:
            self._call_later(GATHER_S, self._flush)
        self._pending |= topics

    def _flush(self) -> None:
        topics, self._pending = ",".join(sorted(self._pending)), set()
        assert topics.replace(",", "").replace("_", "").isalnum(), f"not a topic: {topics!r}"
        self._send_notify(topics)

    def _send_notify(self, topics: str) -> None:
        # Nothing is lost with a notification, so its commit need not wait for the disk.
        text = f"BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}, '{self._name} {topics}'; COMMIT"

        def done(sent: asyncio.Future[None]) -> None:
            if not sent.cancelled() and (error := sent.exception()):
                log.info("hints.untold", error=str(error).strip())

        if not self._closed:
            self._in_thread(lambda: self._send(text)).add_done_callback(done)

    def _call_later(self, seconds: float, call: Callable[[], None]) -> None:
        def due() -> None:
            self._timers.discard(timer)
            call()

        timer = self._loop.call_later(seconds, due)
        self._timers.add(timer)

    def _disconnect(self) -> None:
        if self._descriptor >= 0:
            self._loop.remove_reader(self._descriptor)
            self._descriptor = -1
        if self._listener is not None:
            with contextlib.suppress(psycopg.Error):
                self._listener.close()
            self._listener = None

    def close(self) -> None:
        """Stop receiving and sending."""
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        self._disconnect()
