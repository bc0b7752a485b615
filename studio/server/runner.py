"""Runs tasks: per pool a limited number at once, in order of acceptance; the others stay PENDING."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import structlog

from bot.runtime.clock import Clock
from bot.runtime.supervision import guarded
from studio.server import errors
from studio.server.errors import ApiError
from studio.server.models import ServedModel, parse_size
from studio.server.options import TASK_LIFE_S, LiveSettings
from studio.server.own_pictures import scene_of
from studio.server.painter_pool import OrderError, PainterError, PainterPool
from studio.server.references import ImageFacts, inspect_image
from studio.server.storage import Storage, picture_file, reference_files
from studio.server.task import MESSAGES, Item, Pool, Task, TaskOrder
from studio.server.tasks import TaskRegistry

log = structlog.get_logger(__name__)


class TaskFailed(Exception):
    """The task fails with this error."""

    def __init__(self, refusal: ApiError) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class TaskRunner:
    """Runs PENDING tasks. `peak_running` counts the most tasks that ran at once, by pool."""

    def __init__(
        self,
        tasks: TaskRegistry,
        storage: Storage,
        painters: PainterPool,
        models: Mapping[str, ServedModel],
        clock: Clock,
        live: LiveSettings,
    ) -> None:
        self._tasks, self._storage, self._painters = tasks, storage, painters
        self._models, self._clock, self._live = models, clock, live
        self._waiting: defaultdict[Pool, deque[str]] = defaultdict(deque)
        self._running: defaultdict[Pool, int] = defaultdict(int)
        self._group: asyncio.TaskGroup | None = None
        self._never = asyncio.Event()
        self._ended: dict[str, asyncio.Event] = {}
        self.peak_running: defaultdict[Pool, int] = defaultdict(int)

    async def run(self, ready: asyncio.Event) -> None:
        """Run until cancelled; `ready` is set when tasks can be enqueued. The next start resumes what was running."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            ready.set()
            for task in self._tasks.resumable():
                self.enqueue(task)
            await self._never.wait()

    def enqueue(self, task: Task) -> None:
        """Add a task; it starts at once if its pool has capacity."""
        self._waiting[task.pool].append(task.id)
        self._dispatch(task.pool)

    async def run_to_end(self, task: Task, stopping: asyncio.Event) -> Task:
        """Run a task; returns it when it has ended, or when `stopping` is set."""
        ended = self._ended[task.id] = asyncio.Event()
        self.enqueue(task)
        waiting = [asyncio.ensure_future(event.wait()) for event in (ended, stopping)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
            self._ended.pop(task.id, None)
        return self._tasks.find(task.id) or task

    def dispatch_all(self) -> None:
        """Start waiting tasks after a limit was raised."""
        for pool in list(self._waiting):
            self._dispatch(pool)

    def concurrency(self, model: str) -> int:
        """How many tasks of one account run at once on this model."""
        known = self._models.get(model)  # A resumed task may be of a model that is no longer served.
        return self._live.settings.tasks_at_once.get(model, known.tasks_at_once if known else 1)

    def _dispatch(self, pool: Pool) -> None:
        assert self._group is not None, "the studio is not running"
        waiting = self._waiting[pool]
        while waiting and self._running[pool] < self.concurrency(pool[1]):
            task = self._tasks.find(waiting.popleft())
            if task is None or task.finished:
                continue  # Cancelled while waiting.
            self._running[pool] += 1
            self.peak_running[pool] = max(self.peak_running[pool], self._running[pool])
            # RUNNING before the first await: from here on it cannot be cancelled.
            task = self._tasks.update(task.id, status="RUNNING", scheduled=task.scheduled or self._clock.now())
            name = f"studio task {task.id}"
            self._group.create_task(guarded(name, self._run_task(task)), name=name)

    async def _run_task(self, task: Task) -> None:
        try:
            await self._tasks.save(task)
            await self._finish(task, await self._produce(task))
        except TaskFailed as refused:
            await self._fail(task, refused.refusal)
        except Exception:
            # A bug in one task must not stop the runner; the service answers this error too.
            log.exception("studio_task_broke", task_id=task.id)
            await self._fail(task, errors.INTERNAL)
        finally:
            self._running[task.pool] -= 1
            if task.id in self._ended:
                self._ended[task.id].set()
            if not self._cancelling():
                self._dispatch(task.pool)

    @staticmethod
    def _cancelling() -> bool:
        current = asyncio.current_task()
        return current is not None and current.cancelling() > 0

    async def _produce(self, task: Task) -> tuple[Item, ...]:
        """Paint and store the pictures; returns when the task's duration has passed. Raises TaskFailed."""
        order, fate = task.order, task.fate
        model = self._models.get(order.model)
        if model is None:
            raise TaskFailed(errors.MODEL_UNKNOWN)
        due = task.scheduled + fate.seconds
        if fate.code:
            await self._clock.wait(self._never, due)
            raise TaskFailed(ApiError(500, fate.code, fate.message))
        width, height = await self._size(task, model)
        failing = [Item(code=fate.item_code, message=fate.item_message)] * min(fate.failing, task.pictures)
        good = range(len(failing), task.pictures)
        if task.canned:
            painted = [Item(width, height) for _ in good]
        else:
            references = [await self._storage.read(name) or b"" for name in reference_files(task)]
            changes = order.ref_mode in ("edit", "blend")
            scenes = [await scene_of(self._tasks, data) for data in references] if changes else []
            painted = await asyncio.gather(*(self._paint(task, i, (width, height), references, scenes) for i in good))
        await self._clock.wait(self._never, due)
        return (*failing, *painted)

    async def _size(self, task: Task, model: ServedModel) -> tuple[int, int]:
        """Width and height in pixels; checks the reference, unless it came in a message: those are checked at creation. Raises
        TaskFailed."""
        if task.order.endpoint == MESSAGES and (checked := parse_size(task.order.size)):
            return checked
        size = task.order.size or model.default_size
        message = model.size.error_for(size)
        if message:
            raise TaskFailed(ApiError(400, "InvalidParameter", message))
        dimensions = parse_size(size)
        if task.order.reference and model.reference:
            for name in reference_files(task):
                data = await self._storage.read(name) or b""
                facts = await asyncio.to_thread(inspect_image, data, model.reference)
                if not isinstance(facts, ImageFacts):
                    raise TaskFailed(facts)
                if model.size.kind == "reference":
                    dimensions = facts.width, facts.height
        if dimensions is None:
            raise TaskFailed(ApiError(400, "InvalidParameter", "The size is invalid."))
        return dimensions

    async def _paint(
        self, task: Task, index: int, size: tuple[int, int], references: Sequence[bytes], scenes: Sequence[str]
    ) -> Item:
        width, height = size
        try:
            order = {**paint_order(task.order, index, width, height), "scenes": scenes}
            picture = await self._painters.paint(order, references)
        except OrderError as error:
            log.info("studio_order_refused", task_id=task.id, index=index, why=str(error))
            refusal = errors.IMAGE_FORMAT if task.order.reference else errors.ALGORITHM
            return Item(code=refusal.code, message=refusal.message)
        except PainterError as error:
            log.warning(
                "studio_picture_failed", task_id=task.id, index=index, why=str(error), cause=repr(error.__cause__)
            )
            return Item(code=errors.ALGORITHM.code, message=errors.ALGORITHM.message)
        await self._storage.write(picture_file(task.id, index), picture.data)
        return Item(
            width,
            height,
            unread=picture.unread,
            sha256=_sha256(picture.data),
            look=picture.look,
            scene=picture.words,
            painted=picture.scene,
        )

    async def _finish(self, task: Task, items: tuple[Item, ...]) -> None:
        if not any(item.ok for item in items):
            raise TaskFailed(ApiError(500, items[0].code, items[0].message))
        now = self._clock.now()
        done = self._tasks.update(task.id, status="SUCCEEDED", ended=now, urls_until=now + TASK_LIFE_S, items=items)
        await self._tasks.save(done)

    async def _fail(self, task: Task, refusal: ApiError) -> None:
        ended = self._clock.now()
        failed = self._tasks.update(task.id, status="FAILED", ended=ended, code=refusal.code, message=refusal.message)
        try:
            await self._tasks.save(failed)
        except (OSError, sqlite3.Error):
            # Disk full: the task has failed in memory, and runs again after a restart.
            log.exception("studio_task_not_kept", task_id=task.id)


def paint_order(order: TaskOrder, index: int, width: int, height: int) -> dict[str, object]:
    """The painter's order for picture `index`: the fields of a PaintOrder except the reference."""
    fields = asdict(order)
    kept = ("prompt", "negative_prompt", "style", "ref_mode", "ref_strength", "transparent")
    view = index if order.is_set else None
    size = {"width": width, "height": height}
    return {**{name: fields[name] for name in kept}, **size, "seed": order.seed + index, "view": view}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
