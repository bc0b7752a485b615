"""Workers on a driven clock over a real store; people order, and a test says what the upstream answers.

The upstream's answers to creations are raw HTTP answers, read by the client's own code: what a status and a body mean
is part of what is tested.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from bot.adapter_api import GenerationRequest, Reference, Size
from bot.dashscope.client import read_create
from bot.dashscope.transport import HttpAnswer
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.states import ENDED, State
from bot.jobs.workers import Collector, Poller, Resolver, Submitter, WorkerContext
from bot.media.storage.folder_store import FolderPictureStore
from bot.store import Store, Tx, open_store
from bot.store.loops import Loop
from bot.store.rows import ConversationRow, JobEventRow, JobRow, PayerRow, PersonRow, PoolRow
from bot.upstream import (
    AnswerLost,
    CallFailed,
    Cancelled,
    Catalogue,
    Downloaded,
    ListedTask,
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
from tests.databases import prepared

TASK_S = 10.0
Creation = HttpAnswer | AnswerLost | NotSent | None
"""How a create is answered: with bytes, not at all, not sent, or (None) as the service would."""


def png(side: int = 64) -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(out, "PNG")
    return out.getvalue()


@dataclass
class UpstreamTask:
    """A task of the scripted upstream."""

    id: str
    prompt: str
    at: float
    n: int
    takes_s: float = TASK_S
    failure: str = ""

    def status(self, now: float) -> TaskStatus:
        if now < self.at + self.takes_s:
            return TaskStatus.RUNNING
        return TaskStatus.FAILED if self.failure else TaskStatus.SUCCEEDED


@dataclass
class ScriptedUpstream:
    """`creation(request)` says how a create is answered; `accepts` whether one whose answer is lost was accepted."""

    clock: DrivenClock
    creation: Callable[[GenerationRequest], Creation] = lambda request: None
    accepts: Callable[[GenerationRequest], bool] = lambda request: False
    listing: Callable[[], CallFailed | None] = lambda: None
    query_answer: Callable[[str], QueryOutcome | None] = lambda task_id: None
    fetch: Callable[[str], DownloadOutcome] = lambda url: Downloaded(png(), "image/png")
    task_s: float = TASK_S
    tasks: list[UpstreamTask] = field(default_factory=list)
    creations: list[tuple[float, str]] = field(default_factory=list)

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        self.creations.append((self.clock.now(), request.prompt))
        if on_sent:
            on_sent()
        told = self.creation(request)
        if isinstance(told, HttpAnswer):
            outcome = read_create(told, str)
            if isinstance(outcome, AnswerLost) and self.accepts(request):
                self._accept(request)
            return outcome
        if told is None:
            task = self._accept(request)
            body = f'{{"output": {{"task_id": "{task.id}", "task_status": "PENDING"}}, "request_id": "r"}}'
            return read_create(HttpAnswer(200, body.encode()), str)
        if isinstance(told, AnswerLost) and self.accepts(request):
            self._accept(request)
        return told

    def _accept(self, request: GenerationRequest) -> UpstreamTask:
        task = UpstreamTask(f"task-{len(self.tasks) + 1}", request.prompt, self.clock.now(), request.n, self.task_s)
        self.tasks.append(task)
        return task

    async def query(self, task_id: str) -> QueryOutcome:
        if told := self.query_answer(task_id):
            return told
        task = next(t for t in self.tasks if t.id == task_id)
        status = task.status(self.clock.now())
        if status is not TaskStatus.SUCCEEDED:
            return TaskReport(task_id, status)
        items = tuple(ResultItem(i, f"https://results/{task_id}/{i}") for i in range(task.n))
        return TaskReport(
            task_id, status, results=items, image_count=task.n, submitted_at=task.at, scheduled_at=task.at,
            ended_at=task.at + task.takes_s,
        )  # fmt: skip

    async def cancel(self, task_id: str) -> CancelOutcome:
        return Cancelled()

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        if failed := self.listing():
            return failed
        now = self.clock.now()
        return tuple(ListedTask(t.id, "r", t.at, t.status(now), model) for t in self.tasks if start <= t.at <= end)

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        return Uploaded(f"oss://{filename}", self.clock.now() + 48 * 3600)

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        return self.fetch(url)

    async def close(self) -> None:
        return None


@dataclass
class Bench:
    """Workers over a store: `enqueue` jobs, `run_for` a while, then inspect the rows."""

    clock: DrivenClock
    store: Store
    manager: JobManager
    context: WorkerContext
    upstream: ScriptedUpstream
    loops: list[Loop]
    model: str = "wanx-v1"
    rounds: int = 0

    async def enqueue(
        self, name: str, prompt: str = "", n: int = 1, *, model: str = "", reference: Reference | None = None
    ) -> int:
        """Queue a job of `name` for the bench's model, or for `model`; its id."""

        def accept(tx: Tx) -> JobRow | Denied:
            person = tx.get(
                PersonRow, "people.person", platform="t", user_id=name, name=name, hint="en", reply_key="", now=tx.now
            )
            place = tx.get(ConversationRow, "people.conversation", platform="t", chat_id=name, thread_id="", direct=1)
            payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
            request = GenerationRequest(
                model or self.model, prompt or name, n, Size(1024, 1024), seed=7, reference=reference
            )
            return self.manager.accept(tx, NewJob(request, payer, person, place, "en"))

        job = await self.store.write(accept)
        assert not isinstance(job, Denied), job
        return int(job.id)

    async def run_for(self, seconds: float, until: Callable[[list[JobRow]], bool] = lambda jobs: False) -> None:
        """Run the loops on the driven clock, from one due time to the next, for `seconds` or until `until(jobs)`."""
        end = self.clock.now() + seconds
        due = dict.fromkeys(self.loops, 0.0)
        while self.clock.now() < end:
            for loop in self.loops:
                while due[loop] <= self.clock.now() or loop.woken.is_set():
                    loop.woken.clear()
                    due[loop] = await loop.once()
                    self.rounds += 1
            if any(loop.woken.is_set() for loop in self.loops):
                continue
            if until(await self.jobs()):
                return
            self.clock.advance_to(min(end, max(self.clock.now() + 0.01, min(due.values()))))

    async def jobs(self) -> list[JobRow]:
        """All jobs, oldest first."""

        def read(tx: Tx) -> list[JobRow]:
            newest = int(tx.value("jobs.newest_id") or 0)
            return [tx.get(JobRow, "jobs.get", id=number) for number in range(1, newest + 1)]

        return await self.store.read(read)

    async def job(self, number: int) -> JobRow:
        """One job."""
        return (await self.jobs())[number - 1]

    async def events(self, number: int) -> list[tuple[float, str, str]]:
        """The events of a job: time, new state, details."""
        rows = await self.store.read(lambda tx: tx.all(JobEventRow, "jobs.events", job_id=number))
        return [(row.at, row.to_state, row.details) for row in rows]

    async def pool(self) -> PoolRow:
        """The pool of the bench's model."""
        return (await self.store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model=self.model)))[0]


