"""Walking through old rows in their order, some at a time, to find those that are not kept.

Some old rows are kept for as long as people want, so that they become more and more. A step looks at a limited number of rows
and goes on behind them at the next time; after the last one it begins again.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.store import Tx
from bot.store.rows import OldRow

ROWS_IN_A_STEP = 500


@dataclass(slots=True)
class Walk:
    """Where a walk is. `statement` reads rows before `before` behind a place, oldest first."""

    statement: str
    _after_at: float = -1.0
    _after_id: int = 0

    def step(self, tx: Tx, before: float, limit: int) -> tuple[list[int], bool]:
        """The jobs of the next rows that are not kept, at most `limit`; and whether more of them may follow at once. A step whose
        work is not committed has been taken all the same: its rows are met again in the next round."""
        place = {"after_at": self._after_at, "after_id": self._after_id}
        rows = tx.all(OldRow, self.statement, before=before, limit=ROWS_IN_A_STEP, **place)
        found: dict[int, None] = {}
        for row in rows:
            if not row.is_kept:
                if len(found) == limit and row.job_id not in found:
                    return list(found), True
                found[row.job_id] = None
            self._after_at, self._after_id = row.at, row.id
        is_end = len(rows) < ROWS_IN_A_STEP
        if is_end:
            self._after_at, self._after_id = -1.0, 0
        return list(found), bool(found) and not is_end
