"""The environment of the app in a soak: the studio and the emulators of Telegram and DingTalk, with users and planned faults."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import CoroutineType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any

from aiohttp import web

from benchmarks.virtual_time import VirtualTimeClock
from studio.server import Fault, Studio, StudioOptions
from studio.server import Settings as StudioSettings
from tests.emulators import dingtalk, telegram
from tests.soak.faults import PLATFORMS, UPSTREAM, Plan, Window

MODEL = "wanx-v1"
TASK_S = (60.0, 180.0)
MEAN_TASK_S = sum(TASK_S) / 2
TELEGRAM_TOKEN = "123456:soak"
DINGTALK_APP, DINGTALK_SECRET = "ding-soak", "soak-secret"
STORM_RETRY_S = 7
STORM_SHARE = 0.5
SLOW_S = 100.0
"""How long a slow download takes: less than its time limit."""
SPOILT_TRIES = 3
PICTURE_TTL_S = 3600.0
PICTURE_CALLS = ("sendPhoto", "sendDocument", "editMessageMedia")
CARD = dingtalk.Template("soak.schema", texts=("title", "text"), pictures=("picture",))
CARD_CALLS = ("card.createAndDeliver", "card.update")
OUTAGES: tuple[dict[str, Any], ...] = ({"do": "drop"}, {"do": "error", "code": "ServiceUnavailable"}, {"do": "hang"})
"""How the service fails in an outage, in turn."""

_NOT_COUNTED = (
    type, ModuleType, FunctionType, MethodType, FrameType, CoroutineType, asyncio.AbstractEventLoop, asyncio.Future,
    VirtualTimeClock, web.Application,
)  # fmt: skip
"""Types that do not count as kept memory: code, and what runs."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A user's request for a picture, `at` unix seconds."""

    at: float
    person: str
    word: str

    @property
    def platform(self) -> str:
        return platform_of(self.person)


def platform_of(person: str) -> str:
    """Half of the users are on each platform."""
    return PLATFORMS[int(person.removeprefix("p")) % len(PLATFORMS)]


def task_s(seed: int, word: str) -> float:
    """How long the task of a request takes, the same without and with faults."""
    return random.Random(zlib.crc32(f"{seed} {word}".encode())).uniform(*TASK_S)


