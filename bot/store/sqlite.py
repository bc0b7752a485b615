"""The store on one SQLite file: aiosqlite's connection thread runs whole transactions."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Concatenate, ParamSpec, TypeVar, cast

import aiosqlite

from bot.runtime.clock import Clock
from bot.runtime.privacy import make_folder, narrow
from bot.store import migrations
from bot.store.base import (
    Dialect,
    Hints,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreRefused,
    StoreUnavailable,
    Tx,
)
from bot.store.statements import Statements

P = ParamSpec("P")
T = TypeVar("T")
BUSY_TIMEOUT_S = 10.0
CLOSE_S = 5.0
WAL_BYTES = 8 * 1024 * 1024
MOST_IN_A_COMMIT = 32
"""How many transactions share a commit at most: the first of them waits for the last."""
SYNCHRONOUS = "FULL"
"""A commit is on the disk before it counts, because a lost intent is money."""
CORE_SQL = Path(__file__).parent / "sql"


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection, with one more thing to queue: a whole function over the raw connection."""

    async def call(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if not self._running or self._connection is None:
            raise StoreUnavailable("the database has been closed")
        queue: Callable[..., Awaitable[T]] = cast("Any", self)._execute  # aiosqlite leaves it untyped
        return await queue(lambda: work(self._conn))


def _connect(path: Path, cached_statements: int = 512) -> _Connection:
    return _Connection(lambda: _open(path, cached_statements), iter_chunk_size=64)


def _open(path: Path, cached_statements: int) -> sqlite3.Connection:
    raw = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, cached_statements=cached_statements)
    # WAL, so that readers never wait for the writer.
    # The limit lets the write-ahead log shrink again that grew while a person read for long.
    limit = f"journal_size_limit={WAL_BYTES}"
    try:
        durable = f"synchronous={SYNCHRONOUS}"
        for pragma in ("journal_mode=WAL", durable, "foreign_keys=ON", "temp_store=MEMORY", limit):
            raw.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        raw.close()  # Locked, or not a database; no other code uses the connection yet.
        raise
    return raw


def _make_private(path: Path) -> None:
    """The database is its owner's alone; SQLite makes the files beside it with the rights of the database's own."""
    with contextlib.suppress(OSError):  # Opening it says what is wrong.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    narrow(path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal", ".lock"))


_REFUSED = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.InterfaceError)


def _translate(error: sqlite3.Error) -> StoreError:
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        if "locked" in text or "busy" in text:
            return StoreBusy(text)
        if "full" in text:
            return StoreFull(text)
        if "unable to open" in text or "disk I/O" in text:
            return StoreUnavailable(text)
    kind = StoreRefused if isinstance(error, _REFUSED) else StoreError
    return kind(f"{type(error).__name__}: {text}")


@dataclass(slots=True)
class _PendingWrite:
    """A transaction that a caller of `write` awaits, and its outcome."""

    work: Callable[[Tx], Any]
    result: Any = None
    hints: set[str] = field(default_factory=set)
    error: BaseException | None = None


def _as_store_error(error: BaseException) -> BaseException:
    """The error that the caller gets: a database error as a StoreError."""
    if not isinstance(error, sqlite3.Error):
        return error
    ours = _translate(error)
    ours.__cause__ = error
    return ours


