"""Cancelled at every await (with `make test`: at every fifth): the store stays usable, and nothing is lost or paid twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, build
from bot.jobs import money
from bot.jobs.workers import Submitter
from bot.store import Tx
from bot.store.loops import Loop, WorkerGroup
from bot.store.rows import JobRow
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.clock import DrivenClock
from tests.conftest import photo
from tests.crash.harness import SHORT_LEASES, SHORT_UPSTREAM_TIMES
from tests.databases import prepared
from tests.scripted import ScriptedPlatform

MODEL = "wanx-v1"
ROUNDS = 4
MAX_CANCELLATIONS = 400
PATIENCE_S = 60.0


class CancelAt:
    """Awaits a coroutine and cancels the current task at the coroutine's `at`-th await."""

    def __init__(self, work: Coroutine[Any, Any, None], at: int) -> None:
        self._work = work
        self.left = at

    def __await__(self) -> Generator[Any, Any, None]:
        task = asyncio.current_task()
        assert task is not None
        inner = self._work.__await__()
        sent: Any = None
        while True:
            try:
                waiting = inner.send(sent)
            except StopIteration:
                return
            self.left -= 1
            if self.left == 0:
                asyncio.get_running_loop().call_soon(task.cancel)
            try:
                sent = yield waiting
            except BaseException as error:  # noqa: BLE001 - thrown into the coroutine
                try:
                    waiting = inner.throw(error)
                except StopIteration:
                    return
                sent = yield waiting


@asynccontextmanager
async def stepped_app(folder: Path, url: str) -> AsyncIterator[tuple[App, ScriptedPlatform, Studio, DrivenClock]]:
    """An app whose loops are stepped by the test, on a driven clock."""
    clock = DrivenClock()
    chat = ScriptedPlatform()
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0), seed=1)
    async with Studio(options, clock) as studio:
        upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-cut-0001"]}]}
        made = {
            **SHORT_LEASES,
            "data_dir": folder,
            "database_url": url,
            "upstream": {**upstream, **SHORT_UPSTREAM_TIMES},
        }
        async with build(prepared(Settings.model_validate(made)), clock, adapters=[chat]) as app:
            yield app, chat, studio, clock


def loops_of(app: App) -> list[Loop]:
    """The loops that take part, in the order in which a message passes them."""
    others = [loop for loop in app.loops if isinstance(loop, Submitter) and loop.pool.model != MODEL]
    return [loop for loop in app.loops if loop not in others]


async def step(loop: Loop) -> None:
    """One turn of a loop, in one coroutine instead of several tasks, so that it can be cancelled at any await."""
    if not isinstance(loop, WorkerGroup):
        await loop.once()
        return
    items, _ = await loop.claim_due(4)
    for item in items:
        await loop.process(item)


async def make_picture(app: App, chat: ScriptedPlatform, clock: DrivenClock, number: int) -> None:
    """From a message to its picture, step by step."""
    saving = asyncio.create_task(chat.say(f"/restyle watercolor token{number}x", image=photo(320, 320), user="ann"))
    try:
        await asyncio.sleep(0)
        await app.inbox.once()
        await saving
    finally:
        saving.cancel()
    for _ in range(ROUNDS):
        for loop in loops_of(app):
            await step(loop)
        clock.advance(1.0)


async def check_usable(app: App) -> None:
    """The store answers, reads and writes."""
    async with asyncio.timeout(PATIENCE_S):
        await app.store.write(lambda tx: tx.run("jobs.set_runtime_value", name="probe", value="1"))
        assert await app.store.read(lambda tx: tx.value("jobs.runtime_value", name="probe")) == "1"


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.long)])
async def test_cancellation__cancelled_at_every_await(tmp_path: Path, database: Callable[[], str], stride: int) -> None:
    async with stepped_app(tmp_path, database()) as (app, chat, studio, clock):
        # With PostgreSQL the awaits are the same: there only the store is tested, at fewer of them.
        for at in range(1, MAX_CANCELLATIONS, stride if app.store.dialect == "sqlite" else 4 * stride):
            clock.advance(5.0)  # Leases that an earlier cancellation left have expired by now.
            cancelling = CancelAt(make_picture(app, chat, clock, at), at)
            task = asyncio.ensure_future(_waited(cancelling))
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await check_usable(app)
            if cancelling.left > 0:
                break  # It ended before the cancellation.
        assert at > 50, "too few awaits: the test proves nothing"
        assert cancelling.left > 0, "MAX_CANCELLATIONS is too low"
        await _all_end(app, chat, studio, clock)


async def _waited(cancelling: CancelAt) -> None:
    await cancelling


async def _all_end(app: App, chat: ScriptedPlatform, studio: Studio, clock: DrivenClock) -> None:
    """Continue without cancellations until no work is left; every job has one picture and was paid once."""
    for _ in range(2000):
        for loop in loops_of(app):
            await step(loop)
        clock.advance(2.0)
        if not await app.store.read(
            lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000)
        ) and not await app.store.read(_unfinished):
            break
    jobs = await app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=10_000))
    assert {job.state for job in jobs} == {"done"}, [(j.id, j.state, j.error_code) for j in jobs]
    assert len(studio.record()["tasks"]) == len(jobs)
    shown = [m.view.picture.key for m in chat.messages.values() if m.view.picture]
    assert sorted(shown) == sorted(f"jobs/{job.id}/0.png" for job in jobs)
    assert await app.store.read(money.compare_totals) == []


def _unfinished(tx: Tx) -> int:
    return int(tx.value("posts.count_open")) + int(tx.value("inbox.count_open"))


async def test_cancellation__whole_cancelled_again_and_again(tmp_path: Path, database: Callable[[], str]) -> None:
    """`App.run` is cancelled after more steps each time, and once more while it shuts down."""
    url = database()
    for steps in range(0, 64, 8):
        async with stepped_app(tmp_path, url) as (app, chat, _, _):
            running = asyncio.create_task(app.run())
            await asyncio.sleep(0)
            saying = asyncio.create_task(chat.say(f"/imagine token{steps}x"))
            for _ in range(steps):
                await asyncio.sleep(0.001)
            running.cancel()
            if steps % 16:
                await asyncio.sleep(0)
                running.cancel()
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(running, return_exceptions=True)
            saying.cancel()
            await check_usable(app)
