"""Properties of the queue and the ledgers under any order of events: lanes are consistent, a newcomer is not starved,
ledgers add up, limits hold, the forecast comes true. Hypothesis drives the real store."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from bot.adapter_api import GenerationRequest, Size
from bot.jobs import life_cycle, money, requeue
from bot.jobs.cancellation import CancelResult, cancel_job
from bot.jobs.claim import Claimed, ClaimTerms, claim
from bot.jobs.create_answer import note_answer
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.queue import ARRIVAL_LAG
from bot.jobs.states import EDGES, OCCUPIES_SLOT, State
from bot.store import Tx, open_store
from bot.store.rows import (
    ChargeRow,
    ConversationRow,
    JobRow,
    LaneStateRow,
    PayerRow,
    PersonRow,
    PoolRow,
    WaitingLaneRow,
)
from bot.upstream import Accepted, NotSent
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.clock import DrivenClock
from tests.databases import sqlite_url
from tests.examples import examples

P = ParamSpec("P")
T = TypeVar("T")
CATALOGUE = Catalogue.load()
TERMS = ClaimTerms("property", send_window_s=5, create_timeout_s=30, listing_margin_s=5, task_max_s=900)
PEOPLE = st.integers(1, 5)
PICTURES = st.integers(1, 4)
WAITING_LIMIT = 3


class Queue(RuleBasedStateMachine):
    """The queue of one pool, with a model of who waits."""

    waiting = Bundle("waiting")
    running = Bundle("running")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.clock = DrivenClock()
        made = {
            "data_dir": self.folder.name,
            "upstream": {"accounts": [{"name": "main", "keys": ["sk-property-1"]}], "tasks_at_once": 3},
            "limits": {"waiting_jobs": WAITING_LIMIT, "requests_per_minute": 0, "daily_yuan": 0, "running_jobs": 1},
        }
        self.settings = Settings.model_validate(made)
        self.manager = JobManager(self.settings, CATALOGUE, ("main",))
        self.store = self.do(open_store(sqlite_url(Path(self.folder.name) / "property.db"), self.clock))
        self.write(self.manager.set_up)
        self.pool = self.read(lambda tx: tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1"))[0].id
        self.newcomers: dict[int, Counter[int]] = {}  # payer -> whose jobs have gone since they came, and how many

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(what)

    def write(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.do(self.store.write(work, *args, **kwargs))

    def read(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.do(self.store.read(work, *args, **kwargs))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.do(self.store.close())
            self.loop.close()
            self.folder.cleanup()

    def owes_nothing(self, payer: int) -> bool:
        """Whether a payer was last served so long ago that all others have been served since. (Queueing one job at a
        time must gain nothing.)"""
        lanes: list[LaneStateRow] = self.read(
            lambda tx: tx.all(LaneStateRow, "queue.look_at_lanes", payer_id=payer, limit_name="running_jobs")
        )
        return all(lane.finish_tag <= lane.virtual_time + ARRIVAL_LAG for lane in lanes)

    @rule(target=waiting, person=PEOPLE, pictures=PICTURES)
    def ask(self, person: int, pictures: int) -> Any:
        def accept(tx: Tx) -> JobRow | Denied:
            row = tx.get(
                PersonRow,
                "people.person",
                platform="p",
                user_id=str(person),
                name="",
                hint="",
                reply_key="",
                now=tx.now,
            )
            place = tx.get(
                ConversationRow, "people.conversation", platform="p", chat_id=str(person), thread_id="", direct=1
            )
            payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=row.id)
            request = GenerationRequest("wanx-v1", "property", pictures, Size(1024, 1024), 1)
            return self.manager.accept(tx, NewJob(request, payer, row, place, "en"))

        job = self.write(accept)
        if isinstance(job, Denied):
            assert job.text_id == "limit-waiting"
            return multiple()
        open_jobs = [
            j
            for j in self.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000))
            if j.payer_id == job.payer_id
        ]
        if len(open_jobs) == 1 and self.owes_nothing(job.payer_id):
            self.newcomers[job.payer_id] = Counter()
        return job.id

    @rule(target=running, seconds=st.sampled_from((0.0, 0.6, 5.0)))
    def claim(self, seconds: float) -> Any:
        self.clock.advance(seconds)
        self.write(
            lambda tx: requeue.end_expired_backoffs(tx, requeue.expired_backoffs(tx, self.pool))
        )  # As a worker does at the end of the rest.
        expected = self.read(lambda tx: self.manager.positions(tx, tx.get(PoolRow, "queue.pool", id=self.pool)))
        found = self.write(claim, self.pool, TERMS)
        if not isinstance(found, Claimed):
            return multiple()
        first = min(expected, key=lambda job: expected[job].position)
        assert first == found.job.id, "the forecast names another job than the claim"
        self.write(note_answer, found, Accepted(f"task-{found.job.id}-{found.job.submissions}"), 1.0)
        payer = found.job.payer_id
        self.newcomers.pop(payer, None)
        for since in self.newcomers.values():
            since[payer] += 1
            # So it waits for at most one job of each other lane, whenever that came.
            assert since[payer] <= 1, "a newcomer waited for two jobs of one other person"
        return found.job.id

    @rule(job_id=consumes(running), kept=st.integers(0, 4))
    def finish(self, job_id: int, kept: int) -> None:
        def end(tx: Tx) -> None:
            job = tx.get(JobRow, "jobs.get", id=job_id)
            if job.state != State.RUNNING:
                return
            collecting = life_cycle.transition(tx, job, State.COLLECTING, due_at=tx.now)
            assert collecting
            if kept:
                life_cycle.transition(tx, collecting, State.DONE, kept=min(kept, job.n))
            else:
                life_cycle.fail(tx, collecting, "result-gone")

        self.write(end)

    @rule(target=waiting)
    def claim_and_give_back(self) -> Any:
        """The upstream cannot be reached: the job is requeued in its place, the first time without a delay."""
        self.clock.advance(1.0)
        found = self.write(claim, self.pool, TERMS)
        if not isinstance(found, Claimed):
            return multiple()
        self.write(note_answer, found, NotSent("no line"), 0.0)
        self.clock.advance(700.0)
        again = self.write(claim, self.pool, TERMS)
        if not found.job.returns:
            assert isinstance(again, Claimed)
            assert again.job.id == found.job.id, "what was given back has lost its turn"
        if isinstance(again, Claimed):
            self.write(note_answer, again, NotSent("no line"), 0.0)
        for claimed in (found, again):
            if isinstance(claimed, Claimed):
                self.newcomers.pop(claimed.job.payer_id, None)  # It has had its turn, and may have lost it.
        self.clock.advance(700.0)
        return multiple()

    @rule(job_id=waiting)
    def cancel(self, job_id: int) -> None:
        job = self.read(lambda tx: tx.get(JobRow, "jobs.get", id=job_id))
        answer = self.write(cancel_job, job_id)
        if job.state == State.QUEUED:
            assert answer is CancelResult.CANCELLED
            self.newcomers.pop(job.payer_id, None)

    @invariant()
    def the_ledgers_add_up(self) -> None:
        if not hasattr(self, "store"):
            return
        assert self.read(money.compare_totals) == []

        def owed(tx: Tx) -> list[tuple[int, int, int]]:
            newest = int(tx.value("jobs.newest_id") or 0)
            jobs = [tx.get(JobRow, "jobs.get", id=number) for number in range(1, newest + 1)]
            sums = []
            for job in jobs:
                rows = tx.all(ChargeRow, "money.charges_of_job", job_id=job.id)
                sums.append((job.id, sum(r.amount_li for r in rows), sum(r.pictures for r in rows) * job.price_li))
                if State(job.state) in (State.FAILED, State.CANCELLED):
                    assert sums[-1][1] == 0, "an ended job that nobody got anything of costs something"
            return sums

        for job_id, amount, pictures in self.read(owed):
            assert amount == pictures, f"job {job_id} owes {amount} for {pictures}"

    @invariant()
    def lanes_are_in_order(self) -> None:
        if not hasattr(self, "store"):
            return

        def look(tx: Tx) -> None:
            pool = tx.get(PoolRow, "queue.pool", id=self.pool)
            open_jobs = tx.all(JobRow, "jobs.oldest_open", limit=1000)
            waiting = [job for job in open_jobs if job.state == State.QUEUED]
            painting = [job.payer_id for job in open_jobs if job.state in OCCUPIES_SLOT]
            for lane in tx.all(WaitingLaneRow, "queue.waiting_lanes", pool_id=self.pool, limit=100):
                heads = [job.id for job in waiting if job.lane_id == lane.id]
                assert heads, "a lane waits with nobody in it"
                assert lane.ready == int(lane.payer_id not in painting), "a lane is not where its payer's limit puts it"
                assert not lane.ready or lane.start_tag >= pool.virtual_time - 1e-9
            for job in waiting:
                assert sum(1 for other in waiting if other.payer_id == job.payer_id) <= WAITING_LIMIT + 1

        self.read(look)


TestQueue = pytest.mark.drawn(Queue.TestCase)
TestQueue.settings = settings(max_examples=examples(80), stateful_step_count=30, deadline=None)


def test_queue_properties__every_transition_has_a_reason_and_final_states_have_none() -> None:
    for (before, after), reason in EDGES.items():
        assert reason
        assert before not in (State.DONE, State.FAILED, State.CANCELLED)
        assert before is not after
