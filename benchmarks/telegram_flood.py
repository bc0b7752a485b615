"""300 jobs in one group and 50 private chats, against Telegram's real limits; beside it the same with AIORateLimiter.

    python -m benchmarks.telegram_flood --json
    {"late_429": 0, "result_delay_p95_s": .., "ptb_late_429": .., "ptb_result_delay_p95_s": ..}

`late_429` counts refusals after the first minute. A result's delay is from the earliest moment at which the limits would have
permitted it, had only results been sent (one a second in a chat, 20 a minute in a group, 30 a second over all), to the moment
it was shown. All of Shenbi runs: intake, queue, outbox and adapter, with the studio's canned pictures. This is then replayed with
python-telegram-bot as its documentation has it: the same words at the moments of acceptance, the same pictures edited in at the
moments at which they were painted (and no progress between, which makes it easier), retried when refused.

An hour passes in a few minutes: the event loop's time skips over pure waiting (see `leaping`), for both alike.
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
from typing import Any

import structlog

from benchmarks import leaky
from benchmarks.leaping import LeapingLoop, LoopClock
from tests.emulators.telegram import Bot, Chat, Person, SharedClock, TelegramServer

os.environ.setdefault("PTB_TIMEDELTA", "1")
if importlib.util.find_spec("aiolimiter") is None:
    sys.modules["aiolimiter"] = leaky

TOKEN = "123456:bench"
GROUP_JOBS = 300
PRIVATE_CHATS = 50
PAINTERS = 30
TASK_S = 10.0
ARRIVE_S = 600.0  # the requests come within this time
MINUTE_S = 60.0
REPLAY_RETRIES = 20
PATIENCE_S = 7200.0
GRACE_S = 600.0  # after the last picture was painted, what is still not there counts as late until then


@dataclass
class Story:
    """What happened to one prompt: where, when it was accepted, when it was painted, when its picture stood (unix seconds)."""

    chat: int
    accepted: float = 0.0
    painted: float = 0.0
    shown: float = 0.0


@dataclass
class Stage:
    """An emulator with its crowd."""

    tg: TelegramServer
    bot: Bot
    group: Chat
    people: list[Person]
    began: float
    stories: dict[str, Story] = field(default_factory=dict)


def soonest(stories: Sequence[Story]) -> list[float]:
    """For each story, the first moment at which the limits would let its result stand, if results alone were sent."""
    chats: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=20))
    every: deque[float] = deque(maxlen=30)
    moments = {}
    for index in sorted(range(len(stories)), key=lambda i: stories[i].painted):
        story, sent = stories[index], chats[stories[index].chat]
        moment = story.painted
        if sent:
            moment = max(moment, sent[-1] + 1.0)
        if story.chat < 0 and len(sent) == 20:
            moment = max(moment, sent[0] + MINUTE_S)
        if len(every) == 30:
            moment = max(moment, every[0] + 1.0)
        sent.append(moment)
        every.append(moment)
        moments[index] = moment
    return [moments[index] for index in range(len(stories))]


def figures(stage: Stage, stories: Sequence[Story]) -> tuple[int, float]:
    """(refusals after the first minute, 95th percentile of the results' delays in seconds)."""
    late = sum(call.status == 429 and call.time > stage.began + MINUTE_S for call in stage.tg.requests)
    delays = sorted(story.shown - moment for story, moment in zip(stories, soonest(stories), strict=True))
    return late, delays[int(0.95 * len(delays))]


def build_stage(clock: LoopClock, port_of: TelegramServer) -> Stage:
    bot = port_of.add_bot(TOKEN)
    people = [port_of.add_person(f"P{number}") for number in range(PRIVATE_CHATS)]
    group = port_of.supergroup("Painters", [*people, bot])
    return Stage(port_of, bot, group, people, clock.now())


async def play_shenbi(clock: LoopClock, folder: Path, seed: int) -> tuple[Stage, list[Story]]:
    """The whole bot."""
    from adapters.telegram import TelegramAdapter
    from bot.app import build
    from config.settings import Settings
    from studio.server import Settings as StudioSettings
    from studio.server import Studio, StudioOptions

    chance = random.Random(seed)
    async with (
        Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=TASK_S), seed=seed), clock) as studio,
        TelegramServer(clock=SharedClock(clock)) as tg,
    ):
        stage = build_stage(clock, tg)
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
            await _crowd_writes(stage, clock, chance)
            async with asyncio.timeout(PATIENCE_S):
                await _all_painted(stage)
            rows = await app.store.read(_jobs)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        stories = _stories(stage, rows)
        assert tg.violations == [], tg.violations[:3]
        return stage, stories


async def _all_painted(stage: Stage) -> None:
    for chat in _chats(stage):
        wanted = sum(story.chat == chat.id for story in stage.stories.values())
        await chat.wait_for(lambda messages, n=wanted: len(messages.pictures()) == n, PATIENCE_S)  # type: ignore[misc]


def _chats(stage: Stage) -> list[Chat]:
    return [stage.group, *(stage.tg.private_chat(stage.bot, person) for person in stage.people)]