class SqliteStore:
    """See `Store`. Made by `open`; one writer connection, one reader connection, each with its own thread."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, clock: Clock, lock: IO[str] | None) -> None:
        self.path = path
        self.clock = clock
        self.hints = Hints()
        self.statements = Statements(self.dialect)
        self._lock = lock
        self._writer = _connect(path)
        self._reader = _connect(path)
        self._pending: deque[_PendingWrite] = deque()
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, path: Path, clock: Clock, *, worker: bool = True) -> SqliteStore:
        """Open (or make) the file and bring its tables up to date.

        `worker=False` is for the command line, which may read and write beside a running worker. Raises StoreLocked
        if another worker has it, ValueError if it was written by a newer version, StoreError if it is no database.
        """
        make_folder(path.parent)
        lock = _lock_file(path) if worker else None
        _make_private(path)
        store = cls(path, clock, lock)
        try:
            # On a connection of its own, closed before the others are opened: the statements of migrations would stay in the
            # writer's cache (3 MB).
            own = _connect(path, cached_statements=0)
            try:
                await own
                await store._attach(own, "", CORE_SQL)
            finally:
                await _close(own)
            await store._writer
            await store._reader
            await store._reader.call(lambda raw: raw.execute("PRAGMA query_only=ON"))
        except sqlite3.Error as error:
            await store.close()
            raise type(_translate(error))(f"{path}: {error}") from error
        except BaseException:
            await store.close()
            raise
        return store

    async def attach(self, namespace: str, folder: Path) -> None:
        await self._attach(self._writer, namespace, folder)

    async def _attach(self, connection: _Connection, namespace: str, folder: Path) -> None:
        self.statements.add(folder, f"{namespace}." if namespace else "")

        def migrate(raw: sqlite3.Connection) -> None:
            # The command line migrates only while no worker runs, which would be of the version before.
            lock = None if self._lock or not is_behind(raw) else _lock_file(self.path, "has to be migrated, and ")
            try:
                unlocked(raw)
            finally:
                if lock:
                    lock.close()

        def is_behind(raw: sqlite3.Connection) -> bool:
            if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone():
                return False
            done = raw.execute("SELECT number FROM migration WHERE namespace = ?", (namespace,)).fetchall()
            known = migrations.read_migrations(folder / "migrations", self.dialect)
            return bool(done and migrations.pending({row[0] for row in done}, known, namespace))

        def unlocked(raw: sqlite3.Connection) -> None:
            raw.execute("PRAGMA foreign_keys=OFF")  # A migration may rebuild tables that others refer to.
            try:
                in_transaction(raw)
            finally:
                raw.execute("PRAGMA foreign_keys=ON")

        def in_transaction(raw: sqlite3.Connection) -> None:
            raw.execute("BEGIN IMMEDIATE")
            try:
                raw.execute(migrations.CREATE_MIGRATION_TABLE)
                done = raw.execute("SELECT number FROM migration WHERE namespace = ?", (namespace,)).fetchall()
                applied = migrations.apply(
                    raw.execute,
                    lambda number, name: raw.execute(
                        "INSERT INTO migration VALUES (?, ?, ?)", (namespace, number, name)
                    ),
                    {row[0] for row in done},
                    folder / "migrations",
                    namespace,
                    self.dialect,
                )
                if applied and (broken := raw.execute("PRAGMA foreign_key_check").fetchone()):
                    raise StoreError(f"after the migration rows of {broken[0]} refer to rows that do not exist")
            except BaseException:
                raw.execute("ROLLBACK")
                raise
            raw.execute("COMMIT")

        await connection.call(migrate)

    async def write(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        write = _PendingWrite(lambda tx: work(tx, *args, **kwargs))
        self._pending.append(write)
        # One call is queued for each pending write, and both keep their order: when this call returns, `write` has been run,
        # often in the batch of an earlier call.
        await self._writer.call(self._run_batch)
        if write.error is not None:
            raise write.error
        return cast("T", write.result)

    # --- on the writer's thread

    def _run_batch(self, raw: sqlite3.Connection) -> None:
        """Run all writes that are pending now in one commit (group commit: one fsync for many)."""
        writes = [self._pending.popleft() for _ in range(min(len(self._pending), MOST_IN_A_COMMIT))]
        if len(writes) < 2 or not self._run_grouped(raw, writes):
            for write in writes:
                self._run_single(raw, write)
        # Wake from this thread: the awaiting task may have been cancelled. Loops are woken before the writing task continues.
        if hints := set().union(*(write.hints for write in writes)):
            with contextlib.suppress(RuntimeError):  # The event loop is closed: there is no task left to wake.
                self._loop.call_soon_threadsafe(self.hints.wake, hints)

    def _run_grouped(self, raw: sqlite3.Connection, writes: list[_PendingWrite]) -> bool:
        """Run several writes in one transaction, each in a savepoint, so that a failure undoes that write alone. False
        if the whole transaction was rolled back."""
        try:
            raw.execute("BEGIN IMMEDIATE")
            for write in writes:
                tx = self._tx(raw)
                try:
                    write.result, write.hints = tx.savepoint(write.work), tx.resolve_hints()
                except BaseException as error:
                    if not raw.in_transaction:  # A full disk has rolled back the whole transaction.
                        raise sqlite3.OperationalError("rolled back") from error
                    write.error = _as_store_error(error)
            raw.execute("COMMIT")
        except sqlite3.Error:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            for write in writes:
                write.result, write.error, write.hints = None, None, set()
            return False
        return True

    def _run_single(self, raw: sqlite3.Connection, write: _PendingWrite) -> None:
        try:
            raw.execute("BEGIN IMMEDIATE")
            tx = self._tx(raw)
            try:
                result = write.work(tx)
                raw.execute("COMMIT")
                write.result, write.hints = result, tx.resolve_hints()
            except BaseException:
                if raw.in_transaction:  # A full disk has already rolled it back.
                    raw.execute("ROLLBACK")
                raise
        except BaseException as error:  # noqa: BLE001 - raised by `write`
            write.error = _as_store_error(error)

    async def read(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        def whole(raw: sqlite3.Connection) -> T:
            try:
                raw.execute("BEGIN")
                try:
                    return work(self._tx(raw), *args, **kwargs)
                finally:
                    raw.execute("COMMIT")
            except sqlite3.Error as error:
                raise _translate(error) from error

        return await self._reader.call(whole)

    def _tx(self, raw: sqlite3.Connection) -> Tx:
        def run(sql: str, parameters: Mapping[str, Any]) -> sqlite3.Cursor:
            return raw.execute(sql, parameters)

        return Tx(self.statements, run, self.clock.now)

    async def close(self) -> None:
        for connection in (self._reader, self._writer):
            await _close(connection)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


async def _close(connection: _Connection) -> None:
    if connection._connection is not None:
        await connection.close()
    elif connection._thread.is_alive():  # It failed to open, and its thread is about to end.
        await asyncio.to_thread(connection._thread.join, CLOSE_S)


def lock_owner(path: Path) -> str:
    """The id of the process that has locked a database file; empty if none has."""
    try:
        with path.with_name(path.name + ".lock").open(encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return ""
    except OSError:
        return path.with_name(path.name + ".lock").read_text(encoding="ascii").strip() or "?"
    return ""


def _lock_file(path: Path, why: str = "") -> IO[str]:
    """Lock the database file for this process. The kernel releases the lock when the process ends, however it ends."""
    lock = path.with_name(path.name + ".lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        owner = lock.read(20).strip() or "?"
        lock.close()
        raise StoreLocked(f"{path} {why}is in use by another Shenbi (process {owner}); stop it first") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
