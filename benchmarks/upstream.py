"""Utilisation of the upstream, and latency from the end of a task to its post, compared with the official SDK.

    python -m benchmarks.upstream --json
    {"utilisation", "sdk_utilisation", "real_utilisation", "lateness_p50_s", "lateness_p95_s", "polls_per_task", ...}

`utilisation` is the share of the time from the first task's start to the last one's end in which the upstream (1 task at
once, each 8 to 20 s) was busy: 40 people with 5 jobs each, the production loops on a real SQLite file, an in-process upstream,
and virtual time. `lateness_*` is the virtual time from the end of a task to the call that posts its picture; `polls_per_task`
is the largest number of polls of one task. `sdk_utilisation` is the unmodified dashscope SDK (`ImageSynthesis.call`, with
`time.sleep` advancing the clock and its HTTP answered by the same upstream) doing the same tasks one after another, which is
all that its interface allows.

`real_utilisation` is 20 jobs in real time, over HTTP, through the studio, with tasks of 1.5 to 3 s: a sixth of the others, so
that it takes a minute; every delay weighs six times as much. `real_lateness_p50_s` is from the end of a task at the studio to the
call that posts it; `real_after_seen_p50_s` is the part after the poll that reported the end, that is the processing time that
virtual time leaves out.

`utilisation_5_at_once`, `utilisation_20_a_minute`, `utilisation_answers`, `limits_exceeded`: of pools with other limits; see
`benchmarks/pools.py`.
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
from benchmarks.harness import Platform, SerialUpstream, Stepper, Task, built_app, message_update, unlimited_settings
from benchmarks.pools import measure_pools
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
class PostTimes:
    """Records when each job's picture was posted; `posted` is keyed by the job's prompt."""

    clock: Clock
    posted: dict[str, float] = field(default_factory=dict)

    def on_call(self, call: PostCall) -> None:
        """Record a call to the platform."""
        if isinstance(call, Remove) or call.view.picture is None:
            return
        self.posted.setdefault(call.view.picture.alt, self.clock.now())


async def _request(app: App, platform: str, people: int, each: int) -> None:
    """Everybody sends all their requests at once."""
    updates = [
        message_update(number * people + person, f"p{person}", f"/imagine job {number * people + person}")
        for number in range(each)
        for person in range(people)
    ]
    saving = [asyncio.create_task(app.inbox.save(platform, updates))]
    await asyncio.sleep(0)
    if isinstance(app.clock, DrivenClock):
        await app.inbox.once()
    await asyncio.gather(*saving)


async def on_driven_clock(folder: Path) -> Figures:
    """The production loops in virtual time."""
    clock, times, done = DrivenClock(), task_times(), list[Task]()
    upstream = SerialUpstream(clock, times.__getitem__, done.append)
    post_times = PostTimes(clock)
    platform = Platform(on_call=post_times.on_call)
    async with built_app(unlimited_settings(folder), clock, platform, upstream) as app:
        await _request(app, platform.name, PEOPLE, EACH)
        stepper = Stepper(clock, app.loops)
        await stepper.settle()
        while len(post_times.posted) < len(times):
            await stepper.advance()
    late = [post_times.posted[task.prompt] - task.ended for task in done]
    return {
        "utilisation": round(upstream.utilisation, 4),
        "lateness_p50_s": round(percentile(late, 0.5), 2),
        "lateness_p95_s": round(percentile(late, 0.95), 2),
        "polls_per_task": max(task.polls for task in done),
        "polls_per_task_mean": round(sum(task.polls for task in done) / len(done), 1),
    }


class VirtualTime:
    """A clock that the patched `time.sleep` advances."""

    def __init__(self) -> None:
        self.moment = DrivenClock().now()

    def now(self) -> float:
        return self.moment

    def monotonic(self) -> float:
        return self.moment

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        raise NotImplementedError("the SDK's loop does not await")

    def sleep(self, seconds: float) -> None:
        """Replaces `time.sleep`."""
        self.moment += seconds


def _prompt(request: Any) -> str:
    """The prompt of a create request."""
    return str(json.loads(request.body)["input"]["prompt"])


@contextlib.contextmanager
def _http_answered_by(upstream: SerialUpstream, clock: VirtualTime) -> Iterator[None]:
    """Answer the SDK's HTTP from `upstream` and its sleeps from `clock`. Nothing leaves this process."""
    import requests

    def answer(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        url, method = str(request.url), request.method
        if method == "POST":
            task = upstream.submit(_prompt(request))
            output: dict[str, Any] = {"task_id": task.id, "task_status": "PENDING"}
        else:
            task, status = upstream.poll(url.rpartition("/")[2])
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
    """The official SDK: create a task, wait for it, then the next."""
    from dashscope.aigc.image_synthesis import ImageSynthesis

    clock, times = VirtualTime(), task_times()
    upstream = SerialUpstream(clock, times.__getitem__)
    with _http_answered_by(upstream, clock):
        for number in range(len(times)):
            answer = ImageSynthesis.call(model="wanx-v1", prompt=f"job {number}", n=1, api_key="sk-bench-0001")
            assert answer.output.task_status == "SUCCEEDED", answer
    assert upstream.count == len(times)
    return round(upstream.utilisation, 4)


async def in_real_time(folder: Path) -> Figures:
    """The whole app over HTTP against the studio, in real time."""
    clock = SystemClock()
    durations = StudioSettings(canned=True, min_task_s=0.0, durations=Durations("uniform", *REAL_TASK_S))
    post_times, seen = PostTimes(clock), dict[str, float]()
    all_posted = asyncio.Event()

    def on_call(call: PostCall) -> None:
        post_times.on_call(call)
        if len(post_times.posted) == REAL_PEOPLE * REAL_EACH:
            all_posted.set()

    platform = Platform(on_call=on_call)
    async with Studio(StudioOptions(settings=durations, seed=SEED)) as studio:
        upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]}
        async with build(unlimited_settings(folder, upstream=upstream), clock, adapters=[platform]) as app:
            original_query = app.context.upstreams["main"].query

            async def query(task_id: str) -> QueryOutcome:
                answer = await original_query(task_id)
                if getattr(answer, "status", None) is TaskStatus.SUCCEEDED:
                    seen.setdefault(task_id, clock.now())
                return answer

            app.context.upstreams["main"].query = query  # type: ignore[method-assign] # only records the time
            running = asyncio.create_task(app.run())
            await _request(app, platform.name, REAL_PEOPLE, REAL_EACH)
            async with asyncio.timeout(PATIENCE_S):
                await all_posted.wait()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        tasks = studio.record()["tasks"]
    begins, ends = [t["scheduled"] for t in tasks], [t["ended"] for t in tasks]
    busy = sum(end - begin for begin, end in zip(begins, ends, strict=True))
    late = [post_times.posted[task["prompt"]] - task["ended"] for task in tasks]
    after = [post_times.posted[task["prompt"]] - seen[task["task_id"]] for task in tasks]
    return {
        "real_utilisation": round(busy / (max(ends) - min(begins)), 4),
        "real_lateness_p50_s": round(percentile(late, 0.5), 2),
        "real_after_seen_p50_s": round(percentile(after, 0.5), 3),
    }


async def measure() -> Figures:
    """Measure in virtual time, with the SDK, and in real time."""
    with tempfile.TemporaryDirectory() as folder:
        figures = await on_driven_clock(Path(folder))
    figures |= await measure_pools()
    figures["sdk_utilisation"] = await asyncio.to_thread(sdk_utilisation)
    with tempfile.TemporaryDirectory() as folder:
        figures |= await in_real_time(Path(folder))
    return figures


if __name__ == "__main__":
    show(measure, __doc__)
