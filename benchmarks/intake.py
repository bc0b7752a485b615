"""Messages handled a second, and latency of the first answer.

    python -m benchmarks.intake --json
    {"messages_per_s", "answer_p50_ms", "answer_p99_ms"}

1,000 people write `/imagine ...`, each in a chat of their own, on a platform without limits; the limits on people are lifted.
`messages_per_s`: all their messages are saved at once, and each is parsed, its job queued and its post inserted, all committed
(SQLite, synchronous=FULL); until the last one. The answers are sent concurrently. `answer_p99_ms` is measured
in a second part, at 300 messages a second: from the moment in which the adapter hands a message over until the call that posts
its answer ('queued, place 7') leaves. The upstream's tasks never end: painting is not what is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.figures import Figures, percentile, show
from benchmarks.stage import Brush, Platform, no_limits, said, staged
from bot.adapter_api import PostCall, Remove
from bot.app import App
from bot.runtime.clock import SystemClock

PEOPLE = 1000
MESSAGES = 3000
AT_ONCE = 100
"""An adapter hands over so many at a time: as many as Telegram's getUpdates brings."""
STEADY_PER_S = 300
STEADY_S = 10.0
PATIENCE_S = 200.0


class Answers:
    """Notes when the first answer to each message left, by the message's id."""

    def __init__(self) -> None:
        self.left: dict[str, float] = {}
        self.wanted = 0
        self.all = asyncio.Event()

    def heard(self, call: PostCall) -> None:
        """A call has left."""
        if not isinstance(call, Remove):
            self.left.setdefault(call.view.reply_to, time.perf_counter())
            if len(self.left) == self.wanted:
                self.all.set()


@asynccontextmanager
async def running(answers: Answers) -> AsyncIterator[tuple[App, str]]:
    """Shenbi on an empty database, with an upstream that never finishes."""
    clock, platform = SystemClock(), Platform(heard=answers.heard)
    with tempfile.TemporaryDirectory() as folder:
        brush = Brush(clock, lambda number: 1e6)
        async with staged(no_limits(Path(folder)), clock, platform, brush) as app:
            working = asyncio.create_task(app.run())
            try:
                yield app, platform.name
            finally:
                working.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await working


async def messages_per_s() -> float:
    """As fast as it goes."""
    async with running(Answers()) as (app, platform):
        began = time.perf_counter()
        for first in range(0, MESSAGES, AT_ONCE):
            await app.inbox.save(
                platform,
                [said(n, f"p{n % PEOPLE}", f"/imagine fox number {n}") for n in range(first, first + AT_ONCE)],
            )
        async with asyncio.timeout(PATIENCE_S):
            while await app.store.read(lambda tx: tx.value("inbox.count_open")):  # noqa: ASYNC110 - nothing tells us when
                await asyncio.sleep(0.01)
        took = time.perf_counter() - began
        assert await app.store.read(lambda tx: tx.value("jobs.newest_id")) == MESSAGES
    return MESSAGES / took


async def answer_times() -> list[float]:
    """Milliseconds from handing over to the answer's leaving, at a steady pace."""
    answers = Answers()
    async with running(answers) as (app, platform):
        answers.wanted = int(STEADY_PER_S * STEADY_S)
        given: dict[str, float] = {}
        saving = set[asyncio.Task[list[bool]]]()
        began = time.perf_counter()
        for n in range(answers.wanted):
            await asyncio.sleep(max(0.0, began + n / STEADY_PER_S - time.perf_counter()))
            update = said(n, f"p{n % PEOPLE}", f"/imagine fox number {n}")
            given[update.event_id] = time.perf_counter()
            saving.add(asyncio.create_task(app.inbox.save(platform, [update])))
        await asyncio.gather(*saving)
        async with asyncio.timeout(PATIENCE_S):
            await answers.all.wait()
    return [(answers.left[event] - at) * 1000 for event, at in given.items()]


async def measure() -> Figures:
    """Both."""
    rate = await messages_per_s()
    times = await answer_times()
    return {
        "messages_per_s": round(rate, 1),
        "answer_p50_ms": round(percentile(times, 0.5), 1),
        "answer_p99_ms": round(percentile(times, 0.99), 1),
    }


if __name__ == "__main__":
    show(measure, __doc__)
