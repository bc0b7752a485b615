"""Answers that got lost for a reason: the bound for how many people may be told that theirs did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.runtime.clock import SystemClock
from bot.store import Store, open_store
from tests.crash.child import Child
from tests.crash.verdict import SQL, Verdict
from tests.raw_rows import RawRow, raw_statement

LOSING = frozenset({"drop", "lose", "lose_late", "cut", "hang", "nonsense"})
LOSING_CODES = frozenset({"InternalError", "ServiceUnavailable"})
"""Codes that do not say whether the request was painted before."""


async def withheld_answers(control_url: str) -> int:
    """How often a fault of the studio has left a create without an answer that says what became of it."""
    async with aiohttp.ClientSession() as session, session.get(f"{control_url}/faults") as answer:
        faults = (await answer.json())["faults"]
    return sum(fault["fired"] for fault in faults if _loses(fault))


def _loses(fault: dict[str, Any]) -> bool:
    # Also a task that breaks down: its answer does not say what was painted before.
    if fault["on"] not in ("create", "task"):
        return False
    return fault["do"] in LOSING or fault.get("code", "").partition(".")[0] in LOSING_CODES


@dataclass
class LostAnswers:
    """The submissions that were in flight when their process was killed or stopped, read through a connection of its own:
    a stopped process may have the database locked."""

    store: Store
    in_flight: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def watch(cls, url: str) -> AsyncIterator[LostAnswers]:
        """Watch the database of an app that may be running."""
        store = await open_store(url, SystemClock(), worker=False)
        try:
            await store.attach("look", SQL)
            yield cls(store)
        finally:
            await store.close()

    async def attacked(self, child: Child) -> None:
        """Note what a process had in flight that was just killed or stopped."""
        rows = await self._read("outstanding", owner=f"%-{child.process.pid}-%")
        self.in_flight |= {(row["id"], row["submissions"]) for row in rows}

    async def judge(self, verdict: Verdict, withheld: int) -> None:
        """Compare with how many jobs were held: each is one that its person was told about. `withheld`: how many answers the
        studio withheld."""
        told = int((await self._read("told_lost"))[0]["lost"])
        verdict.own = {"told_lost": told, "in_flight": len(self.in_flight) + withheld}
        if told > verdict.own["in_flight"]:
            verdict.problems.append(f"more answers were told to be lost than could be: {verdict.own}")

    async def _read(self, name: str, **parameters: str) -> list[RawRow]:
        return await self.store.read(lambda tx: raw_statement(tx, f"look.crash.{name}", **parameters))
