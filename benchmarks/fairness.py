"""Fairness: one person with 300 jobs against 20 with 1 to 5, in the real queue, and in order of arrival for comparison.

    python -m benchmarks.fairness --json
    {"jain", "fifo_jain", "newcomer_wait_jobs_max", "waiting_people", "jain_mixed", "fifo_jain_mixed"}

`jain` is Jain's index (1 = all alike, 1/n = one has everything) over the pictures so far of all people who are still waiting,
sampled after every round (everybody who waits was served at least once more) and averaged until only the greedy person is
left; `fifo_jain` is sampled after the same numbers of jobs. Jobs have one picture here, so that rounds are comparable.
`jain_mixed` is the index over the pictures of 21 people who all wait all the time, one of them with five times as many jobs,
with 1 to 4 pictures a job. A newcomer arrives after every tenth job; `newcomer_wait_jobs_max` is the largest number of jobs
dispatched before a newcomer's first, `waiting_people` the number of people who waited then.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.figures import Figures, show
from bot.adapter_api import GenerationRequest, Size
from bot.jobs.claim import Claimed, ClaimTerms, claim
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.states import State
from bot.store import Store, Tx, open_store
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow, PoolRow, WaitingLaneRow
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.clock import DrivenClock
from tests.transitions import move_through

GREEDY_JOBS = 300
OTHERS = 20
NEWCOMER_EVERY = 10
MIXED_JOBS = 60
SEED = 7


def jain(shares: list[float]) -> float:
    """Jain's fairness index: 1 if all shares are alike, 1/n if one has everything."""
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else 1.0


def demand(rng: random.Random) -> list[tuple[str, int]]:
    """All jobs as (person, pictures), in the order of arrival: the greedy person first."""
    jobs = [("greedy", 1)] * GREEDY_JOBS
    for number in range(OTHERS):
        jobs += [(f"p{number}", 1)] * rng.randint(1, 5)
    return jobs


def mixed_demand(rng: random.Random) -> list[tuple[str, int]]:
    """Everybody has more jobs than can be painted; the greedy person has five times as many and comes first."""
    jobs = [("greedy", rng.randint(1, 4)) for _ in range(5 * MIXED_JOBS)]
    for number in range(OTHERS):
        jobs += [(f"p{number}", rng.randint(1, 4)) for _ in range(MIXED_JOBS)]
    return jobs


Chooser = Callable[[], Awaitable[tuple[str, int]]]


async def serve_until_only_greedy_waits(
    jobs: list[tuple[str, int]], choose: Chooser, samples: list[int] | None
) -> tuple[float, list[int]]:
    """Serve by `choose` until only the greedy person waits, or until the last of `samples`.

    Returns the mean of Jain's index over the samples, and when they were taken (jobs dispatched). Without `samples`, one is
    taken after each round.
    """
    got, left = Counter[str](), Counter(person for person, _ in jobs)
    served: set[str] = set()
    found: list[float] = []
    sampled_at: list[int] = []
    dispatched = 0
    while set(left) - {"greedy"} and (samples is None or dispatched < samples[-1]):
        person, pictures = await choose()
        dispatched += 1
        got[person] += pictures
        served.add(person)
        left[person] -= 1
        if not left[person]:
            del left[person]
        if left and (set(left) <= served if samples is None else dispatched in samples):
            served.clear()
            sampled_at.append(dispatched)
            found.append(jain([float(got[other]) for other in left]))
    return sum(found) / len(found), sampled_at


async def serve_while_all_wait(jobs: list[tuple[str, int]], choose: Chooser) -> float:
    """Serve by `choose` as long as everybody has jobs left; Jain's index over everybody's pictures."""
    got, left = Counter[str](), Counter(person for person, _ in jobs)
    got.update(dict.fromkeys(left, 0))
    while all(left.values()):
        person, pictures = await choose()
        left[person] -= 1
        got[person] += pictures
    return jain([float(count) for count in got.values()])


def first_in_first_out(jobs: list[tuple[str, int]]) -> Chooser:
    """First in, first out, for comparison."""
    waiting = iter(jobs)

    async def choose() -> tuple[str, int]:
        return next(waiting)

    return choose


