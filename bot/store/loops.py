"""Background loops, and groups of workers that lease due items.

`Loop.once()` does what is due and returns when it has to be called again (unix seconds; `NOW` for at once, `NEVER` for
'when a hint wakes it'). `run()` calls it until stopped or cancelled.
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
from bot.store import Store, StoreError, Tx, write_with_retries

log = structlog.get_logger()

NOW = 0.0
NEVER = 1e17
RENEWALS = 3.0
"""A lease is renewed when a third of it is over, so that one attempt may fail."""
LONGEST_REST_S = 5.0
"""How often a loop looks by itself: a hint may be lost."""

BEFORE_ALL = 0
"""Before the first look."""

Result = TypeVar("Result")


class Loop(ABC):
    """One loop. `topics` are the store's hints that wake it."""

    name: str = "loop"
    topics: tuple[str, ...] = ()
    longest_rest_s = LONGEST_REST_S

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock: Clock = store.clock
        self.woken = store.hints.event(*self.topics)
        self.hinted = True
        """Whether `once` is called because of a hint, not because its time has come."""
        self._stopping = asyncio.Event()
        self._failures = Backoff(first_s=0.4, most_s=30.0)

    @abstractmethod
    async def once(self) -> float:
        """Do what is due now. Returns when to be called again, in unix seconds."""

    async def write_with_retries(self, work: Callable[[Tx], Result]) -> Result:
        """See `bot.store.write_with_retries`. Given up when the loop is stopped."""
        return await write_with_retries(self.store, work, stopping=self._stopping)

    def stop(self) -> None:
        """Have `run` return once the current `once` has finished and committed."""
        self._stopping.set()
        self.woken.set()

    async def run(self) -> None:
        """Call `once` until stopped or cancelled; while the database is away, with increasing delays."""
        first = True
        while not self._stopping.is_set():
            self.hinted = first or self.woken.is_set()
            self.woken.clear()
            first = False
            try:
                due = await self.once()
                self._failures.reset()
            except (StoreError, OSError) as error:
                # The database restarts, the disk is full, the network fails: retry until that is over.
                pause = self._failures.next()
                log.warning(
                    "loop.failed", loop=self.name, error=str(error), kind=type(error).__name__, pause_s=round(pause, 2)
                )
                due = self.clock.now() + pause
                await self.clock.wait(self._stopping, due)
                continue
            if self._stopping.is_set():
                return  # `once` may have cleared the event that `stop` set.
            if due > self.clock.now():
                await self.clock.wait(self.woken, min(due, self.clock.now() + self.longest_rest_s))
            else:
                await asyncio.sleep(0)


Item = TypeVar("Item")


class WorkerGroup(Loop, Generic[Item]):
    """A loop that leases due items and processes several at once.

    An item whose processing fails is claimed again once its lease has expired. The lease is renewed while the item is
    processed, so `lease_s` says after how long a silent process is taken for dead, and nothing about how long
    processing may take.
    """

    concurrency = 8
    lease_s: float = 0.0
    """For how many seconds `claim_due` leases an item; 0: not at all."""
    looks_after_each = True
    """Whether the group looks for due items whenever one is finished. False: only if something may have waited for that one,
    or `look_again` was called; then an item that makes others due, or is due again itself, has to say so, or to hint it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._group: asyncio.TaskGroup | None = None
        self._busy: dict[asyncio.Task[None], int] = {}  # Each with the number of the look that claimed its item.
        self._looks = 0

    @abstractmethod
    async def claim_due(self, free: int) -> tuple[list[Item], float]:
        """Lease at most `free` items that are due. Returns them, and when the next one will be due (unix seconds)."""

    @abstractmethod
    async def process(self, item: Item) -> None:
        """Process one item to the end."""

    def renew(self, tx: Tx, item: Item, until: float) -> bool:
        """Extend the lease of an item that is being processed to `until` (unix seconds). False if another process has
        it."""
        return False

    async def once(self) -> float:
        free = self.concurrency - len(self._busy)
        self._looks += 1
        if free <= 0:
            return NEVER
        items, due = await self.claim_due(free)
        if self._group is None:
            await asyncio.gather(*(self._guarded(item) for item in items))
            return NOW if items else due  # What was processed may be due again sooner than `claim_due` could know.
        for item in items:
            task = self._group.create_task(self._guarded(item), name=self.name)
            self._busy[task] = self._looks
            task.add_done_callback(self._finished)
        return due

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                await super().run()
            finally:
                self._group = None

    def look_again(self) -> None:
        """Called by what processes an item: have the group look for due items when it is finished."""
        task = asyncio.current_task()
        if task in self._busy:
            self._busy[task] = BEFORE_ALL

    def _finished(self, task: asyncio.Task[None]) -> None:
        # A later look may have passed over what waits for this item, or have found no worker free.
        if self._busy.pop(task) < self._looks or self.looks_after_each:
            self.woken.set()

    async def _guarded(self, item: Item) -> None:
        try:
            async with self._renewing(item):
                await self.process(item)
        except (StoreError, OSError) as error:
            log.warning("work.failed", worker=self.name, error=str(error), kind=type(error).__name__)
            self.look_again()
        except Exception:
            # A bug, or a row of an unexpected form: one item must not stop the others. It is claimed again after its lease.
            log.exception("work.broken", worker=self.name, item=repr(item)[:300])
            self.look_again()

    @asynccontextmanager
    async def _renewing(self, item: Item) -> AsyncIterator[None]:
        """Renew the lease of `item` until the block ends. A process that is stopped renews nothing, so its lease
        expires."""
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
                log.warning("lease.not-renewed", worker=self.name, error=str(error))
                continue
            if not ours:
                log.warning("lease.lost", worker=self.name, item=repr(item)[:100])
                return
