"""What both dialects share: the transaction that methods see, the store that runs them, the errors."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar

from bot.runtime.clock import Clock
from bot.store.statements import Statements

Row = dict[str, Any]
Dialect = Literal["sqlite", "postgresql"]
P = ParamSpec("P")
T = TypeVar("T")


class StoreError(Exception):
    """The database failed. People are told: 'try again in a minute; nothing was charged'."""


class StoreRefused(StoreError):
    """It rejects a value or a statement: a bug, which no retry solves."""


class StoreBusy(StoreError):
    """Another transaction held a lock for too long."""


class StoreUnavailable(StoreError):
    """The database cannot be reached."""


class StoreFull(StoreError):
    """No space left on the database's disk. People are told that new pictures are not accepted for now."""


class StoreLocked(StoreError):
    """Another process owns this SQLite file. The operator is told which file, and to stop the other one."""


class Tx:
    """An open transaction: named statements in, plain rows out. Used on the connection's thread only."""

    def __init__(self, statements: Statements, run: Callable[[str, Mapping[str, Any]], Any], now: Callable[[], float]):
        self._statements = statements
        self._run = run
        self._clock = now
        self._now: float | None = None
        self.hints: set[str] = set()
        self.memo: dict[Any, Any] = {}
        """A cache for this transaction, for readers that need the same costly result more than once."""
        self._amended: list[tuple[Row, Row]] = []

    @property
    def now(self) -> float:
        """Unix seconds, the same for the whole transaction. With PostgreSQL it is the database's clock."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    def all(self, statement: str, /, **parameters: Any) -> list[Row]:
        """All rows of a statement."""
        cursor = self._run(self._statements[statement], parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, statement: str, /, **parameters: Any) -> Row | None:
        """The first row of a statement, or None."""
        cursor = self._run(self._statements[statement], parameters)
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
        return None if row is None else dict(zip(names, row, strict=True))

    def get(self, statement: str, /, **parameters: Any) -> Row:
        """The first row of a statement that must have one. Raises LookupError if it has none."""
        row = self.one(statement, **parameters)
        if row is None:
            raise LookupError(f"{statement}: no row for {parameters!r}")
        return row

    def value(self, statement: str, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._run(self._statements[statement], parameters).fetchone()
        return None if row is None else row[0]

    def run(self, statement: str, /, **parameters: Any) -> int:
        """Execute a statement; returns the number of rows it changed."""
        return int(self._run(self._statements[statement], parameters).rowcount)

    def hint(self, topic: str) -> None:
        """After the commit, wake the loops that wait for `topic` (in every process, as far as the dialect can). May be
        lost."""
        self.hints.add(topic)

    def amend(self, row: Row, **values: Any) -> None:
        """Update the caller's row in memory with what was just written.

        A rollback gives the row its old values back, so that running the same work once more (after a deadlock, by the
        store itself) starts from the same row.
        """
        self._amended.append((row, dict(row)))
        row.update(values)

    def undo_amendments(self, since: int = 0) -> None:
        """After a rollback: undo the amendments from number `since` on."""
        while len(self._amended) > since:
            row, before = self._amended.pop()
            row.clear()
            row.update(before)

    def savepoint(self, work: Callable[[Tx], T]) -> T:
        """Run `work`; if it raises, undo only its own changes, and re-raise."""
        self._run("SAVEPOINT part", {})
        amended = len(self._amended)
        try:
            result = work(self)
        except BaseException:
            self._run("ROLLBACK TO SAVEPOINT part", {})
            self._run("RELEASE SAVEPOINT part", {})
            self.undo_amendments(amended)
            raise
        self._run("RELEASE SAVEPOINT part", {})
        return result


class Hints:
    """Wake-up events of one process. A loop waits on the event of its topics and clears it before it looks."""

    def __init__(self) -> None:
        self._events: dict[str, list[asyncio.Event]] = defaultdict(list)

    def event(self, *topics: str) -> asyncio.Event:
        """A new event that is set by every hint for one of `topics`."""
        event = asyncio.Event()
        for topic in topics:
            self._events[topic].append(event)
        return event

    def join(self, event: asyncio.Event, topic: str) -> None:
        """Have `event` set for `topic`, too."""
        self._events[topic].append(event)

    def leave(self, event: asyncio.Event, topic: str) -> None:
        """Have `event` no longer set for `topic`."""
        self._events[topic].remove(event)

    def topics(self) -> list[str]:
        """All topics that have events."""
        return list(self._events)

    def wake(self, topics: Iterable[str]) -> None:
        """Set the events of these topics."""
        for topic in topics:
            for event in self._events.get(topic, ()):
                event.set()


class Store(Protocol):
    """A database with our tables in it."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def hints(self) -> Hints: ...

    async def write(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(tx, ...)` as one transaction and commit it. Raises StoreError; then nothing was written.

        If the waiting coroutine is cancelled, the transaction still runs whole: it happens or it does not.
        """
        ...

    async def read(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(tx, ...)` on one snapshot of the data; writing fails where the dialect can refuse it."""
        ...

    async def attach(self, namespace: str, folder: Path) -> None:
        """Add the statements (`folder/*.sql`) and tables (`folder/migrations/*.sql`) of another package."""
        ...

    async def close(self) -> None:
        """Finish what was queued and close the database."""
        ...
