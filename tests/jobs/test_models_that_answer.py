"""Models whose answer to a create brings the pictures, and models of which the task list is not documented to be complete."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from bot.adapter_api import GenerationRequest
from bot.dashscope.transport import HttpAnswer
from bot.jobs import life_cycle, money
from bot.jobs.states import State
from bot.jobs.workers import Submitter
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


async def test_submitter__has_as_many_creates_in_flight_as_slots_and_keeps_the_rate(tmp_path: Path) -> None:
    async with bench(tmp_path, model=MODEL) as at:
        for number in range(7):
            await at.enqueue(f"person{number}")
        waiting: list[asyncio.Future[None]] = []
        sent: list[float] = []
        at.upstream.creation = lambda request: painted()
        plain = at.upstream.create

        async def slow(request: GenerationRequest, **others: object) -> CreateOutcome:
            on_sent = others.pop("on_sent")
            sent.append(at.clock.now())
            on_sent()  # type: ignore[operator]
            waiting.append(asyncio.get_running_loop().create_future())
            await waiting[-1]
            return await plain(request, **others)  # type: ignore[arg-type]

        at.upstream.create = slow  # type: ignore[method-assign]
        submitter = at.loops[0]
        running = asyncio.create_task(submitter.run())
        slots = at.manager.catalogue.models[MODEL].tasks_at_once
        assert await steps(at, 60.0, lambda: len(waiting) == slots)
        await steps(at, 10.0, lambda: len(waiting) > slots)
        assert len(waiting) == slots, "more creates in flight than slots"
        waiting[0].set_result(None)
        assert await steps(at, 60.0, lambda: len(waiting) == slots + 1)
        assert all(later - earlier >= 0.5 for earlier, later in pairwise(sent)), sent
        for each in waiting[1:]:
            each.set_result(None)
        submitter.stop()
        await asyncio.wait_for(running, 20)
        states = [job.state for job in await at.jobs()]
        assert states.count("collecting") == slots + 1, states


async def test_task_list__that_is_not_documented_to_be_complete_finds_tasks_and_proves_no_absence(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path, model="wan2.7-image") as at:
        at.upstream.creation = lambda request: AnswerLost("dropped")
        at.upstream.accepts = lambda request: request.prompt == "found"
        found = await at.enqueue("ann", "found")
        await at.run_for(200, settled)
        assert (await at.job(found)).state == State.DONE
        lost = await at.enqueue("ann", "lost")
        await at.run_for(200, settled)
        assert ((await at.job(lost)).state, (await at.job(lost)).error) == (State.HELD, life_cycle.UNSURE)
        assert (await at.job(lost)).slot_free == 0, "a task that is not listed may run"
        await at.run_for(900)
        assert (await at.job(lost)).slot_free == 1
        assert [prompt for _, prompt in at.upstream.creations] == ["found", "lost"]
