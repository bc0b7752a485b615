"""An hour of a company: hundreds of people, two admins, a moderator and one troublemaker, on a clock that jumps over waiting.

Everybody speaks through a scripted platform; the app is whole, and the studio paints canned pictures. What the admins do is
done as they would: in words or by a press, asked about and confirmed. The audit is then compared with what was done.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.virtual_time import VirtualTimeClock, VirtualTimeLoop
from bot.access.roles import OPERATOR
from bot.app import App, build
from bot.intake.admission import Admission
from bot.jobs import money
from bot.jobs.workers import Submitter
from bot.operating import Installation, Performed, Performer, Surface, act_from_words, perform
from bot.operating.act import Act
from bot.store import Tx, loops
from bot.store.rows import AuditEntryRow, JobRow, PersonRow
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.scripted import BotMessage, ScriptedPlatform

MODEL = "wanx-v1"
MINUTE_S, HOUR_S = 60.0, 3600.0
CLUB_SHARE = 0.2
"""How many of the people write in the company's group chat."""
PLACE = "company:club"
NAMED = (7, 10, 20)
"""People about whom something is done later: they speak early, in private."""
OLGA, AMIR, MIA, TRIX = "olga", "amir", "mia", "trix"


@dataclass
class Told:
    """What came of the hour. `expected`: who did what, in order, as the audit must have it."""

    requests: int = 0
    states: dict[str, int] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    expected: list[tuple[str, str]] = field(default_factory=list)
    entries: list[AuditEntryRow] = field(default_factory=list)
    ledger_differs: int = 0

    @property
    def recorded(self) -> list[tuple[str, str]]:
        """Who did what by the audit, in order."""
        return [(_actor(each), each.action) for each in self.entries]


def _actor(entry: AuditEntryRow) -> str:
    name = entry.actor.removeprefix("company:")
    return "somebody erased" if name.startswith("erased:") else name


@dataclass
class Company:
    """The running app and its people."""

    app: App
    chat: ScriptedPlatform
    clock: VirtualTimeClock
    begins: float
    told: Told = field(default_factory=Told)

    async def at(self, minute: float) -> None:
        """Wait until this minute of the hour."""
        await asyncio.sleep(max(0.0, self.begins + minute * MINUTE_S - self.clock.now()))

    async def say(self, who: str, text: str, where: str = "") -> None:
        await self.chat.say(text, user=who, chat=where or who, group=bool(where))

    async def answer(self, part: str, where: str, after: int = 0) -> BotMessage:
        """The newest message of a chat with this part, among those behind the first `after`."""

        def found() -> BotMessage | None:
            new = list(self.chat.messages.values())[after:]
            return next((m for m in reversed(new) if m.chat == where and not m.gone and part in m.view.text), None)

        message: BotMessage = await self.chat.until(found, 600.0)
        return message

    async def order(self, who: str, words: str, action: str) -> BotMessage:
        """Somebody of rank orders an act in words and confirms it; returns the answer."""
        before = len(self.chat.messages)
        await self.say(who, f"/admin {words}")
        return await self._confirmed(who, action, before)

    async def press(self, who: str, message: BotMessage, label: str, action: str) -> BotMessage:
        """The same by a button."""
        before = len(self.chat.messages)
        await self.chat.press(message, label, user=who)
        return await self._confirmed(who, action, before)

    async def _confirmed(self, who: str, action: str, before: int) -> BotMessage:
        def asked() -> BotMessage | None:
            new = list(self.chat.messages.values())[before:]
            return next(
                (m for m in new if m.chat == who and any("Yes" in b.label for r in m.view.buttons for b in r)), None
            )

        question: BotMessage = await self.chat.until(asked, 600.0)
        await self.chat.press(question, "Yes, do it", user=who)
        self.told.expected.append((who, action))
        return await self.answer("in the audit", who, before)

    async def refused(self, who: str, words: str, part: str) -> None:
        """Somebody writes what is answered with these words, and done by nobody. That it was an act is in the audit."""
        before = len(self.chat.messages)
        await self.say(who, words)
        await self.answer(part, who, before)
        if words.startswith("/admin "):
            self.told.expected.append((who, "refused"))

    async def shell(self, *words: str) -> None:
        """The operator orders an act at the command line."""
        settings = self.app.settings
        made = Installation(self.app.manager, Admission(settings.access))

        def work(tx: Tx) -> Performed:
            act = act_from_words(tx, made, words)
            assert isinstance(act, Act), act
            done = perform(tx, made, act, Performer(OPERATOR, Surface.SHELL))
            assert isinstance(done, Performed), done
            return done

        await self.app.store.write(work)
        self.told.expected.append(("operator", words[0]))

    async def job_of(self, person: str) -> int:
        """The newest job of a person."""

        def newest(tx: Tx) -> int | None:
            row = tx.one(PersonRow, "people.find_person", platform=self.chat.name, user_id=person)
            jobs = tx.all(JobRow, "jobs.recent_of_person", person_id=row.id, limit=1) if row else []
            return jobs[0].id if jobs else None

        while True:
            if found := await self.app.store.read(newest):
                return found
            await asyncio.sleep(1.0)


