"""Fairness of the queue with 50 sessions and 100 single people, and concurrent votes in all sessions.

    python -m benchmarks.sessions --json
    {"jain", "votes_cast", "votes_lost", "sessions_ended"}

Every session has two rounds of twelve pictures; every single person requests three. `jain` is Jain's index (1 = all alike, 1/n =
one has everything) over the pictures so far of all payers who are still waiting, sessions and people alike, sampled whenever
each of them has been served once more, and averaged. In each vote 200 people in every group vote, all groups concurrently, and
a third of them change their vote; `votes_lost` is how many of the final votes are not counted. The clock is driven; the
pictures are rows without files.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.fairness import jain
from benchmarks.figures import Figures, show
from bot.adapter_api import GenerationRequest, Size
from bot.jobs import life_cycle, money
from bot.jobs.claim import Claimed, ClaimTerms, claim
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.states import State
from bot.sessions import events as ev
from bot.sessions.model import Rules, Session
from bot.sessions.phases import Phase
from bot.sessions.service import SessionService
from bot.store import Store, Tx, open_store
from bot.store.rows import ConversationRow, JobRow, PayerRow, PersonRow, PoolRow, WaitingLaneRow
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.clock import DrivenClock
from tests.transitions import move_through

SESSIONS = 50
SINGLES = 100
SINGLE_JOBS = 3
VOTERS = 200
SEED = 7
RULES = Rules(rounds=2, per_round=12, ideas_s=60, vote_s=60)
FIRST_VOTER = 10_000


@dataclass
class Load:
    """All sessions and single people on one store, and what was measured."""

    store: Store
    clock: DrivenClock
    service: SessionService
    pool_id: int
    sessions: list[int] = field(default_factory=list)
    samples: list[float] = field(default_factory=list)
    cast: int = 0
    lost: int = 0

    async def begin(self) -> None:
        """Start all sessions and enqueue the jobs of the single people."""
        for number in range(SESSIONS):
            self.sessions.append(await self.store.write(self._begin, number))
        for number in range(SINGLES):
            for _ in range(SINGLE_JOBS):
                await self.store.write(self._enqueue, f"single-{number}")

    def _begin(self, tx: Tx, number: int) -> int:
        host, conversation = _register(tx, f"host-{number}", f"group-{number}")
        session = self.service.start(tx, conversation, ev.Actor(host.id, host.name), "autumn", "en", RULES)
        assert session is not None
        return session.id

    def _enqueue(self, tx: Tx, name: str) -> None:
        person, conversation = _register(tx, name, name)
        payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
        request = GenerationRequest("wanx-v1", "bench", 1, Size(1024, 1024), 1)
        job = self.service.manager.accept(tx, NewJob(request, payer, person, conversation, "en"))
        assert isinstance(job, JobRow), job

    async def round(self) -> None:
        """One round of every session: an idea, the painting, the vote."""
        for session in await self.all_sessions():
            host = ev.Actor(session.host, "host")
            await self.store.write(self.service.apply, session.id, ev.IdeaGiven(host, "a fox under lanterns"))
            if (await self.get(session.id)).phase == Phase.GATHERING:
                await self.store.write(self.service.apply, session.id, ev.StartPainting(host))
        await self.paint_all()
        for session in await self.all_sessions():
            assert session.phase == Phase.ASSEMBLING, session.phase
            await self.store.write(
                self.service.apply, session.id, ev.SheetReady(session.current_round.number, "sheet.jpg", 1, 1)
            )
        await self.vote()

    async def paint_all(self) -> None:
        """Claim and finish jobs until none waits, sampling the fairness."""
        terms = ClaimTerms("bench", send_window_s=5, create_timeout_s=30, listing_margin_s=5, task_max_s=900)
        got, served = Counter[int](), set[int]()
        await self.store.write(_prepare)
        while isinstance(found := await self.store.write(claim, self.pool_id, terms), Claimed):
            payer = int(found.job.payer_id)
            session = await self.store.write(_finish, found.job, self.pool_id)
            if session:
                await self.store.write(self.service.sync_jobs, session)
            got[payer] += 1
            served.add(payer)
            if served >= (waiting := await self.store.read(self._waiting)):
                served.clear()
                if len(waiting) > 1:
                    self.samples.append(jain([float(got[each]) for each in waiting]))

    def _waiting(self, tx: Tx) -> set[int]:
        return {
            int(row.payer_id) for row in tx.all(WaitingLaneRow, "queue.waiting_lanes", pool_id=self.pool_id, limit=1000)
        }

    async def vote(self) -> None:
        """Vote in all sessions concurrently, a third of the people twice; then end the phase."""
        rng = random.Random(SEED)
        sessions = await self.all_sessions()
        first: list[tuple[int, ev.Vote]] = []
        second: list[tuple[int, ev.Vote]] = []
        wanted: dict[int, dict[int, int]] = {}
        for session in sessions:
            choices = {FIRST_VOTER + person: rng.randint(1, 12) for person in range(VOTERS)}
            changes = {person: rng.randint(1, 12) for person in choices if person % 3 == 0}
            first += [(session.id, self._ballot(session, person, number)) for person, number in choices.items()]
            second += [(session.id, self._ballot(session, person, number)) for person, number in changes.items()]
            wanted[session.id] = choices | changes
        # The second votes come after the first ones; otherwise the order is random.
        for some in (first, second):
            rng.shuffle(some)
            await asyncio.gather(*(self.store.write(self.service.apply, session_id, vote) for session_id, vote in some))
        self.clock.advance(RULES.vote_s + 3)
        for session in await self.all_sessions():
            await self.store.write(self.service.tick, session.id)
            kept = {
                b.person: b.number for b in (await self.get(session.id)).rounds[session.current_round.number - 1].votes
            }
            self.cast += len(wanted[session.id])
            self.lost += sum(kept.get(person) != number for person, number in wanted[session.id].items())

    def _ballot(self, session: Session, person: int, number: int) -> ev.Vote:
        return ev.Vote(ev.Actor(person, f"p{person}"), number, session.current_round.number)

    async def get(self, session_id: int) -> Session:
        """A stored session."""
        session = await self.store.read(self.service.get, session_id)
        assert session is not None
        return session

    async def all_sessions(self) -> list[Session]:
        """All stored sessions."""
        return [await self.get(session_id) for session_id in self.sessions]


def _register(tx: Tx, user: str, chat: str) -> tuple[PersonRow, ConversationRow]:
    person = tx.get(
        PersonRow, "people.person", platform="bench", user_id=user, name=user, hint="", reply_key="", now=tx.now
    )
    conversation = tx.get(
        ConversationRow, "people.conversation", platform="bench", chat_id=chat, thread_id="", direct=0
    )
    return person, conversation


def _prepare(tx: Tx) -> None:
    """Mark every reference as uploaded."""
    for job in tx.all(JobRow, "jobs.due_unprepared", now=tx.now, limit=10_000):
        preparing = life_cycle.transition(tx, job, State.PREPARING)
        assert preparing
        tx.run("jobs.set_prepared", id=job.id, fence=preparing.fence, url="oss://reference", until=tx.now + 86_400)
        assert life_cycle.transition(tx, preparing._replace(prepared=1), State.QUEUED)


def _finish(tx: Tx, job: JobRow, pool_id: int) -> int:
    """Finish a claimed job at once; returns its session, or 0."""
    collecting = move_through(tx, job, State.RUNNING, State.COLLECTING)
    tx.run(
        "pictures.add",
        job_id=job.id, idx=0, key=f"jobs/{job.id}/0.png", sha256="", mime="image/png", width=1, height=1, bytes=1,
        seed=1, now=tx.now,
    )  # fmt: skip
    money.settle(tx, job, 1)
    assert life_cycle.transition(tx, collecting, State.DONE)
    tx.run("queue.set_next_submit", id=pool_id, next_submit_at=0, pause_reason="", failures=0)
    return int(job.session_id)


async def measure() -> Figures:
    """Run all rounds on a temporary database."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "upstream": {"accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]},
                "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 0},
            }
        )
        clock = DrivenClock()
        store = await open_store(settings.store_url, clock)
        try:
            manager = JobManager(settings, Catalogue.load(), ("main",))
            await store.write(manager.set_up)
            pools = await store.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1"))
            load = Load(store, clock, SessionService(manager), pools[0].id)
            await load.begin()
            for _ in range(RULES.rounds):
                await load.round()
            ended = sum(session.phase == Phase.ENDED for session in await load.all_sessions())
        finally:
            await store.close()
    return {
        "jain": round(sum(load.samples) / len(load.samples), 4),
        "votes_cast": load.cast,
        "votes_lost": load.lost,
        "sessions_ended": ended,
    }


if __name__ == "__main__":
    show(measure, __doc__)
