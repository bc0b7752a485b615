"""Loops that can be started, stopped, and stepped once from a test.

A loop does one small thing over and over. Its `once()` does what is due and returns when it wants to be called again
(unix seconds; `NOW` for at once, `NEVER` for 'when I am woken'). `run()` calls it until cancelled.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

import structlog

from bot.runtime.backoff import Backoff
from bot.runtime.clock import Clock
from bot.store import Store, StoreError, Tx, keep

log = structlog.get_logger()

NOW = 0.0
NEVER = 1e17
RENEWALS = 3.0
"""A lease is renewed when a third of it is over, so that one attempt may fail."""
LONGEST_REST_S = 5.0  # Hints are only hints: every loop looks by itself this often.

Noted = TypeVar("Noted")


class Loop(ABC):
    """One loop. `topics` are the store's hints that wake it."""

    name: str = "loop"
    topics: tuple[str, ...] = ()

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock: Clock = store.clock
        self.woken = store.hints.event(*self.topics)
        self._stopping = asyncio.Event()
        self._failures = Backoff(first_s=0.4, most_s=30.0)

    @abstractmethod
    async def once(self) -> float:
        """Do what is due now. Returns when to be called again, in unix seconds."""

    async def keep(self, note: Callable[[Tx], Noted]) -> Noted:
        """Write what came from outside: see `bot.store.keep`. Given up when the loop is stopped."""
        return await keep(self.store, note, stopping=self._stopping)

    def stop(self) -> None:
        """Let `run` end by itself once what it does now is done and noted."""
        self._stopping.set()
        self.woken.set()

    async def run(self) -> None:
        """Call `once` until stopped or cancelled. A store that is away for a while is waited for, with growing pauses."""
        while not self._stopping.is_set():
            self.woken.clear()
            try:
                due = await self.once()
                self._failures.reset()
            except (StoreError, OSError) as error:
                # Databases restart, disks fill, networks fail: the loop is what comes back afterwards.
                pause = self._failures.next()
                log.warning(
                    "loop.failed", loop=self.name, error=str(error), kind=type(error).__name__, pause_s=round(pause, 2)
                )
                due = self.clock.now() + pause
                await self.clock.wait(self._stopping, due)
                continue
            if self._stopping.is_set():
                return  # `once` may have cleared what woke it.
            if due > self.clock.now():
                await self.clock.wait(self.woken, min(due, self.clock.now() + LONGEST_REST_S))
            else:
                await asyncio.sleep(0)


Item = TypeVar("Item")


class WorkerGroup(Loop, Generic[Item]):
    """A loop that takes due items with a lease and works on several at once.

    An item that fails is left to its lease: whoever looks next after that takes it again. While an item is worked on its lease
    is renewed, so a lease says how long a process may be silent before it is taken for dead, and nothing about how long the
    work may take.
    """

    concurrency = 8
    lease_s: float = 0.0
    """For how many seconds `claim_due` leases an item; 0: not at all."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._group: asyncio.TaskGroup | None = None
        self._busy: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def claim_due(self, free: int) -> tuple[list[Item], float]:
        """Lease at most `free` items that are due. Returns them, and when the next one will be due (unix seconds)."""

    @abstractmethod
    async def process(self, item: Item) -> None:
        """Do what one item needs, to the end."""

    def renew(self, tx: Tx, item: Item, until: float) -> bool:
        """Lease an item that is being worked on until `until` (unix seconds). False if it is no longer ours."""
        return False

    async def once(self) -> float:
        free = self.concurrency - len(self._busy)
        if free <= 0:
            return NEVER
        items, due = await self.claim_due(free)
        if self._group is None:
            await asyncio.gather(*(self._guarded(item) for item in items))
            return NOW if items else due  # What was worked on may be due again sooner than `claim_due` could know.
        for item in items:
            task = self._group.create_task(self._guarded(item), name=self.name)
            self._busy.add(task)
            task.add_done_callback(self._finished)
        return due

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                await super().run()
            finally:
                self._group = None

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self.woken.set()

    async def _guarded(self, item: Item) -> None:
        try:
            async with self._renewing(item):
                await self.process(item)
        except (StoreError, OSError) as error:
            log.warning("work.failed", crew=self.name, error=str(error), kind=type(error).__name__)
        except Exception:
            # A mistake of ours or a row nobody expected: one item must not stop the others. Its lease brings it back.
            log.exception("work.broken", crew=self.name, item=repr(item)[:300])

    @asynccontextmanager
    async def _renewing(self, item: Item) -> AsyncIterator[None]:
        """Keep the lease of `item` alive until the block ends. A process that is stopped renews nothing, and its lease lapses."""
        if not self.lease_s:
            yield
            return
        done = asyncio.Event()
        renewing = asyncio.create_task(self._renew(item, done), name=f"{self.name} lease")
        try:
            yield
        finally:
            done.set()
            await renewing

    async def _renew(self, item: Item, done: asyncio.Event) -> None:
        while not await self.clock.wait(done, self.clock.now() + self.lease_s / RENEWALS):
            try:
                ours = await self.store.write(lambda tx: self.renew(tx, item, tx.now + self.lease_s))
            except (StoreError, OSError) as error:
                log.warning("lease.not-renewed", crew=self.name, error=str(error))
                continue
            if not ours:
                log.warning("lease.lost", crew=self.name, item=repr(item)[:100])
                return
