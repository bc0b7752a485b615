"""Where the CPU time of a running Shenbi goes, and its statements and commits, by the loop that caused them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from bot.intake.running import AdapterListener
from bot.store import Tx
from bot.store.loops import Loop
from bot.store.postgresql import PostgresStore
from bot.store.sqlite import SqliteStore

OTHER, BACKGROUND = "other", "background"
"""Of no loop, and of a loop that works at intervals, whether there are jobs or not."""
PHASE: ContextVar[str] = ContextVar("phase", default=OTHER)
GROUPS = {
    "listen": "intake", "inbox": "intake", "intake": "intake", "submit": "submit", "poll": "poll", "collect": "collect",
    "posts": "post", "refresh": "post",
}  # fmt: skip


@dataclass
class Phases:
    """What was counted since the last `clear`."""

    cpu_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    statements: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    commits: int = 0
    """On disk: SQLite commits several writes at once."""

    def clear(self) -> None:
        """Begin again."""
        self.cpu_s.clear()
        self.statements.clear()
        self.writes.clear()
        self.commits = 0

    def per_job(self, jobs: int) -> dict[str, dict[str, float]]:
        """CPU milliseconds, statements and write transactions of each phase for one job."""
        return {
            phase: {
                "cpu_ms": round(self.cpu_s[phase] / jobs * 1000, 2),
                "statements": round(self.statements[phase] / jobs, 1),
                "writes": round(self.writes[phase] / jobs, 2),
            }
            for phase in sorted({*self.cpu_s, *self.statements})
        }


class _TimedCoroutine(Coroutine[Any, Any, Any]):
    """A coroutine whose every step adds its CPU time to the phase of its task."""

    def __init__(self, inner: Coroutine[Any, Any, Any], phases: Phases) -> None:
        self._inner, self._phases = inner, phases

    def send(self, value: Any) -> Any:
        began = time.thread_time()
        try:
            return self._inner.send(value)
        finally:
            self._phases.cpu_s[PHASE.get()] += time.thread_time() - began

    def throw(self, *error: Any) -> Any:
        began = time.thread_time()
        try:
            return self._inner.throw(*error)
        finally:
            self._phases.cpu_s[PHASE.get()] += time.thread_time() - began

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._inner.__await__()


def _named(work: Callable[[Any], Coroutine[Any, Any, None]], name: Callable[[Any], str]) -> Callable[[Any], Any]:
    async def run(self: Any) -> None:
        # Tasks that it makes inherit the phase with their context.
        PHASE.set(GROUPS.get(name(self).split()[0], BACKGROUND))
        await work(self)

    return run


def _counted(call: Callable[..., Any], phases: Phases, *, writes: bool) -> Callable[..., Any]:
    """`Store.write` or `Store.read`: the work on the store's thread belongs to the phase of the task that waits for it."""

    async def run(self: Any, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        phase = PHASE.get()

        def counted(tx: Tx, *args: Any, **kwargs: Any) -> Any:
            def each(execute: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
                def one(sql: str, parameters: Any) -> Any:
                    phases.statements[phase] += 1
                    return execute(sql, parameters)

                return one

            began = time.thread_time()
            tx._run, tx._send = each(tx._run), each(tx._send)
            try:
                return work(tx, *args, **kwargs)
            finally:
                phases.cpu_s[phase] += time.thread_time() - began

        phases.writes[phase] += writes
        return await call(self, counted, *args, **kwargs)

    return run


@contextmanager
def counted_phases(loop: asyncio.AbstractEventLoop) -> Iterator[Phases]:
    """Count what an app does that is built within the block."""
    phases = Phases()

    def factory(running: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        return asyncio.Task(_TimedCoroutine(work, phases), loop=running, **more)

    grouped, single = SqliteStore._run_grouped, SqliteStore._run_single

    def count_grouped(self: SqliteStore, raw: Any, writes: Any) -> bool:
        done = grouped(self, raw, writes)
        phases.commits += done
        return done

    def count_single(self: SqliteStore, raw: Any, write: Any) -> None:
        phases.commits += 1
        single(self, raw, write)

    with ExitStack() as stack:
        for where, name, value in (
            (Loop, "run", _named(Loop.run, lambda loop: loop.name)),
            (AdapterListener, "run", _named(AdapterListener.run, lambda listener: "listen")),
            (SqliteStore, "_run_grouped", count_grouped),
            (SqliteStore, "_run_single", count_single),
            *(
                (store, name, _counted(getattr(store, name), phases, writes=name == "write"))
                for store in (SqliteStore, PostgresStore)
                for name in ("write", "read")
            ),
        ):
            stack.enter_context(patch.object(where, name, value))
        loop.set_task_factory(factory)
        try:
            yield phases
        finally:
            loop.set_task_factory(None)
