"""What other people's programs met at a service like ours, and what becomes of it here. Each test names where it was reported."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.adapter_api import GenerationRequest
from bot.dashscope import classify
from bot.dashscope.transport import HttpAnswer
from bot.dashscope.wire import read_task
from bot.jobs import intervention, life_cycle, task_stats
from bot.jobs.states import State
from bot.jobs.task_stats import POLL_MAX_S, TaskDuration, next_poll_s
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow
from bot.upstream import (
    AnswerLost,
    CallFailed,
    Downloaded,
    DownloadOutcome,
    Missing,
    NotSent,
    ResultItem,
    TaskReport,
    TaskStatus,
    Treatment,
)
from tests.jobs.bench import Bench, Creation, bench, png, settled


def refusal(status: int, code: str, message: str = "no") -> HttpAnswer:
    return HttpAnswer(status, json.dumps({"code": code, "message": message, "request_id": "r"}).encode())


def only(prompt: str, answer: Creation) -> object:
    """That one prompt is answered so, all others as usual."""

    def creation(request: GenerationRequest) -> Creation:
        return answer if request.prompt == prompt else None

    return creation


async def test_upstream__one_prompt_that_is_always_refused_stops_nobody(tmp_path: Path) -> None:
    """agentscope-ai/agentscope-java#2700, Azure/durabletask#1040, taskiq-python/taskiq-aio-pika#35."""
    async with bench(tmp_path) as work:
        answer = refusal(400, "InternalError.Algo.InvalidParameter", "Range of input length should be ...")
        work.upstream.creation = only("poison", answer)  # type: ignore[assignment]  # A closure of the right shape.
        began = work.clock.now()
        await work.enqueue("ann", "poison")
        for number in range(6):
            await work.enqueue(f"person-{number}")
        await work.run_for(3600, settled)
        jobs = await work.jobs()
        assert (jobs[0].state, jobs[0].error) == (State.FAILED, "upstream-broke-down")
        assert [job.state for job in jobs[1:]] == [State.DONE] * 6
        assert (jobs[0].ended_at or 0.0) - began < 120, "its person is told soon"
        assert max(job.ended_at or 0.0 for job in jobs) - began < 6 * 10 + 30, "nobody waited for it"
        assert "unknown" not in {state for _, state, _ in await work.events(1)}, "a refusal is no lost answer"


async def test_upstream__fresh_result_that_is_not_there_yet_is_fetched_again(tmp_path: Path) -> None:
    """OpenGradient/tee-gateway#139."""
    asked: Counter[str] = Counter()

    def fetch(url: str) -> DownloadOutcome:
        asked[url] += 1
        if asked[url] <= 3:
            return Missing(f"HTTP {(404, 403, 404)[asked[url] - 1]}", final=False)
        return Downloaded(png(), "image/png")

    async with bench(tmp_path) as work:
        work.upstream.fetch = fetch
        await work.enqueue("ann", n=2)
        await work.run_for(600, settled)
        assert (await work.job(1)).state == State.DONE
        assert len(await work.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=1))) == 2


async def test_upstream__picture_that_breaks_off_is_fetched_again_and_the_others_only_once(tmp_path: Path) -> None:
    """The same kind: a store whose first answers are short."""
    asked: Counter[str] = Counter()

    def fetch(url: str) -> DownloadOutcome:
        asked[url] += 1
        broken = url.endswith("/1") and asked[url] <= 2
        return Downloaded(png()[:60] if broken else png(), "image/png")

    async with bench(tmp_path) as work:
        work.upstream.fetch = fetch
        await work.enqueue("ann", n=3)
        await work.run_for(600, settled)
        assert (await work.job(1)).state == State.DONE
        assert sorted(asked.values()) == [1, 1, 3]
        assert len(await work.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=1))) == 3