async def _crowd_writes(stage: Stage, clock: LoopClock, chance: random.Random) -> None:
    """300 requests in the group, one from everybody in private, spread over the time of arrival; a third in the first minute."""
    asked: list[tuple[float, Person, Chat]] = []
    for number in range(GROUP_JOBS):
        at = chance.uniform(0, MINUTE_S if number % 3 == 0 else ARRIVE_S)
        asked.append((at, chance.choice(stage.people[:PAINTERS]), stage.group))
    for person in stage.people:
        asked.append((chance.uniform(0, ARRIVE_S), person, stage.tg.private_chat(stage.bot, person)))
    asked.sort(key=lambda one: one[0])
    for number, (at, person, chat) in enumerate(asked):
        await asyncio.sleep(max(0.0, stage.began + at - clock.now()))
        name = f"fox {number:03d}"
        stage.stories[name] = Story(chat.id)
        person.say(chat, f"/imagine@shenbi_bot {name}" if chat.id < 0 else f"/imagine {name}")


def _jobs(tx: Any) -> list[dict[str, Any]]:
    numbers = range(1, 2 * (GROUP_JOBS + PRIVATE_CHATS))
    return [row for number in numbers if (row := tx.one("jobs.get", id=number)) is not None]


def _stories(stage: Stage, rows: Sequence[dict[str, Any]]) -> list[Story]:
    for row in rows:
        story = stage.stories[json.loads(row["request"])["prompt"]]
        story.accepted, story.painted = row["created_at"], row["ended_at"]
    for chat in _chats(stage):
        for change in chat.history:
            if change.has_picture and change.kind == "edit":
                name = change.shown[change.shown.index("fox ") :][:7]
                if not stage.stories[name].shown:
                    stage.stories[name].shown = change.time
    return list(stage.stories.values())


async def play_ptb(clock: LoopClock, told: Sequence[Story], picture: bytes) -> tuple[Stage, list[Story]]:
    """The same moments, as a bot does it that follows python-telegram-bot's documentation on flood limits."""
    from telegram import InputMediaPhoto
    from telegram.ext import AIORateLimiter, ApplicationBuilder

    async with TelegramServer(clock=SharedClock(clock)) as tg:
        stage = build_stage(clock, tg)
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
        # The same chats by their place in line: ids are given out anew.
        chats = {
            old: chat.id for old, chat in zip(dict.fromkeys(s.chat for s in told), _in_order(stage, told), strict=True)
        }
        start, shift = clock.now(), min(story.accepted for story in told)

        replayed = [
            Story(chats[story.chat], start + story.accepted - shift, start + story.painted - shift) for story in told
        ]
        end = max(story.painted for story in replayed) + GRACE_S

        async def one(own: Story) -> None:
            await asyncio.sleep(max(0.0, own.accepted - clock.now()))
            sent = await app.bot.send_message(own.chat, "Accepted.")
            await asyncio.sleep(max(0.0, own.painted - clock.now()))
            await app.bot.edit_message_media(InputMediaPhoto(picture, filename="x.png"), own.chat, sent.message_id)
            own.shown = clock.now()

        async with app:
            tasks = [asyncio.create_task(one(story)) for story in replayed]
            await asyncio.wait(tasks, timeout=end - clock.now())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for story in replayed:
            story.shown = story.shown or end  # It was still not there, or given up after all its retries.
        return stage, replayed


def _in_order(stage: Stage, told: Sequence[Story]) -> list[Chat]:
    private = iter(stage.tg.private_chat(stage.bot, person) for person in stage.people)
    return [stage.group if chat < 0 else next(private) for chat in dict.fromkeys(story.chat for story in told)]


async def measure(loop: LeapingLoop, seed: int) -> dict[str, float]:
    """Both, one after the other, in one virtual time."""
    clock = LoopClock(loop)
    with tempfile.TemporaryDirectory() as folder:
        stage, stories = await play_shenbi(clock, Path(folder), seed)
    late, delay = figures(stage, stories)
    print(f"Shenbi: {late} late refusals, {delay:.2f} s", file=sys.stderr)
    replayed, replay = await play_ptb(clock, stories, _picture(stage))
    ptb_late, ptb_delay = figures(replayed, replay)
    return {
        "late_429": late,
        "result_delay_p95_s": round(delay, 2),
        "ptb_late_429": ptb_late,
        "ptb_result_delay_p95_s": round(ptb_delay, 2),
    }


def _picture(stage: Stage) -> bytes:
    shown = next(m.photo for m in stage.group.messages if m.photo)
    assert shown is not None
    return shown.bytes


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.telegram_flood", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    loop = LeapingLoop()
    asyncio.set_event_loop(loop)
    try:
        told = loop.run_until_complete(measure(loop, options.seed))
    finally:
        loop.close()
    if options.json:
        print(json.dumps(told))
    else:
        print(
            f"results are {told['result_delay_p95_s']} s late (95 %), {told['late_429']} refusals after the first minute; "
            f"AIORateLimiter: {told['ptb_result_delay_p95_s']} s, {told['ptb_late_429']} refusals"
        )


if __name__ == "__main__":
    main()
