"""Statements to PostgreSQL that travel together: libpq's pipeline mode, entered only while answers are outstanding.

In that mode a statement whose answer is awaited costs the client twice the CPU time of one outside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import psycopg


class Pipeline:
    """The statements of one transaction. See `bot.store.base.Ahead`."""

    def __init__(self, raw: psycopg.Connection) -> None:
        self._raw = raw
        self._outstanding: ExitStack | None = None
        self._unanswered: set[int] = set()  # The ids of the cursors whose answers are outstanding.

    def run(self, sql: str, parameters: Mapping[str, Any], /) -> psycopg.Cursor:
        """Execute a statement and wait for its answer, and for those to all before it."""
        try:
            cursor = self._raw.execute(sql.encode(), without_nul(parameters))
        except BaseException as error:
            self.__exit__(type(error), error, None)  # So that the transaction can be rolled back to a savepoint.
            raise
        self._sync()
        return cursor

    def send(self, sql: str, parameters: Mapping[str, Any], /) -> psycopg.Cursor:
        """Execute a statement without waiting."""
        if self._outstanding is None:
            self._outstanding = ExitStack()
            self._outstanding.enter_context(self._raw.pipeline())
        cursor = self._raw.execute(sql.encode(), without_nul(parameters))
        self._unanswered.add(id(cursor))
        return cursor

    def answered(self, cursor: psycopg.Cursor, /) -> psycopg.Cursor:
        """The same cursor, once it has its answer."""
        if id(cursor) in self._unanswered:
            self._sync()
        return cursor

    def _sync(self) -> None:
        self._unanswered.clear()
        if self._outstanding is not None:
            outstanding, self._outstanding = self._outstanding, None
            outstanding.close()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outstanding, self._outstanding = self._outstanding, None
        if outstanding is not None:
            outstanding.__exit__(kind, error, trace)  # Raises nothing if there is an error already.


def without_nul(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same parameters without NUL characters, which PostgreSQL's text type cannot hold."""
    if any(isinstance(value, str) and "\x00" in value for value in parameters.values()):
        return {k: v.replace("\x00", "") if isinstance(v, str) else v for k, v in parameters.items()}
    return parameters
