"""Messages handled per second, and latency of the first answer.

    python -m benchmarks.intake --json
    {"messages_per_s", "answer_p50_ms", "answer_p99_ms"}

1,000 people write `/imagine ...`, each in a chat of their own, on a platform without limits; the limits on people are lifted.
`messages_per_s`: all their messages are saved at once, and each is parsed, its job queued and its post inserted, all committed
(SQLite, synchronous=FULL). The answers are sent concurrently. `answer_p99_ms` is measured in a second part, at 300 messages a
second: from the moment in which the adapter hands a message over until the call that posts its answer ('queued, place 7').
The upstream's tasks never end: painting is not measured.
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
from benchmarks.harness import Platform, SerialUpstream, built_app, message_update, unlimited_settings
from bot.adapter_api import PostCall, Remove
from bot.app import App
from bot.runtime.clock import SystemClock

PEOPLE = 1000
MESSAGES = 3000
AT_ONCE = 100
"""The number of updates that an adapter saves at a time, as Telegram's getUpdates returns them."""
STEADY_PER_S = 300
STEADY_S = 10.0
PATIENCE_S = 200.0


class Answers:
    """Records when the first answer to each message was sent, by the message's id."""

    def __init__(self) -> None:
        self.left: dict[str, float] = {}
        self.wanted = 0
        self.all = asyncio.Event()

    def on_call(self, call: PostCall) -> None:
        """Record a call to the platform."""
        if not isinstance(call, Remove):
            self.left.setdefault(call.view.reply_to, time.perf_counter())
            if len(self.left) == self.wanted:
                self.all.set()


@asynccontextmanager
async def running(answers: Answers) -> AsyncIterator[tuple[App, str]]:
    """Shenbi on an empty database, with an upstream that never finishes."""
    clock, platform = SystemClock(), Platform(on_call=answers.on_call)
    with tempfile.TemporaryDirectory() as folder:
        upstream = SerialUpstream(clock, lambda number: 1e6)
        async with built_app(unlimited_settings(Path(folder)), clock, platform, upstream) as app:
            working = asyncio.create_task(app.run())
            try:
                yield app, platform.name
            finally:
                working.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await working


async def messages_per_s() -> float:
    """Throughput with all messages saved at once."""
    async with running(Answers()) as (app, platform):
        began = time.perf_counter()
        for first in range(0, MESSAGES, AT_ONCE):
            await app.inbox.save(
                platform,
                [
                    message_update(n, f"p{n % PEOPLE}", f"/imagine fox number {n}")
                    for n in range(first, first + AT_ONCE)
                ],
            )
        async with asyncio.timeout(PATIENCE_S):
            while await app.store.read(lambda tx: tx.value("inbox.count_open")):  # noqa: ASYNC110 - nothing signals an empty inbox
                await asyncio.sleep(0.01)
        took = time.perf_counter() - began
        assert await app.store.read(lambda tx: tx.value("jobs.newest_id")) == MESSAGES
    return MESSAGES / took


async def answer_times() -> list[float]:
    """Milliseconds from saving each message to sending its answer, at a constant rate."""
    answers = Answers()
    async with running(answers) as (app, platform):
        answers.wanted = int(STEADY_PER_S * STEADY_S)
        given: dict[str, float] = {}
        saving = set[asyncio.Task[list[bool]]]()
        began = time.perf_counter()
        for n in range(answers.wanted):
            await asyncio.sleep(max(0.0, began + n / STEADY_PER_S - time.perf_counter()))
            update = message_update(n, f"p{n % PEOPLE}", f"/imagine fox number {n}")
            given[update.event_id] = time.perf_counter()
            saving.add(asyncio.create_task(app.inbox.save(platform, [update])))
        await asyncio.gather(*saving)
        async with asyncio.timeout(PATIENCE_S):
            await answers.all.wait()
    return [(answers.left[event] - at) * 1000 for event, at in given.items()]


async def measure() -> Figures:
    """Measure throughput, then latency."""
    rate = await messages_per_s()
    times = await answer_times()
    return {
        "messages_per_s": round(rate, 1),
        "answer_p50_ms": round(percentile(times, 0.5), 1),
        "answer_p99_ms": round(percentile(times, 0.99), 1),
    }


if __name__ == "__main__":
    show(measure, __doc__)
