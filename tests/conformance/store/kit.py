"""Helpers of the conformance tests, as plain functions over a store: people, requests and the steps of a job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.adapter_api import GenerationRequest, Size
from bot.jobs import claim as claiming
from bot.jobs import create_answer
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.stored_results import CollectedPicture, StoredResult
from bot.jobs.workers import Collector, Poller, Submitter, WorkerContext
from bot.media.storage.folder_store import FolderPictureStore
from bot.store import Store, Tx
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow, PoolRow
from bot.upstream import Accepted, Catalogue, TaskReport, TaskStatus
from bot.upstream.outcomes import ResultItem
from config.settings import Settings

MODEL = "wanx-v1"
FREE: dict[str, Any] = {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0}


@dataclass
class Kit:
    """A job manager over a store, with one or more accounts that are never called."""

    store: Store
    manager: JobManager
    context: WorkerContext

    @classmethod
    async def make(cls, store: Store, folder: Path, *, accounts: tuple[str, ...] = ("main",), **limits: Any) -> Kit:
        """`limits` are those of the configuration; without them there are none but one running job a payer."""
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "upstream": {"accounts": [{"name": name, "keys": ["sk-test"]} for name in accounts]},
                "limits": {**FREE, **limits},
            }
        )
        manager = JobManager(settings, Catalogue.load(), accounts)
        await store.write(manager.set_up)
        return cls(store, manager, WorkerContext(store, manager, {}, FolderPictureStore(folder), "worker-1"))

    def meet(self, tx: Tx, name: str) -> tuple[PersonRow, ConversationRow, PayerRow]:
        """A person, their conversation and their payer."""
        person = tx.get(
            PersonRow, "people.person", platform="test", user_id=name, name=name, hint="en", reply_key="", now=tx.now
        )
        place = tx.get(ConversationRow, "people.conversation", platform="test", chat_id=name, thread_id="", direct=1)
        return person, place, tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)

    def enqueue(
        self, tx: Tx, name: str, n: int = 1, prompt: str = "a sea of roses", model: str = MODEL
    ) -> JobRow | Denied:
        """`name` asks for n pictures."""
        person, place, payer = self.meet(tx, name)
        request = GenerationRequest(model, prompt, n, Size(1024, 1024), seed=7)
        return self.manager.accept(tx, NewJob(request, payer, person, place, "en"))

    def accepted(self, tx: Tx, name: str, n: int = 1) -> JobRow:
        """The same for a request that no limit may refuse."""
        job = self.enqueue(tx, name, n)
        assert not isinstance(job, Denied), job
        return job

    def pool(self, tx: Tx, account: str = "main", model: str = MODEL) -> PoolRow:
        """A pool's row."""
        return next(p for p in tx.all(PoolRow, "queue.pools") if p.account == account and p.model == model)

    def claim(self, tx: Tx, account: str = "main", owner: str = "worker-1") -> claiming.Claimed | claiming.NoClaim:
        """Claim a slot of a pool."""
        pool = self.pool(tx, account)
        return claiming.claim(tx, pool.id, replace(Submitter(self.context, pool).terms, owner=owner))

    def accept_upstream(self, tx: Tx, claimed: claiming.Claimed) -> str:
        """The upstream accepted it; returns the task's id."""
        task_id = f"task-{claimed.job.id}-{claimed.job.submissions}"
        create_answer.note_answer(tx, claimed, Accepted(task_id), 5.0)
        return task_id

    def painted(self, tx: Tx, job_id: int) -> None:
        """A look told that the job's task is done."""
        job = tx.get(JobRow, "jobs.get", id=job_id)
        pool = tx.get(PoolRow, "queue.pool", id=job.pool_id)
        results = tuple(ResultItem(i, f"https://results.invalid/{i}.png") for i in range(job.n))
        report = TaskReport(job.task_id, TaskStatus.SUCCEEDED, results=results, image_count=job.n)
        Poller(self.context).note(tx, job, pool, report)

    def collected(self, tx: Tx, job_id: int, kept: int | None = None) -> None:
        """Its pictures (or the first `kept` of them) are stored."""
        job = tx.get(JobRow, "jobs.get", id=job_id)
        count = job.n if kept is None else kept
        pictures = [
            CollectedPicture(i, f"jobs/{job_id}/{i}.png", "0" * 64, "image/png", 1024, 1024, 3) for i in range(count)
        ]
        Collector(self.context)._finish(tx, job, [StoredResult(i, "") for i in range(job.n)], pictures, None)

    def finish(self, tx: Tx, job_id: int) -> None:
        """From running to done in one go."""
        self.painted(tx, job_id)
        self.collected(tx, job_id)

    def state(self, tx: Tx, job_id: int) -> str:
        """Where a job is."""
        return str(tx.get(JobRow, "jobs.get", id=job_id).state)
