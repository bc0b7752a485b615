"""The simulation: users, workers that crash and stall, and a platform that loses answers, all from one seed.

In each step a loop of a worker runs once, or a user acts, or time passes; then the invariants are checked. At the end faults
stop, everything is worked off, and nothing may be missing.
"""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapter_api import Create, RawUpdate, RetryLater, Unconfirmed
from bot.app import App
from bot.intake.inbox import Inbox, _save
from bot.jobs import money, statistics
from bot.jobs.life_cycle import UNSURE, UNSURE_CLOSED
from bot.jobs.manager import JobManager
from bot.jobs.states import ENDED, State
from bot.jobs.workers import Submitter, WorkerContext
from bot.media.storage.folder_store import FolderPictureStore
from bot.runtime import failpoints
from bot.runtime.metrics import Metrics
from bot.runtime.texts import Texts
from bot.store import Store, Tx, open_store
from bot.store.loops import Loop, WorkerGroup
from bot.store.rows import ChargeRow, JobRow, PictureRow, PoolRow, PostRow, SlotCountRow, WaitingLaneRow
from bot.upstream.catalogue import Catalogue
from config.settings import LOCALES_FOLDER, Settings
from tests.clock import DrivenClock
from tests.databases import prepared
from tests.raw_rows import raw_rows
from tests.scripted import ScriptedPlatform
from tests.simulation.upstream import POISON, TASKS_AT_ONCE, SimAnswers, SimUpstream

PEOPLE = 6
HELD_SLOT_S = 400.0
"""By then all tasks that could be a held job's have ended, and a listing has shown it."""
MAX_RETURNS = 600
MODEL = "wanx-v1"
ANSWERS = "z-image-turbo"
ANSWER_SHARE = 0.4
"""Of the requests in a world with a model whose answers bring the pictures."""
ANSWER_WORKERS = 4
MODELS = (MODEL, ANSWERS)
MAX_LOOKS = 100_000
STALL_STEPS = 60
FAILPOINTS = sorted(failpoints.POINTS)


class Killed(BaseException):
    """Ends a worker at a failpoint, as kill -9 does."""


@dataclass
class Worker:
    """One process: its loops, with their own lease owner."""

    name: str
    loops: list[Loop]