async def test_upstream__result_that_never_comes_ends_with_a_word(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        work.upstream.fetch = lambda url: Missing("HTTP 404", final=False)
        await work.enqueue("ann")
        await work.run_for(6 * 3600, settled)
        job = await work.job(1)
        assert (job.state, job.error) == (State.FAILED, "result-gone")
        assert (job.ended_at or 0.0) - job.submitted_at > 1800, "tried for a good while"


def test_upstream__image_that_the_service_could_not_fetch_in_time_is_worth_a_new_task() -> None:
    """QwenLM/Qwen-VL#431."""
    words = "Download the media resource timed out during the data inspection process."
    for status in (None, 400):
        assert classify("InvalidParameter.DataInspection", words, status).treatment is Treatment.NEW_TASK_ONCE


async def test_upstream__and_only_one(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        verdict = classify("InvalidParameter.DataInspection", "Download the media resource timed out")
        work.upstream.query_answer = lambda task_id: TaskReport(task_id, TaskStatus.FAILED, verdict=verdict)
        await work.enqueue("ann")
        await work.run_for(3600, settled)
        assert (await work.job(1)).state == State.FAILED
        assert len(work.upstream.tasks) == 2


@pytest.mark.parametrize("body", [b"", b"404 page not found", b'{"error": {"message": "no", "code": "not_found"}}'])
async def test_upstream__wrong_base_url_is_the_operators_and_costs_nobody_their_job(
    tmp_path: Path, body: bytes
) -> None:
    """alibaba/spring-ai-alibaba#1714, cline/cline#926."""
    async with bench(tmp_path) as work:
        work.upstream.creation = lambda request: HttpAnswer(404, body)
        for name in ("ann", "ben", "cy"):
            await work.enqueue(name)
        await work.run_for(1800)
        assert [job.state for job in await work.jobs()] == [State.QUEUED] * 3
        standing = await work.store.read(lambda tx: work.manager.queue_status(tx, tx.get(JobRow, "jobs.get", id=1)))
        assert standing.waiting_for == "account", "they are told that it is for the operator to mend"
        assert len(work.upstream.creations) < 60, "with growing pauses"
        work.upstream.creation = lambda request: None
        await work.run_for(600, settled)
        assert [job.state for job in await work.jobs()] == [State.DONE] * 3


async def test_upstream__odd_answer_about_one_task_touches_that_task(tmp_path: Path) -> None:
    """procrastinate-org/procrastinate#1518."""
    async with bench(tmp_path) as work:
        gone = CallFailed("HTTP 404 NotFound: Not found!", classify("NotFound", "Not found!", 404))
        work.upstream.query_answer = lambda task_id: gone if task_id == "task-1" else None
        for name in ("ann", "ben", "cy"):
            await work.enqueue(name)
        await work.run_for(300)
        jobs = await work.jobs()
        assert [job.state for job in jobs] == [State.RUNNING, State.DONE, State.DONE]
        assert (await work.pool()).account_state == "live"
        await work.run_for(24 * 3600, settled)
        assert (await work.job(1)).state == State.HELD, "asked about for hours, then for the operator to decide"


def _learnt(tx: Tx, *seconds: float) -> TaskDuration:
    for each in seconds:
        task_stats.record(tx, "wanx-v1", 1, each)
    return task_stats.estimate(tx, "wanx-v1", 15.0)


@pytest.mark.parametrize(
    "seconds",
    [(10800.0,), (14.0, 10800.0), (14.0, 10800.0, 12.0), (*[14.0, 12.0, 16.0] * 5, 10800.0), (0.01,)],
    ids=str,
)
async def test_upstream__one_task_of_hours_changes_little(tmp_path: Path, seconds: tuple[float, ...]) -> None:
    """wolph/python-progressbar#12."""
    async with bench(tmp_path) as work:
        known = await work.store.write(_learnt, *seconds)
        assert 10 <= known.typical_s <= 20, known
        assert known.deviation_s <= 15


async def test_upstream__task_that_takes_long_is_said_to_take_long_and_is_looked_at(tmp_path: Path) -> None:
    """riverqueue/river#1258."""
    async with bench(tmp_path) as work:
        await work.store.write(_learnt, *[14.0, 12.0, 16.0] * 5)
        work.upstream.task_s = 3000.0
        await work.enqueue("ann")
        await work.enqueue("ben")
        await work.run_for(20)

        def standing(tx: Tx) -> tuple[float | None, float | None]:
            found = work.manager.queue_status(tx, tx.get(JobRow, "jobs.get", id=1))
            return found.done_in_s, found.overdue_since

        assert (await work.store.read(standing))[1] is None
        await work.run_for(600)
        left, since = await work.store.read(standing)
        began = (await work.job(1)).task_started_at
        assert since is not None
        assert began + 14 < since < began + 60
        assert left
        assert left > 60, "no 'five seconds to go' for minutes"
        behind = await work.store.read(lambda tx: work.manager.queue_status(tx, tx.get(JobRow, "jobs.get", id=2)))
        assert behind.done_in_s is None or behind.done_in_s > 60
        assert (await work.job(1)).due_at - work.clock.now() <= POLL_MAX_S


@pytest.mark.parametrize("age", [None, 0.0, 1.0, 50.0, 1000.0, 100_000.0])
@pytest.mark.parametrize(
    "known", [TaskDuration(600.0, 100.0, 41), TaskDuration(14.0, 3.0, 41), TaskDuration(4000.0, 900.0, 2)]
)
def test_upstream__next_look_is_never_more_than_a_minute_away(known: TaskDuration, age: float | None) -> None:
    assert 0 < next_poll_s(known, age) <= 60


@pytest.mark.parametrize("results", [[{}], [], None, [{"url": ""}], [{"url": None}], ["?"]], ids=str)
async def test_upstream__success_without_a_picture_is_told_as_what_it_is(tmp_path: Path, results: object) -> None:
    """YuJunZhiXue/qwen2API#32."""
    body = {"request_id": "r", "output": {"task_id": "task-1", "task_status": "SUCCEEDED", "results": results}}
    report = read_task("task-1", body, str)
    assert isinstance(report, TaskReport)
    async with bench(tmp_path) as work:
        work.upstream.query_answer = lambda task_id: report
        await work.enqueue("ann")
        await work.run_for(600, settled)
        job = await work.job(1)
        assert (job.state, job.error) == (State.FAILED, "upstream-no-picture")
        assert len(work.upstream.tasks) == 1, "it may have been billed: no new task by itself"


async def test_upstream__pictures_that_broke_down_but_were_billed_are_not_painted_again_unasked(tmp_path: Path) -> None:
    """Rule 2: never paid twice without a person's word."""
    verdict = classify("InternalError.Timeout", "")
    report = TaskReport("task-1", TaskStatus.SUCCEEDED, results=(ResultItem(0, None, verdict),), image_count=1)
    async with bench(tmp_path) as work:
        work.upstream.query_answer = lambda task_id: report
        await work.enqueue("ann")
        await work.run_for(600, settled)
        assert (await work.job(1)).state == State.FAILED
        assert len(work.upstream.tasks) == 1


# --- the lost answer ---------------------------------------------------------------------------------------------------


class Losing:
    """The n-th creation's answer is lost; those in `accepted` had been accepted all the same."""

    def __init__(self, work: Bench, lost: set[int], accepted: set[int]) -> None:
        self.count, self.lost, self.accepted = 0, lost, accepted
        work.upstream.creation = self.creation
        work.upstream.accepts = lambda request: self.count in self.accepted

    def creation(self, request: GenerationRequest) -> Creation:
        self.count += 1
        return AnswerLost("reset") if self.count in self.lost else None


@pytest.mark.parametrize("slots", [1, 5])
async def test_upstream__lost_answer_holds_its_slot_not_the_pool(tmp_path: Path, slots: int) -> None:
    """Seen with a studio of our own: nothing else was submitted for 37 to 50 s although slots were free."""
    async with bench(tmp_path, tasks_at_once=slots) as work:
        Losing(work, {1}, {1})
        began = work.clock.now()
        for number in range(4):
            await work.enqueue(f"person-{number}")
        await work.run_for(3600, settled)
        assert [job.state for job in await work.jobs()] == [State.DONE] * 4
        assert len(work.upstream.tasks) == 4
        sent = [at - began for at, _ in work.upstream.creations]
        assert sent[1] < 5, "the next one does not wait for what becomes of the first"
        assert [task.prompt for task in work.upstream.tasks] == [f"person-{number}" for number in range(4)]


async def test_upstream__listed_task_is_nobodys_while_another_answer_is_outstanding(tmp_path: Path) -> None:
    """Two lost in one window and one task: it could be either's, so nobody gets it, and nothing is painted again."""
    async with bench(tmp_path, tasks_at_once=5) as work:
        Losing(work, {1, 2}, {2})
        for number in range(2):
            await work.enqueue(f"person-{number}")
        await work.run_for(300)
        assert [job.state for job in await work.jobs()] == [State.HELD, State.HELD]
        assert len(work.upstream.creations) == 2


async def test_upstream__job_that_the_operator_gave_up_may_still_be_whose_task_it_is(tmp_path: Path) -> None:
    """The first is held and given up at once; the task that then shows in the list could be its own as well."""
    async with bench(tmp_path, tasks_at_once=5) as work:
        Losing(work, {1, 2}, {2})
        for number in range(2):
            await work.enqueue(f"person-{number}")
        await work.run_for(20)
        first = await work.job(1)
        assert first.state == State.UNKNOWN
        assert await work.store.write(life_cycle.hold, first, "for the test")
        assert await work.store.write(intervention.give_up, 1) is intervention.InterventionResult.DONE
        await work.run_for(300)
        assert [job.state for job in await work.jobs()] == [State.FAILED, State.HELD]
        assert len(work.upstream.creations) == 2


async def test_upstream__outage_leaves_two_in_doubt_at_most(tmp_path: Path) -> None:
    """For half an hour every creation is accepted and its answer lost."""
    async with bench(tmp_path, tasks_at_once=5) as work:
        over = work.clock.now() + 1800
        work.upstream.creation = lambda request: AnswerLost("reset") if work.clock.now() < over else None
        work.upstream.accepts = lambda request: True
        for number in range(12):
            await work.enqueue(f"person-{number}")
        await work.run_for(4 * 3600, settled)
        states = Counter(job.state for job in await work.jobs())
        assert states[State.HELD] <= 2, states
        assert states[State.DONE] >= 10, states
        assert len(work.upstream.tasks) == 12, "each was accepted once"


UNAVAILABLE = HttpAnswer(503, b'{"code": "ServiceUnavailable", "message": "try later", "request_id": "r"}')


@pytest.mark.parametrize("minutes", [10, 17, 60])
@pytest.mark.parametrize(
    "answer", [AnswerLost("reset"), NotSent("no route"), UNAVAILABLE], ids=["lost", "not sent", "503"]
)
async def test_upstream__pool_goes_on_within_a_minute_of_an_outage(
    tmp_path: Path, answer: Creation, minutes: int
) -> None:
    """Whoever waits when it ends waits no longer than that for a first try."""
    async with bench(tmp_path, tasks_at_once=5) as work:
        over = work.clock.now() + 60 * minutes
        work.upstream.creation = lambda request: answer if work.clock.now() < over else None
        work.upstream.listing = lambda: CallFailed("no answer") if work.clock.now() < over else None
        for number in range(6):
            await work.enqueue(f"person-{number}")
        await work.run_for(60 * minutes + 300, settled)
        assert [job.state for job in await work.jobs()] == [State.DONE] * 6
        assert min(at for at, _ in work.upstream.creations if at >= over) - over <= 60
        assert len(work.upstream.tasks) == 6


async def test_upstream__held_job_gives_its_slot_back_when_what_could_be_its_own_has_ended(tmp_path: Path) -> None:
    async with bench(tmp_path, tasks_at_once=1) as work:
        Losing(work, {1, 2}, {1, 2})
        work.upstream.task_s = 100.0
        began = work.clock.now()
        for number in range(4):
            await work.enqueue(f"person-{number}")
        await work.run_for(3600, settled)
        jobs = await work.jobs()
        assert [job.state for job in jobs] == [State.HELD, State.HELD, State.DONE, State.DONE]
        third = work.upstream.creations[2][0] - began
        assert 100 < third < 200, "not before the two have ended, and not for a quarter of an hour"
        assert [job.slot_free for job in jobs[:2]] == [1, 1]


async def test_upstream__held_jobs_slot_is_free_in_the_end_though_the_list_cannot_be_had(tmp_path: Path) -> None:
    async with bench(tmp_path, tasks_at_once=1) as work:
        Losing(work, {1, 2}, {1, 2})
        for number in range(3):
            await work.enqueue(f"person-{number}")
        work.upstream.task_s = 5000.0
        await work.run_for(60)
        assert [job.state for job in await work.jobs()] == [State.HELD, State.HELD, State.QUEUED]
        work.upstream.listing = lambda: CallFailed("no answer")
        await work.run_for(820)
        assert len(work.upstream.creations) == 2
        await work.run_for(90)
        assert len(work.upstream.creations) == 3


async def test_upstream__every_result_of_the_studio_has_a_file_name_of_its_own() -> None:
    """The vendor's own sample saves results by the last part of their path."""
    from studio.server.references import parse_result_path, result_path

    paths = [result_path(task, index) for task in ("0f-a", "0f-b") for index in range(4)]
    assert len({path.rpartition("/")[2] for path in paths}) == 8
    assert [parse_result_path(path) for path in paths[:2]] == [("0f-a", 0), ("0f-a", 1)]
    assert parse_result_path("/results/0f-a/0f-b-0.png") is None
    assert parse_result_path("/results/0f-a/0.png") == ("0f-a", 0), "an address that 0.1.0 gave out is served further"
