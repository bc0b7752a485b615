"""Delays and refusals of 300 jobs in a group and 50 in private chats under Telegram's limits, compared with AIORateLimiter.

    python -m benchmarks.telegram_flood --json
    {"late_429": 0, "result_delay_p95_s": .., "ptb_late_429": .., "ptb_result_delay_p95_s": ..}

`late_429` counts refusals after the first minute. A result's delay is from the earliest moment at which the limits would have
permitted it if only results were sent (one a second in a chat, 20 a minute in a group, 30 a second over all) to the moment it
was shown. The whole app runs: intake, queue, outbox and adapter, with the studio's canned pictures. The same schedule is then
replayed with python-telegram-bot as its documentation shows: a text at the moment of acceptance, the picture edited in at the
moment it was painted (without progress in between, which makes it easier), retried when refused.

An hour takes a few minutes: the event loop skips idle time (see `virtual_time`), for both alike.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import random
import sys
import tempfile
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from benchmarks import leaky_bucket
from benchmarks.virtual_time import VirtualTimeClock, VirtualTimeLoop
from bot.store import Tx
from bot.store.rows import JobRow
from tests.emulators.telegram import Bot, Chat, Person, SharedClock, TelegramServer

os.environ.setdefault("PTB_TIMEDELTA", "1")
if importlib.util.find_spec("aiolimiter") is None:
    sys.modules["aiolimiter"] = leaky_bucket

TOKEN = "123456:bench"
GROUP_JOBS = 300
PRIVATE_CHATS = 50
GROUP_MEMBERS = 30
TASK_S = 10.0
ARRIVAL_WINDOW_S = 600.0  # the requests are spread over this time
MINUTE_S = 60.0
REPLAY_RETRIES = 20
PATIENCE_S = 7200.0
GRACE_S = 600.0  # a result that is not shown this long after the last picture was painted counts as shown then


@dataclass
class JobTimes:
    """The chat of one job and when it was accepted, painted and shown (unix seconds)."""

    chat: int
    accepted: float = 0.0
    painted: float = 0.0
    shown: float = 0.0


@dataclass
class Setup:
    """An emulator with a bot, a group and people."""

    tg: TelegramServer
    bot: Bot
    group: Chat
    people: list[Person]
    began: float
    jobs: dict[str, JobTimes] = field(default_factory=dict)


def earliest_times(jobs: Sequence[JobTimes]) -> list[float]:
    """For each job, the first moment at which the limits permit its result, if only results were sent."""
    chats: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=20))
    every: deque[float] = deque(maxlen=30)
    moments = {}
    for index in sorted(range(len(jobs)), key=lambda i: jobs[i].painted):
        job, sent = jobs[index], chats[jobs[index].chat]
        moment = job.painted
        if sent:
            moment = max(moment, sent[-1] + 1.0)
        if job.chat < 0 and len(sent) == 20:
            moment = max(moment, sent[0] + MINUTE_S)
        if len(every) == 30:
            moment = max(moment, every[0] + 1.0)
        sent.append(moment)
        every.append(moment)
        moments[index] = moment
    return [moments[index] for index in range(len(jobs))]


def figures(setup: Setup, jobs: Sequence[JobTimes]) -> tuple[int, float]:
    """(refusals after the first minute, 95th percentile of the results' delays in seconds)."""
    late = sum(call.status == 429 and call.time > setup.began + MINUTE_S for call in setup.tg.requests)
    delays = sorted(job.shown - moment for job, moment in zip(jobs, earliest_times(jobs), strict=True))
    return late, delays[int(0.95 * len(delays))]


def build_setup(clock: VirtualTimeClock, tg: TelegramServer) -> Setup:
    bot = tg.add_bot(TOKEN)
    people = [tg.add_person(f"P{number}") for number in range(PRIVATE_CHATS)]
    group = tg.supergroup("Painters", [*people, bot])
    return Setup(tg, bot, group, people, clock.now())


async def run_shenbi(clock: VirtualTimeClock, folder: Path, seed: int) -> tuple[Setup, list[JobTimes]]:
    """Run the whole app."""
    from adapters.telegram import TelegramAdapter
    from bot.app import build
    from config.settings import Settings
    from studio.server import Settings as StudioSettings
    from studio.server import Studio, StudioOptions

    rng = random.Random(seed)
    async with (
        Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=TASK_S), seed=seed), clock) as studio,
        TelegramServer(clock=SharedClock(clock)) as tg,
    ):
        setup = build_setup(clock, tg)
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "language": "en",
                "telegram": {"bot_token": TOKEN, "base_url": tg.origin},
                "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]},
                "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100_000},
                "keeping": {"low_disk_mb": 0},
                "bell_after_s": 100_000,
            }
        )
        async with build(settings, clock, adapters=[TelegramAdapter]) as app:
            running = asyncio.create_task(app.run())
            await _send_requests(setup, clock, rng)
            async with asyncio.timeout(PATIENCE_S):
                await _wait_for_all_pictures(setup)
            rows = await app.store.read(_jobs)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        jobs = _job_times(setup, rows)
        assert tg.violations == [], tg.violations[:3]
        return setup, jobs


async def _wait_for_all_pictures(setup: Setup) -> None:
    for chat in _chats(setup):
        wanted = sum(job.chat == chat.id for job in setup.jobs.values())
        await chat.wait_for(lambda messages, n=wanted: len(messages.pictures()) == n, PATIENCE_S)  # type: ignore[misc]


def _chats(setup: Setup) -> list[Chat]:
    return [setup.group, *(setup.tg.private_chat(setup.bot, person) for person in setup.people)]


