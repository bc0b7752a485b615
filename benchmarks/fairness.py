"""Fairness: one person with 300 jobs against 20 with 1 to 5, in the real queue, and in order of arrival for comparison.

    python -m benchmarks.fairness --json
    {"jain", "fifo_jain", "newcomer_wait_jobs_max", "waiting_people", "jain_mixed", "fifo_jain_mixed"}

`jain` is Jain's index (1 = all alike, 1/n = one has everything) over the pictures so far of all who are still waiting, looked
at after every round (the queue has served everybody who waits at least once more) and averaged until only the greedy one
is left; `fifo_jain` is looked at after as many jobs. Jobs have one picture here, so that a round is a whole number.
`jain_mixed` is the index over the pictures of 21 people who all wait all the time, one of them with five times as many jobs,
with 1 to 4 pictures a job. A newcomer comes in after every tenth job; `newcomer_wait_jobs_max` is the most jobs that went
before a newcomer's first, `waiting_people` how many waited then.
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
from bot.jobs import life_cycle
from bot.jobs.claim import Claimed, ClaimTerms, claim
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.states import State
from bot.store import Row, Store, Tx, open_store
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.clock import DrivenClock

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
    """All jobs as (person, pictures), in the order in which they are asked for: the greedy one first."""
    jobs = [("greedy", 1)] * GREEDY_JOBS
    for number in range(OTHERS):
        jobs += [(f"p{number}", 1)] * rng.randint(1, 5)
    return jobs


def mixed_demand(rng: random.Random) -> list[tuple[str, int]]:
    """Everybody has more than can be painted; the greedy one has five times as many, and asks first."""
    jobs = [("greedy", rng.randint(1, 4)) for _ in range(5 * MIXED_JOBS)]
    for number in range(OTHERS):
        jobs += [(f"p{number}", rng.randint(1, 4)) for _ in range(MIXED_JOBS)]
    return jobs


Chooser = Callable[[], Awaitable[tuple[str, int]]]


async def until_only_the_greedy_waits(
    jobs: list[tuple[str, int]], choose: Chooser, looks: list[int] | None
) -> tuple[float, list[int]]:
    """Serve by `choose` until nobody but the greedy one waits, or the looks are over.

    Returns the mean of Jain's index over the looks, and when they were (jobs gone); without `looks` after each round.
    """
    got, left = Counter[str](), Counter(person for person, _ in jobs)
    served: set[str] = set()
    found: list[float] = []
    looked: list[int] = []
    gone = 0
    while set(left) - {"greedy"} and (looks is None or gone < looks[-1]):
        person, pictures = await choose()
        gone += 1
        got[person] += pictures
        served.add(person)
        left[person] -= 1
        if not left[person]:
            del left[person]
        if left and (set(left) <= served if looks is None else gone in looks):
            served.clear()
            looked.append(gone)
            found.append(jain([float(got[other]) for other in left]))
    return sum(found) / len(found), looked


async def while_all_wait(jobs: list[tuple[str, int]], choose: Chooser) -> float:
    """Serve by `choose` as long as everybody has jobs left; Jain's index over everybody's pictures."""
    got, left = Counter[str](), Counter(person for person, _ in jobs)
    got.update(dict.fromkeys(left, 0))
    while all(left.values()):
        person, pictures = await choose()
        left[person] -= 1
        got[person] += pictures
    return jain([float(count) for count in got.values()])


def in_order_of_arrival(jobs: list[tuple[str, int]]) -> Chooser:
    """First in, first out: the usual queue."""
    waiting = iter(jobs)

    async def choose() -> tuple[str, int]:
        return next(waiting)

    return choose


@dataclass
class Queue:
    """The real queue, asked one job after another."""

    store: Store
    manager: JobManager
    pool_id: int
    owner: dict[int, str] = field(default_factory=dict)
    newcomers: dict[str, tuple[int, int]] = field(default_factory=dict)
    waits: list[tuple[int, int]] = field(default_factory=list)
    dispatched: int = 0

    async def ask(self, person: str, pictures: int) -> None:
        """`person` asks for a job."""
        self.owner[await self.store.write(_ask, self.manager, person, pictures)] = person

    async def choose(self) -> tuple[str, int]:
        """Whose turn it is by the real claim; the job is finished at once."""
        terms = ClaimTerms("bench", send_window_s=5, create_timeout_s=30, listing_margin_s=5, task_max_s=900)
        found = await self.store.write(claim, self.pool_id, terms)
        assert isinstance(found, Claimed), found
        await self.store.write(_finish, found.job, self.pool_id)
        person = self.owner[found.job["id"]]
        self.dispatched += 1
        if person in self.newcomers:
            came, people = self.newcomers.pop(person)
            self.waits.append((self.dispatched - 1 - came, people))
            return await self.choose()
        if self.dispatched % NEWCOMER_EVERY == 0:
            waiting = await self.store.read(
                lambda tx: len(tx.all("queue.waiting_lanes", pool_id=self.pool_id, limit=1000))
            )
            self.newcomers[name := f"newcomer{self.dispatched}"] = (self.dispatched, waiting)
            await self.ask(name, 1)
        return person, int(found.job["n"])


def _ask(tx: Tx, manager: JobManager, person: str, pictures: int) -> int:
    row = tx.get("people.person", platform="bench", user_id=person, name=person, hint="", reply_key="", now=tx.now)
    place = tx.get("people.conversation", platform="bench", chat_id=person, thread_id="", direct=1)
    payer = tx.get("people.payer", kind="person", ref_id=row["id"])
    request = GenerationRequest("wanx-v1", "bench", pictures, Size(1024, 1024), 1)
    job = manager.accept(tx, NewJob(request, payer, row, place, "en"))
    assert isinstance(job, dict), job
    return int(job["id"])


def _finish(tx: Tx, job: Row, pool_id: int) -> None:
    assert life_cycle.transition(tx, job, State.RUNNING)
    assert life_cycle.transition(tx, job, State.COLLECTING)
    assert life_cycle.transition(tx, job, State.DONE, kept=job["n"])
    tx.run("queue.set_next_submit", id=pool_id, next_submit_at=0, pause_reason="", failures=0)


@asynccontextmanager
async def queue_of(jobs: list[tuple[str, int]]) -> AsyncIterator[Queue]:
    """The real queue on a database of its own, with `jobs` waiting."""
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
            pools = await store.read(lambda tx: tx.all("queue.pools_of_model", model="wanx-v1"))
            queue = Queue(store, manager, pools[0]["id"])
            for person, pictures in jobs:
                await queue.ask(person, pictures)
            yield queue
        finally:
            await store.close()


async def measure() -> Figures:
    """The figures of one seeded demand."""
    rng = random.Random(SEED)
    jobs, mixed = demand(rng), mixed_demand(rng)
    async with queue_of(jobs) as queue:
        ours, looks = await until_only_the_greedy_waits(jobs, queue.choose, None)
        worst = max(queue.waits, key=lambda wait: wait[0] - wait[1])
    async with queue_of(mixed) as queue:
        ours_mixed = await while_all_wait(mixed, queue.choose)
    theirs, _ = await until_only_the_greedy_waits(jobs, in_order_of_arrival(jobs), looks)
    theirs_mixed = await while_all_wait(mixed, in_order_of_arrival(mixed))
    return {
        "jain": round(ours, 4),
        "fifo_jain": round(theirs, 4),
        "newcomer_wait_jobs_max": worst[0],
        "waiting_people": worst[1],
        "jain_mixed": round(ours_mixed, 4),
        "fifo_jain_mixed": round(theirs_mixed, 4),
    }


if __name__ == "__main__":
    show(measure, __doc__)
