"""The bot's database, looked at from another process: where the session is, and kills at moments that are made sure of."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sessions.model import Round, Session, load

WAIT_S = 75.0
LOOK_EVERY_S = 0.01
AIM_EVERY_S = 0.003
BUSY_S = 10.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen at one moment. `tries` and `wanted`: of the newest sheet or album that is to be made; `sending`: posts
    that are on their way to the platform."""

    session: Session | None
    wanted: str = ""
    tries: int = 0
    sending: tuple[str, ...] = ()

    @property
    def phase(self) -> str:
        """Of the session; empty before there is one."""
        return self.session.phase if self.session else ""

    @property
    def number(self) -> int:
        """Of the round; 0 before there is a session."""
        return self.session.current_round.number if self.session else 0

    @property
    def current_round(self) -> Round:
        """The round that goes on."""
        assert self.session is not None, "there is no session yet"
        return self.session.current_round

    def ideas(self) -> list[tuple[str, str]]:
        """Who has which idea in the round that goes on."""
        session = self.session
        return [(session.name_of(idea.person), idea.text) for idea in session.current_round.ideas] if session else []

    def votes(self) -> dict[str, int]:
        """Who has voted for which number."""
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
        """How many candidates of the round are painted."""
        return sum(c.state == "done" for c in self.session.current_round.candidates) if self.session else 0


Condition = Callable[[Sight], bool]


class NeverSeen(AssertionError):
    """What should have happened did not, within `WAIT_S`."""


@dataclass(slots=True)
class Database:
    """One bot's database file. It may not be there yet."""

    path: Path

    def see(self) -> Sight:
        """What stands there now."""
        with self._open() as connection:
            return _sight(connection) if connection else Sight(None)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What a query finds."""
        with self._open() as connection:
            assert connection is not None, "the bot has made its database"
            return connection.execute(sql).fetchall()

    async def until(self, condition: Condition, what: str) -> Sight:
        """Wait until the session is as wanted."""
        end = time.monotonic() + WAIT_S
        while not condition(sight := self.see()):
            if time.monotonic() > end:
                raise NeverSeen(f"never {what}: {sight}")
            await asyncio.sleep(LOOK_EVERY_S)
        return sight

    async def shoot(self, pid: int, condition: Condition, what: str) -> None:
        """Kill a process while `condition` holds, for certain: with the write lock in our hand nothing can change."""
        await asyncio.to_thread(self._shoot, pid, condition, what)

    def _shoot(self, pid: int, condition: Condition, what: str) -> None:
        end = time.monotonic() + WAIT_S
        with self._open() as connection:
            assert connection is not None
            while time.monotonic() < end:
                if condition(_sight(connection)):
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        if condition(_sight(connection)):
                            os.kill(pid, signal.SIGKILL)
                            with contextlib.suppress(ChildProcessError):  # The event loop was faster.
                                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
                            return
                    finally:
                        connection.execute("ROLLBACK")
                time.sleep(AIM_EVERY_S)
            raise NeverSeen(f"never {what}, so nothing was killed: {_sight(connection)}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.exists():
            yield None
            return
        with contextlib.closing(sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)) as connection:
            yield connection


def _sight(connection: sqlite3.Connection) -> Sight:
    try:
        row = connection.execute(
            "SELECT document FROM session WHERE document <> '' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        sheet = connection.execute(
            "SELECT kind, tries FROM session_sheet WHERE state = 'wanted' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        sending = connection.execute("SELECT subject FROM post WHERE step = 'sending'").fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return Sight(None)  # It is being made.
    wanted, tries = sheet or ("", 0)
    return Sight(load(row[0]) if row else None, wanted, tries, tuple(subject for (subject,) in sending))
