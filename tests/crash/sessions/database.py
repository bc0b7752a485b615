"""The app's database, read from another process: the state of the session, and kills while a condition certainly holds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sessions.model import Round, Session, load

WAIT_S = 75.0
POLL_S = 0.01
KILL_POLL_S = 0.003
LOCK_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state at one moment. `wanted` and `tries`: of the newest sheet or album that is to be made; `sending`: posts whose call
    to the platform has begun."""

    session: Session | None
    wanted: str = ""
    tries: int = 0
    sending: tuple[str, ...] = ()

    @property
    def phase(self) -> str:
        """The session's phase; empty before there is one."""
        return self.session.phase if self.session else ""

    @property
    def number(self) -> int:
        """Number of the current round; 0 before there is a session."""
        return self.session.current_round.number if self.session else 0

    @property
    def current_round(self) -> Round:
        """The current round."""
        assert self.session is not None, "there is no session yet"
        return self.session.current_round

    def ideas(self) -> list[tuple[str, str]]:
        """(person, idea) of the current round."""
        session = self.session
        return [(session.name_of(idea.person), idea.text) for idea in session.current_round.ideas] if session else []

    def votes(self) -> dict[str, int]:
        """Votes of the current round by person."""
        session = self.session
        return {session.name_of(vote.person): vote.number for vote in session.current_round.votes} if session else {}

    def __str__(self) -> str:
        if self.session is None:
            return "no session"
        return (
            f"{self.phase} in round {self.number}, ideas {self.ideas()}, {self.done()} painted, votes {self.votes()}, "
            f"wanted {self.wanted or 'nothing'} ({self.tries} tries), sending {list(self.sending)}"
        )

    def done(self) -> int:
        """How many candidates of the current round are painted."""
        return sum(c.state == "done" for c in self.session.current_round.candidates) if self.session else 0


Condition = Callable[[Snapshot], bool]


class ConditionNotMet(AssertionError):
    """A condition did not hold within `WAIT_S`."""


@dataclass(slots=True)
class Database:
    """One app's database file. It may not exist yet."""

    path: Path

    def snapshot(self) -> Snapshot:
        """The present state."""
        with self._open() as connection:
            return _snapshot(connection) if connection else Snapshot(None)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query."""
        with self._open() as connection:
            assert connection is not None, "the app has made its database"
            return connection.execute(sql).fetchall()

    async def until(self, condition: Condition, what: str) -> Snapshot:
        """Wait until a condition holds."""
        end = time.monotonic() + WAIT_S
        while not condition(snapshot := self.snapshot()):
            if time.monotonic() > end:
                raise ConditionNotMet(f"never {what}: {snapshot}")
            await asyncio.sleep(POLL_S)
        return snapshot

    async def kill_while(self, pid: int, condition: Condition, what: str) -> None:
        """Kill a process while `condition` holds: under the database's write lock, so that nothing can change meanwhile."""
        await asyncio.to_thread(self._kill_while, pid, condition, what)

    def _kill_while(self, pid: int, condition: Condition, what: str) -> None:
        end = time.monotonic() + WAIT_S
        with self._open() as connection:
            assert connection is not None
            while time.monotonic() < end:
                if condition(_snapshot(connection)):
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        if condition(_snapshot(connection)):
                            _kill(pid)
                            return
                    finally:
                        connection.execute("ROLLBACK")
                time.sleep(KILL_POLL_S)
            raise ConditionNotMet(f"never {what}, so nothing was killed: {_snapshot(connection)}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.exists():
            yield None
            return
        with contextlib.closing(sqlite3.connect(self.path, timeout=LOCK_TIMEOUT_S, isolation_level=None)) as connection:
            yield connection


def _kill(pid: int) -> None:
    """Kill a process and wait until it has ended."""
    descriptor = os.pidfd_open(pid)
    try:
        os.kill(pid, signal.SIGKILL)
        select.select([descriptor], [], [], LOCK_TIMEOUT_S)  # Readable once it has ended.
    finally:
        os.close(descriptor)


def _snapshot(connection: sqlite3.Connection) -> Snapshot:
    try:
        row = connection.execute(
            "SELECT document FROM session WHERE document <> '' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        sheet = connection.execute(
            "SELECT kind, tries FROM session_sheet WHERE state = 'wanted' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        sending = connection.execute("SELECT subject FROM post WHERE status = 'sending'").fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return Snapshot(None)  # Not migrated yet.
    wanted, tries = sheet or ("", 0)
    return Snapshot(load(row[0]) if row else None, wanted, tries, tuple(subject for (subject,) in sending))
