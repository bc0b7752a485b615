"""The registry of tasks: every change of a task goes through it."""

from __future__ import annotations

import uuid
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from bot.runtime.clock import Clock
from studio.server.options import TASK_LIFE_S, UPLOAD_LIFE_S
from studio.server.storage import Storage, picture_file, reference_file, reference_files
from studio.server.task import Fate, Pool, Task, TaskOrder, Upload

SWEEP_INTERVAL_S = 600.0
MAX_RECORDED_TASKS = 100_000
"""Finished tasks beyond this number are removed, oldest first, also from the record."""


class TaskRegistry:
    """Tasks and uploads in memory, each change stored before it is acknowledged.

    Tasks stay here for the record after the day during which the API shows them.
    """

    def __init__(self, storage: Storage, clock: Clock, rng: Random) -> None:
        self._storage, self._clock = storage, clock
        self._tasks: dict[str, Task] = {}
        self._unfinished: defaultdict[Pool, dict[str, None]] = defaultdict(dict)
        self._unswept: deque[str] = deque()
        self._rng = rng
        self._number = 0
        self._next_sweep = 0.0
        self.uploads: dict[str, Upload] = {}

    def load(self, tasks: tuple[Task, ...], uploads: tuple[Upload, ...]) -> None:
        """Take over what an earlier run stored."""
        for task in tasks:
            self._put(task)
            self._unswept.append(task.id)
        self._number = max((task.number for task in tasks), default=0)
        # Reseeded: the original sequence would repeat the ids of the earlier run.
        self._rng.seed(f"{self._rng.random()} after {self._number}")
        self.uploads = {upload.key: upload for upload in uploads}

    async def accept(
        self,
        order: TaskOrder,
        fate: Fate,
        *,
        account: str,
        key_id: str,
        origin_id: str,
        canned: bool,
        references: Sequence[bytes] = (),
    ) -> Task:
        """Store a new PENDING task; its id is drawn from the studio's seed."""
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
        for index, reference in enumerate(references):
            await self._storage.write(reference_file(task.id, index), reference)
        await self._storage.save_task(task)
        return task

    def update(self, task_id: str, **changes: Any) -> Task:
        """Change a task in memory, visible at once; `save` stores it."""
        task = replace(self._tasks[task_id], **changes)
        self._put(task)
        return task

    async def save(self, task: Task) -> None:
        """Store a task's state."""
        await self._storage.save_task(task)
        if task.finished and task.order.reference:
            await self._storage.remove([], [], reference_files(task))

    def find(self, task_id: str) -> Task | None:
        """A task of any account and age."""
        return self._tasks.get(task_id)

    def visible(self, task_id: str, account: str) -> Task | None:
        """A task that the API shows to this account: its own, and not expired."""
        task = self._tasks.get(task_id)
        if task is None or task.account != account or task.order.sync or self._expired(task):
            return None
        return task

    def visible_to(self, account: str) -> Iterator[Task]:
        """The tasks that the API shows to an account, newest first."""
        for task in reversed(self._tasks.values()):
            if task.account == account and not task.order.sync and not self._expired(task):
                yield task

    def all(self) -> Iterator[Task]:
        """Every accepted task (the last MAX_RECORDED_TASKS), oldest first."""
        yield from self._tasks.values()

    def unfinished(self, pool: Pool) -> int:
        """How many tasks of a pool are PENDING or RUNNING."""
        return len(self._unfinished[pool])

    def resumable(self) -> list[Task]:
        """Unfinished tasks of an earlier run: those that were running first, then in order of acceptance."""
        left = [self._tasks[task_id] for ids in self._unfinished.values() for task_id in ids]
        return sorted(left, key=lambda task: (task.status != "RUNNING", task.number))

    def _expired(self, task: Task) -> bool:
        return task.finished and (task.forgotten or self._clock.now() > task.ended + TASK_LIFE_S)

    def _put(self, task: Task) -> None:
        self._tasks[task.id] = task
        if task.finished:
            self._unfinished[task.pool].pop(task.id, None)
        else:
            self._unfinished[task.pool][task.id] = None

    async def _sweep(self, now: float) -> None:
        """Remove expired files, tasks and uploads. Called when a task is accepted, so that no timer is needed."""
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_INTERVAL_S
        files: list[str] = []
        while self._unswept:
            task = self._tasks[self._unswept[0]]
            if not self._expired(task):
                break
            self._unswept.popleft()
            files += [picture_file(task.id, index) for index in range(len(task.items))]
            files += reference_files(task)
        excess = [task.id for task in self._tasks.values() if self._expired(task)]
        gone = excess[: max(0, len(self._tasks) - MAX_RECORDED_TASKS)]
        gone = [task_id for task_id in gone if task_id not in self._unswept]
        for task_id in gone:
            del self._tasks[task_id]
        stale = [key for key, upload in self.uploads.items() if now > upload.created + UPLOAD_LIFE_S]
        for key in stale:
            del self.uploads[key]
        if files or gone or stale:
            await self._storage.remove(gone, stale, files)
