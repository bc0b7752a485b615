"""The world of the simulation: people, workers that crash and stall, a platform that loses answers, and one seed for it all.

One thing happens at a time: a loop of a worker is stepped once, or a person acts, or time passes. After every step the
invariants are looked at; in the end faults stop, everything is worked off, and nothing may be missing.
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

from bot import points
from bot.app import App
from bot.chat.inbox import Inbox, _save
from bot.clock import DrivenClock
from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.jobs.states import ENDED, State
from bot.jobs.workers import Context
from bot.loops import Crew, Loop
from bot.messages import Later, Lost, RawUpdate
from bot.metrics import Metrics
from bot.pictures.keeping import FolderPictures
from bot.store import Row, Store, Tx, open_store
from bot.texts import Texts
from bot.wanxiang.catalogue import Catalogue
from config.settings import LOCALES_FOLDER, Settings
from tests.scripted import ScriptedPlatform
from tests.simulation.upstream import SimUpstream

PEOPLE = 6
MODEL = "wanx-v1"
STALL_STEPS = 60
KILL_POINTS = sorted(points.POINTS)


class Killed(BaseException):
    """A worker dies here, as by kill -9: nothing of it goes on."""


@dataclass
class Worker:
    """One process: its loops, all with their own lease owner."""

    name: str
    loops: list[Loop]


@dataclass
class World:
    """A simulation. `faults` off: nothing goes wrong any more."""

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
    said: dict[str, str] = field(default_factory=dict)
    expected_cancels: set[str] = field(default_factory=set)
    crashes: int = 0
    at_work: list[Worker] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)

    # --- what can happen

    async def run(self, steps: int) -> None:
        """Let things happen, then let everything end, then look whether anything is missing."""
        for _ in range(2):
            await self._hire()
        for _ in range(steps):
            await self._something()
            await self.check()
        self.upstream.faults = False
        self.platform.outcomes.clear()
        await self._drain()
        await self.check()
        await self.check_end()

    async def _something(self) -> None:
        what = self.rng.random()
        if what < 0.07:
            await self._person_acts()
        elif what < 0.30:
            self.clock.advance(self.rng.choice((0.05, 0.3, 1.0, 4.0, 15.0)))
        elif what < 0.34:
            self.platform.outcomes.append(
                self.rng.choice(((Lost("lost"), True), (Lost("lost"), False), (Later(2.0), False)))
            )
        elif what < 0.345 and self.platform.messages:
            self.rng.choice(
                sorted(self.platform.messages.values(), key=lambda m: m.id)
            ).gone = True  # Somebody deletes it.
        else:
            await self._step(self.rng.choice(self.workers), crash=self.rng.random() < 0.15)

    async def _person_acts(self) -> None:
        number = len(self.said) + 1
        person = f"p{self.rng.randrange(PEOPLE)}"
        event = f"event-{number}"
        kind = self.rng.random()
        if self.said and kind < 0.15:
            # The platform delivers an old update again, as they do.
            event = self.rng.choice(sorted(self.said))
            await self._save(event, person, self.said[event])
            return
        if self.said and kind < 0.30:
            text = "/cancel"
        elif kind < 0.40:
            text = f"/restyle sketch word{number} --n 1"
        else:
            text = f"/imagine word{number} --n {self.rng.randint(1, 4)}"
        self.said[event] = text
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
            point = self.rng.choice(KILL_POINTS)

            def kill() -> None:
                raise Killed

            points.on(point, kill)
        self.at_work.append(worker)
        try:
            await loop.once()
        except Killed:
            self.crashes += 1
            self.trace.append(f"{self.clock.now():.2f} {worker.name} died at {point}")
            if worker in self.workers:
                self.workers.remove(worker)
                await self._hire()
        finally:
            self.at_work.remove(worker)
            if point:
                points.on(point, None)

    async def stall(self, seconds: float) -> None:
        """The worker at work is stopped for a while; the others go on."""
        self.trace.append(f"{self.clock.now():.2f} {self.at_work[-1].name} stalls for {seconds}")
        # Long enough for the others to give its work up, look for it twice and begin it anew.
        for _ in range(STALL_STEPS):
            self.clock.advance(seconds / STALL_STEPS)
            awake = [worker for worker in self.workers if worker not in self.at_work]
            if awake:
                await self._step(self.rng.choice(awake))

    async def _hire(self) -> None:
        name = f"worker-{len(self.trace)}-{self.rng.randrange(10**6)}"
        loops = await _loops(self.app, name)
        self.workers.append(Worker(name, loops))

    async def _drain(self) -> None:
        """No more faults: step everybody until nothing is left to do."""
        for _ in range(4000):
            for worker in self.workers:
                for loop in worker.loops:
                    await loop.once()
            if await self.store.read(_nothing_left):
                return
            self.clock.advance(1.0)
        left = await self.store.read(lambda tx: tx.all("jobs.all_open"))
        raise AssertionError(f"seed {self.seed}: never ends: {[(j['id'], j['state'], j['owner']) for j in left]}")

    # --- what must always be true

    async def check(self) -> None:
        """The invariants of every step."""
        assert not self.upstream.violations, self._say(str(self.upstream.violations))
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
        assert not wrong, self._say(f"paid twice: {wrong} at {now}")
        by_prompt = Counter(json.loads(job["request"])["prompt"] for job in jobs)
        double = {prompt for prompt, count in by_prompt.items() if count > 1}
        assert not double, self._say(f"one message, several jobs: {double}")
        assert await self.store.read(money.audit) == [], self._say("ledgers do not add up")

    async def census(self) -> Counter[str]:
        """Jobs by state, and what went wrong on the way."""
        jobs = await self.store.read(_all_jobs)
        return Counter(str(job["state"]) for job in jobs) + Counter(
            crashes=self.crashes, tasks=len(self.upstream.tasks)
        )

    async def check_end(self) -> None:
        """Nothing is missing in the end."""
        jobs = await self.store.read(_all_jobs)
        open_jobs = [j for j in jobs if State(j["state"]) not in ENDED and j["state"] != State.HELD]
        assert not open_jobs, self._say(f"unfinished: {[(j['id'], j['state']) for j in open_jobs]}")
        texts = Counter(text for text in self.said.values() if not text.startswith("/cancel"))
        prompts = {json.loads(job["request"])["prompt"] for job in jobs}
        answered = " ".join(m.view.text for m in self.platform.messages.values())
        for text in texts:
            word = next(part for part in text.split() if part.startswith("word"))
            assert word in prompts or "waiting" in answered or "minute" in answered, self._say(f"lost: {text}")
        for job in jobs:
            await self._check_job(job)

    async def _check_job(self, job: Row) -> None:
        subject = f"job:{job['id']}"
        post = await self.store.read(lambda tx: tx.one("posts.by_subject", subject=subject))
        assert post is not None
        assert post["step"] in ("rest", "closed"), self._say(f"post of job {job['id']} is {post['step']}")
        charges = await self.store.read(lambda tx: tx.all("money.charges_of_job", job_id=job["id"]))
        pictures = await self.store.read(lambda tx: tx.all("pictures.of_job", job_id=job["id"]))
        owed = sum(row["amount_li"] for row in charges)
        if job["state"] == State.HELD:
            return
        assert owed == len(pictures) * int(str(job["price_li"])), self._say(
            f"job {job['id']} owes {owed} for {len(pictures)}"
        )
        if job["state"] != State.DONE:
            return
        assert pictures, self._say(f"job {job['id']} is done without pictures")
        # One that a person deleted before we knew that it stood there is made once more.
        shown = [
            m
            for m in self.platform.messages.values()
            if m.view.picture and f"jobs/{job['id']}/" in m.view.picture.key and not m.gone
        ]
        assert len(shown) <= 1, self._say(f"job {job['id']} stands {len(shown)} times")
        if post["step"] != "closed" and not any(
            m.gone for m in self.platform.messages.values() if m.id == post["handle"]
        ):
            assert len(shown) == 1, self._say(f"job {job['id']} stands {len(shown)} times")

    def _say(self, what: str) -> str:
        return f"seed {self.seed}: {what}\n" + "\n".join(self.trace[-20:])


def _all_jobs(tx: Tx) -> list[Row]:
    return [tx.get("jobs.get", id=number) for number in range(1, int(tx.value("jobs.newest_id") or 0) + 1)]


def _nothing_left(tx: Tx) -> bool:
    jobs = [job for job in tx.all("jobs.all_open") if job["state"] != State.HELD]
    return not jobs and not tx.value("inbox.count_open") and not tx.value("posts.count_open")


async def _loops(app: App, owner: str) -> list[Loop]:
    """A worker's loops, made by the same hand as in production, one item at a time."""
    from bot import app as house

    loops = app.loops
    app.loops = []
    app.context = Context(app.store, app.manager, app.context.upstreams, app.pictures, owner)
    await house._hire(app)
    hired, app.loops = app.loops, loops
    for loop in hired:
        if isinstance(loop, Crew):
            loop.hands = 1
    wanted = ("submit", "intake", "prepare", "poll", "collect", "resolve", "posts scripted")
    kept = [loop for loop in hired if loop.name in wanted]
    return [loop for loop in kept if loop.name != "submit" or getattr(loop, "pool", {}).get("model") == MODEL]


@asynccontextmanager
async def world(seed: int, folder: Path, url: str = "") -> AsyncIterator[World]:
    """A new world on an empty database (`url`; SQLite in `folder` by default)."""
    random.seed(seed)
    rng = random.Random(zlib.crc32(f"world {seed}".encode()))
    clock = DrivenClock()
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "language": "en",
            "upstream": {"accounts": [{"name": "main", "keys": ["sk-sim-0001"]}]},
            "limits": {"waiting_jobs": 50, "requests_per_minute": 0, "daily_yuan": 0},
        }
    )
    store = await open_store(url or settings.store_url, clock)
    platform = ScriptedPlatform()
    platform.images["pic"] = _photo()
    pictures = FolderPictures(folder / "pictures")
    holder: list[World] = []

    async def stall(seconds: float) -> None:
        await holder[0].stall(seconds)

    upstream = SimUpstream(clock, rng, stall)
    manager = JobManager(settings, Catalogue.load(), ("main",))
    await store.write(manager.set_up)
    context = Context(store, manager, {"main": upstream}, pictures, "nobody")
    app = App(settings, clock, store, Texts(LOCALES_FOLDER), manager, context, Inbox(store), Metrics(store), pictures)
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