async def people(company: Company, rng: random.Random, count: int) -> None:
    """Everybody asks for a picture or two at their own time."""

    async def one(number: int) -> None:
        who = f"p{number:03d}"
        where = "club" if rng.random() < CLUB_SHARE and number not in NAMED else ""
        minutes = [rng.uniform(0.2, 54.0) for _ in range(rng.choice((1, 1, 2)))]
        for minute in sorted([2.0, *minutes] if number in NAMED else minutes):
            await company.at(minute)
            company.told.requests += 1
            await company.say(who, f"/imagine a sketch number {number}", where)

    await asyncio.gather(*(one(number) for number in range(count)))


async def admins(company: Company) -> None:
    """Olga owns the installation; Amir becomes an admin, Mia a moderator."""
    await company.at(1)
    for who in (AMIR, MIA):
        await company.say(who, "/help")
        await company.answer("I paint what you describe", who)
    await company.order(OLGA, "rank company:amir admin", "rank")
    await company.order(AMIR, "rank company:mia moderator", "rank")
    await company.at(4)
    await company.order(MIA, "word add refuse gore*", "word-add")
    await company.at(12)
    await company.say(MIA, f"/admin look {await company.job_of(TRIX)}")
    company.told.expected.append((MIA, "look"))
    await company.answer("This look is in the audit", MIA)
    await company.order(AMIR, "limit company:trix pictures_per_day 2", "limit")
    await company.at(15)
    await company.order(OLGA, f"limit-chat {PLACE} yuan_per_day 50", "limit-chat")
    await company.at(18)
    await company.order(OLGA, "announce The service is slow until half past; your places are kept.", "announce")
    await company.at(22)
    paused = await company.order(AMIR, "pause all", "pause")
    await company.at(24)
    await company.press(AMIR, paused, "Undo", "resume")
    await company.at(28)
    await company.order(AMIR, "gift company:p007 20", "gift")
    await company.order(AMIR, f"refund {await company.job_of('p010')}", "refund")
    await company.at(33)
    await company.order(MIA, "ban company:trix", "ban")
    await company.at(40)
    moderated = await company.order(AMIR, f"mode {PLACE} moderated", "mode")
    await company.say("p499x", "/imagine a poster for the club", "club")
    await company.answer("moderator", "club")
    await company.order(MIA, f"release {await company.job_of('p499x')}", "release")
    await company.press(AMIR, moderated, "Undo", "mode")
    await company.at(46)
    await company.order(AMIR, f"keep {PLACE} 30", "keep")
    await company.shell("limit", "company:p007", "pictures_per_day", "50")
    await company.at(52)
    await company.say("p020", "/forget yes")
    company.told.expected.append(("somebody erased", "erase"))


