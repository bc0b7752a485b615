"""A task that is wound down never swallows the cancellation of whoever waits for it."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.cli.running import until_stopped
from bot.runtime.cancelling import cancel_and_wait


class Work:
    """Runs until cancelled, and then takes until `may_end` to finish."""

    def __init__(self) -> None:
        self.begun, self.unwinding, self.may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.finished = False

    async def run(self) -> None:
        try:
            self.begun.set()
            await asyncio.Event().wait()
        finally:
            self.unwinding.set()
            await self.may_end.wait()
            self.finished = True


async def test_cancel__task_has_ended_afterwards() -> None:
    work = Work()
    task = asyncio.create_task(work.run())
    await work.begun.wait()
    work.may_end.set()
    await cancel_and_wait(task)
    assert work.finished
    assert task.cancelled()
    await cancel_and_wait(task)


async def test_cancel__error_of_the_task_is_no_error_of_the_caller() -> None:
    async def fail() -> None:
        raise ValueError

    task = asyncio.create_task(fail())
    await cancel_and_wait(task)
    assert task.done()


async def test_cancel__callers_own_cancellation_gets_out() -> None:
    work = Work()
    task = asyncio.create_task(work.run())
    await work.begun.wait()
    caller = asyncio.create_task(cancel_and_wait(task))
    await work.unwinding.wait()
    caller.cancel()
    await asyncio.wait({caller})
    assert caller.cancelled()
    work.may_end.set()
    await asyncio.wait({task})


async def test_cancel__run_that_is_cancelled_finishes_its_writes_and_is_cancelled() -> None:
    work = Work()
    run = asyncio.create_task(until_stopped(work.run()))
    await work.begun.wait()
    run.cancel()
    await work.unwinding.wait()
    assert not run.done()
    work.may_end.set()
    await asyncio.wait({run})
    assert work.finished
    assert run.cancelled()


async def test_cancel__signal_ends_a_run_quietly() -> None:
    work = Work()
    work.may_end.set()
    run = asyncio.create_task(until_stopped(work.run()))
    await work.begun.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await run
    assert work.finished


async def test_cancel__what_ends_a_run_gets_out() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await until_stopped(fail())
