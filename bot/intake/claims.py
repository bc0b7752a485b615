"""Which saved updates this process has in hand.

Whoever takes an update marks it as claimed, and counts the attempt, in the same statement. An update that is due again and
still claimed was in hand when a process died, and may be what killed it. Such suspects are handled one at a time, the least
suspicious first: those that were only in hand beside it are done before it can kill again, and it alone reaches `MOST_CRASHES`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.store import Row, Store, Tx
from bot.store.loops import NEVER

MOST_CRASHES = 3
"""An update that was in hand so often when a process died is not handled any more: its person is told. Dies even that, it is
quarantined without a word."""


def is_quarantinable(row: Row) -> bool:
    """Whether an update was in hand so often when a process died that it is not handled any more."""
    return bool(row["crashes"] >= MOST_CRASHES)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was claimed, what was quarantined on the way, and when the next one is due (unix seconds)."""

    rows: list[Row]
    quarantined: list[Row]
    next_due: float


@dataclass(slots=True)
class Claims:
    """The claims of one process. `platforms` are those that it serves; a claim is for `lease_s` seconds."""

    platforms: Iterable[str]
    lease_s: float
    _in_hand: dict[int, Row] = field(default_factory=dict)
    _unreleased: dict[int, Row] = field(default_factory=dict)

    async def take(self, store: Store, free: int) -> Taken:
        """Claim at most `free` updates that are due, among them at most one suspect, and none while one is in hand."""
        unreleased = dict(self._unreleased)
        taken = await store.write(self._take, free, unreleased)
        for id in unreleased:
            self._unreleased.pop(id, None)
        self._in_hand.update((row["id"], row) for row in taken.rows)
        return taken

    def finished(self, row: Row, *, noted: bool) -> None:
        """No longer in hand. Not `noted`: the database was away, so it is let go with the next claim (the process lives, and
        the next one who takes it must not think otherwise)."""
        self._in_hand.pop(row["id"], None)
        if not noted:
            self._unreleased[row["id"]] = row

    def _take(self, tx: Tx, free: int, unreleased: dict[int, Row]) -> Taken:
        for row in unreleased.values():
            tx.run("inbox.release", id=row["id"], due_at=tx.now, attempt=row["attempts"])
        platforms = f",{','.join(self.platforms)},"
        rows, quarantined = [], []
        busy_with_one = any(row["crashes"] for row in self._in_hand.values())
        if not busy_with_one:
            for row in tx.all("inbox.suspects", now=tx.now, platforms=platforms, limit=len(self._in_hand) + 1):
                if row["id"] in self._in_hand:
                    tx.run("inbox.extend", id=row["id"], due_at=tx.now + self.lease_s)
                elif row["crashes"] + row["claimed"] > MOST_CRASHES:
                    problem = "processes died while they had it in hand"
                    tx.run("inbox.set_aside", id=row["id"], problem=problem, now=tx.now)
                    quarantined.append(row)
                else:
                    rows.append(row)
                    break
        rows += tx.all("inbox.due", now=tx.now, platforms=platforms, limit=free - len(rows))
        for row in rows:
            tx.run("inbox.lease", id=row["id"], due_at=tx.now + self.lease_s)
            row["crashes"] += row["claimed"]
            row["attempts"] += 1
            row["claimed"] = 1
        suspects = not (busy_with_one or any(row["crashes"] for row in rows))
        due = tx.value("inbox.next_due", platforms=platforms, suspects=int(suspects))
        return Taken(rows, quarantined, float(due or NEVER))