async def troublemaker(company: Company) -> None:
    """Trix tries what is not allowed; none of it may leave more than refusals."""
    await company.at(5)
    await company.refused(TRIX, "/imagine gory gore everywhere", "rules do not allow that")
    await company.refused(TRIX, "/admin pause all", "for admins and moderators")
    await company.refused(TRIX, "/admin rank company:trix owner", "for admins and moderators")
    await company.refused(TRIX, "/admin undo 1", "for admins and moderators")
    await company.at(8)
    await company.say(TRIX, "/imagine my boss as a clown")
    await company.chat.picture(TRIX)
    await company.at(20)
    await company.say(TRIX, "/imagine my boss as a donkey")
    await company.chat.picture(TRIX, 2)
    await company.refused(TRIX, "/imagine my boss as a goat", "Nothing was queued or charged")
    await company.at(35)
    await company.refused(TRIX, "/imagine my boss as a pig", "may not use this bot")
    await company.say(TRIX, "/forget yes")
    company.told.expected.append((TRIX, "erase"))
    await company.at(44)
    await company.refused(TRIX, "/imagine my boss as a toad", "may not use this bot")


def hour(folder: Path, seed: int, count: int, database_url: str = "") -> Told:
    """Live through the hour."""
    random.seed(seed)
    often = mock.patch.object(loops, "LONGEST_REST_S", 60.0)  # As in tests.soak.
    with often, asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(freeze_work=True)) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualTimeLoop)
        return runner.run(_hour(VirtualTimeClock(loop), folder, seed, count, database_url))


async def _hour(clock: VirtualTimeClock, folder: Path, seed: int, count: int, database_url: str) -> Told:
    painting = StudioSettings(
        canned=True, min_task_s=8.0, tasks_at_once={MODEL: 10}, submissions_per_second={MODEL: 2.0}
    )
    chat = ScriptedPlatform(name="company")
    async with Studio(StudioOptions(settings=painting, seed=seed), clock) as studio:
        settings = Settings.model_validate(
            {
                **settings_of(folder, database_url),
                "upstream": {
                    "base_url": studio.base_url,
                    "accounts": [{"name": "main", "keys": ["sk-test-0001"]}],
                    "tasks_at_once": 10,
                },
            }
        )
        async with build(settings, clock, adapters=[chat]) as app:
            app.loops[:] = [loop for loop in app.loops if not isinstance(loop, Submitter) or loop.pool.model == MODEL]
            running = asyncio.create_task(app.run())
            try:
                company = Company(app, chat, clock, clock.now())
                rng = random.Random(seed)
                await asyncio.gather(people(company, rng, count), admins(company), troublemaker(company))
                await company.at(60)
                return await _count(company)
            finally:
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await running


def settings_of(folder: Path, database_url: str = "") -> dict[str, Any]:
    """The settings of the company, without what paints."""
    return {
        "data_dir": folder,
        "database_url": database_url,
        "language": "en",
        "keeping": {"low_disk_mb": 0},
        "limits": {"waiting_jobs": 5, "daily_yuan": 1000},
        "access": {"owners": [f"company:{OLGA}"]},
        "web": {"enabled": False},
    }


async def _count(company: Company) -> Told:
    told = company.told

    def read(tx: Tx) -> None:
        told.states = dict(tx._run("SELECT state, count(*) FROM job GROUP BY state", {}).fetchall())
        told.entries = [
            each for each in reversed(tx.all(AuditEntryRow, "access.entries", limit=1000)) if each.details != "ended"
        ]
        told.ledger_differs = len(money.compare_totals(tx))
        open_jobs = tx.all(JobRow, "jobs.oldest_open", limit=10)
        told.unanswered = [f"#{job.id} {job.state}" for job in open_jobs]

    await company.app.store.read(read)
    return told