@dataclass
class World:
    """A simulation. `updates`: the texts that users sent, by update id."""

    seed: int
    folder: Path
    rng: random.Random
    clock: DrivenClock
    store: Store
    settings: Settings
    upstream: SimUpstream
    platform: ScriptedPlatform
    app: App
    workers: list[Worker] = field(default_factory=list)
    updates: dict[str, str] = field(default_factory=dict)
    expected_cancels: set[str] = field(default_factory=set)
    crashes: int = 0
    crashed_creates: int = 0
    """How many answers were outstanding when their worker was killed."""
    allowed_repeats: int = 0
    """How many messages may be created again: the answer was lost or deferred, a person deleted it, a worker stalled."""
    running: list[Worker] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)

    # --- events

    async def run(self, steps: int) -> None:
        """Random events, then the end of all work, then the check that nothing is missing."""
        for _ in range(ANSWER_WORKERS if self.upstream.answers else 2):
            await self._add_worker()
        for _ in range(steps):
            await self._random_event()
            await self.check()
        self.upstream.faults = False
        self.platform.outcomes.clear()
        await self._drain()
        await self.check()
        await self.check_end()
        if self.upstream.answers:
            await self._end_unsure()
            await self.check()

    async def _random_event(self) -> None:
        what = self.rng.random()
        if what < 0.07:
            await self._user_acts()
        elif what < 0.30:
            self.clock.advance(self.rng.choice((0.05, 0.3, 1.0, 4.0, 15.0)))
        elif what < 0.34:
            self.platform.outcomes.append(
                self.rng.choice(((Unconfirmed("lost"), True), (Unconfirmed("lost"), False), (RetryLater(2.0), False)))
            )
            self.allowed_repeats += 1
        elif what < 0.345 and self.platform.messages:
            self.rng.choice(
                sorted(self.platform.messages.values(), key=lambda m: m.id)
            ).gone = True  # A user deletes it.
            self.allowed_repeats += 1
        else:
            await self._step(self.rng.choice(self.workers), crash=self.rng.random() < 0.15)

    async def _user_acts(self) -> None:
        number = len(self.updates) + 1
        person = f"p{self.rng.randrange(PEOPLE)}"
        event = f"event-{number}"
        kind = self.rng.random()
        if self.updates and kind < 0.15:
            # The platform delivers an old update again.
            event = self.rng.choice(sorted(self.updates))
            await self._save(event, person, self.updates[event])
            return
        if self.updates and kind < 0.30:
            text = "/cancel"
        elif self.upstream.answers and kind > 1 - ANSWER_SHARE:
            text = f"/imagine word{number} --model {ANSWERS}"
        elif kind < 0.40:
            text = f"/restyle sketch word{number} --n 1"
        elif kind < 0.43:
            text = f"/imagine {self.rng.choice(sorted(POISON))} word{number} --n 1"
        else:
            text = f"/imagine word{number} --n {self.rng.randint(1, 4)}"
        self.updates[event] = text
        await self._save(event, person, text)

    async def _save(self, event: str, person: str, text: str) -> None:
        image = "pic" if text.startswith("/restyle") else ""
        data = {
            "text": text, "images": [image] if image else [], "quote": None, "user": person, "chat": person,
            "language": "en", "admin": False, "direct": True,
        }  # fmt: skip
        await self.store.write(_save, [(self.platform.name, [RawUpdate(event, json.dumps(data), person)])])

    async def _step(self, worker: Worker, *, crash: bool = False) -> None:
        loop = self.rng.choice(worker.loops)
        point = ""
        if crash:
            point = self.rng.choice(FAILPOINTS)

            def kill() -> None:
                raise Killed

            failpoints.on(point, kill)
        self.running.append(worker)
        try:
            due = await loop.once()
            idle = isinstance(loop, Submitter) and loop.pool.model == MODEL and due > self.clock.now()
            if idle and not self.running[:-1]:
                await self.store.read(self._check_idle)
        except Killed:
            self.crashes += 1
            of_answers = isinstance(loop, Submitter) and loop.pool.model == ANSWERS
            self.crashed_creates += of_answers and point != "create.noted"
            self.trace.append(f"{self.clock.now():.2f} {worker.name} was killed at {point}")
            if worker in self.workers:
                self.workers.remove(worker)
                await self._add_worker()
        finally:
            self.running.remove(worker)
            if point:
                failpoints.on(point, None)

    async def wait_for_answer(self, seconds: float) -> None:
        """The running worker waits for an answer; the others go on."""
        steps = 12
        for _ in range(steps):
            self.clock.advance(seconds / steps)
            awake = [worker for worker in self.workers if worker not in self.running]
            if awake:
                await self._step(self.rng.choice(awake), crash=self.upstream.faults and self.rng.random() < 0.05)

    async def until_spaced(self) -> None:
        """Wait until the running worker has noted that its request has left, so that every run takes the same steps."""
        reserved = self.clock.now() + self.settings.upstream.send_window_s
        for _ in range(MAX_LOOKS):
            pool = await self.store.read(lambda tx: _pool_of(tx, ANSWERS))
            if pool.next_submit_at < reserved or not self.running:
                return
        assert self.upstream.answers
        self.upstream.answers.violations.append("nobody notes that a request has left")

    async def stall(self, seconds: float) -> None:
        """Stop the running worker for a while; the others go on."""
        self.trace.append(f"{self.clock.now():.2f} {self.running[-1].name} stalls for {seconds}")
        self.allowed_repeats += 1
        # Long enough for the others to expire its leases, list the tasks twice and start the jobs again.
        for _ in range(STALL_STEPS):
            self.clock.advance(seconds / STALL_STEPS)
            awake = [worker for worker in self.workers if worker not in self.running]
            if awake:
                await self._step(self.rng.choice(awake))

    async def _add_worker(self) -> None:
        name = f"worker-{len(self.trace)}-{self.rng.randrange(10**6)}"
        loops = await _loops(self.app, name)
        self.workers.append(Worker(name, loops))

    async def _drain(self) -> None:
        """Without faults, step all workers until nothing is left to do."""
        for moment in range(4000):
            for worker in self.workers:
                for loop in worker.loops:
                    await loop.once()
            self._check_creates()
            if await self.store.read(_nothing_left):
                return
            # What is left after ten minutes waits for a backoff or a time limit: let hours pass faster.
            self.clock.advance(1.0 if moment < 600 else 60.0)
        left = await self.store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000))
        raise AssertionError(f"seed {self.seed}: never ends: {[(j.id, j.state, j.owner) for j in left]}")

    async def _end_unsure(self) -> None:
        """A day later every job has ended of which nobody could find out what became of it."""
        self.clock.advance(3600 * self.settings.upstream.unsure_after_h)
        for worker in self.workers:
            for loop in worker.loops:
                await loop.once()
        jobs = await self.store.read(_all_jobs)
        left = [job.id for job in jobs if job.state == State.HELD and job.error == UNSURE]
        assert not left, self._explain(f"still held after a day: {left}")

    # --- invariants

    async def check(self) -> None:
        """The invariants of every step."""
        assert not self.upstream.violations, self._explain(str(self.upstream.violations))
        await self._check_answers()
        jobs = await self.store.read(_all_jobs)
        paid: Counter[str] = Counter()
        accepted: Counter[str] = Counter()
        self.upstream.advance()
        now = self.clock.now()
        for task in self.upstream.tasks:
            will_be_billed = not task.fails and not task.cancelled
            paid[task.prompt] += will_be_billed
            accepted[task.prompt] += 1
        wrong = {prompt: count for prompt, count in paid.items() if count > 1}
        assert not wrong, self._explain(f"paid twice: {wrong} at {now}")
        by_prompt = Counter(json.loads(job.request)["prompt"] for job in jobs)
        double = {prompt for prompt, count in by_prompt.items() if count > 1}
        assert not double, self._explain(f"one message, several jobs: {double}")
        prompt_of = {task.id: task.prompt for task in self.upstream.tasks}
        for job in jobs:
            if job.task_id and job.protocol == "task":
                asked = json.loads(job.request)["prompt"]
                got = prompt_of[job.task_id]
                assert got == asked, self._explain(f"job {job.id} ({asked}) has adopted the task of {got}")
            assert job.returns <= MAX_RETURNS, self._explain(f"job {job.id} is requeued for ever: {job.returns} times")
        doubts = sum(job.state == State.UNKNOWN and job.protocol == "task" for job in jobs)
        assert doubts <= 2, self._explain(f"{doubts} answers are unknown at {now}")
        assert await self.store.read(money.compare_totals) == [], self._explain("ledgers do not add up")
        self._check_creates()

    async def _check_answers(self) -> None:
        """Of the model whose answers bring the pictures: limits are kept, nothing is sent again without a person's word, nobody
        is told without a reason that an answer got lost, and the ledger has what may have been billed."""
        if (answers := self.upstream.answers) is None:
            return
        assert not answers.violations, self._explain(str(answers.violations))
        painted = Counter(each.prompt for each in answers.made)
        again = {prompt: count for prompt, count in painted.items() if count > 1}
        assert not again, self._explain(f"painted twice: {again}")
        jobs = [job for job in await self.store.read(_all_jobs) if job.protocol == "answer"]
        told = [job for job in jobs if UNSURE in job.error]
        possible = answers.withheld + self.crashed_creates
        assert len(told) <= possible, self._explain(f"{len(told)} are told that an answer got lost, {possible} can be")
        closed = {job.id for job in jobs if job.error == UNSURE_CLOSED}
        booked = await self.store.read(lambda tx: raw_rows(tx, "SELECT job_id FROM cost"))
        unbooked = closed - {row["job_id"] for row in booked}
        assert not unbooked, self._explain(f"ended without being booked: {unbooked}")

    def _check_creates(self) -> None:
        """A post is one message; each further one needs a reason."""
        made = Counter(call.post_id for call in self.platform.calls if isinstance(call, Create))
        again = made.total() - len(made)
        assert again <= self.allowed_repeats + self.crashes, self._explain(
            f"{again} messages were made once more: {made}"
        )

    def _check_idle(self, tx: Tx) -> None:
        """Right after a worker found nothing to submit: nothing was waiting, no slot was free, or the rules forbid it. Lost
        answers forbid it from the second on, or after two in a row; a held job no longer does once its tasks have ended."""
        pool = _pool_of(tx, MODEL)
        lanes = [
            lane for lane in tx.all(WaitingLaneRow, "queue.waiting_lanes", pool_id=pool.id, limit=100) if lane.ready
        ]
        mine = [job for job in tx.all(JobRow, "jobs.oldest_open", limit=1000) if job.pool_id == pool.id]
        states = Counter(job.state for job in mine)
        rested = pool.next_submit_at <= tx.now and pool.state == pool.account_state == "live"
        if not lanes or not rested or states[State.SUBMITTING] or states[State.UNKNOWN] > (pool.lost_answers < 2):
            return
        open_tasks = states[State.RUNNING] + states[State.UNKNOWN]
        held = [job for job in mine if job.state == State.HELD]
        open_tasks += sum(tx.now - job.submitted_at < HELD_SLOT_S for job in held)
        assert open_tasks >= self.upstream.slots + pool.spare, self._explain(f"nothing is submitted: {dict(states)}")

    async def counts(self) -> Counter[str]:
        """Jobs by state, crashes and tasks."""
        jobs = await self.store.read(_all_jobs)
        return Counter(str(job.state) for job in jobs) + Counter(crashes=self.crashes, tasks=len(self.upstream.tasks))

    async def check_end(self) -> None:
        """Nothing is missing at the end."""
        jobs = await self.store.read(_all_jobs)
        open_jobs = [j for j in jobs if State(j.state) not in ENDED and j.state != State.HELD]
        slots = await self.store.read(self._slots_of_the_held)
        assert not slots, self._explain(f"held jobs keep {slots} slots though all tasks have ended")
        assert not open_jobs, self._explain(f"unfinished: {[(j.id, j.state) for j in open_jobs]}")
        texts = Counter(text for text in self.updates.values() if not text.startswith("/cancel"))
        prompts = " ".join(json.loads(job.request)["prompt"] for job in jobs).split()
        answered = " ".join(m.view.text for m in self.platform.messages.values())
        for text in texts:
            word = next(part for part in text.split() if part.startswith("word"))
            assert word in prompts or "waiting" in answered or "minute" in answered, self._explain(f"lost: {text}")
        for job in jobs:
            await self._check_job(job)

    def _slots_of_the_held(self, tx: Tx) -> int:
        """How many slots are still held by jobs whose tasks have all ended a while ago."""
        pool = _pool_of(tx, MODEL)
        mine = [job for job in tx.all(JobRow, "jobs.oldest_open", limit=1000) if job.pool_id == pool.id]
        old = [job for job in mine if job.submitted_at < tx.now - HELD_SLOT_S]
        held_since = tx.now - 1e9
        taken = int(tx.get(SlotCountRow, "queue.slots", pool_id=pool.id, held_since=held_since).taken)
        return max(0, taken - (len(mine) - len(old)))

    async def _check_job(self, job: JobRow) -> None:
        subject = f"job:{job.id}"
        post = await self.store.read(lambda tx: tx.one(PostRow, "posts.by_subject", subject=subject))
        assert post is not None
        assert post.status in ("idle", "closed"), self._explain(f"post of job {job.id} is {post.status}")
        charges = await self.store.read(lambda tx: tx.all(ChargeRow, "money.charges_of_job", job_id=job.id))
        pictures = await self.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=job.id))
        owed = sum(row.amount_li for row in charges)
        if job.state == State.HELD:
            return
        assert owed == len(pictures) * int(str(job.price_li)), self._explain(
            f"job {job.id} owes {owed} for {len(pictures)}"
        )
        if job.state != State.DONE:
            return
        assert pictures, self._explain(f"job {job.id} is done without pictures")
        # A message that was deleted before its create was recorded is created again.
        shown = [
            m
            for m in self.platform.messages.values()
            if m.view.picture and f"jobs/{job.id}/" in m.view.picture.key and not m.gone
        ]
        assert len(shown) <= 1, self._explain(f"job {job.id} is shown {len(shown)} times")
        if post.status != "closed" and not any(m.gone for m in self.platform.messages.values() if m.id == post.handle):
            assert len(shown) == 1, self._explain(f"job {job.id} is shown {len(shown)} times")

    def _explain(self, what: str) -> str:
        return f"seed {self.seed}: {what}\n" + "\n".join(self.trace[-20:])