@dataclass
class Environment:
    """Everything outside of the app, and the users' chats by name."""

    clock: VirtualTimeClock
    plan: Plan
    seed: int
    studio: Studio
    tg: telegram.TelegramServer
    dd: dingtalk.DingTalkServer
    bot: telegram.Bot
    robot: dingtalk.App
    telegram_people: dict[str, tuple[telegram.Person, telegram.Chat]] = field(default_factory=dict)
    dingtalk_people: dict[str, tuple[dingtalk.Person, dingtalk.Chat]] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """The app's settings for them."""
        return {
            "upstream": {
                "base_url": self.studio.base_url,
                "accounts": [{"name": "main", "keys": ["sk-soak-0001"]}],
                "tasks_at_once": self.studio.settings.tasks_at_once[MODEL],
            },
            "telegram": {"bot_token": TELEGRAM_TOKEN, "base_url": self.tg.origin},
            "dingtalk": {
                "client_id": DINGTALK_APP,
                "client_secret": DINGTALK_SECRET,
                # Without cards nothing can be edited there, and a lost answer may show a picture twice (decision 0001).
                "card_template_id": CARD.template_id,
                "openapi_endpoint": self.dd.openapi_endpoint,
                "oapi_endpoint": self.dd.oapi_endpoint,
                "monthly_api_calls": 0,
                "monthly_pushes": 0,
            },
        }

    def would_deliver(self, arrival: Arrival) -> bool:
        """Whether the platform would deliver this message: DingTalk drops what is written while no connection is open, so
        users write again when one is."""
        now = self.clock.now()
        return arrival.platform == "telegram" or any(line.may_be_chosen(now) for line in self.dd.delivery.connections)

    def write(self, arrival: Arrival) -> None:
        """A user writes; the fault planned for the request is armed."""
        self._arm(arrival)
        text = f"/imagine {arrival.word} --n 1"
        if arrival.platform == "telegram":
            person, chat = self._on_telegram(arrival.person)
            person.say(chat, text)
        else:
            member, room = self._on_dingtalk(arrival.person)
            member.say(room, text)

    def _on_telegram(self, name: str) -> tuple[telegram.Person, telegram.Chat]:
        if name not in self.telegram_people:
            person = self.tg.add_person(name, language_code="en")
            self.telegram_people[name] = person, self.tg.private_chat(self.bot, person)
        return self.telegram_people[name]

    def _on_dingtalk(self, name: str) -> tuple[dingtalk.Person, dingtalk.Chat]:
        if name not in self.dingtalk_people:
            person = self.dd.add_person(name)
            self.dingtalk_people[name] = person, self.dd.one_to_one(self.robot, person)
        return self.dingtalk_people[name]

    # ---- faults of one request

    def _arm(self, arrival: Arrival) -> None:
        word, kind = arrival.word, self.plan.of_word.get(arrival.word, "")
        if self.plan.on and kind in _AT_STUDIO:
            self.studio.add_faults(Fault(**{"prompt": word, **_AT_STUDIO[kind]}))
        elif self.plan.on and kind:
            self._arm_platform(arrival, kind)
        slow = Fault("task", "slow", times=None, seconds=task_s(self.seed, word), prompt=word)
        self.studio.add_faults(slow)

    def _arm_platform(self, arrival: Arrival, kind: str) -> None:
        word, times = arrival.word, None if kind == "never-shown" else 1
        if arrival.platform == "telegram":
            self.tg.faults.plan(
                _TELEGRAM[kind], *PICTURE_CALLS, times=times, where=lambda call: word in str(call.params)
            )
        else:
            self.dd.faults.add("*", _DINGTALK[kind], times=times or -1, when=_shows(word))

    # ---- faults by time

    async def run_faults(self) -> None:
        """Run the studio's storms and outages, and DingTalk's outages, until cancelled."""
        if not self.plan.on:
            return
        async with asyncio.TaskGroup() as group:
            for number, window in enumerate(self.plan.outages[UPSTREAM]):
                deed = OUTAGES[number % len(OUTAGES)]
                group.create_task(self._studio_window(window, Fault(on="any", times=None, **deed)))
            for window in self.plan.storms[UPSTREAM]:
                fault = Fault("create", "error", times=None, code="Throttling.RateQuota", probability=STORM_SHARE)
                group.create_task(self._studio_window(window, fault))
            for window in self.plan.outages["dingtalk"]:
                group.create_task(self._between(window, self.dd.set_outage))

    async def _studio_window(self, window: Window, fault: Fault) -> None:
        await self._until(window.start)
        ids = self.studio.add_faults(fault, first=True)
        await self._until(window.end)
        self.studio.remove_faults(*ids)

    async def _between(self, window: Window, switch: Callable[[bool], None]) -> None:
        await self._until(window.start)
        switch(True)
        await self._until(window.end)
        switch(False)

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - self.clock.now()))

    def plan_platform_faults(self) -> None:
        """Plan the storms and outages that the emulators time themselves."""
        rng = random.Random(zlib.crc32(f"storms {self.seed}".encode()))
        for window in self.plan.outages["telegram"]:
            self.tg.faults.outage(window.start, window.end)
        for window in self.plan.storms["telegram"]:
            self.tg.faults.plan(
                telegram.flooded(STORM_RETRY_S),
                times=None,
                since=window.start,
                until=window.end,
                where=lambda _: rng.random() < STORM_SHARE,
            )
        for window in self.plan.storms["dingtalk"]:
            for endpoint in (*CARD_CALLS, "media.upload"):
                self.dd.faults.add(
                    endpoint,
                    _DINGTALK["post-later"],
                    times=-1,
                    since=window.start,
                    until=window.end,
                    when=lambda _: rng.random() < STORM_SHARE,
                )

    def kept_mb(self) -> float:
        """Memory that the studio and the emulators keep, object by object, in MB: not the app's."""
        kept = self.studio._tasks, self.studio._storage, self.studio._faults
        world = self.tg.world, self.dd.core, self.dd.cards, self.dd.media
        total, seen, stack = 0, set[int](), [*kept, *world, self.telegram_people, self.dingtalk_people]
        while stack:
            thing = stack.pop()
            if id(thing) not in seen and not isinstance(thing, _NOT_COUNTED):
                seen.add(id(thing))
                total += sys.getsizeof(thing)
                stack.extend(gc.get_referents(thing))
        return total / 1_000_000

    def prune(self) -> None:
        """Drop the emulators' recorded traffic and old pictures, which would count as memory. Chat histories stay."""
        old = self.clock.now() - PICTURE_TTL_S
        for _, chat in self.telegram_people.values():
            for message in chat.messages:
                if message.media is not None and message.date < old:
                    self.tg.world.files.forget(message.media.file, *message.media.sizes)
                    message.media = None
        self.tg.recorder.calls.clear()
        self.dd.recorder.requests.clear()
        self.dd.recorder.frames.clear()


