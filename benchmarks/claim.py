"""Latency of claiming and finishing one job, with 1,000 and 100,000 waiting, on both databases and in two task queues.

    python -m benchmarks.claim --json
    {"sqlite": {"p50_ms", "growth"}, "postgresql": {"p50_ms", "growth"}, "huey_p50_ms", "procrastinate_p50_ms"}

One round is the claim (slot, rate, fair choice, intent) and the finish (money settled, done, lanes refreshed, post due): two
transactions with all their statements. The transactions between them run, but are not timed. `growth`
is p50 with 100,000 jobs of 10,000 people waiting over p50 with 1,000 of 100; `p50_ms` is that with 100,000. huey (SQLite)
and procrastinate (PostgreSQL) do their plain dequeue and finish of one task, in order of arrival, without slots, fairness
or money, in the same run.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks import backlog
from benchmarks.figures import Figures, percentile, show
from bot.jobs import life_cycle
from bot.jobs.claim import Claimed, ClaimTerms, claim
from bot.jobs.manager import JobManager
from bot.jobs.states import State
from bot.runtime.clock import SystemClock
from bot.store import Store, Tx, open_store
from bot.store.rows import JobRow, PoolRow
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.postgres import Server, start

ROUNDS = 300
SMALL, LARGE = (1_000, 100), (100_000, 10_000)


async def rounds(store: Store, jobs: int, people: int) -> float:
    """p50 in milliseconds of one claim and finish with `jobs` of `people` waiting."""
    settings = Settings.model_validate({"upstream": {"accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]}})
    manager = JobManager(settings, Catalogue.load(), ("main",))
    await store.write(manager.set_up)
    pools = await store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1"))
    pool_id = pools[0].id
    await store.attach("backlog", backlog.SQL)
    await backlog.fill(store, pool_id, people=people, jobs=jobs)
    await store.write(lambda tx: tx.run("backlog.backlog.analyze"))
    terms = ClaimTerms("bench", send_window_s=5.0, create_timeout_s=30.0, listing_margin_s=5.0, task_max_s=900.0)

    def between(tx: Tx, job: JobRow) -> JobRow:
        running = life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now)
        assert running
        tx.run("jobs.set_task", id=job.id, task_id=f"task-{job.id}")
        collecting = life_cycle.transition(tx, running, State.COLLECTING, due_at=tx.now)
        assert collecting
        # Lift the pool's rate limit: only the database is measured.
        tx.run("queue.set_next_submit", id=pool_id, next_submit_at=0, pause_reason="", failures=0)
        return collecting

    def finish(tx: Tx, job: JobRow) -> None:
        assert life_cycle.transition(tx, job, State.DONE, kept=job.n)

    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        claimed = await store.write(claim, pool_id, terms)
        claim_s = time.perf_counter() - began
        assert isinstance(claimed, Claimed)
        collecting = await store.write(between, claimed.job)
        began = time.perf_counter()
        await store.write(finish, collecting)
        took.append((claim_s + time.perf_counter() - began) * 1000)
    return percentile(took, 0.5)


async def _on(url: str, jobs: int, people: int) -> float:
    store = await open_store(url, SystemClock())
    try:
        return await rounds(store, jobs, people)
    finally:
        await store.close()


async def on_sqlite() -> Figures:
    """SQLite, synchronous=FULL, one file for each size."""
    found = []
    for jobs, people in (SMALL, LARGE):
        with tempfile.TemporaryDirectory() as folder:
            found.append(await _on(f"sqlite:///{folder}/bench.db", jobs, people))
    return {"p50_ms": round(found[1], 2), "growth": round(found[1] / found[0], 2)}


async def on_postgresql(server: Server) -> Figures:
    """PostgreSQL, one database for each size."""
    found = []
    for jobs, people in (SMALL, LARGE):
        found.append(await _on(server.create()[1], jobs, people))
    return {"p50_ms": round(found[1], 2), "growth": round(found[1] / found[0], 2)}


def huey_p50(folder: Path) -> float:
    """huey on SQLite with fsync, dequeue and run of an empty task, in milliseconds."""
    from huey import SqliteHuey

    queue = SqliteHuey(filename=str(folder / "huey.db"), fsync=True, results=False)

    @queue.task()  # type: ignore[untyped-decorator]
    def nothing() -> None:
        return None

    for _ in range(1000):
        nothing()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        task = queue.dequeue()
        queue.execute(task)
        took.append((time.perf_counter() - began) * 1000)
    return percentile(took, 0.5)


async def procrastinate_p50(url: str) -> float:
    """procrastinate on PostgreSQL, fetch and finish of one job, in milliseconds."""
    import procrastinate
    from procrastinate import jobs, manager

    connector = procrastinate.PsycopgConnector(conninfo=url)
    app = procrastinate.App(connector=connector)

    @app.task(name="nothing")
    def nothing() -> None:
        return None

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for _ in range(1000):
            await nothing.defer_async()
        queue = manager.JobManager(connector)
        worker = await queue.register_worker()
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            job = await queue.fetch_job(queues=None, worker_id=worker)
            assert job is not None
            assert job.id is not None
            await queue.finish_job_by_id_async(job_id=job.id, status=jobs.Status.SUCCEEDED, delete_job=False)
            took.append((time.perf_counter() - began) * 1000)
    return percentile(took, 0.5)


async def measure() -> Figures:
    """Measure all four queues, one after another."""
    figures: Figures = {"sqlite": await on_sqlite()}
    with tempfile.TemporaryDirectory() as folder:
        figures["huey_p50_ms"] = round(await asyncio.to_thread(huey_p50, Path(folder)), 2)
    # Not inside our temporary directory: the server runs as another user, and the path of a Unix socket is limited.
    server, handle = start(Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
    try:
        figures["postgresql"] = await on_postgresql(server)
        figures["procrastinate_p50_ms"] = round(await procrastinate_p50(server.create()[1]), 2)
    finally:
        handle.cleanup()
    return figures


if __name__ == "__main__":
    show(measure, __doc__)
