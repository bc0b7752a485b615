"""Harness for the production loops: a driver for virtual time, an in-process upstream that runs one task at a time, and a
platform that accepts every call at once."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapter_api import Conversation, Delivered, GenerationRequest, Outcome, PostCall, RawUpdate
from bot.app import App, build
from bot.runtime.clock import Clock
from bot.store.loops import LONGEST_REST_S, Loop
from bot.upstream import (
    Accepted,
    Cancelled,
    Downloaded,
    ListedTask,
    NotCancellable,
    NotSent,
    ResultItem,
    TaskReport,
    TaskStatus,
    Uploaded,
)
from bot.upstream.outcomes import (
    CancelOutcome,
    CreateOutcome,
    DownloadOutcome,
    ListOutcome,
    QueryOutcome,
    UploadOutcome,
)
from config.settings import Settings
from tests.clock import DrivenClock
from tests.scripted import ScriptedPlatform
from tests.simulation.upstream import PNG

ACCOUNT = "main"


@dataclass(slots=True)
class Task:
    """A task of the fake upstream; times in unix seconds. Its end is determined when it is submitted."""

    id: str
    prompt: str
    submitted: float
    started: float
    ended: float
    polls: int = 0

    def status(self, now: float) -> TaskStatus:
        """The status that the service would report."""
        if now < self.started:
            return TaskStatus.PENDING
        return TaskStatus.RUNNING if now < self.ended else TaskStatus.SUCCEEDED


@dataclass
class SerialUpstream:
    """An `Upstream` without faults that runs one task at a time; `seconds` gives each task's duration by its number, from 0.

    `on_finished` is called when the end of a task is reported for the first time; the task is then dropped.
    """

    clock: Clock
    seconds: Callable[[int], float]
    on_finished: Callable[[Task], None] = lambda task: None
    open: dict[str, Task] = field(default_factory=dict)
    count: int = 0
    free_at: float = 0.0
    first_start: float = 0.0
    busy_s: float = 0.0
    picture: bytes = PNG

    @property
    def utilisation(self) -> float:
        """The share of the time from the first start to the last end in which a task ran."""
        return self.busy_s / (self.free_at - self.first_start)

    def submit(self, prompt: str) -> Task:
        """Accept a task: it starts at once, or when the task before it has ended."""
        now = self.clock.now()
        started = max(now, self.free_at)
        seconds = self.seconds(self.count)
        self.first_start = self.first_start or started
        self.busy_s += seconds
        self.count += 1
        task = Task(f"task-{self.count}", prompt, now, started, started + seconds)
        self.free_at = task.ended
        self.open[task.id] = task
        return task

    def poll(self, task_id: str) -> tuple[Task, TaskStatus]:
        """A task and its current status."""
        task = self.open[task_id]
        task.polls += 1
        status = task.status(self.clock.now())
        if status is TaskStatus.SUCCEEDED:
            del self.open[task_id]
            self.on_finished(task)
        return task, status

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        if deadline is not None and self.clock.monotonic() > deadline:
            return NotSent("too late")
        return Accepted(self.submit(request.prompt).id, "r")

    async def query(self, task_id: str) -> QueryOutcome:
        task, status = self.poll(task_id)
        if status is not TaskStatus.SUCCEEDED:
            return TaskReport(task_id, status)
        return TaskReport(
            task_id,
            status,
            results=(ResultItem(0, f"bench://{task_id}"),),
            image_count=1,
            submitted_at=task.submitted,
            scheduled_at=task.started,
            ended_at=task.ended,
        )

    async def cancel(self, task_id: str) -> CancelOutcome:
        task = self.open.get(task_id)
        return Cancelled() if task and task.started > self.clock.now() else NotCancellable()

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        now = self.clock.now()
        return tuple(ListedTask(t.id, "r", t.submitted, t.status(now), model) for t in self.open.values())

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        return Uploaded(f"oss://{filename}", self.clock.now() + 48 * 3600)

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        return Downloaded(self.picture, "image/png")

    async def close(self) -> None:
        return None


@dataclass
class Platform(ScriptedPlatform):
    """A platform that passes every call to `on_call` and stores nothing."""

    on_call: Callable[[PostCall], None] = lambda call: None

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        self.on_call(call)
        return Delivered(f"m{call.post_id}", (f"m{call.post_id}",))


def message_update(number: int, person: str, text: str) -> RawUpdate:
    """A raw update: `person` writes `text` in a direct chat."""
    data: dict[str, Any] = {
        "text": text, "images": [], "quote": None, "user": person, "chat": person, "language": "en", "admin": False,
        "direct": True,
    }  # fmt: skip
    return RawUpdate(f"in-{number}", json.dumps(data), person)


def unlimited_settings(folder: Path, **more: Any) -> Settings:
    """Settings without limits on people, with one account whose pictures have a price."""
    return Settings.model_validate(
        {
            "data_dir": folder,
            "language": "en",
            "upstream": {"accounts": [{"name": ACCOUNT, "keys": ["sk-bench-0001"]}]},
            "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 1_000_000},
            "keeping": {"low_disk_mb": 0},
            **more,
        }
    )


@asynccontextmanager
async def built_app(
    settings: Settings, clock: Clock, platform: Platform, upstream: SerialUpstream
) -> AsyncIterator[App]:
    """The production app with `upstream` in place of the DashScope client."""
    async with build(settings, clock, adapters=[platform]) as app:
        real, app.context.upstreams[ACCOUNT] = app.context.upstreams[ACCOUNT], upstream
        try:
            yield app
        finally:
            app.context.upstreams[ACCOUNT] = real


class Stepper:
    """Runs loops on a driven clock as `Loop.run` does on the real one: every loop that is woken or due runs, until none is; then
    the clock advances to the next due time. Work itself takes no virtual time."""

    def __init__(self, clock: DrivenClock, loops: Iterable[Loop]) -> None:
        self.clock = clock
        self.due = dict.fromkeys(loops, 0.0)

    async def settle(self) -> None:
        """Run loops until none is woken or due."""
        waiting = deque(self.due)
        idle = 0
        while idle < len(waiting):
            loop = waiting[0]
            waiting.rotate(-1)
            if not loop.woken.is_set() and self.due[loop] > self.clock.now():
                idle += 1
                continue
            idle = 0
            loop.woken.clear()
            self.due[loop] = min(await loop.once(), self.clock.now() + LONGEST_REST_S)

    async def advance(self) -> None:
        """Advance the clock to the next due time and settle."""
        self.clock.advance_to(max(self.clock.now(), min(self.due.values())))
        await self.settle()
