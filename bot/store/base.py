"""What both dialects share: the transaction that methods see, the store that runs them, the errors."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec, Protocol, TypeVar

from bot.runtime.clock import Clock
from bot.store.statements import Statements

Dialect = Literal["sqlite", "postgresql"]
P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=NamedTuple)


class StoreError(Exception):
    """The database failed. People are told: 'try again in a minute; nothing was charged'."""


class StoreRefused(StoreError):
    """The database rejects a value or a statement: a bug, which no retry solves."""


class StoreBusy(StoreError):
    """Another transaction held a lock for too long."""


class StoreUnavailable(StoreError):
    """The database cannot be reached."""


class StoreFull(StoreError):
    """No space left on the database's disk. People are told that new pictures are not accepted for now."""


class StoreLocked(StoreError):
    """Another process owns this SQLite file. The operator is told which file, and to stop the other one."""


def _row_maker(row_type: type[R], columns: tuple[str, ...]) -> Callable[[Sequence[Any]], R]:
    """The function that makes a row from a driver's tuple. Raises TypeError unless the fields are these columns."""
    fields: tuple[str, ...] = row_type._fields
    if sorted(fields) != sorted(columns):
        missing, surplus = set(fields) - set(columns), set(columns) - set(fields)
        raise TypeError(f"{row_type.__name__}: not selected: {sorted(missing)}; not a field: {sorted(surplus)}")
    make: Callable[[Iterable[Any]], R] = row_type._make
    if fields == columns:
        return make
    reorder = itemgetter(*(columns.index(field) for field in fields))
    return lambda values: make(reorder(values))


def _first(cursor: Any) -> Any:
    row = cursor.fetchone()
    return None if row is None else row[0]


class Ahead(Protocol):
    """Executes statements without waiting for their answers."""

    def send(self, sql: str, parameters: Mapping[str, Any], /) -> Any:
        """Execute a statement; returns its cursor, which has no answer yet."""
        ...

    def answered(self, cursor: Any, /) -> Any:
        """The same cursor, once it has its answer. Waits for those to all statements so far, if it has to; raises the error of
        the first that failed."""
        ...


class Tx:
    """An open transaction: named statements in, typed rows out. Used on the connection's thread only.

    `send` and `later` need no answer at once: with PostgreSQL they travel with the next statement that does, or with the
    commit, which saves round trips. The statements run in the order of the calls all the same.
    """

    def __init__(
        self,
        statements: Statements,
        run: Callable[[str, Mapping[str, Any]], Any],
        now: Callable[[], float],
        ahead: Ahead | None = None,
    ):
        """`run` executes a statement; `ahead` is what can also do so without waiting for the answer."""
        self._statements = statements
        self._run = run
        self._clock = now
        self._answered = ahead.answered if ahead else None
        self._send = ahead.send if ahead else run
        self._now: float | None = None
        self.hints: set[str] = set()
        self._conditional_hints: list[tuple[str, Callable[[], object]]] = []
        self.memo: dict[Any, Any] = {}
        """A cache for this transaction, for readers that need the same costly result more than once."""

    @property
    def now(self) -> float:
        """Unix seconds, the same for the whole transaction. With PostgreSQL it is the database's clock."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    def all(self, row_type: type[R], statement: str, /, **parameters: Any) -> list[R]:
        """All rows of a statement."""
        return self._rows(row_type, statement, self._run(self._statements[statement], parameters))

    def later(self, row_type: type[R], statement: str, /, **parameters: Any) -> Callable[[], list[R]]:
        """All rows of a statement, for when they are needed. Raises the statement's error then, or at any call before."""
        cursor = self._send(self._statements[statement], parameters)
        if answered := self._answered:
            return lambda: self._rows(row_type, statement, answered(cursor))
        rows = self._rows(row_type, statement, cursor)  # A cursor of SQLite would see the changes of later statements.
        return lambda: rows

    def one(self, row_type: type[R], statement: str, /, **parameters: Any) -> R | None:
        """The first row of a statement, or None."""
        cursor = self._run(self._statements[statement], parameters)
        values = cursor.fetchone()
        return None if values is None else self._row_maker(row_type, statement, cursor)(values)

    def get(self, row_type: type[R], statement: str, /, **parameters: Any) -> R:
        """The first row of a statement that must have one. Raises LookupError if it has none."""
        row = self.one(row_type, statement, **parameters)
        if row is None:
            raise LookupError(f"{statement}: no row for {parameters!r}")
        return row

    def value(self, statement: str, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        return _first(self._run(self._statements[statement], parameters))

    def value_later(self, statement: str, /, **parameters: Any) -> Callable[[], Any]:
        """`value`, for when it is needed. Raises as `later`."""
        cursor = self._send(self._statements[statement], parameters)
        if answered := self._answered:
            return lambda: _first(answered(cursor))
        found = _first(cursor)
        return lambda: found

    def values(self, statement: str, /, **parameters: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self._run(self._statements[statement], parameters).fetchall()]

    def run(self, statement: str, /, **parameters: Any) -> int:
        """Execute a statement; returns the number of rows it changed."""
        return int(self._run(self._statements[statement], parameters).rowcount)

    def run_later(self, statement: str, /, **parameters: Any) -> Callable[[], int]:
        """Execute a statement; returns how to get the number of rows it changed. Raises as `later`."""
        cursor = self._send(self._statements[statement], parameters)
        if answered := self._answered:
            return lambda: int(answered(cursor).rowcount)
        return lambda: int(cursor.rowcount)

    def send(self, statement: str, /, **parameters: Any) -> None:
        """Execute a statement of which only its error is of interest. Raises it now, or at any later call, or at the commit."""
        self._send(self._statements[statement], parameters)

    def _rows(self, row_type: type[R], statement: str, cursor: Any) -> list[R]:
        found = cursor.fetchall()
        make = self._row_maker(row_type, statement, cursor)
        return [make(values) for values in found]

    def _row_maker(self, row_type: type[R], statement: str, cursor: Any) -> Callable[[Sequence[Any]], R]:
        """The maker of a statement's rows, kept: drivers rebuild a cursor's description at each access. The schema does not
        change while a store is open."""
        makers = self._statements.row_makers
        make = makers.get((statement, row_type))
        if make is None:
            make = makers[statement, row_type] = _row_maker(row_type, tuple(column[0] for column in cursor.description))
        return make

    def hint(self, topic: str, condition: Callable[[], object] | None = None) -> None:
        """After the commit, wake the loops that wait for `topic` (in every process, as far as the dialect can). May be
        lost. `condition` (of `run_later` or `value_later`): only if that is true."""
        if condition is None:
            self.hints.add(topic)
        else:
            self._conditional_hints.append((topic, condition))

    def resolve_hints(self) -> set[str]:
        """The topics to hint, once all statements were answered."""
        self.hints |= {topic for topic, condition in self._conditional_hints if condition()}
        self._conditional_hints.clear()
        return self.hints

    def savepoint(self, work: Callable[[Tx], T]) -> T:
        """Run `work`; if it raises, undo only its own changes, and re-raise."""
        self._run("SAVEPOINT part", {})
        try:
            result = work(self)
        except BaseException:
            self._run("ROLLBACK TO SAVEPOINT part", {})
            self._run("RELEASE SAVEPOINT part", {})
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
        """Set the events of these topics, in alphabetical order: who waits for the first goes first."""
        for topic in sorted(topics):
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
