"""Utilisation of the upstream, and latency from a finished task to its post, beside the official SDK's own waiting loop.

    python -m benchmarks.upstream --json
    {"utilisation", "sdk_utilisation", "real_utilisation", "lateness_p50_s", "lateness_p95_s", "polls_per_task", ...}

`utilisation` is the share of the time from the first task's start to the last one's end in which the upstream (1 task at
once, each 8 to 20 s) painted: 40 people with 5 jobs each, Shenbi's own loops on a real SQLite file, an upstream in this
process, and a clock that skips from event to event. `lateness_*` is from the upstream's end of a task to the call that posts
its picture, in that same time; `polls_per_task` is the most that any task was asked about. `sdk_utilisation` is the unmodified
dashscope SDK (`ImageSynthesis.call`, its `time.sleep` moving a clock of the same kind, its HTTP answered by the same upstream)
doing the same tasks one after another, which is all that its interface can.

`real_utilisation` is 20 jobs in real time, over HTTP, through the studio, with tasks of 1.5 to 3 s: a sixth of the others,
so that it takes a minute, and every delay weighs six times as much. `real_lateness_p50_s` is from the studio's end of a
task to the call that posts it; `real_after_seen_p50_s` is the part of it that begins with the answer that told the end:
what processing adds to the figures in driven time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.figures import Figures, percentile, show
from benchmarks.stage import Brush, Platform, Stepper, Task, no_limits, said, staged
from bot.adapter_api import PostCall, Remove
from bot.app import App, build
from bot.runtime.clock import Clock, SystemClock
from bot.upstream import TaskStatus
from bot.upstream.outcomes import QueryOutcome
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from studio.server.options import Durations
from tests.clock import DrivenClock

PEOPLE, EACH = 40, 5
TASK_S = (8.0, 20.0)
REAL_PEOPLE, REAL_EACH = 5, 4
REAL_TASK_S = (1.5, 3.0)
PATIENCE_S = 240.0
SEED = 11


def task_times() -> list[float]:
    """How long each task takes, in seconds; the same for everybody."""
    rng = random.Random(SEED)
    return [rng.uniform(*TASK_S) for _ in range(PEOPLE * EACH)]


@dataclass
class Watch:
    """Notes when a job's picture was posted. `posted` is by the job's prompt."""

    clock: Clock
    posted: dict[str, float] = field(default_factory=dict)

    def heard(self, call: PostCall) -> None:
        """A call has left."""
        if isinstance(call, Remove) or call.view.picture is None:
            return
        self.posted.setdefault(call.view.picture.alt, self.clock.now())


async def _request(app: App, platform: str, people: int, each: int) -> None:
    """Everybody asks for everything at once."""
    updates = [
        said(number * people + person, f"p{person}", f"/imagine job {number * people + person}")
        for number in range(each)
        for person in range(people)
    ]
    saving = [asyncio.create_task(app.inbox.save(platform, updates))]
    await asyncio.sleep(0)
    if isinstance(app.clock, DrivenClock):
        await app.inbox.once()
    await asyncio.gather(*saving)


async def on_driven_clock(folder: Path) -> Figures:
    """Shenbi's loops in virtual time."""
    clock, times, done = DrivenClock(), task_times(), list[Task]()
    brush = Brush(clock, times.__getitem__, done.append)
    watch = Watch(clock)
    platform = Platform(heard=watch.heard)
    async with staged(no_limits(folder), clock, platform, brush) as app:
        await _request(app, platform.name, PEOPLE, EACH)
        stepper = Stepper(clock, app.loops)
        await stepper.settle()
        while len(watch.posted) < len(times):
            await stepper.leap()
    late = [watch.posted[task.prompt] - task.ended for task in done]
    return {
        "utilisation": round(brush.utilisation, 4),
        "lateness_p50_s": round(percentile(late, 0.5), 2),
        "lateness_p95_s": round(percentile(late, 0.95), 2),
        "polls_per_task": max(task.polls for task in done),
        "polls_per_task_mean": round(sum(task.polls for task in done) / len(done), 1),
    }


class VirtualTime:
    """A clock that `time.sleep` moves."""

    def __init__(self) -> None:
        self.moment = DrivenClock().now()

    def now(self) -> float:
        return self.moment

    def monotonic(self) -> float:
        return self.moment

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        raise NotImplementedError("the SDK's loop does not await")

    def sleep(self, seconds: float) -> None:
        """Takes the place of `time.sleep`."""
        self.moment += seconds