async def _send_requests(setup: Setup, clock: VirtualTimeClock, rng: random.Random) -> None:
    """Send 300 requests in the group and one in each private chat over the arrival window; a third in the first minute."""
    requests: list[tuple[float, Person, Chat]] = []
    for number in range(GROUP_JOBS):
        at = rng.uniform(0, MINUTE_S if number % 3 == 0 else ARRIVAL_WINDOW_S)
        requests.append((at, rng.choice(setup.people[:GROUP_MEMBERS]), setup.group))
    for person in setup.people:
        requests.append((rng.uniform(0, ARRIVAL_WINDOW_S), person, setup.tg.private_chat(setup.bot, person)))
    requests.sort(key=lambda request: request[0])
    for number, (at, person, chat) in enumerate(requests):
        await asyncio.sleep(max(0.0, setup.began + at - clock.now()))
        name = f"fox {number:03d}"
        setup.jobs[name] = JobTimes(chat.id)
        person.say(chat, f"/imagine@shenbi_bot {name}" if chat.id < 0 else f"/imagine {name}")


def _jobs(tx: Tx) -> list[JobRow]:
    numbers = range(1, 2 * (GROUP_JOBS + PRIVATE_CHATS))
    return [row for number in numbers if (row := tx.one(JobRow, "jobs.get", id=number)) is not None]


def _job_times(setup: Setup, rows: Sequence[JobRow]) -> list[JobTimes]:
    for row in rows:
        job = setup.jobs[json.loads(row.request)["prompt"]]
        job.accepted, job.painted = row.created_at, row.ended_at or 0.0
    for chat in _chats(setup):
        for change in chat.history:
            if change.has_picture and change.kind == "edit":
                name = change.shown[change.shown.index("fox ") :][:7]
                if not setup.jobs[name].shown:
                    setup.jobs[name].shown = change.time
    return list(setup.jobs.values())


async def run_ptb(
    clock: VirtualTimeClock, reference_jobs: Sequence[JobTimes], picture: bytes
) -> tuple[Setup, list[JobTimes]]:
    """Replay the schedule with a bot that follows python-telegram-bot's documentation on flood limits."""
    from telegram import InputMediaPhoto
    from telegram.ext import AIORateLimiter, ApplicationBuilder

    async with TelegramServer(clock=SharedClock(clock)) as tg:
        setup = build_setup(clock, tg)
        app = (
            ApplicationBuilder()
            .token(TOKEN)
            .base_url(tg.base_url)
            .base_file_url(tg.base_file_url)
            .updater(None)
            .rate_limiter(AIORateLimiter(max_retries=REPLAY_RETRIES))
            .read_timeout(600)
            .write_timeout(600)
            .media_write_timeout(600)
            .connect_timeout(600)
            .pool_timeout(3600)
            .build()
        )
        # Map chats by their order: the new emulator assigns new ids.
        chats = {
            old: chat.id
            for old, chat in zip(
                dict.fromkeys(s.chat for s in reference_jobs), _in_order(setup, reference_jobs), strict=True
            )
        }
        start, shift = clock.now(), min(job.accepted for job in reference_jobs)

        replayed = [
            JobTimes(chats[job.chat], start + job.accepted - shift, start + job.painted - shift)
            for job in reference_jobs
        ]
        end = max(job.painted for job in replayed) + GRACE_S

        async def send_and_edit(job: JobTimes) -> None:
            await asyncio.sleep(max(0.0, job.accepted - clock.now()))
            sent = await app.bot.send_message(job.chat, "Accepted.")
            await asyncio.sleep(max(0.0, job.painted - clock.now()))
            await app.bot.edit_message_media(InputMediaPhoto(picture, filename="x.png"), job.chat, sent.message_id)
            job.shown = clock.now()

        async with app:
            tasks = [asyncio.create_task(send_and_edit(job)) for job in replayed]
            await asyncio.wait(tasks, timeout=end - clock.now())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for job in replayed:
            job.shown = job.shown or end  # Not shown by then, or given up after all retries.
        return setup, replayed


def _in_order(setup: Setup, reference_jobs: Sequence[JobTimes]) -> list[Chat]:
    private = iter(setup.tg.private_chat(setup.bot, person) for person in setup.people)
    return [setup.group if chat < 0 else next(private) for chat in dict.fromkeys(job.chat for job in reference_jobs)]


async def measure(loop: VirtualTimeLoop, seed: int) -> dict[str, float]:
    """Run Shenbi, then the replay, on the same virtual clock."""
    clock = VirtualTimeClock(loop)
    with tempfile.TemporaryDirectory() as folder:
        setup, jobs = await run_shenbi(clock, Path(folder), seed)
    late, delay = figures(setup, jobs)
    print(f"Shenbi: {late} late refusals, {delay:.2f} s", file=sys.stderr)
    replayed, replay = await run_ptb(clock, jobs, _picture(setup))
    ptb_late, ptb_delay = figures(replayed, replay)
    return {
        "late_429": late,
        "result_delay_p95_s": round(delay, 2),
        "ptb_late_429": ptb_late,
        "ptb_result_delay_p95_s": round(ptb_delay, 2),
    }


def _picture(setup: Setup) -> bytes:
    shown = next(m.photo for m in setup.group.messages if m.photo)
    assert shown is not None
    return shown.bytes


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.telegram_flood", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    loop = VirtualTimeLoop()
    asyncio.set_event_loop(loop)
    try:
        result = loop.run_until_complete(measure(loop, options.seed))
    finally:
        loop.close()
    if options.json:
        print(json.dumps(result))
    else:
        print(
            f"results are {result['result_delay_p95_s']} s late (95 %), {result['late_429']} refusals after the first minute; "
            f"AIORateLimiter: {result['ptb_result_delay_p95_s']} s, {result['ptb_late_429']} refusals"
        )


if __name__ == "__main__":
    main()
