"""The tasks of a studio, by id, by pool and by age; a task's every change goes through here."""

from __future__ import annotations

import uuid
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from bot.runtime.clock import Clock
from studio.server.options import TASK_LIFE_S, UPLOAD_LIFE_S
from studio.server.storage import Keep, picture_file, reference_file
from studio.server.task import Fate, Pool, Task, TaskOrder, Upload

SWEEP_EVERY_S = 600.0
RECORD_MOST_TASKS = 100_000
"""Finished tasks beyond this number are forgotten, oldest first, also by the record."""


class Book:
    """Tasks and uploads in memory, each change noted in the keep before it is answered for.

    Tasks stay here (for the record) after the day during which the wire knows them.
    """

    def __init__(self, keep: Keep, clock: Clock, rng: Random) -> None:
        self._keep, self._clock = keep, clock
        self._tasks: dict[str, Task] = {}
        self._unfinished: defaultdict[Pool, dict[str, None]] = defaultdict(dict)
        self._unswept: deque[str] = deque()
        self._rng = rng
        self._number = 0
        self._next_sweep = 0.0
        self.uploads: dict[str, Upload] = {}

    def load(self, tasks: tuple[Task, ...], uploads: tuple[Upload, ...]) -> None:
        """Take over what an earlier run kept."""
        for task in tasks:
            self._put(task)
            self._unswept.append(task.id)
        self._number = max((task.number for task in tasks), default=0)
        # Identifiers go on from a new sequence: the old one would repeat them.
        self._rng.seed(f"{self._rng.random()} after {self._number}")
        self.uploads = {upload.key: upload for upload in uploads}

    async def accept(
        self, order: TaskOrder, fate: Fate, *, account: str, key_id: str, origin_id: str, canned: bool, reference: bytes
    ) -> Task:
        """Note a new PENDING task; its id is drawn from the studio's seed."""
        now = self._clock.now()
        await self._sweep(now)
        self._number += 1
        task = Task(
            id=str(uuid.UUID(int=self._rng.getrandbits(128), version=4)),
            number=self._number,
            account=account,
            key_id=key_id,
            origin_id=origin_id,
            order=order,
            fate=fate,
            submitted=now,
            canned=canned,
        )
        self._put(task)
        self._unswept.append(task.id)
        if order.reference:
            await self._keep.write(reference_file(task.id), reference)
        await self._keep.save_task(task)
        return task

    def mark(self, task_id: str, **what: Any) -> Task:
        """Give a task new values, visible at once; `note` makes them last."""
        task = replace(self._tasks[task_id], **what)
        self._put(task)
        return task

    async def note(self, task: Task) -> None:
        """Keep a task's state; returns when that is done."""
        await self._keep.save_task(task)
        if task.over and task.order.reference:
            await self._keep.forget([], [], [reference_file(task.id)])

    def find(self, task_id: str) -> Task | None:
        """A task, whoever owns it and however old it is."""
        return self._tasks.get(task_id)

    def known(self, task_id: str, account: str) -> Task | None:
        """A task as the wire knows it: of this account, and not finished for more than a day."""
        task = self._tasks.get(task_id)
        if task is None or task.account != account or self._expired(task):
            return None
        return task

    def of(self, account: str) -> Iterator[Task]:
        """The tasks of an account that the wire knows, newest first."""
        for task in reversed(self._tasks.values()):
            if task.account == account and not self._expired(task):
                yield task

    def every(self) -> Iterator[Task]:
        """Every task ever accepted (the last RECORD_MOST_TASKS), oldest first."""
        yield from self._tasks.values()

    def unfinished(self, pool: Pool) -> int:
        """How many tasks of a pool are PENDING or RUNNING."""
        return len(self._unfinished[pool])

    def resumable(self) -> list[Task]:
        """The tasks an earlier run left unfinished: what ran goes first, then in the order of acceptance."""
        left = [self._tasks[task_id] for ids in self._unfinished.values() for task_id in ids]
        return sorted(left, key=lambda task: (task.status != "RUNNING", task.number))

    def _expired(self, task: Task) -> bool:
        return task.over and (task.forgotten or self._clock.now() > task.ended + TASK_LIFE_S)

    def _put(self, task: Task) -> None:
        self._tasks[task.id] = task
        if task.over:
            self._unfinished[task.pool].pop(task.id, None)
        else:
            self._unfinished[task.pool][task.id] = None

    async def _sweep(self, now: float) -> None:
        """Remove files nobody may fetch any more. Done on the way to a new task: no timer to stop, nothing at rest."""
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_EVERY_S
        files: list[str] = []
        while self._unswept:
            task = self._tasks[self._unswept[0]]
            if not self._expired(task):
                break
            self._unswept.popleft()
            files += [picture_file(task.id, index) for index in range(len(task.items))]
            files.append(reference_file(task.id))
        excess = [task.id for task in self._tasks.values() if self._expired(task)]
        gone = excess[: max(0, len(self._tasks) - RECORD_MOST_TASKS)]
        gone = [task_id for task_id in gone if task_id not in self._unswept]
        for task_id in gone:
            del self._tasks[task_id]
        stale = [key for key, upload in self.uploads.items() if now > upload.created + UPLOAD_LIFE_S]
        for key in stale:
            del self.uploads[key]
        if files or gone or stale:
            await self._keep.forget(gone, stale, files)
