"""How much of what a pool's limits allow is used, for three kinds of pools; part of `benchmarks.upstream`.

`utilisation_5_at_once`: tasks, five at once, five submissions a second. `utilisation_20_a_minute`: tasks that the rate limits,
not the slots. `utilisation_answers`: answers that bring the pictures, as many creates at once as slots. Each is the time that a
perfect client would take (it knows every duration before, and submits at the very moment that the limits allow) divided by the
time taken, from the first submission to the end of the last task. `limits_exceeded` counts submissions beyond the rate (in any
window, as the studio counts) or the slots, with the spare one for tasks. Production loops on a real SQLite file, in virtual time.
"""

from __future__ import annotations

import asyncio
import heapq
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.harness import (
    ACCOUNT,
    Platform,
    SerialUpstream,
    Stepper,
    Task,
    built_app,
    message_update,
    unlimited_settings,
)
from bot.adapter_api import GenerationRequest, PostCall, Remove
from bot.app import App
from bot.jobs.workers import Submitter
from bot.store.loops import Loop
from bot.upstream import Answered, Catalogue, NotSent, ResultItem
from bot.upstream.outcomes import CreateOutcome
from tests.clock import DrivenClock

PEOPLE, EACH = 30, 4
SEED = 11
FLUSHES = 8
"""Empty transactions until everything that a running loop does at a moment is done: more than it has writes in a row."""


@dataclass(frozen=True, slots=True)
class PoolCase:
    """A model, and how long its tasks take, in seconds."""

    figure: str
    model: str
    task_s: tuple[float, float]


CASES = (
    PoolCase("utilisation_5_at_once", "wan2.7-image", (8.0, 20.0)),
    PoolCase("utilisation_20_a_minute", "qwen-image-2.1-pro", (8.0, 20.0)),
    PoolCase("utilisation_answers", "z-image-turbo", (3.0, 8.0)),
)


@dataclass
class PoolUpstream(SerialUpstream):
    """As `SerialUpstream`, with `slots` tasks at once and a rate; it counts what goes beyond."""

    slots: int = 1
    rate: float = 1.0
    spare: int = 1
    exceeded: int = 0
    submitted: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def submit(self, prompt: str) -> Task:
        now = self.clock.now()
        whole = max(1, int(self.rate))
        self.exceeded += sum(at > now - whole / self.rate + 1e-6 for at in self.submitted) >= whole
        self.submitted.append(now)
        self.exceeded += sum(end > now for end in self.ends) >= self.slots + self.spare
        free = sorted(self.ends)[-self.slots :]
        started = max(now, free[0]) if len(free) == self.slots else now
        task = Task(f"task-{self.count + 1}", prompt, now, started, started + self.seconds(self.count))
        self.count += 1
        self.ends.append(task.ended)
        self.open[task.id] = task
        return task

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        if on_sent is None:
            return await super().create(request, image_urls=image_urls, deadline=deadline)
        if deadline is not None and self.clock.monotonic() > deadline:
            return NotSent("too late")
        task = self.submit(request.prompt)
        on_sent()
        await self.clock.wait(asyncio.Event(), task.ended)
        return Answered((ResultItem(0, f"bench://{task.id}"),), "r", 1)

    @property
    def taken_s(self) -> float:
        """From the first submission to the end of the last task."""
        return max(self.ends) - self.submitted[0]


def possible_s(seconds: Sequence[float], slots: int, rate: float) -> float:
    """How long a perfect client would take for tasks of these durations."""
    free, leaves, ends = [0.0] * slots, 0.0, []
    for each in seconds:
        start = max(leaves, heapq.heappop(free))
        leaves = max(leaves, 0.0) + 1 / rate
        ends.append(start + each)
        heapq.heappush(free, start + each)
    return max(ends)


async def _advance(app: App, clock: DrivenClock, stepper: Stepper) -> None:
    """Advance to the next moment at which anything is due, for the loops that are stepped and those that run."""
    clock.advance_to(max(clock.now(), min(min(stepper.due.values()), clock.next_due())))
    for _ in range(FLUSHES):
        await app.store.write(lambda tx: None)
    await stepper.settle()


async def measure_pool(case: PoolCase, folder: Path) -> Figures:
    """The figure of one kind of pool."""
    clock, rng = DrivenClock(), random.Random(SEED)
    seconds = [rng.uniform(*case.task_s) for _ in range(PEOPLE * EACH)]
    model = Catalogue.load().models[case.model]
    answers = model.protocol == "answer"
    upstream = PoolUpstream(
        clock,
        seconds.__getitem__,
        slots=model.tasks_at_once,
        rate=model.submissions_per_s,
        spare=0 if answers else 1,
    )
    posted: set[str] = set()

    def on_call(call: PostCall) -> None:
        if not isinstance(call, Remove) and call.view.picture is not None:
            posted.add(call.view.picture.alt)

    platform = Platform(on_call=on_call)
    accounts = [{"name": ACCOUNT, "keys": ["sk-bench-0001"]}]
    settings = unlimited_settings(folder, upstream={"accounts": accounts, "default_model": case.model})
    async with built_app(settings, clock, platform, upstream) as app:
        updates = [
            message_update(number, f"p{number % PEOPLE}", f"/imagine job {number} --n 1")
            for number in range(PEOPLE * EACH)
        ]
        saving = asyncio.create_task(app.inbox.save(platform.name, updates))
        await asyncio.sleep(0)
        await app.inbox.once()
        await saving
        running, stepped = _by_driver(app, case.model) if answers else ([], app.loops)
        tasks = [asyncio.create_task(loop.run()) for loop in running]
        stepper = Stepper(clock, stepped)
        try:
            await stepper.settle()
            while len(posted) < len(seconds):
                await _advance(app, clock, stepper)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    possible = possible_s(seconds, model.tasks_at_once, model.submissions_per_s)
    return {case.figure: round(possible / upstream.taken_s, 4), "limits_exceeded": upstream.exceeded}


def _by_driver(app: App, model: str) -> tuple[list[Loop], list[Loop]]:
    """The loops that run by themselves, since their creates wait side by side, and those that are stepped."""
    running = [loop for loop in app.loops if isinstance(loop, Submitter) and loop.pool.model == model]
    return list(running), [loop for loop in app.loops if loop not in running]


async def measure_pools() -> Figures:
    """All figures."""
    figures: Figures = {"limits_exceeded": 0}
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            found = await measure_pool(case, Path(folder))
        figures["limits_exceeded"] += found.pop("limits_exceeded")
        figures |= found
    return figures
