"""Rows of any query as dicts, for tests that look at what no statement of ours selects."""

from __future__ import annotations

from typing import Any

from bot.store import Tx

RawRow = dict[str, Any]


def raw_rows(tx: Tx, text: str, **parameters: Any) -> list[RawRow]:
    """The rows of an SQL text."""
    cursor = tx._run(text, parameters)
    found = cursor.fetchall()  # Before that, PostgreSQL may not have answered.
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def raw_statement(tx: Tx, statement: str, **parameters: Any) -> list[RawRow]:
    """The rows of a named statement."""
    return raw_rows(tx, tx._statements[statement], **parameters)
