"""Delays and refusals of 300 jobs in the channels of a server and 50 in direct chats under Discord's limits.

    python -m benchmarks.discord_flood --json
    {"late_429": 0, "result_delay_p95_s": .., "refused": .., "requests": ..}

`late_429` counts refusals after the first minute. A result's delay is from the earliest moment at which the limits would have
permitted it if only results were sent (one a second in a channel, 40 a second over all) to the moment it was shown. The whole app
runs: gateway, intake, queue, outbox and adapter, with the studio's canned pictures, by commands in the server and plain words in
the direct chats.

Half an hour takes a minute or two: the event loop skips idle time (see `virtual_time`).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from benchmarks.virtual_time import VirtualTimeClock, VirtualTimeLoop
from bot.store import Tx
from bot.store.rows import JobRow
from tests.discord.world import DISCORD_TOKEN, discord_options
from tests.emulators.discord import Bot, Channel, DiscordServer, Person, SharedClock

SERVER_JOBS, CHANNELS, MEMBERS, DIRECT_CHATS = 300, 3, 30, 50
TASK_S = 10.0
ARRIVAL_WINDOW_S = 600.0  # the requests are spread over this time
MINUTE_S = 60.0
PATIENCE_S = 7200.0
CHANNEL_INTERVAL_S, PLATFORM_PER_S = 1.0, 40


@dataclass
class JobTimes:
    """The channel of one job and when it was painted and shown (unix seconds)."""

    channel: Channel
    painted: float = 0.0
    shown: float = 0.0


@dataclass
class Setup:
    """An emulator with a bot, a server and people."""

    discord: DiscordServer
    bot: Bot
    channels: list[Channel]
    people: list[Person]
    began: float
    jobs: dict[str, JobTimes] = field(default_factory=dict)


def earliest_times(jobs: Sequence[JobTimes]) -> list[float]:
    """For each job, the first moment at which the limits permit its result, if only results were sent."""
    free_at: dict[str, float] = defaultdict(float)
    every: list[float] = []
    moments: dict[int, float] = {}
    for index in sorted(range(len(jobs)), key=lambda i: jobs[i].painted):
        job = jobs[index]
        moment = max(job.painted, free_at[job.channel.id])
        if len(every) >= PLATFORM_PER_S:
            moment = max(moment, sorted(every)[-PLATFORM_PER_S] + 1.0)
        free_at[job.channel.id] = moment + CHANNEL_INTERVAL_S
        every.append(moment)
        moments[index] = moment
    return [moments[index] for index in range(len(jobs))]


async def run(clock: VirtualTimeClock, folder: Path, seed: int) -> tuple[Setup, list[JobTimes]]:
    """Run the whole app."""
    from adapters.discord import DiscordAdapter
    from bot.app import build
    from config.settings import Settings
    from studio.server import Settings as StudioSettings
    from studio.server import Studio, StudioOptions

    rng = random.Random(seed)
    async with (
        Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=TASK_S), seed=seed), clock) as studio,
        DiscordServer(clock=SharedClock(clock)) as discord,
    ):
        bot = discord.add_bot(DISCORD_TOKEN)
        people = [discord.add_person(f"P{number}") for number in range(DIRECT_CHATS)]
        guild = discord.guild("Painters", [*people, bot])
        channels = [discord.channel(guild, f"c{number}") for number in range(CHANNELS)]
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "language": "en",
                "discord": discord_options(discord),
                "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-bench-0001"]}]},
                "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100_000},
                "keeping": {"low_disk_mb": 0},
                "web": {"enabled": False},
                "bell_after_s": 100_000,
            }
        )
        async with build(settings, clock, adapters=[DiscordAdapter]) as app:
            running = asyncio.create_task(app.run())
            await discord.gateway.connected(timeout=PATIENCE_S)
            await discord.world.changed.wait_until(lambda: bot.commands, PATIENCE_S, "the commands")
            setup = Setup(discord, bot, channels, people, clock.now())
            await _send_requests(setup, clock, rng)
            await discord.world.changed.wait_until(lambda: _all_shown(setup), PATIENCE_S, "all pictures")
            rows = await app.store.read(_jobs)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        jobs = _job_times(setup, rows)
        assert discord.violations == [], discord.violations[:3]
        return setup, jobs


async def _send_requests(setup: Setup, clock: VirtualTimeClock, rng: random.Random) -> None:
    """Commands in the server and one message in each direct chat over the arrival window; a third in the first minute."""
    requests: list[tuple[float, Person, Channel]] = []
    for number in range(SERVER_JOBS):
        at = rng.uniform(0, MINUTE_S if number % 3 == 0 else ARRIVAL_WINDOW_S)
        requests.append((at, rng.choice(setup.people[:MEMBERS]), rng.choice(setup.channels)))
    for person in setup.people:
        requests.append((rng.uniform(0, ARRIVAL_WINDOW_S), person, setup.discord.dm(setup.bot, person)))
    requests.sort(key=lambda request: request[0])
    for number, (at, person, channel) in enumerate(requests):
        await asyncio.sleep(max(0.0, setup.began + at - clock.now()))
        name = f"fox {number:03d}"
        setup.jobs[name] = JobTimes(channel)
        if channel.is_direct:
            person.say(channel, f"/imagine {name}")
        else:
            person.slash(channel, "imagine", prompt=name)


def _places(setup: Setup) -> list[Channel]:
    return [*setup.channels, *(setup.discord.dm(setup.bot, person) for person in setup.people)]


def _all_shown(setup: Setup) -> bool:
    shown = sum(bool(message.pictures) for place in _places(setup) for message in place.by(setup.bot))
    return shown >= SERVER_JOBS + DIRECT_CHATS


def _jobs(tx: Tx) -> list[JobRow]:
    numbers = range(1, 2 * (SERVER_JOBS + DIRECT_CHATS))
    return [row for number in numbers if (row := tx.one(JobRow, "jobs.get", id=number)) is not None]


def _job_times(setup: Setup, rows: Sequence[JobRow]) -> list[JobTimes]:
    for row in rows:
        setup.jobs[json.loads(row.request)["prompt"]].painted = row.ended_at or 0.0
    for place in _places(setup):
        for change in place.history:
            if change.pictures and change.kind == "edit":
                name = change.shown[change.shown.index("fox ") :][:7]
                setup.jobs[name].shown = setup.jobs[name].shown or change.at
    return list(setup.jobs.values())


async def measure(loop: VirtualTimeLoop, seed: int) -> dict[str, object]:
    """Run and compute the figures."""
    with tempfile.TemporaryDirectory() as folder:
        setup, jobs = await run(VirtualTimeClock(loop), Path(folder), seed)
    requests = setup.discord.recorder.requests
    delays = sorted(job.shown - moment for job, moment in zip(jobs, earliest_times(jobs), strict=True))
    return {
        "late_429": sum(one.status == 429 and one.at > setup.began + MINUTE_S for one in requests),
        "result_delay_p95_s": round(delays[int(0.95 * len(delays))], 2),
        "refused": dict(Counter(f"{one.endpoint} {one.status} {one.code}" for one in requests if one.status >= 400)),
        "requests": len(requests),
        "failed_interactions": sum(one.is_failed for one in setup.discord.world.interactions.values()),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.discord_flood", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    loop = VirtualTimeLoop()
    asyncio.set_event_loop(loop)
    try:
        result = loop.run_until_complete(measure(loop, options.seed))
    finally:
        loop.close()
    if options.json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        print(f"results are {result['result_delay_p95_s']} s late (95 %), {result['late_429']} refusals after a minute")


if __name__ == "__main__":
    main()
