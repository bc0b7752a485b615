"""Shares of the brush, and the order that is foretold, for crowds that Hypothesis makes up: the real queue on a real store.

The bound is that of start-time fair queueing: while two lanes both wait, what they got in pictures per weight differs by no
more than one largest job of each (Goyal, Vin, Cheng, SIGCOMM 1996, theorem 1).
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapter_api import GenerationRequest, Size
from bot.jobs.claim import Claimed
from bot.jobs.manager import NewJob
from bot.store import Row, Tx, open_store
from tests.clock import DrivenClock
from tests.conformance.store.kit import MODEL, Kit
from tests.databases import sqlite_url
from tests.examples import examples

T = TypeVar("T")
MOST_PICTURES = 4
pytestmark = pytest.mark.drawn
EXAMPLES = settings(max_examples=examples(60), deadline=None)
PICTURES = st.integers(1, MOST_PICTURES)
WEIGHTS = st.sampled_from((0.5, 1.0, 2.0, 3.0))


@dataclass(frozen=True)
class Queue:
    """The queue of one pool: one task at once and a spare."""

    kit: Kit
    clock: DrivenClock
    runner: asyncio.Runner

    def write(self, work: Callable[[Tx], T]) -> T:
        """One transaction."""
        return self._wait(self.kit.store.write(work))

    def _wait(self, what: Awaitable[T]) -> T:
        async def wait() -> T:
            return await what

        return self.runner.run(wait())

    def ask(self, person: int, pictures: int, weight: float = 1.0) -> int:
        """`person`, whose payer weighs `weight`, asks; the job's id."""

        def ask(tx: Tx) -> int:
            row, place, payer = self.kit.meet(tx, f"p{person}")
            request = GenerationRequest(MODEL, "a sea of roses", pictures, Size(1024, 1024), seed=7)
            job = self.kit.manager.accept(tx, NewJob(request, {**payer, "weight": weight}, row, place, "en"))
            assert isinstance(job, dict), job
            return int(job["id"])

        return self.write(ask)

    def claim(self) -> Row | None:
        """Whose turn it is; the upstream accepts it."""
        self.clock.advance(1.0)  # The rate is kept elsewhere.

        def claim(tx: Tx) -> Row | None:
            found = self.kit.claim(tx)
            if isinstance(found, Claimed):
                self.kit.accept_upstream(tx, found)
                return found.job
            return None

        return self.write(claim)

    def finish(self, job_id: int) -> None:
        """From running to done."""
        self.write(lambda tx: self.kit.finish(tx, job_id))


@contextmanager
def queue(running_jobs: int = 1) -> Iterator[Queue]:
    """A queue on an empty database."""
    clock = DrivenClock()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        store = runner.run(open_store(sqlite_url(Path(folder) / "x.db"), clock))
        try:
            yield Queue(runner.run(Kit.make(store, Path(folder), running_jobs=running_jobs)), clock, runner)
        finally:
            runner.run(store.close())


def shares_are_fair(got: Counter[int], weights: list[float]) -> None:
    """What all who wait got per weight differs by one largest job of each at most."""
    for one, other in itertools.combinations(range(len(weights)), 2):
        apart = abs(got[one] / weights[one] - got[other] / weights[other])
        most = MOST_PICTURES / weights[one] + MOST_PICTURES / weights[other]
        assert apart <= most + 1e-9, f"{one} and {other}: {dict(got)} with weights {weights}"


@EXAMPLES
@given(st.lists(st.tuples(WEIGHTS, st.lists(PICTURES, min_size=8, max_size=8)), min_size=2, max_size=5))
def test_pictures_are_shared_by_weight_while_all_wait(people: list[tuple[float, list[int]]]) -> None:
    with queue() as fair:
        owner: dict[int, int] = {}
        for person, (weight, jobs) in enumerate(people):
            owner.update({fair.ask(person, pictures, weight): person for pictures in jobs})
        left, got = Counter(owner.values()), Counter[int]()
        while all(left[person] > 0 for person in range(len(people))):
            job = fair.claim()
            assert job is not None
            fair.finish(job["id"])
            got[owner[job["id"]]] += job["n"]
            left[owner[job["id"]]] -= 1
            shares_are_fair(got, [weight for weight, _ in people])


@EXAMPLES
@given(st.lists(PICTURES, min_size=10, max_size=10), st.lists(PICTURES, min_size=10, max_size=10))
def test_asking_again_and_again_wins_nothing(one_by_one: list[int], at_once: list[int]) -> None:
    """A person who asks anew the moment their job is done, beside one whose jobs all wait."""
    with queue() as fair:
        patient = {fair.ask(1, pictures) for pictures in at_once}
        got = Counter[int]()
        asking = iter(one_by_one)
        fair.ask(0, next(asking))
        for _ in range(10):
            job = fair.claim()
            assert job is not None
            fair.finish(job["id"])
            person = 1 if job["id"] in patient else 0
            got[person] += job["n"]
            if person == 0 and (pictures := next(asking, 0)):
                fair.ask(0, pictures)
            shares_are_fair(got, [1.0, 1.0])


@EXAMPLES
@given(
    st.integers(1, 3),
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 6), PICTURES, WEIGHTS), min_size=1, max_size=24),
)
def test_jobs_go_in_the_order_that_was_foretold(
    running_jobs: int, ahead: int, crowd: list[tuple[int, int, float]]
) -> None:
    """Tasks end in the order in which they began, and nobody comes or goes: then every place is true."""
    weights = {person: weight for person, _, weight in crowd}
    with queue(running_jobs) as fair:
        for person, pictures, _ in crowd:
            fair.ask(person, pictures, weights[person])
        running = [job["id"] for _ in range(ahead) if (job := fair.claim())]

        def foretell(tx: Tx) -> list[int]:
            places = fair.kit.manager.positions(tx, fair.kit.pool(tx))
            return sorted(places, key=lambda job_id: places[job_id].position)

        foretold = fair.write(foretell)
        gone: list[int] = []
        while len(gone) < len(foretold):
            if job := fair.claim():
                gone.append(job["id"])
                running.append(job["id"])
            elif running:
                fair.finish(running.pop(0))
            else:
                break
        assert gone == foretold
        assert fair.claim() is None


@EXAMPLES
@given(st.integers(0, 6), st.integers(0, 2))
def test_newcomers_cannot_pass_a_second_job_without_end(crowd: int, newcomers_a_turn: int) -> None:
    """People wait with one job each, one of them with two; then newcomers come at each turn, more than can be served."""
    with queue() as fair:
        people = iter(range(1000))
        fair.ask(next(people), 1)
        for _ in range(crowd):
            fair.ask(next(people), 1)
        second = fair.ask(0, 1)
        # The crowd's first jobs, and those who came while these were served.
        most = (1 + crowd) * (1 + newcomers_a_turn)
        for _ in range(most + 1):
            job = fair.claim()
            assert job is not None
            if job["id"] == second:
                return
            fair.finish(job["id"])
            for _ in range(newcomers_a_turn):
                fair.ask(next(people), 1)
        raise AssertionError(f"{most + 1} jobs went before the second one")