def _pool_of(tx: Tx, model: str) -> PoolRow:
    return tx.all(PoolRow, "queue.pools_of_model", model=model)[0]


def _all_jobs(tx: Tx) -> list[JobRow]:
    return [tx.get(JobRow, "jobs.get", id=number) for number in range(1, int(tx.value("jobs.newest_id") or 0) + 1)]


def _nothing_left(tx: Tx) -> bool:
    jobs = [job for job in tx.all(JobRow, "jobs.oldest_open", limit=1000) if job.state != State.HELD]
    return not jobs and not tx.value("inbox.count_open") and not tx.value("posts.count_open")


async def _loops(app: App, owner: str) -> list[Loop]:
    """A worker's loops, built as in production, one item at a time."""
    from bot import app as composition

    loops = app.loops
    app.loops = []
    app.context = WorkerContext(app.store, app.manager, app.context.upstreams, app.pictures, owner)
    await composition._build_loops(app)
    built, app.loops = app.loops, loops
    for loop in built:
        if isinstance(loop, WorkerGroup):
            loop.concurrency = 1
    wanted = ("submit", "intake", "prepare", "poll", "collect", "resolve", "posts scripted")
    kept = [loop for loop in built if loop.name in wanted]
    return [
        loop for loop in kept if loop.name != "submit" or (isinstance(loop, Submitter) and loop.pool.model in MODELS)
    ]


