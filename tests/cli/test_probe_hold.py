"""A probe takes its turn in the pool, and no job takes the probe's task for its own."""

from __future__ import annotations

from pathlib import Path

from bot.adapter_api import GenerationRequest
from bot.cli.probe_hold import HOLD_S, UNANSWERED_HOLD_S, PoolBusy, PoolHold, hold_pool, release_pool
from bot.jobs.states import State
from bot.upstream import AnswerLost
from tests.jobs.bench import Bench, Creation, UpstreamTask, bench, settled


async def held(at: Bench) -> PoolHold:
    hold = await at.store.write(hold_pool, "main", at.model)
    assert isinstance(hold, PoolHold)
    return hold


def lose_first(at: Bench) -> None:
    """The answer to the first create is lost, and it was not accepted."""

    def answer(request: GenerationRequest) -> Creation:
        return AnswerLost("dropped") if len(at.upstream.creations) == 1 else None

    at.upstream.creation = answer


async def test_probe_hold__nothing_is_submitted_meanwhile(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        hold = await held(at)
        await at.enqueue("ann")
        await at.run_for(HOLD_S - 1)
        assert at.upstream.creations == []
        await at.store.write(release_pool, hold, 2.0, "", unanswered=False)
        await at.run_for(30, settled)
        assert len(at.upstream.creations) == 1


async def test_probe_hold__ends_by_itself_if_the_probe_was_killed(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        await held(at)
        await at.enqueue("ann")
        await at.run_for(HOLD_S + 30, settled)
        assert len(at.upstream.creations) == 1


async def test_probe_hold__not_within_the_rate_nor_while_an_answer_is_looked_for(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        lose_first(at)
        await at.enqueue("ann")
        await at.run_for(1)
        assert (await at.jobs())[0].state == State.UNKNOWN
        busy = await at.store.write(hold_pool, "main", at.model)
        assert isinstance(busy, PoolBusy)
        assert busy.looking
    async with bench(tmp_path / "other") as at:
        await held(at)
        busy = await at.store.write(hold_pool, "main", at.model)
        assert busy == PoolBusy(HOLD_S, looking=False)
        assert await at.store.write(hold_pool, "main", "no-such-model") is None


async def test_probe_hold__task_of_a_probe_is_no_jobs(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        lose_first(at)
        hold = await held(at)
        at.upstream.tasks.append(UpstreamTask("probe-1", "a red circle", at.clock.now(), 1, 0.1, failure="size"))
        await at.store.write(release_pool, hold, 2.0, "probe-1", unanswered=False)
        number = await at.enqueue("ann")
        await at.run_for(600, settled)
        job = await at.job(number)
        assert (job.state, job.task_id) == (State.DONE, "task-2")


async def test_probe_hold__after_a_lost_answer_no_job_looks_where_its_task_may_be(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        lose_first(at)
        hold = await held(at)
        at.clock.advance_to(at.clock.now() + 30)  # The probe's time limit.
        at.upstream.tasks.append(UpstreamTask("probe-1", "a red circle", at.clock.now(), 1, 0.1, failure="size"))
        await at.store.write(release_pool, hold, 2.0, "", unanswered=True)
        number = await at.enqueue("ann")
        await at.run_for(UNANSWERED_HOLD_S - 1)
        assert at.upstream.creations == []
        await at.run_for(600, settled)
        job = await at.job(number)
        assert (job.state, job.task_id) == (State.DONE, "task-2")
