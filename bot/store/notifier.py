"""Hints between processes: PostgreSQL's LISTEN and NOTIFY.

Only a hint: a lost notification costs a loop its rest of a few seconds, never a job. So the listening connection belongs to
the event loop (no thread of its own), telling others happens after the commit and apart from it (a NOTIFY inside a
transaction makes all commits of the database queue behind one another), and what is hinted at within a moment is told
at once.
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
"""How long hints are gathered before they are told to other processes."""
RECONNECT_S = 2.0
PING_S = 10.0
"""So often a line on which nothing was heard is tried: a hint of our own must come back on it by the next time. A half-open line
(a firewall that forgot it, a server that was cut off) says nothing by itself."""


class Notifier:
    """Listens for the hints of other processes, and tells them ours. Lives on one event loop."""

    def __init__(
        self,
        hints: Hints,
        connect: Callable[[], psycopg.Connection],
        in_thread: Callable[[Callable[[], None]], asyncio.Future[None]],
        send: Callable[[str], None],
    ) -> None:
        """`connect` makes a connection of our own (blocking), `in_thread` runs a function on one of the store's
        threads, `send` carries out one SQL text there."""
        self._hints = hints
        self._connect = connect
        self._in_thread = in_thread
        self._send = send
        self._name = secrets.token_hex(4)
        self._loop = asyncio.get_running_loop()
        self._ear: psycopg.Connection | None = None
        self._descriptor = -1
        self._untold: set[str] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._closed = False
        self._heard_at = 0.0
        self._asked = False

    async def start(self) -> None:
        """Begin to listen. Raises psycopg.Error if the database cannot be reached."""
        await self._in_thread(self._listen)
        self._watch()
        self._later(PING_S, self._ping)

    def _listen(self) -> None:
        ear = self._connect()
        ear.execute(f"LISTEN {CHANNEL}".encode())
        self._ear = ear

    def _watch(self) -> None:
        if self._closed or self._ear is None:
            self.close()
            return
        self._heard_at, self._asked = self._loop.time(), False
        self._descriptor = self._ear.fileno()
        self._loop.add_reader(self._descriptor, self._heard)

    def _heard(self) -> None:
        assert self._ear is not None
        line = self._ear.pgconn
        try:
            line.consume_input()
            while notice := line.notifies():
                self._heard_at, self._asked = self._loop.time(), False
                name, _, topics = notice.extra.decode().partition(" ")
                if topics and name != self._name:  # Our own loops were woken when we committed.
                    self._hints.wake(topics.split(","))
        except psycopg.Error as error:
            log.warning("hints.deaf", error=str(error).strip())
            self._hang_up()
            self._later(RECONNECT_S, self._again)

    def _ping(self) -> None:
        """See that we can still be told something."""
        if self._ear is not None and self._loop.time() - self._heard_at >= PING_S:
            if self._asked:
                log.warning("hints.deaf", error="nothing comes through, not even our own hints")
                self._hang_up()
                self._again()
            else:
                self._asked = True
                self._notify("")
        if not self._closed:
            self._later(PING_S, self._ping)

    def _again(self) -> None:
        def done(listening: asyncio.Future[None]) -> None:
            if listening.cancelled() or self._closed:
                return
            if listening.exception() is not None:
                self._later(RECONNECT_S, self._again)
                return
            self._watch()
            self._hints.wake(self._hints.topics())  # Whatever was said meanwhile was not heard.

        if not self._closed:
            self._in_thread(self._listen).add_done_callback(done)

    def tell(self, topics: set[str]) -> None:
        """Let other processes know."""
        if not topics or self._closed:
            return
        if not self._untold:
            self._later(GATHER_S, self._speak)
        self._untold |= topics

    def _speak(self) -> None:
        topics, self._untold = ",".join(sorted(self._untold)), set()
        assert topics.replace(",", "").replace("_", "").isalnum(), f"not a topic: {topics!r}"
        self._notify(topics)

    def _notify(self, topics: str) -> None:
        # Nobody waits for it and nothing is lost with it, so it need not be on the disk.
        text = f"BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}, '{self._name} {topics}'; COMMIT"

        def done(spoken: asyncio.Future[None]) -> None:
            if not spoken.cancelled() and (error := spoken.exception()):
                log.info("hints.untold", error=str(error).strip())

        if not self._closed:
            self._in_thread(lambda: self._send(text)).add_done_callback(done)

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        def due() -> None:
            self._timers.discard(timer)
            call()

        timer = self._loop.call_later(seconds, due)
        self._timers.add(timer)

    def _hang_up(self) -> None:
        if self._descriptor >= 0:
            self._loop.remove_reader(self._descriptor)
            self._descriptor = -1
        if self._ear is not None:
            with contextlib.suppress(psycopg.Error):
                self._ear.close()
            self._ear = None

    def close(self) -> None:
        """Stop listening and telling."""
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        self._hang_up()
