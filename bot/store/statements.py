"""Named SQL statements, read from `.sql` files.

    -- name: claim_next
    SELECT ... WHERE pool_id = :pool ...

    -- name: lock_pool
    SELECT p.* FROM pool p JOIN account a ... {lock of p}

    -- name: lock_lane (postgresql)
    SELECT pg_advisory_xact_lock(...)

`{lock}` at the end has the rows locked until the commit, `{lock of p}` those of one table only; `{lock skip}` and
`{lock of p skip}` leave out rows that another transaction has locked. SQLite has one writer and needs none of it. The
lock is NO KEY UPDATE: FOR UPDATE would conflict with the foreign key check of a row that is inserted elsewhere.

A statement marked with a dialect replaces the unmarked one of the same name in that dialect. Parameters are written `:name` for
both dialects. Comments are for readers of the file: psycopg would take a `:name` in one for a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_HEAD = re.compile(r"^-- name:\s*(\w+)(?:\s*\((sqlite|postgresql)\))?\s*$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*\n?", re.MULTILINE)
_LOCK = re.compile(r"\{lock(?: of (\w+))?( skip)?\}")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


def with_locks(sql: str, dialect: str) -> str:
    """Put the dialect's clause in place of `{lock}`."""

    def clause(found: re.Match[str]) -> str:
        table, skip = found.groups()
        return f"FOR NO KEY UPDATE{f' OF {table}' if table else ''}{' SKIP LOCKED' if skip else ''}"

    return _LOCK.sub(clause if dialect == "postgresql" else "", sql).rstrip()


def for_psycopg(sql: str) -> str:
    """`:name` becomes `%(name)s`, and a literal per cent sign is doubled, as psycopg wants it."""
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


@cache
def _read(folder: Path, dialect: str) -> dict[str, str]:
    """The statements of `folder/*.sql` by `file.name`; read once, because some processes open one store after another."""
    texts = {}
    for path in sorted(folder.glob("*.sql")):
        parts = _HEAD.split(path.read_text(encoding="utf-8"))
        found: dict[tuple[str, str], str] = {}
        for name, of_dialect, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            if (name, of_dialect or "") in found:
                raise ValueError(f"statement {path.stem}.{name} is given twice")
            found[name, of_dialect or ""] = _COMMENT.sub("", body).strip().rstrip(";")
        for name in {name for name, _ in found}:
            text = found.get((name, dialect), found.get((name, "")))
            if text is not None:
                text = with_locks(text, dialect)
                texts[f"{path.stem}.{name}"] = for_psycopg(text) if dialect == "postgresql" else text
    return texts


class Statements:
    """All statements of one dialect, by `file.name`."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._texts: dict[str, str] = {}
        self.row_makers: dict[tuple[str, type], Callable[[Sequence[Any]], Any]] = {}
        """What makes the rows of a statement, by its name and their type: filled by `Tx` when a statement first runs."""

    def add(self, folder: Path, prefix: str = "") -> None:
        """Read `folder/*.sql`. Raises ValueError for a name that is given twice."""
        self._texts |= {f"{prefix}{name}": text for name, text in _read(folder, self._dialect).items()}

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def names(self) -> list[str]:
        """The names of all statements."""
        return sorted(self._texts)