def _prompt(request: Any) -> str:
    """The prompt of a creation."""
    return str(json.loads(request.body)["input"]["prompt"])


@contextlib.contextmanager
def _answered_by(brush: Brush, clock: VirtualTime) -> Iterator[None]:
    """The SDK's HTTP answered by `brush`, its sleeping done by `clock`. Nothing leaves this process."""
    import requests

    def answer(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        url, method = str(request.url), request.method
        if method == "POST":
            task = brush.submit(_prompt(request))
            output: dict[str, Any] = {"task_id": task.id, "task_status": "PENDING"}
        else:
            task, status = brush.look(url.rpartition("/")[2])
            output = {"task_id": task.id, "task_status": status.value}
            if status is TaskStatus.SUCCEEDED:
                output["results"] = [{"url": f"bench://{task.id}"}]
        response = requests.Response()
        response.status_code = HTTPStatus.OK
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps({"request_id": "r", "output": output, "usage": {"image_count": 1}}).encode()
        response.url, response.request = url, request
        return response

    with mock.patch.object(requests.Session, "send", answer), mock.patch("time.sleep", clock.sleep):
        yield


def sdk_utilisation() -> float:
    """The official SDK: create, wait, and then the next one."""
    from dashscope.aigc.image_synthesis import ImageSynthesis

    clock, times = VirtualTime(), task_times()
    brush = Brush(clock, times.__getitem__)
    with _answered_by(brush, clock):
        for number in range(len(times)):
            answer = ImageSynthesis.call(model="wanx-v1", prompt=f"job {number}", n=1, api_key="sk-bench-0001")
            assert answer.output.task_status == "SUCCEEDED", answer
    assert brush.count == len(times)
    return round(brush.utilisation, 4)


async def in_real_time(folder: Path) -> Figures:
    """The same over HTTP, with the studio, in real time."""
    clock = SystemClock()
    durations = StudioSettings(canned=True, min_task_s=0.0, durations=Durations("uniform", *REAL_TASK_S))
    watch, seen = Watch(clock), dict[str, float]()
    everything = asyncio.Event()

    def heard(call: PostCall) -> None:
        watch.heard(call)
        if len(watch.posted) == REAL_PEOPLE * REAL_EACH:
            everything.set()

    platform = Platform(heard=heard)
    async with Studio(StudioOptions(settings=durations, seed=SEED)) as studio:
        upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]}
        async with build(no_limits(folder, upstream=upstream), clock, adapters=[platform]) as app:
            plain = app.context.upstreams["main"].query

            async def query(task_id: str) -> QueryOutcome:
                answer = await plain(task_id)
                if getattr(answer, "status", None) is TaskStatus.SUCCEEDED:
                    seen.setdefault(task_id, clock.now())
                return answer

            app.context.upstreams["main"].query = query  # type: ignore[method-assign] # listens, and changes nothing
            running = asyncio.create_task(app.run())
            await _request(app, platform.name, REAL_PEOPLE, REAL_EACH)
            async with asyncio.timeout(PATIENCE_S):
                await everything.wait()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        tasks = studio.record()["tasks"]
    begins, ends = [t["scheduled"] for t in tasks], [t["ended"] for t in tasks]
    busy = sum(end - begin for begin, end in zip(begins, ends, strict=True))
    late = [watch.posted[task["prompt"]] - task["ended"] for task in tasks]
    after = [watch.posted[task["prompt"]] - seen[task["task_id"]] for task in tasks]
    return {
        "real_utilisation": round(busy / (max(ends) - min(begins)), 4),
        "real_lateness_p50_s": round(percentile(late, 0.5), 2),
        "real_after_seen_p50_s": round(percentile(after, 0.5), 3),
    }


async def measure() -> Figures:
    """All three."""
    with tempfile.TemporaryDirectory() as folder:
        figures = await on_driven_clock(Path(folder))
    figures["sdk_utilisation"] = await asyncio.to_thread(sdk_utilisation)
    with tempfile.TemporaryDirectory() as folder:
        figures |= await in_real_time(Path(folder))
    return figures


if __name__ == "__main__":
    show(measure, __doc__)
