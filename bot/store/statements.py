"""Named SQL statements, read from `.sql` files.

    -- name: claim_next
    SELECT ... WHERE pool_id = :pool ...

    -- name: lock_pool (postgresql)
    SELECT ... FOR UPDATE

Parameters are written `:name` for both dialects.
"""

from __future__ import annotations

import re
from pathlib import Path

_HEAD = re.compile(r"^-- name:\s*(\w+)(?:\s*\((sqlite|postgresql)\))?\s*$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


def for_psycopg(sql: str) -> str:
    """`:name` becomes `%(name)s`, and a literal per cent sign is doubled, as psycopg wants it."""
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


class Statements:
    """All statements of one dialect, by `file.name`."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._texts: dict[str, str] = {}

    def add(self, folder: Path, prefix: str = "") -> None:
        """Read `folder/*.sql`. Raises ValueError for a name that is given twice."""
        for path in sorted(folder.glob("*.sql")):
            parts = _HEAD.split(path.read_text(encoding="utf-8"))
            for name, dialect, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
                if dialect and dialect != self._dialect:
                    continue
                full = f"{prefix}{path.stem}.{name}"
                if full in self._texts:
                    raise ValueError(f"statement {full} is given twice for {self._dialect}")
                text = body.strip().rstrip(";")
                self._texts[full] = for_psycopg(text) if self._dialect == "postgresql" else text

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def names(self) -> list[str]:
        """Every name, for tests that look at each statement."""
        return sorted(self._texts)