_AT_STUDIO: dict[str, dict[str, Any]] = {
    "refused": {"on": "create", "do": "error", "times": None, "status": 400, "code": "InternalError.Brand.New", "message": "no"},
    "unwell": {"on": "create", "do": "error", "times": None, "status": 400, "code": "InternalError"},
    "page": {"on": "create", "do": "nonsense", "times": None, "status": 405},
    "vanishing": {"on": "create", "do": "drop", "times": None},
    "lost-accepted": {"on": "create", "do": "lose"},
    "lost": {"on": "create", "do": "drop"},
    "cut-late": {"on": "create", "do": "lose_late"},
    "fails": {"on": "task", "do": "fail", "code": "InternalError.Algo"},
    "result-late": {"on": "result", "do": "error", "times": SPOILT_TRIES, "status": 404, "code": "NoSuchKey", "message": "no"},
    "result-cut": {"on": "result", "do": "lose", "times": SPOILT_TRIES},
    "slow-download": {"on": "result", "do": "wait", "times": SPOILT_TRIES, "seconds": SLOW_S},
}  # fmt: skip
_TELEGRAM = {
    "post-lost": telegram.ANSWER_LOST,
    "post-later": telegram.flooded(30),
    "post-refused": telegram.refuse(400, "Bad Request: SOMETHING_NEW"),
    "never-shown": telegram.refuse(400, "Bad Request: not enough rights to send photos to the chat"),
}
_DINGTALK = {
    "post-lost": dingtalk.faults.LOST_ANSWER,
    "post-later": dingtalk.faults.SEND_TOO_FAST,
    "post-refused": dingtalk.faults.code("systemError", 400),
    "never-shown": dingtalk.faults.code("something.new", 400),
}


def _shows(word: str) -> Callable[[dingtalk.Request], bool]:
    """Matches calls that put the picture of the request with this word into its card."""

    def shows(request: dingtalk.Request) -> bool:
        if request.endpoint not in CARD_CALLS or word.encode() not in request.body:
            return False
        return bool(request.json["cardData"]["cardParamMap"].get(CARD.pictures[0]))

    return shows


@asynccontextmanager
async def environment(clock: VirtualTimeClock, plan: Plan, seed: int, slots: int) -> AsyncIterator[Environment]:
    """Start everything, listening on loopback."""
    painting = StudioSettings(
        canned=True, min_task_s=TASK_S[0], tasks_at_once={MODEL: slots}, submissions_per_second={MODEL: 2.0}
    )
    shared = telegram.SharedClock(clock)
    quotas = dingtalk.Settings(api_calls_per_month=10**9, pushes_per_month=10**9)
    async with (
        Studio(StudioOptions(settings=painting, seed=seed), clock) as studio,
        telegram.TelegramServer(clock=shared) as tg,
        dingtalk.DingTalkServer(clock=shared, settings=quotas, seed=seed) as dd,
    ):
        bot = tg.add_bot(TELEGRAM_TOKEN)
        robot = dd.add_app(DINGTALK_APP, DINGTALK_SECRET)
        dd.add_template(CARD)
        made = Environment(clock, plan, seed, studio, tg, dd, bot, robot)
        if plan.on:
            made.plan_platform_faults()
        yield made
