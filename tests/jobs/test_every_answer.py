"""Whatever the upstream keeps answering to one job's creates, the job ends or is held, and other jobs go on."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapter_api import GenerationRequest
from bot.dashscope.client import read_create
from bot.dashscope.transport import HttpAnswer
from bot.jobs import money
from bot.jobs.states import ENDED, State
from bot.store.rows import ChargeRow, JobRow
from bot.upstream import AnswerLost, NotSent, Refused
from tests.examples import examples
from tests.jobs.bench import Bench, Creation, bench, settled

POISON = "poison"
OTHERS = 5
PAGE = b"<html><body>a page of somebody else's</body></html>"


def error(status: int, code: str, message: str = "no") -> HttpAnswer:
    return HttpAnswer(status, json.dumps({"code": code, "message": message, "request_id": "r-1"}).encode())


CODES = (
    "InternalError", "InternalError.Brand.New", "InternalError.Algo", "Brand.New", "InvalidParameter", "ModelUnavailable",
    "InvalidParameter.DataInspection", "Throttling.RateQuota", "NotFound", "RequestTimeOut", "DataInspectionFailed",
)  # fmt: skip
STATUSES = (200, 400, 401, 403, 404, 405, 408, 409, 413, 429, 499, 500, 502, 503, 504)
ANSWERS: dict[str, Creation] = {
    **{f"{status} {code}": error(status, code) for status in STATUSES for code in CODES},
    **{f"{status} page": HttpAnswer(status, PAGE) for status in (*STATUSES, 302)},
    "lost": AnswerLost("connection reset"),
    "not sent": NotSent("connection refused"),
}


def _same_to_us(answer: Creation) -> object:
    """The part of an answer that the job manager sees: of answers that are equal to it one is tried."""
    if not isinstance(answer, HttpAnswer):
        return type(answer)
    outcome = read_create(answer, str)
    if not isinstance(outcome, Refused):
        return type(outcome)
    verdict = outcome.verdict
    by_status = 400 <= outcome.http_status < 500 and outcome.http_status not in (408, 429)
    return verdict.treatment, verdict.scope, verdict.pause_s, verdict.text_id, verdict.is_concurrency, by_status


DIFFERENT = sorted({_same_to_us(answer): name for name, answer in reversed(ANSWERS.items())}.values())


async def poisoned(work: Bench, answer: Creation, *, accepted: bool = False) -> list[JobRow]:
    """Answer one person's creates like this for ever and others' as usual, until all jobs are settled."""
    work.upstream.creation = lambda request: answer if request.prompt == POISON else None
    work.upstream.accepts = lambda request: accepted
    await work.enqueue("poisoner", POISON)
    for number in range(OTHERS):
        await work.enqueue(f"other-{number}")
    await work.run_for(3 * 24 * 3600, settled)
    return await work.jobs()


@pytest.mark.parametrize("name", DIFFERENT)
async def test_upstream_answer__job_whose_creates_always_fail_ends_and_other_jobs_are_painted(
    tmp_path: Path, name: str
) -> None:
    async with bench(tmp_path) as work:
        began = work.clock.now()
        jobs = await poisoned(work, ANSWERS[name])
        assert settled(jobs), [(job.id, job.state) for job in jobs]
        assert [job.state for job in jobs[1:]] == [State.DONE] * OTHERS
        assert State(jobs[0].state) in ENDED, "nothing was ever accepted, so there is nothing to hold it for"
        assert jobs[0].error, "its person is told why"
        assert jobs[0].submissions <= 600, "a bounded number of steps"
        waits = [(job.ended_at or 0.0) - began for job in jobs[1:]]
        assert max(waits) < 8 * 60, f"others waited {max(waits):.0f} s behind it"
        assert await work.store.read(money.compare_totals) == []
        owed = await work.store.read(lambda tx: tx.all(ChargeRow, "money.charges_of_job", job_id=1))
        assert sum(row.amount_li for row in owed) == 0


async def test_upstream_answer__accepted_job_whose_answers_are_always_lost_is_painted_once(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        jobs = await poisoned(work, AnswerLost("reset"), accepted=True)
        assert [job.state for job in jobs] == [State.DONE] * (OTHERS + 1)
        assert len([task for task in work.upstream.tasks if task.prompt == POISON]) == 1


@pytest.mark.parametrize("name", ["429 Throttling.RateQuota", "503 ModelUnavailable", "404 page", "lost", "not sent"])
async def test_upstream_answer__permanent_outage_ends_every_job_with_a_reason(tmp_path: Path, name: str) -> None:
    """All creates are answered like this, for days. No job waits for ever, and none is overtaken by a later one."""
    async with bench(tmp_path) as work:
        work.upstream.creation = lambda request: ANSWERS[name]
        for number in range(3):
            await work.enqueue(f"person-{number}")
        await work.run_for(3 * 24 * 3600, settled)
        jobs = await work.jobs()
        assert all(State(job.state) in ENDED and job.error for job in jobs)
        assert sum(job.submissions for job in jobs) < 1000


async def test_upstream_answer__outage_of_an_hour_fails_no_job(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        over = work.clock.now() + 3600
        work.upstream.creation = lambda request: ANSWERS["503 ModelUnavailable"] if work.clock.now() < over else None
        for number in range(6):
            await work.enqueue(f"person-{number}")
        await work.run_for(6 * 3600, settled)
        assert [job.state for job in await work.jobs()] == [State.DONE] * 6


SEQUENCES = st.lists(st.sampled_from(DIFFERENT), min_size=1, max_size=12)


@given(answers=SEQUENCES, accepted=st.booleans(), slots=st.sampled_from((1, 3)))
@pytest.mark.drawn
@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_upstream_answer__job_ends_after_any_sequence_of_answers(
    tmp_path_factory: pytest.TempPathFactory, answers: list[str], accepted: bool, slots: int
) -> None:
    """One job gets a sequence of answers, repeated; a lost one was accepted, or not."""
    import asyncio

    async def play() -> None:
        async with bench(tmp_path_factory.mktemp("sequence"), tasks_at_once=slots) as work:
            met = 0

            def creation(request: GenerationRequest) -> Creation:
                nonlocal met
                if request.prompt != POISON:
                    return None
                met += 1
                return ANSWERS[answers[(met - 1) % len(answers)]]

            work.upstream.creation = creation
            work.upstream.accepts = lambda request: accepted
            await work.enqueue("poisoner", POISON)
            for number in range(4):
                await work.enqueue(f"other-{number}")
            await work.run_for(3 * 24 * 3600, settled)
            jobs = await work.jobs()
            assert settled(jobs), [(job.id, job.state) for job in jobs]
            assert [job.state for job in jobs[1:]] == [State.DONE] * 4
            assert len([task for task in work.upstream.tasks if task.prompt == POISON]) <= 1, "paid once at most"
            assert jobs[0].returns <= 600
            assert await work.store.read(money.compare_totals) == []

    asyncio.run(play())


async def test_upstream_answer__requeued_job_keeps_its_place_once_and_then_is_delayed(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        answer = ANSWERS["429 Throttling.RateQuota"]
        work.upstream.creation = lambda request: answer if request.prompt == POISON else None
        await work.enqueue("poisoner", POISON)
        for number in range(8):
            await work.enqueue(f"other-{number}")
        await work.run_for(3 * 24 * 3600, settled)
        order = [prompt for _, prompt in work.upstream.creations]
        assert order[:3] == [POISON, POISON, "other-0"], "the first return is followed by nobody else"
        assert order[3 : order.index("other-7")].count(POISON) >= 1
        while_others_wait = order[2 : order.index("other-7")]
        assert (POISON, POISON) not in pairwise(while_others_wait), "never twice in a row while somebody else waits"


@pytest.mark.parametrize("name", ["not sent", "503 ModelUnavailable", "429 Throttling.RateQuota"])
async def test_upstream_answer__outage_costs_no_lane_its_turn(tmp_path: Path, name: str) -> None:
    """The first job is tried repeatedly. Neither it nor the next job of its person loses its place to later ones."""
    async with bench(tmp_path) as work:
        over = work.clock.now() + 600
        work.upstream.creation = lambda request: ANSWERS[name] if work.clock.now() < over else None
        await work.enqueue("early", "early-1")
        await work.enqueue("early", "early-2")
        await work.run_for(120)
        assert len(work.upstream.creations) > 2
        for number in range(4):
            await work.enqueue(f"late-{number}", f"late-{number}-1")
            await work.enqueue(f"late-{number}", f"late-{number}-2")
        await work.run_for(2 * 3600, settled)
        order = [task.prompt for task in work.upstream.tasks]
        assert len(order) == 10
        turns = [number for number, prompt in enumerate(order) if prompt.startswith("early")]
        assert turns[0] < 2, "one other may have been let pass"
        assert turns[1] < 7, "in the second round, in which it is the oldest"