@asynccontextmanager
async def world(
    seed: int, folder: Path, url: str = "", slots: int = TASKS_AT_ONCE, *, answers: bool = False
) -> AsyncIterator[World]:
    """A new simulation on an empty database (`url`; SQLite in `folder` by default) whose upstream runs `slots` tasks at once.
    `answers`: people also ask a model whose answers bring the pictures."""
    random.seed(seed)
    rng = random.Random(zlib.crc32(f"world {seed}".encode()))
    clock = DrivenClock()
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "language": "en",
            "upstream": {"accounts": [{"name": "main", "keys": ["sk-sim-0001"]}], "tasks_at_once": slots},
            "limits": {"waiting_jobs": 50, "requests_per_minute": 0, "daily_yuan": 0},
        }
    )
    store = await open_store(url or prepared(settings).store_url, clock)
    platform = ScriptedPlatform()
    platform.images["pic"] = _photo()
    pictures = FolderPictureStore(folder / "pictures")
    holder: list[World] = []

    async def stall(seconds: float) -> None:
        await holder[0].stall(seconds)

    upstream = SimUpstream(clock, rng, stall, slots)
    if answers:
        model = Catalogue.load().models[ANSWERS]
        upstream.answers = SimAnswers(
            clock,
            rng,
            ANSWERS,
            slots or model.tasks_at_once,
            model.submissions_per_s,
            pause=lambda seconds: holder[0].wait_for_answer(seconds),
            spaced=lambda: holder[0].until_spaced(),
        )
    manager = JobManager(settings, Catalogue.load(), ("main",))
    await store.write(manager.set_up)
    context = WorkerContext(store, manager, {"main": upstream}, pictures, "nobody")
    app = App(
        settings,
        clock,
        store,
        Texts(LOCALES_FOLDER),
        manager,
        context,
        Inbox(store),
        Metrics(lambda: store.read(statistics.count, settings)),
        pictures,
    )
    app.adapters["scripted"] = platform
    made = World(seed, folder, rng, clock, store, settings, upstream, platform, app)
    holder.append(made)
    try:
        yield made
    finally:
        await store.close()


def _photo() -> bytes:
    from tests.conftest import photo

    return photo(320, 320)