@dataclass
class Queue:
    """The real fair queue; jobs are claimed one after another."""

    store: Store
    manager: JobManager
    pool_id: int
    owner: dict[int, str] = field(default_factory=dict)
    newcomers: dict[str, tuple[int, int]] = field(default_factory=dict)
    waits: list[tuple[int, int]] = field(default_factory=list)
    dispatched: int = 0

    async def enqueue(self, person: str, pictures: int) -> None:
        """Accept a job of `person`."""
        self.owner[await self.store.write(_enqueue, self.manager, person, pictures)] = person

    async def choose(self) -> tuple[str, int]:
        """Claim the next job and finish it at once; returns (person, pictures)."""
        terms = ClaimTerms("bench", send_window_s=5, create_timeout_s=30, listing_margin_s=5, task_max_s=900)
        found = await self.store.write(claim, self.pool_id, terms)
        assert isinstance(found, Claimed), found
        await self.store.write(_finish, found.job, self.pool_id)
        person = self.owner[found.job.id]
        self.dispatched += 1
        if person in self.newcomers:
            came, people = self.newcomers.pop(person)
            self.waits.append((self.dispatched - 1 - came, people))
            return await self.choose()
        if self.dispatched % NEWCOMER_EVERY == 0:
            waiting = await self.store.read(
                lambda tx: len(tx.all(WaitingLaneRow, "queue.waiting_lanes", pool_id=self.pool_id, limit=1000))
            )
            self.newcomers[name := f"newcomer{self.dispatched}"] = (self.dispatched, waiting)
            await self.enqueue(name, 1)
        return person, int(found.job.n)


def _enqueue(tx: Tx, manager: JobManager, person: str, pictures: int) -> int:
    row = tx.get(
        PersonRow, "people.person", platform="bench", user_id=person, name=person, hint="", reply_key="", now=tx.now
    )
    conversation = tx.get(
        ConversationRow, "people.conversation", platform="bench", chat_id=person, thread_id="", direct=1
    )
    payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=row.id)
    request = GenerationRequest("wanx-v1", "bench", pictures, Size(1024, 1024), 1)
    job = manager.accept(tx, NewJob(request, payer, row, conversation, "en"))
    assert isinstance(job, JobRow), job
    return job.id


def _finish(tx: Tx, job: JobRow, pool_id: int) -> None:
    move_through(tx, job, State.RUNNING, State.COLLECTING, State.DONE, kept=job.n)
    tx.run("queue.set_next_submit", id=pool_id, next_submit_at=0, pause_reason="", failures=0)


@asynccontextmanager
async def queue_of(jobs: list[tuple[str, int]]) -> AsyncIterator[Queue]:
    """The real queue on its own database, with `jobs` waiting."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "upstream": {"accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]},
                "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0},
            }
        )
        store = await open_store(settings.store_url, DrivenClock())
        try:
            manager = JobManager(settings, Catalogue.load(), ("main",))
            await store.write(manager.set_up)
            pools = await store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1"))
            queue = Queue(store, manager, pools[0].id)
            for person, pictures in jobs:
                await queue.enqueue(person, pictures)
            yield queue
        finally:
            await store.close()


async def measure() -> Figures:
    """Measure the fair queue and first in, first out with the same seeded demand."""
    rng = random.Random(SEED)
    jobs, mixed = demand(rng), mixed_demand(rng)
    async with queue_of(jobs) as queue:
        fair, samples = await serve_until_only_greedy_waits(jobs, queue.choose, None)
        worst = max(queue.waits, key=lambda wait: wait[0] - wait[1])
    async with queue_of(mixed) as queue:
        fair_mixed = await serve_while_all_wait(mixed, queue.choose)
    fifo, _ = await serve_until_only_greedy_waits(jobs, first_in_first_out(jobs), samples)
    fifo_mixed = await serve_while_all_wait(mixed, first_in_first_out(mixed))
    return {
        "jain": round(fair, 4),
        "fifo_jain": round(fifo, 4),
        "newcomer_wait_jobs_max": worst[0],
        "waiting_people": worst[1],
        "jain_mixed": round(fair_mixed, 4),
        "fifo_jain_mixed": round(fifo_mixed, 4),
    }


if __name__ == "__main__":
    show(measure, __doc__)
