"""Works the tasks off: per pool so many at once, the others PENDING, first come first served."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import asdict

import structlog

from bot.runtime.clock import Clock
from bot.runtime.supervision import guarded
from studio.server import errors
from studio.server.errors import ApiError
from studio.server.models import StudioModel, parse_size
from studio.server.options import TASK_LIFE_S, LiveSettings
from studio.server.painter_process import OrderError, PainterError, PainterProcess
from studio.server.references import ImageFacts, inspect_image
from studio.server.storage import Keep, picture_file, reference_file
from studio.server.task import Item, Pool, Task, TaskOrder
from studio.server.tasks import Book

log = structlog.get_logger(__name__)


class TaskRefused(Exception):
    """The task fails with this."""

    def __init__(self, refusal: ApiError) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Runner:
    """Takes PENDING tasks to their end. `most_running` is a witness: the most tasks of a pool that ran at once."""

    def __init__(
        self,
        book: Book,
        keep: Keep,
        easel: PainterProcess,
        models: Mapping[str, StudioModel],
        clock: Clock,
        live: LiveSettings,
    ) -> None:
        self._book, self._keep, self._easel = book, keep, easel
        self._models, self._clock, self._live = models, clock, live
        self._waiting: defaultdict[Pool, deque[str]] = defaultdict(deque)
        self._running: defaultdict[Pool, int] = defaultdict(int)
        self._group: asyncio.TaskGroup | None = None
        self._never = asyncio.Event()
        self.most_running: defaultdict[Pool, int] = defaultdict(int)

    async def run(self, ready: asyncio.Event) -> None:
        """Work until cancelled; `ready` is set when orders are taken. What runs then is taken up by the next start."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            ready.set()
            for task in self._book.resumable():
                self.enqueue(task)
            await self._never.wait()

    def enqueue(self, task: Task) -> None:
        """Line up a task; it starts at once if its pool has room."""
        self._waiting[task.pool].append(task.id)
        self._dispatch(task.pool)

    def dispatch_all(self) -> None:
        """Start what may start now, after a limit was raised."""
        for pool in list(self._waiting):
            self._dispatch(pool)

    def at_once(self, model: str) -> int:
        """How many tasks of an account this model runs at once."""
        known = self._models.get(model)  # A task of an earlier run may be of a model that is no longer served.
        return self._live.settings.tasks_at_once.get(model, known.tasks_at_once if known else 1)

    def _dispatch(self, pool: Pool) -> None:
        assert self._group is not None, "the studio is not running"
        waiting = self._waiting[pool]
        while waiting and self._running[pool] < self.at_once(pool[1]):
            task = self._book.find(waiting.popleft())
            if task is None or task.over:
                continue  # Cancelled while it waited.
            self._running[pool] += 1
            self.most_running[pool] = max(self.most_running[pool], self._running[pool])
            # Marked before anything is awaited, so that nobody can cancel it from here on.
            task = self._book.mark(task.id, status="RUNNING", scheduled=task.scheduled or self._clock.now())
            name = f"studio task {task.id}"
            self._group.create_task(guarded(name, self._work(task)), name=name)

    async def _work(self, task: Task) -> None:
        try:
            await self._book.note(task)
            await self._finish(task, await self._outcome(task))
        except TaskRefused as refused:
            await self._fail(task, refused.refusal)
        except Exception:
            # One task's accident must not stop the brush; the service would say the same.
            log.exception("studio_task_broke", task_id=task.id)
            await self._fail(task, errors.INTERNAL)
        finally:
            self._running[task.pool] -= 1
            if not self._cancelling():
                self._dispatch(task.pool)

    @staticmethod
    def _cancelling() -> bool:
        current = asyncio.current_task()
        return current is not None and current.cancelling() > 0

    async def _outcome(self, task: Task) -> tuple[Item, ...]:
        """The pictures, painted and kept, when the task has taken its time. Raises Refused."""
        order, fate = task.order, task.fate
        model = self._models.get(order.model)
        if model is None:
            raise TaskRefused(errors.MODEL_UNKNOWN)
        width, height = await self._size(task, model)
        due = task.scheduled + fate.seconds
        if fate.code:
            await self._clock.wait(self._never, due)
            raise TaskRefused(ApiError(500, fate.code, fate.message))
        failing = Item(code=fate.item_code, message=fate.item_message)
        spared = range(fate.failing, order.n)
        if task.canned:
            painted = [Item(width, height) for _ in spared]
        else:
            reference = (await self._keep.read(reference_file(task.id)) or b"") if order.reference else b""
            painted = await asyncio.gather(*(self._paint(task, i, width, height, reference) for i in spared))
        await self._clock.wait(self._never, due)
        return tuple([failing] * min(fate.failing, order.n) + painted)

    async def _size(self, task: Task, model: StudioModel) -> tuple[int, int]:
        """Width and height in pixels, and the check of the reference. Raises Refused."""
        size = task.order.size or model.default_size
        complaint = model.size.complaint(size)
        if complaint:
            raise TaskRefused(ApiError(400, "InvalidParameter", complaint))
        sides = parse_size(size)
        if task.order.reference and model.reference:
            data = await self._keep.read(reference_file(task.id)) or b""
            facts = await asyncio.to_thread(inspect_image, data, model.reference)
            if not isinstance(facts, ImageFacts):
                raise TaskRefused(facts)
            if model.size.kind == "reference":
                sides = facts.width, facts.height
        if sides is None:
            raise TaskRefused(ApiError(400, "InvalidParameter", "The size is invalid."))
        return sides

    async def _paint(self, task: Task, index: int, width: int, height: int, reference: bytes) -> Item:
        try:
            picture = await self._easel.paint(paint_order(task.order, index, width, height), reference)
        except OrderError as error:
            log.info("studio_order_refused", task_id=task.id, index=index, why=str(error))
            refusal = errors.IMAGE_FORMAT if task.order.reference else errors.ALGORITHM
            return Item(code=refusal.code, message=refusal.message)
        except PainterError as error:
            log.warning(
                "studio_picture_failed", task_id=task.id, index=index, why=str(error), cause=repr(error.__cause__)
            )
            return Item(code=errors.ALGORITHM.code, message=errors.ALGORITHM.message)
        await self._keep.write(picture_file(task.id, index), picture.data)
        return Item(width, height, unread=picture.unread)

    async def _finish(self, task: Task, items: tuple[Item, ...]) -> None:
        if not any(item.ok for item in items):
            raise TaskRefused(ApiError(500, items[0].code, items[0].message))
        now = self._clock.now()
        done = self._book.mark(task.id, status="SUCCEEDED", ended=now, urls_until=now + TASK_LIFE_S, items=items)
        await self._book.note(done)

    async def _fail(self, task: Task, refusal: ApiError) -> None:
        ended = self._clock.now()
        failed = self._book.mark(task.id, status="FAILED", ended=ended, code=refusal.code, message=refusal.message)
        try:
            await self._book.note(failed)
        except (OSError, sqlite3.Error):
            # A full disk: the task has failed all the same, and after a restart it is worked again.
            log.exception("studio_task_not_kept", task_id=task.id)


def paint_order(order: TaskOrder, index: int, width: int, height: int) -> dict[str, object]:
    """What the painter is told about picture `index`: the fields of a PaintOrder but the reference."""
    fields = asdict(order)
    kept = ("prompt", "negative_prompt", "style", "ref_mode", "ref_strength")
    return {**{name: fields[name] for name in kept}, "width": width, "height": height, "seed": order.seed + index}
