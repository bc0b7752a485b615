"""Claiming saved updates, with protection against updates that crash the process.

The statement that claims an update also marks it as claimed and counts the attempt. An update that is due again and
still marked was being handled when a process died, and may have caused that. Such suspects are handled one at a time,
those with the fewest crashes first: the innocent ones are finished before the culprit can crash the next process, so
that it alone reaches `MOST_CRASHES`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.store import Store, Tx
from bot.store.loops import NEVER
from bot.store.rows import InboxRow

MOST_CRASHES = 3
"""An update is quarantined, and its sender is told, after this many processes have died while handling it. If another
    one dies while telling, it is quarantined silently."""


def is_quarantinable(row: InboxRow) -> bool:
    """Whether enough processes have died while handling this update to quarantine it."""
    return bool(row.crashes >= MOST_CRASHES)


@dataclass(frozen=True, slots=True)
class ClaimedUpdates:
    """The updates that were claimed, those that were quarantined instead, and when the next is due (unix seconds)."""

    rows: list[InboxRow]
    quarantined: list[InboxRow]
    next_due: float


@dataclass(slots=True)
class Claims:
    """The claims of one process. `platforms` are those that it serves; a claim is leased for `lease_s` seconds."""

    platforms: Iterable[str]
    lease_s: float
    _handling: dict[int, InboxRow] = field(default_factory=dict)
    _unreleased: dict[int, InboxRow] = field(default_factory=dict)

    async def claim(self, store: Store, free: int) -> ClaimedUpdates:
        """Claim at most `free` updates that are due, among them at most one suspect, and none while one is being
        handled."""
        unreleased = dict(self._unreleased)
        taken = await store.write(self._claim, free, unreleased)
        for id in unreleased:
            self._unreleased.pop(id, None)
        self._handling.update((row.id, row) for row in taken.rows)
        return taken

    def finished(self, row: InboxRow, *, committed: bool) -> None:
        """Release the claim of an update. Not `committed`: the database was unreachable, so the claim is released together
        with the next one (this process is alive, so the update must not become a suspect)."""
        self._handling.pop(row.id, None)
        if not committed:
            self._unreleased[row.id] = row

    def _claim(self, tx: Tx, free: int, unreleased: dict[int, InboxRow]) -> ClaimedUpdates:
        for row in unreleased.values():
            tx.run("inbox.release", id=row.id, due_at=tx.now, attempt=row.attempts)
        platforms = f",{','.join(self.platforms)},"
        rows, quarantined = [], []
        handling_suspect = any(row.crashes for row in self._handling.values())
        if not handling_suspect:
            for row in tx.all(
                InboxRow, "inbox.suspects", now=tx.now, platforms=platforms, limit=len(self._handling) + 1
            ):
                if row.id in self._handling:
                    tx.run("inbox.extend", id=row.id, due_at=tx.now + self.lease_s)
                elif row.crashes + row.claimed > MOST_CRASHES:
                    problem = "processes died while handling it"
                    tx.run("inbox.quarantine", id=row.id, problem=problem, now=tx.now)
                    quarantined.append(row)
                else:
                    rows.append(row)
                    break
        rows += tx.all(InboxRow, "inbox.due", now=tx.now, platforms=platforms, limit=free - len(rows))
        for row in rows:
            tx.run("inbox.lease", id=row.id, due_at=tx.now + self.lease_s)
        rows = [row._replace(crashes=row.crashes + row.claimed, attempts=row.attempts + 1, claimed=1) for row in rows]
        suspects = not (handling_suspect or any(row.crashes for row in rows))
        due = tx.value("inbox.next_due", platforms=platforms, suspects=int(suspects))
        return ClaimedUpdates(rows, quarantined, float(due or NEVER))
