"""Models whose answer to a create brings the pictures, and models of which the task list is not documented to be complete."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.adapter_api import GenerationRequest
from bot.dashscope.transport import HttpAnswer
from bot.jobs import life_cycle, money
from bot.jobs.claim import Claimed
from bot.jobs.states import State
from bot.jobs.workers import Resolver, Submitter
from bot.jobs.workers.resolve import HELD_POLL_MAX_S
from bot.store import Tx
from bot.upstream import AnswerLost
from bot.upstream.outcomes import CreateOutcome
from tests.jobs.bench import Bench, bench, settled

MODEL = "z-image-turbo"
PRICE_LI = 100
DAY_S = 24 * 3600.0


def painted(url: str = "https://results/answer/0") -> HttpAnswer:
    """What the service answers, with a rewritten prompt beside the picture."""
    content = [{"image": url}, {"text": "a fox"}]
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    usage = {"width": 1024, "height": 1024, "image_count": 1, "input_tokens": 0}
    return HttpAnswer(200, json.dumps({"output": {"choices": [choice]}, "usage": usage, "request_id": "r"}).encode())


async def charged(at: Bench) -> int:
    """What all payers are charged, in li, reserved included."""
    return (await at.store.read(money.spent_between, "all", "0", "9")).amount_li


async def cost(at: Bench) -> int:
    """What the account owes upstream, in li."""
    return (await at.store.read(money.spent_between, "account:main", "0", "9")).amount_li


async def test_answer__brings_the_pictures_and_settles_the_money(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        at.upstream.creation = lambda request: painted()
        number = await at.enqueue("ann")
        await at.run_for(60, settled)
        assert [state for _, state, _ in await at.events(number)] == ["queued", "submitting", "collecting", "done"]
        assert (await charged(at), await cost(at)) == (PRICE_LI, PRICE_LI)
        assert await at.store.read(money.compare_totals) == []


async def test_answer__lost_is_held_after_its_time_limit_and_never_sent_again(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        at.upstream.creation = lambda request: AnswerLost("dropped")
        number = await at.enqueue("ann")
        await at.run_for(290)
        assert (await at.job(number)).state == State.UNKNOWN
        await at.run_for(30)
        held = await at.job(number)
        assert (held.state, held.error, held.slot_free) == (State.HELD, life_cycle.UNSURE, 1)
        assert (await charged(at), await cost(at)) == (PRICE_LI, 0)
        await at.run_for(DAY_S + 60, lambda jobs: jobs[0].state == State.FAILED)
        ended = await at.job(number)
        assert (ended.state, ended.error) == (State.FAILED, life_cycle.UNSURE_CLOSED)
        # The person gets the money back; the account may have been billed.
        assert (await charged(at), await cost(at)) == (0, PRICE_LI)
        assert len(at.upstream.creations) == 1
        assert await at.store.read(money.compare_totals) == []


async def test_answer__lost_by_a_process_that_died_is_held(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        submitter = at.loops[0]
        assert isinstance(submitter, Submitter)
        number = await at.enqueue("ann")
        await at.store.write(submitter._claim)
        await at.store.write(lambda tx: tx.run("jobs.lease", id=number, owner="dead", due_at=tx.now + 310))
        at.loops = at.loops[1:]
        await at.run_for(200)
        assert (await at.job(number)).state == State.UNKNOWN
        await at.run_for(200)
        assert (await at.job(number)).error == life_cycle.UNSURE
        assert not at.upstream.creations


async def test_answer__that_names_neither_task_nor_picture_is_lost(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        at.upstream.creation = lambda request: HttpAnswer(200, b'{"output": {"choices": []}, "request_id": "r"}')
        number = await at.enqueue("ann")
        await at.run_for(400, settled)
        assert (await at.job(number)).error == life_cycle.UNSURE


async def steps(at: Bench, seconds: float, done: Callable[[], bool] = lambda: False) -> bool:
    """Move the time on in small steps, until `done()`; the running loops get their turn at each."""
    end = at.clock.now() + seconds
    while at.clock.now() < end and not done():
        at.clock.advance(0.05)
        for _ in range(3):
            await at.store.read(lambda tx: None)
    return done()


@dataclass
class SlowCreates:
    """Creates of a bench that are answered when the test says so: by `answers`, in the order in which they were `sent`."""

    at: Bench
    answers: list[asyncio.Future[None]] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plain = self.at.upstream.create
        self.at.upstream.creation = lambda request: painted()
        self.at.upstream.create = self.create  # type: ignore[method-assign]

    async def create(self, request: GenerationRequest, **others: Any) -> CreateOutcome:
        on_sent = others.pop("on_sent")
        self.sent.append(self.at.clock.now())
        on_sent()
        self.answers.append(asyncio.get_running_loop().create_future())
        await self.answers[-1]
        return await self.plain(request, **others)


@asynccontextmanager
async def running_submitter(at: Bench, people: int) -> AsyncIterator[tuple[SlowCreates, Submitter, asyncio.Task[None]]]:
    """The submitter of a bench with a job of each of so many people, once its slots are taken."""
    for number in range(people):
        await at.enqueue(f"person{number}")
    slow, submitter = SlowCreates(at), at.loops[0]
    assert isinstance(submitter, Submitter)
    running = asyncio.create_task(submitter.run())
    try:
        slots = min(people, at.manager.catalogue.models[MODEL].tasks_at_once)
        assert await steps(at, 60.0, lambda: len(slow.answers) == slots)
        yield slow, submitter, running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def states(at: Bench) -> list[str]:
    """The states of all jobs."""
    return [job.state for job in await at.jobs()]


async def test_submitter__has_as_many_creates_in_flight_as_slots_and_keeps_the_rate(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at, running_submitter(at, 7) as (slow, submitter, running):
        slots = len(slow.answers)
        await steps(at, 10.0, lambda: len(slow.answers) > slots)
        assert len(slow.answers) == slots, "more creates in flight than slots"
        slow.answers[0].set_result(None)
        assert await steps(at, 60.0, lambda: len(slow.answers) == slots + 1)
        assert all(later - earlier >= 0.5 for earlier, later in pairwise(slow.sent)), slow.sent
        submitter.stop()
        for each in slow.answers[1:]:
            each.set_result(None)
        await asyncio.wait_for(running, 20)
        assert (await states(at)).count("collecting") == slots + 1


async def test_submitter__error_in_the_loop_cuts_off_no_create(tmp_path: Path) -> None:
    """An answer that is cut off cannot be found again. The loop is started again by its supervisor, and goes on."""
    async with bench(tmp_path, model=MODEL) as at, running_submitter(at, 2) as (slow, submitter, running):
        plain = submitter._claim

        def broken(tx: Tx) -> NoReturn:
            raise AssertionError("a bug")

        submitter._claim = broken  # type: ignore[method-assign]
        submitter.woken.set()
        with pytest.raises(AssertionError, match="a bug"):
            await asyncio.wait_for(running, 20)
        submitter._claim = plain  # type: ignore[method-assign]
        again = asyncio.create_task(submitter.run())
        for each in slow.answers:
            each.set_result(None)
        submitter.stop()
        await asyncio.wait_for(again, 20)
        assert await states(at) == ["collecting", "collecting"]


async def test_submitter__stopped_waits_for_answers_and_cancelled_leaves_them_to_the_resolver(tmp_path: Path) -> None:
    """As at SIGTERM: `run_until_cancelled` stops the loops, and cancels them after its grace period."""
    async with bench(tmp_path, model=MODEL) as at, running_submitter(at, 2) as (slow, submitter, running):
        submitter.stop()
        slow.answers[0].set_result(None)
        await steps(at, 2.0)
        assert not running.done()
        assert await states(at) == ["collecting", "submitting"]
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await states(at) == ["collecting", "submitting"]
        context = replace(at.context, owner="the next start")
        at.loops = [Resolver(context)]
        await at.run_for(1.0)
        assert (await at.jobs())[1].state == State.UNKNOWN, "on SQLite the process that had it is dead"
        await at.run_for(400.0)
        assert (await at.jobs())[1].error == life_cycle.UNSURE


async def test_submitter__request_that_does_not_leave_holds_nobody_up(tmp_path: Path) -> None:
    """What was reserved for it, five seconds and more, is given back."""
    async with bench(tmp_path, model=MODEL) as at:
        at.upstream.creation = lambda request: painted()
        gone, other = await at.enqueue("ann"), await at.enqueue("ben")
        submitter = at.loops[0]
        assert isinstance(submitter, Submitter)
        plain = submitter._image_urls

        async def no_image(claimed: Claimed) -> list[str]:
            if claimed.job.id == gone:
                raise KeyError("gone")
            return await plain(claimed)

        submitter._image_urls = no_image  # type: ignore[method-assign]
        await at.run_for(2.0, settled)
        assert ((await at.job(gone)).error, (await at.job(other)).state) == ("reference-gone", State.DONE)


async def test_task_list__that_is_not_documented_to_be_complete_finds_tasks_and_proves_no_absence(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path, model="wan2.7-image", default_model="wan2.7-image") as at:
        at.upstream.creation = lambda request: AnswerLost("dropped")
        at.upstream.accepts = lambda request: request.prompt == "found"
        found = await at.enqueue("ann", "found")
        await at.run_for(200, settled)
        assert (await at.job(found)).state == State.DONE
        lost = await at.enqueue("ann", "lost")
        await at.run_for(200, settled)
        assert ((await at.job(lost)).state, (await at.job(lost)).error) == (State.HELD, life_cycle.UNSURE)
        assert (await at.job(lost)).slot_free == 0, "a task that is not listed may run"
        await at.run_for(900 + HELD_POLL_MAX_S)
        assert (await at.job(lost)).slot_free == 1
        assert [prompt for _, prompt in at.upstream.creations] == ["found", "lost"]
