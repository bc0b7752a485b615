"""Session timers on a driven clock: due times are in the database and survive a restart of the loops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.jobs.cancellation import cancel_job
from bot.jobs.manager import JobManager
from bot.sessions import events as ev
from bot.sessions.effects import EventRefused
from bot.sessions.loops import JobEventReader, SessionTimers
from bot.sessions.machine import IDLE_S
from bot.sessions.model import Rules, Session
from bot.sessions.service import SessionService
from bot.sessions.timing import LATE_GRACE_S
from bot.store import Store, Tx, isolation, open_store
from bot.store.rows import AlertRow, ConversationRow, PersonRow, SessionRow
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.clock import DrivenClock
from tests.databases import sqlite_url

ANN, BOB = 1, 2


@dataclass
class Clockwork:
    """A session in a database, and its timer loop."""

    folder: Path
    clock: DrivenClock
    store: Store
    service: SessionService
    session_id: int = 0

    def actor(self, person: int) -> ev.Actor:
        return ev.Actor(person, "ann" if person == ANN else "bob")

    async def start(self, rules: Rules) -> None:
        def start(tx: Tx) -> int:
            self.service.manager.set_up(tx)
            for user in ("ann", "bob"):
                tx.get(
                    PersonRow,
                    "people.person",
                    platform="p",
                    user_id=user,
                    name=user,
                    hint="en",
                    reply_key="",
                    now=tx.now,
                )
            place = tx.get(ConversationRow, "people.conversation", platform="p", chat_id="g", thread_id="", direct=0)
            session = self.service.start(tx, place, self.actor(ANN), "autumn", "en", rules)
            assert session is not None
            return session.id

        self.session_id = await self.store.write(start)

    async def do(self, event: ev.Event) -> bool:
        """Apply an event; returns whether it was accepted."""
        outcome = await self.store.write(self.service.apply, self.session_id, event)
        return not isinstance(outcome, EventRefused)

    async def pass_time(self, seconds: float) -> Session:
        """Advance the clock, and run a new timer loop until nothing is due."""
        self.clock.advance(seconds)
        timers = SessionTimers(self.store, self.service)
        for _ in range(20):
            if await timers.once() > self.clock.now():
                return await self.now()
        raise AssertionError("the clock is never done")

    async def now(self) -> Session:
        session = await self.store.read(self.service.get, self.session_id)
        assert session is not None
        return session

    async def reopen(self) -> None:
        """Restart: new loops on the same database."""
        await self.store.close()
        self.store = await open_store(f"sqlite:///{self.folder / 'shenbi.db'}", self.clock)

    async def vote_phase(self, rules: Rules) -> Session:
        """Bring a session to its vote without upstream: job results are written by hand."""
        await self.start(replace(rules, per_round=2))
        await self.do(ev.IdeaGiven(self.actor(ANN), "a fox"))
        await self.do(ev.IdeaGiven(self.actor(BOB), "a bear"))
        await self.do(ev.StartPainting(self.actor(ANN)))
        for number in (1, 2):
            await self.do(ev.JobPainted(number, f"jobs/{number}/0.png", 160))
        await self.do(ev.SheetReady(1, "sessions/1/round-1-0.jpg", 10, 10))
        return await self.now()


@pytest.fixture
async def clockwork(tmp_path: Path) -> AsyncIterator[Clockwork]:
    clock = DrivenClock()
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "upstream": {"accounts": [{"name": "main", "keys": ["sk-x"]}]}}
    )
    store = await open_store(sqlite_url(tmp_path / "shenbi.db"), clock)
    manager = JobManager(settings, Catalogue.load(), ("main",))
    made = Clockwork(tmp_path, clock, store, SessionService(manager))
    yield made
    await made.store.close()


async def test_session_clock__without_ideas_it_is_prolonged_once_then_rests_and_an_idea_wakes_it(
    clockwork: Clockwork,
) -> None:
    await clockwork.start(Rules(ideas_s=100))
    assert (await clockwork.pass_time(101)).prolonged is False, "the last moment still counts"
    prolonged = await clockwork.pass_time(LATE_GRACE_S)
    assert (prolonged.phase, prolonged.prolonged) == ("gathering", True)
    await clockwork.reopen()
    assert (await clockwork.pass_time(103)).phase == "resting"
    await clockwork.do(ev.IdeaGiven(clockwork.actor(BOB), "a fox"))
    awake = await clockwork.now()
    assert (awake.phase, awake.due_at) == ("gathering", clockwork.clock.now() + 100)


async def test_session_clock__ideas_are_painted_when_the_time_is_up(clockwork: Clockwork) -> None:
    await clockwork.start(Rules(ideas_s=100, per_round=2))
    await clockwork.do(ev.IdeaGiven(clockwork.actor(BOB), "a fox"))
    await clockwork.reopen()
    painting = await clockwork.pass_time(103)
    assert painting.phase == "painting"
    assert [c.state for c in painting.current_round.candidates] == ["ordered", "ordered"]
    charged = await clockwork.store.read(clockwork.service.jobs.spent_li, painting.id)
    assert charged == 320, "its own total, whoever pays"
    patrolled = await clockwork.pass_time(16)
    assert patrolled.phase == "painting"


async def test_session_clock__more_candidates_than_may_wait_are_ordered_as_the_queue_allows(
    clockwork: Clockwork,
) -> None:
    await clockwork.start(Rules(per_round=12))
    await clockwork.do(ev.IdeaGiven(clockwork.actor(ANN), "a fox"))
    await clockwork.do(ev.StartPainting(clockwork.actor(ANN)))
    states = [c.state for c in (await clockwork.now()).current_round.candidates]
    assert (states.count("ordered"), states.count("wanted")) == (4, 8), "the host has a place left for something else"
    first = (await clockwork.now()).current_round.candidates[0].job
    await clockwork.store.write(cancel_job, first)
    news = JobEventReader(clockwork.store, clockwork.service)
    await news.once()  # sets the cursor to the newest event
    await clockwork.store.write(lambda tx: tx.run("jobs.set_runtime_value", name="sessions_cursor", value="0"))
    await news.once()
    states = [c.state for c in (await clockwork.now()).current_round.candidates]
    assert (states.count("missed"), states.count("ordered"), states.count("wanted")) == (1, 4, 7)
    before = await clockwork.now()
    await clockwork.store.write(lambda tx: tx.run("jobs.set_runtime_value", name="sessions_cursor", value="0"))
    await news.once()
    assert await clockwork.now() == before, "news that is read twice changes nothing"


async def test_session_clock__vote_at_the_last_moment_counts_once_and_one_after_it_not(clockwork: Clockwork) -> None:
    session = await clockwork.vote_phase(Rules(vote_s=60, rounds=1))
    assert session.phase == "voting"
    assert (await clockwork.pass_time(61)).phase == "voting"
    assert await clockwork.do(ev.Vote(clockwork.actor(BOB), 2, 1))
    assert await clockwork.do(ev.Vote(clockwork.actor(BOB), 2, 1))
    await clockwork.reopen()
    ended = await clockwork.pass_time(1)
    assert ended.phase == "ended"
    assert ended.current_round.tally() == {1: 0, 2: 1}
    assert ended.current_round.winner == 2
    assert not await clockwork.do(ev.Vote(clockwork.actor(ANN), 1, 1))
    assert await clockwork.now() == ended


async def test_session_clock__tie_goes_to_the_idea_that_came_first(clockwork: Clockwork) -> None:
    await clockwork.vote_phase(Rules(vote_s=60, rounds=2))
    await clockwork.do(ev.Vote(clockwork.actor(ANN), 2, 1))
    await clockwork.do(ev.Vote(clockwork.actor(BOB), 1, 1))
    session = await clockwork.pass_time(63)
    assert session.rounds[0].winner == 1
    assert session.current_round.base == ("autumn", "a fox")
    assert session.current_round.reference == "jobs/1/0.png"


async def test_session_clock__pause_keeps_the_time_that_was_left(clockwork: Clockwork) -> None:
    await clockwork.vote_phase(Rules(vote_s=60))
    await clockwork.pass_time(40)
    await clockwork.do(ev.Pause(clockwork.actor(ANN)))
    await clockwork.reopen()
    assert (await clockwork.pass_time(3600)).phase == "paused"
    await clockwork.do(ev.Resume(clockwork.actor(ANN)))
    assert (await clockwork.now()).due_at == clockwork.clock.now() + 20


async def test_session_clock__after_a_day_of_nothing_it_rests(clockwork: Clockwork) -> None:
    await clockwork.vote_phase(Rules(vote_s=60))
    await clockwork.do(ev.Pause(clockwork.actor(ANN)))
    assert (await clockwork.pass_time(IDLE_S - 10)).phase == "paused"
    rests = await clockwork.pass_time(20)
    assert (rests.phase, rests.before, rests.reason) == ("resting", "voting", "session-rests-idle")
    await clockwork.do(ev.Resume(clockwork.actor(BOB)))
    assert (await clockwork.now()).phase == "voting"


async def unreadable(clockwork: Clockwork, *, blocked: bool = False) -> int:
    """A session of another chat whose document is damaged, and which is due before all others; its id."""

    def add(tx: Tx) -> int:
        place = tx.get(ConversationRow, "people.conversation", platform="p", chat_id="x", thread_id="", direct=0)
        row = tx.get(SessionRow, "sessions.insert", conversation_id=place.id, host_id=1, due_at=tx.now, now=tx.now)
        tx.run("sessions.set_document", id=row.id, document='{"id": 1, "theme"')
        if blocked:
            tx.run("people.block_conversation", id=place.id, reason="kicked")
        return row.id

    return await clockwork.store.write(add)


@pytest.mark.parametrize("blocked", [False, True], ids=["due", "its chat is blocked, too"])
async def test_session_clock__session_that_cannot_be_read_does_not_stop_the_others(
    clockwork: Clockwork, *, blocked: bool
) -> None:
    broken = await unreadable(clockwork, blocked=blocked)
    await clockwork.start(Rules(ideas_s=100))
    timers = SessionTimers(clockwork.store, clockwork.service)
    for _ in range(int(100 + LATE_GRACE_S) + 1):
        while await timers.once() <= clockwork.clock.now():
            pass
        clockwork.clock.advance(1)
    assert (await clockwork.now()).prolonged
    told = await clockwork.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    assert [(alert.text_id, alert.occurrences) for alert in told] == [("alert-session-broken", 1)]
    assert f'"{broken}"' in told[0].arguments
    clockwork.clock.advance(isolation.PAUSE_S)
    await timers.once()
    assert (await clockwork.store.read(lambda tx: tx.all(AlertRow, "alerts.all")))[0].occurrences == 2, "tried again"


async def test_session_clock__event_that_the_machine_cannot_take_does_not_stop_the_others(
    clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of ours: here every event of one session fails."""
    await clockwork.start(Rules(ideas_s=100))
    broken = await unreadable(clockwork)
    seen: list[int] = []

    def fails(service: SessionService, tx: Tx, session_id: int) -> None:
        seen.append(session_id)
        raise AssertionError("events for 200 steps")

    monkeypatch.setattr(SessionService, "sync_jobs", fails)
    monkeypatch.setattr(JobEventReader, "_read", lambda reader, tx: (0, 1, [broken, broken]))
    await JobEventReader(clockwork.store, clockwork.service).once()
    assert seen == [broken, broken]
    assert await clockwork.store.read(lambda tx: tx.value("jobs.runtime_value", name="sessions_cursor")) == "1"


async def test_session_clock__session_that_cannot_be_read_makes_room_for_a_new_one(clockwork: Clockwork) -> None:
    await clockwork.start(Rules())
    await clockwork.store.write(lambda tx: tx.run("sessions.set_document", id=clockwork.session_id, document="damaged"))
    damaged = clockwork.session_id
    await clockwork.start(Rules())
    assert clockwork.session_id != damaged
    row = await clockwork.store.read(lambda tx: tx.get(SessionRow, "sessions.get", id=damaged))
    assert (row.phase, row.document) == ("ended", "damaged")