def settled(jobs: list[JobRow]) -> bool:
    """Whether every job has ended or is held."""
    return all(State(job.state) in ENDED or job.state == State.HELD for job in jobs)


@asynccontextmanager
async def bench(
    folder: Path,
    *,
    limits: dict[str, Any] | None = None,
    account: dict[str, Any] | None = None,
    alerts: dict[str, Any] | None = None,
    model: str = "wanx-v1",
    **upstream: Any,
) -> AsyncIterator[Bench]:
    """One account, one pool (of `model`; `upstream`: its settings), one worker."""
    clock = DrivenClock()
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": {"accounts": [{"name": "main", "keys": ["sk-bench-1"], **(account or {})}], **upstream},
            "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0, **(limits or {})},
            "alerts": alerts or {},
        }
    )
    store = await open_store(prepared(settings).store_url, clock)
    try:
        manager = JobManager(settings, Catalogue.load(), ("main",))
        await store.write(manager.set_up)
        fake = ScriptedUpstream(clock)
        context = WorkerContext(store, manager, {"main": fake}, FolderPictureStore(folder / "pictures"), "worker")
        pool = (await store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model=model)))[0]
        loops: list[Loop] = [Submitter(context, pool), Resolver(context), Poller(context), Collector(context)]
        yield Bench(clock, store, manager, context, fake, loops, model)
    finally:
        await store.close()


__all__ = ["Bench", "ScriptedUpstream", "bench", "png", "settled"]
