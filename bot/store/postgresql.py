"""The store on PostgreSQL: several processes on several machines share one database.

A few threads own a connection each, and a transaction runs whole on one of them. That replaces a connection pool: a
thread whose connection broke opens a new one for the next transaction, and while the server is away every caller gets
the error at once.

Writes are READ COMMITTED with row locks: `{lock}` in a statement says which rows. A transaction that lost a
deadlock is run again from its beginning. Reads see one snapshot (REPEATABLE READ, READ ONLY).
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import psycopg

from bot.runtime.backoff import retry_pause_s
from bot.runtime.clock import Clock, SystemClock
from bot.store import migrations, versions
from bot.store.base import Dialect, Hints, StoreBusy, StoreError, StoreLocked, StoreUnavailable, Tx
from bot.store.notifier import Notifier
from bot.store.pipeline import Pipeline
from bot.store.postgresql_errors import RETRIED, translate, without_secrets
from bot.store.server_clock import ServerClock
from bot.store.sqlite import CORE_SQL
from bot.store.statements import Statements

P = ParamSpec("P")
T = TypeVar("T")

THREADS: Final = 8
CONNECT_TIMEOUT_S: Final = 5
TCP_TIMEOUT_MS: Final = 15_000
"""How long data may stay unacknowledged before the connection is taken for dead."""
MOST_TRIES: Final = 6
RETRY_S: Final = 0.02
RETRY_MAX_S: Final = 2.0
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


class PostgresStore:
    """See `Store`. Made by `open`."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        # A machine's clock may differ from other machines', so the server's is used instead. Any other clock is used as it is.
        self._server_clock = ServerClock(clock) if isinstance(clock, SystemClock) else None
        self.clock: Clock = self._server_clock or clock
        self.hints = Hints()
        self.statements = Statements(self.dialect)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self._thread_local = threading.local()
        self._connections: set[psycopg.Connection] = set()
        self._notifier: Notifier | None = None

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
            store._notifier = Notifier(store.hints, store._connect, store._in_thread, store._send)
            await store._notifier.start()
        except psycopg.Error as error:
            await store.close()
            raise without_secrets(translate(error), url) from None
        except StoreError as error:
            await store.close()
            raise without_secrets(error, url) from None
        except BaseException:
            await store.close()
            raise
        return store

    async def attach(self, namespace: str, folder: Path) -> None:
        self.statements.add(folder, f"{namespace}." if namespace else "")

        def migrate(raw: psycopg.Connection) -> None:
            raw.execute(_WRITE + b"; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
            raw.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])  # Processes start at the same moment.
            raw.execute(migrations.CREATE_MIGRATION_TABLE.encode())
            done = raw.execute("SELECT number FROM migration WHERE namespace = %s", [namespace]).fetchall()
            numbers, own = {row[0] for row in done}, folder / "migrations"
            if numbers and migrations.pending(numbers, migrations.read_migrations(own, self.dialect), namespace):
                self._refuse_beside_others(raw)
            migrations.apply(
                lambda text: raw.execute(text.encode()),
                lambda number, name: raw.execute(
                    "INSERT INTO migration VALUES (%s, %s, %s)", [namespace, number, name]
                ),
                numbers,
                own,
                namespace,
                self.dialect,
            )
            raw.execute("COMMIT")

        await self._in_thread(lambda: self._guarded(migrate))

    def _refuse_beside_others(self, raw: psycopg.Connection) -> None:
        """Raises StoreLocked if processes of other versions are connected. Connections of one that has just ended may be listed
        a little longer, so it is looked at more than once."""
        name = versions.connection_name(CORE_SQL / "migrations")
        why = ""
        for _ in range(versions.LOOKS):
            if not (why := versions.refusal(row[0] for row in raw.execute(versions.OTHERS, [name]))):
                return
            # A transaction sees who was there when it first looked.
            raw.execute("SELECT pg_sleep(%s), pg_stat_clear_snapshot()", [versions.LOOK_INTERVAL_S])
        raise StoreLocked(why)

    async def write(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()

        def run_transaction() -> T:
            for tries in range(1, MOST_TRIES + 1):
                try:
                    result, hints = self._guarded(
                        lambda raw: self._transaction(raw, _WRITE, lambda tx: work(tx, *args, **kwargs))
                    )
                    # Wake from this thread: the awaiting task may have been cancelled. Loops are woken before the task that
                    # wrote goes on.
                    with contextlib.suppress(RuntimeError):  # The event loop is closed: there is no task left to wake.
                        loop.call_soon_threadsafe(self._wake, hints)
                    return result
                except StoreBusy as error:
                    if tries == MOST_TRIES or not isinstance(error.__cause__, RETRIED):
                        raise
                    # With jitter: the winner needs some time, and two losers should not collide again.
                    time.sleep(retry_pause_s(tries, RETRY_S, RETRY_MAX_S))
            raise AssertionError("unreachable")

        return await self._in_thread(run_transaction)

    def _wake(self, hints: set[str]) -> None:
        self.hints.wake(hints)
        if self._notifier:
            self._notifier.notify(hints)

    async def read(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        def run_transaction() -> T:
            return self._guarded(lambda raw: self._transaction(raw, _READ, lambda tx: work(tx, *args, **kwargs)))[0]

        return await self._in_thread(run_transaction)

    async def close(self) -> None:
        if self._notifier:
            self._notifier.close()
        await asyncio.to_thread(self._threads.shutdown)
        if self._notifier:
            self._notifier.close()  # Again: a thread may have reconnected meanwhile.
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    # --- on the store's threads

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _transaction(self, raw: psycopg.Connection, begin: bytes, work: Callable[[Tx], T]) -> tuple[T, set[str]]:
        # Outside the pipeline, where a lock that another statement waits for would delay the server's time.
        now = self._begin(raw, begin)
        with Pipeline(raw) as pipeline:
            tx = Tx(self.statements, pipeline.run, now, pipeline if begin is _WRITE else None)
            result = work(tx)
            commit = pipeline.run("COMMIT", {})
        # Code that swallowed a database error leaves an aborted transaction, whose COMMIT is a silent ROLLBACK.
        if commit.statusmessage != "COMMIT":
            raise StoreError("the transaction had failed, so nothing was written")
        return result, tx.resolve_hints()

    def _begin(self, raw: psycopg.Connection, begin: bytes) -> Callable[[], float]:
        if self._server_clock is None:
            raw.execute(begin)
            return self.clock.now
        cursor = raw.execute(begin + _TIME)  # One round trip for both.
        cursor.nextset()
        row = cursor.fetchone()
        assert row is not None
        now = float(row[0])
        self._server_clock.synchronize(now)
        return lambda: now

    def _guarded(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Run `work` on this thread's connection; afterwards no transaction is open, in any case."""
        try:
            raw = self._connection()
            try:
                return work(raw)
            except BaseException:
                self._clear(raw)
                raise
        except psycopg.Error as error:
            raise translate(error) from error

    def _connection(self) -> psycopg.Connection:
        connection: psycopg.Connection | None = getattr(self._thread_local, "connection", None)
        if connection is not None and not connection.closed and not _is_closed_by_server(connection):
            return connection
        if connection is not None:
            self._connections.discard(connection)
            connection.close()
        self._thread_local.connection = None
        connection = self._thread_local.connection = self._connect()
        self._connections.add(connection)
        return connection

    def _clear(self, raw: psycopg.Connection) -> None:
        try:
            if not raw.closed:
                raw.execute(b"ROLLBACK")
        except psycopg.Error:
            raw.close()  # The server rolls back the transaction of a lost client.

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(
            self.url,
            autocommit=True,
            application_name=versions.connection_name(CORE_SQL / "migrations"),
            connect_timeout=CONNECT_TIMEOUT_S,
            keepalives_idle=15,
            tcp_user_timeout=TCP_TIMEOUT_MS,
        )
        connection.prepared_max = (
            None  # Each of our statements is prepared once; at 100 they would push each other out.
        )
        connection.execute(_SESSION)
        return connection

    def _check_session(self) -> None:
        """Raises StoreUnavailable behind a pooler that gives each transaction another session: LISTEN and session
        settings would be lost, or belong to another client."""
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(contextlib.closing(self._connect()))]
            if connections[0].info.backend_pid == _backend(connections[0]):
                return  # No pooler: those report a made-up process id.
            connections.append(stack.enter_context(contextlib.closing(self._connect())))
            seen = [{_backend(connection) for _ in range(POOLER_TRIES)} for connection in connections for _ in range(2)]
        if any(len(one) > 1 for one in seen) or seen[0] != seen[1] or seen[2] != seen[3] or seen[0] & seen[2]:
            raise StoreUnavailable(
                "SHENBI_DATABASE_URL leads to a pooler in transaction mode; Shenbi needs a session of its own for each "
                "connection: use session mode (pgbouncer: pool_mode = session), or the database's own port"
            )

    def _send(self, text: str) -> None:
        self._guarded(lambda raw: raw.execute(text.encode()))


def _backend(connection: psycopg.Connection) -> int:
    """The process id of the server backend that executes the next statement of this connection."""
    row = connection.execute(b"SELECT pg_backend_pid()", prepare=False).fetchone()
    assert row is not None
    return int(row[0])


def _is_closed_by_server(connection: psycopg.Connection) -> bool:
    """Whether the server has closed an idle connection (it restarted): nothing is lost by opening a new one."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
