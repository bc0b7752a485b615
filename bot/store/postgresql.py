"""The store on PostgreSQL: several processes on several machines share one database.

A few threads own a connection each, and a transaction runs whole on one of them. (That is all that a connection pool would
have to do for us: a thread whose connection broke makes a new one when it is next asked, and while the server is away every
caller is told so at once.)

Writes are READ COMMITTED with row locks: the statements marked `(postgresql)` say which rows. A transaction that lost a
deadlock is run again from its beginning. Reads see one snapshot (REPEATABLE READ, READ ONLY).
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import select
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import psycopg
from psycopg import errors

from bot.runtime.clock import Clock, DrivenClock
from bot.runtime.secrets import secrets_of
from bot.store import migrations
from bot.store.base import Dialect, Hints, StoreBusy, StoreError, StoreFull, StoreRefused, StoreUnavailable, Tx
from bot.store.notifier import Notifier
from bot.store.sqlite import CORE_SQL
from bot.store.statements import Statements

P = ParamSpec("P")
T = TypeVar("T")

THREADS: Final = 8
CONNECT_TIMEOUT_S: Final = 5
LOST_LINE_MS: Final = 15_000
"""How long data may stay unacknowledged before the line is taken for dead."""
MOST_TRIES: Final = 6
RETRY_S: Final = 0.02
SHORTEST_SECRET: Final = 3
POOLER_TRIES: Final = 3
MIGRATION_LOCK: Final = 0x5E0B1

# `synchronous_commit`: a lost intent is money. The others bound every wait, so that no thread can be held for ever.
_SESSION = b"""
SET synchronous_commit = on; SET lock_timeout = '10s'; SET statement_timeout = '60s';
SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning
"""
_WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_TIME = b"; SELECT CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)"

_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_BUSY = (*_AGAIN, errors.LockNotAvailable, errors.QueryCanceled)
_AWAY = (errors.TooManyConnections, errors.OutOfMemory, errors.ReadOnlySqlTransaction)


_REFUSED = (psycopg.IntegrityError, psycopg.DataError, psycopg.ProgrammingError)


def _translate(error: psycopg.Error) -> StoreError:
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, errors.DiskFull):
        return StoreFull(text)
    if isinstance(error, _BUSY):
        return StoreBusy(text)
    # Classes 08 and 57 (the server goes down, comes up, or threw us out), and no code at all: the line broke.
    if isinstance(error, _AWAY) or (isinstance(error, psycopg.OperationalError) and error.sqlstate is None):
        return StoreUnavailable(text)
    if (error.sqlstate or "")[:2] in ("08", "57"):
        return StoreUnavailable(text)
    kind = StoreRefused if isinstance(error, _REFUSED) else StoreError
    return kind(f"{type(error).__name__}: {text}")


def _without_secrets(error: StoreError, url: str) -> StoreError:
    """The same error; a URL that was read otherwise than it was meant shows parts of its password in the driver's words."""
    text = str(error)
    for secret in sorted(secrets_of(url), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:  # Shorter pieces would take the words apart.
            text = text.replace(secret, "***")
    return type(error)(text)


def storable(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same parameters without NUL characters, which PostgreSQL's text cannot hold and nobody means to type."""
    if any(isinstance(value, str) and "\x00" in value for value in parameters.values()):
        return {k: v.replace("\x00", "") if isinstance(v, str) else v for k, v in parameters.items()}
    return parameters


class ServerClock:
    """The database's time as one process knows it: its own clock, put right by every transaction.

    Loops wait for times that the database gave out, so a machine whose clock is wrong still works when it should.
    """

    def __init__(self, own: Clock) -> None:
        self.own = own
        self.ahead_s = 0.0

    def set_by(self, server_now: float) -> None:
        """The server's clock showed `server_now` (unix seconds) a moment ago."""
        self.ahead_s = server_now - self.own.now()

    def now(self) -> float:
        return self.own.now() + self.ahead_s

    def monotonic(self) -> float:
        return self.own.monotonic()

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        return await self.own.wait(event, until - self.ahead_s)


class PostgresStore:
    """See `Store`. Made by `open`."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        # A test that drives the time means all of it; otherwise every process goes by the server's clock.
        self._server_clock = None if isinstance(clock, DrivenClock) else ServerClock(clock)
        self.clock: Clock = self._server_clock or clock
        self.hints = Hints()
        self.statements = Statements(self.dialect)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self._own = threading.local()
        self._lines: set[psycopg.Connection] = set()
        self._hearing: Notifier | None = None

    @classmethod
    async def open(cls, url: str, clock: Clock) -> PostgresStore:
        """Connect, and bring the tables up to date.

        Raises StoreUnavailable, or ValueError if the URL is not one or the database was written by a newer version.
        """
        try:
            psycopg.conninfo.conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            raise ValueError("SHENBI_DATABASE_URL: not a valid postgresql:// URL") from None
        store = cls(url, clock)
        try:
            await store._in_thread(store._check_session)
            await store.attach("", CORE_SQL)
            store._hearing = Notifier(store.hints, store._connect, store._in_thread, store._send)
            await store._hearing.start()
        except psycopg.Error as error:
            await store.close()
            raise _without_secrets(_translate(error), url) from None
        except StoreError as error:
            await store.close()
            raise _without_secrets(error, url) from None
        except BaseException:
            await store.close()
            raise
        return store

    async def attach(self, namespace: str, folder: Path) -> None:
        self.statements.add(folder, f"{namespace}." if namespace else "")

        def migrate(raw: psycopg.Connection) -> None:
            raw.execute(_WRITE + b"; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
            raw.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])  # Processes start at the same moment.
            raw.execute(migrations.BOOKKEEPING.encode())
            done = raw.execute("SELECT number FROM migration WHERE namespace = %s", [namespace]).fetchall()
            migrations.apply(
                lambda text: raw.execute(text.encode()),
                lambda number, name: raw.execute(
                    "INSERT INTO migration VALUES (%s, %s, %s)", [namespace, number, name]
                ),
                {row[0] for row in done},
                folder / "migrations",
                namespace,
                self.dialect,
            )
            raw.execute("COMMIT")

        await self._in_thread(lambda: self._guarded(migrate))

    async def write(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()

        def whole() -> T:
            for tries in range(1, MOST_TRIES + 1):
                try:
                    result, hints = self._guarded(
                        lambda raw: self._transaction(raw, _WRITE, lambda tx: work(tx, *args, **kwargs))
                    )
                    # From here, because whoever waited for it may have been cancelled meanwhile. They are woken before their
                    # writer goes on.
                    with contextlib.suppress(RuntimeError):  # The loop is closed: nobody is left to be woken.
                        loop.call_soon_threadsafe(self._wake, hints)
                    return result
                except StoreBusy as error:
                    if tries == MOST_TRIES or not isinstance(error.__cause__, _AGAIN):
                        raise
                    # Whoever won needs a moment; two losers should not meet again.
                    time.sleep(RETRY_S * 2**tries * random.uniform(0.5, 1.0))
            raise AssertionError("unreachable")

        return await self._in_thread(whole)

    def _wake(self, hints: set[str]) -> None:
        self.hints.wake(hints)
        if self._hearing:
            self._hearing.tell(hints)

    async def read(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        def whole() -> T:
            return self._guarded(lambda raw: self._transaction(raw, _READ, lambda tx: work(tx, *args, **kwargs)))[0]

        return await self._in_thread(whole)

    async def close(self) -> None:
        if self._hearing:
            self._hearing.close()
        await asyncio.to_thread(self._threads.shutdown)
        if self._hearing:
            self._hearing.close()  # Once more: a thread may have brought a new line meanwhile.
        for line in self._lines:
            line.close()
        self._lines.clear()

    # --- on the store's threads

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _transaction(self, raw: psycopg.Connection, begin: bytes, work: Callable[[Tx], T]) -> tuple[T, set[str]]:
        def run(sql: str, parameters: Mapping[str, Any]) -> psycopg.Cursor:
            return raw.execute(sql.encode(), storable(parameters))

        now = self._begin(raw, begin)
        tx = Tx(self.statements, run, now)
        try:
            result = work(tx)
            # Somebody who swallowed a database error has a dead transaction, and its COMMIT is a quiet ROLLBACK.
            if raw.execute(b"COMMIT").statusmessage != "COMMIT":
                raise StoreError("the transaction had failed, so nothing was written")
        except BaseException:
            tx.take_back()
            raise
        return result, tx.hints

    def _begin(self, raw: psycopg.Connection, begin: bytes) -> Callable[[], float]:
        if self._server_clock is None:
            raw.execute(begin)
            return self.clock.now
        cursor = raw.execute(begin + _TIME)  # One trip for both.
        cursor.nextset()
        row = cursor.fetchone()
        assert row is not None
        now = float(row[0])
        self._server_clock.set_by(now)
        return lambda: now

    def _guarded(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Run `work` on this thread's connection; afterwards no transaction is open, whatever happened."""
        try:
            raw = self._line()
            try:
                return work(raw)
            except BaseException:
                self._clear(raw)
                raise
        except psycopg.Error as error:
            raise _translate(error) from error

    def _line(self) -> psycopg.Connection:
        line: psycopg.Connection | None = getattr(self._own, "line", None)
        if line is not None and not line.closed and not _hung_up(line):
            return line
        if line is not None:
            self._lines.discard(line)
            line.close()
        self._own.line = None
        line = self._own.line = self._connect()
        self._lines.add(line)
        return line

    def _clear(self, raw: psycopg.Connection) -> None:
        try:
            if not raw.closed:
                raw.execute(b"ROLLBACK")
        except psycopg.Error:
            raw.close()  # The server rolls back what it no longer has a client for.

    def _connect(self) -> psycopg.Connection:
        line = psycopg.connect(
            self.url,
            autocommit=True,
            application_name="shenbi",
            connect_timeout=CONNECT_TIMEOUT_S,
            keepalives_idle=15,
            tcp_user_timeout=LOST_LINE_MS,
        )
        line.execute(_SESSION)
        return line

    def _check_session(self) -> None:
        """Raises StoreUnavailable behind a pooler that gives each transaction another session: LISTEN and what we set for a
        session would be lost, or be somebody else's."""
        with contextlib.ExitStack() as stack:
            lines = [stack.enter_context(contextlib.closing(self._connect()))]
            if lines[0].info.backend_pid == _backend(lines[0]):
                return  # No pooler at all: they make up this number.
            lines.append(stack.enter_context(contextlib.closing(self._connect())))
            seen = [{_backend(line) for _ in range(POOLER_TRIES)} for line in lines for _ in range(2)]
        if any(len(one) > 1 for one in seen) or seen[0] != seen[1] or seen[2] != seen[3] or seen[0] & seen[2]:
            raise StoreUnavailable(
                "SHENBI_DATABASE_URL leads to a pooler in transaction mode; Shenbi needs a session of its own for each "
                "connection: use session mode (pgbouncer: pool_mode = session), or the database's own port"
            )

    def _send(self, text: str) -> None:
        self._guarded(lambda raw: raw.execute(text.encode()))


def _backend(line: psycopg.Connection) -> int:
    """The process of the server that carries out what this line asks now."""
    row = line.execute(b"SELECT pg_backend_pid()", prepare=False).fetchone()
    assert row is not None
    return int(row[0])


def _hung_up(line: psycopg.Connection) -> bool:
    """Whether the server has closed an idle connection (it restarted): nothing was begun, so a new one will do."""
    poll = select.poll()
    poll.register(line.fileno(), select.POLLIN)
    return bool(poll.poll(0))
