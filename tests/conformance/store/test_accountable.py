"""A person's limits hold through everything that they start or author: sessions, batches, topics. On both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.access import Principal
from bot.adapter_api import GenerationRequest, Size
from bot.commands.batch.batches import Batches, BatchItem, batch_subject
from bot.commands.batch.feeder import MAX_BATCHES_PER_STEP, BatchFeeder
from bot.commands.presets.presets import Bilingual
from bot.intake.speaker import Speaker
from bot.jobs import money
from bot.jobs.cancellation import cancel_job
from bot.jobs.claim import Claimed
from bot.jobs.limits import Denied
from bot.jobs.manager import NewJob
from bot.sessions import events as ev
from bot.sessions.effects import EventRefused
from bot.sessions.model import Rules, Session
from bot.sessions.service import SessionService
from bot.store import Store, Tx
from bot.store.rows import BatchRow, ConversationRow, JobRow, PostRow
from tests.clock import DrivenClock
from tests.conformance.store.kit import MODEL, Kit

RULES = Rules(rounds=3, per_round=1)


def actor(kit: Kit, tx: Tx, name: str) -> ev.Actor:
    return ev.Actor(kit.meet(tx, name)[0].id, name)


def room(tx: Tx, chat: str, thread: str = "") -> ConversationRow:
    return tx.get(ConversationRow, "people.conversation", platform="test", chat_id=chat, thread_id=thread, direct=0)


def open_session(tx: Tx, kit: Kit, host: str, chat: str, rules: Rules = RULES) -> Session | Denied:
    """`host` begins a session, as `/session start` does."""
    service, who = SessionService(kit.manager), actor(kit, tx, host)
    if denied := service.check_hosting_limit(tx, who.id, room(tx, chat).id):
        return denied
    session = service.start(tx, room(tx, chat), who, "autumn", "en", rules)
    assert session is not None
    return session


def play(tx: Tx, kit: Kit, host: str, author: str, chat: str, rules: Rules = RULES) -> Session:
    """A session of one round's ideas up to painting; the session as it is then."""
    session = open_session(tx, kit, host, chat, rules)
    assert isinstance(session, Session)
    service = SessionService(kit.manager)
    service.apply(tx, session.id, ev.IdeaGiven(actor(kit, tx, author), f"a fox in {chat}"))
    service.apply(tx, session.id, ev.StartPainting(actor(kit, tx, host)))
    after = service.get(tx, session.id)
    assert after is not None
    return after


def ordered(sessions: list[Session]) -> int:
    return sum(c.state == "ordered" for s in sessions for c in s.current_round.candidates)


def problems(sessions: list[Session]) -> set[str]:
    return {c.problem for s in sessions for c in s.candidates() if c.problem}


async def test_accountable_person__hosts_day_holds_through_any_number_of_rooms(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, pictures_per_day=2, hosted_sessions=0)
    played = [await store.write(play, kit, "ann", "ann", f"room-{i}") for i in range(10)]
    assert ordered(played) == 2
    assert problems(played) == {"limit-day"}
    assert [s.phase for s in played] == ["painting"] * 2 + ["resting"] * 8
    denied = await store.write(kit.enqueue, "ann")
    assert isinstance(denied, Denied)
    assert denied.text_id == "limit-day"


@pytest.mark.parametrize(
    ("limit", "text_id"),
    [
        ({"pictures_per_day": 2}, "limit-host-day"),
        ({"pictures_per_week": 2}, "limit-host"),
        ({"yuan_per_month": "0.40"}, "limit-host"),
    ],
)
async def test_accountable_person__what_others_say_in_ones_rooms_counts_for_the_host(
    store: Store, tmp_path: Path, limit: dict[str, Any], text_id: str
) -> None:
    kit = await Kit.make(store, tmp_path, hosted_sessions=0, **limit)
    played = [await store.write(play, kit, "ann", f"guest-{i}", f"room-{i}") for i in range(5)]
    assert ordered(played) == 2
    assert problems(played) == {text_id}, "a guest is not told that it is their own limit"


async def test_accountable_person__own_limits_hold_for_ones_ideas_and_ones_rooms(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, hosted_sessions=0)

    def limit(tx: Tx) -> None:
        person_id = kit.meet(tx, "ann")[0].id
        tx.run("limits.set_override", kind="person", ref_id=person_id, name="pictures_per_week", value="2")

    await store.write(limit)
    played = [await store.write(play, kit, f"host-{i}", "ann", f"room-{i}") for i in range(2)]
    assert ordered(played) == 2
    played = [
        await store.write(play, kit, host, idea, f"{host} {idea}") for host, idea in (("ann", "ben"), ("ben", "ann"))
    ]
    assert [problems([each]) for each in played] == [{"limit-host"}, {"limit-pictures"}]


async def test_accountable_person__a_session_waits_for_the_cooldown(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path, cooldown_s=60, hosted_sessions=0)
    await store.write(kit.accepted, "ann")
    waiting = await store.write(play, kit, "ann", "ann", "room")
    assert (ordered([waiting]), problems([waiting])) == (0, set())


async def test_accountable_person__ones_ideas_count_in_everybodys_rooms(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, pictures_per_day=2)
    played = [await store.write(play, kit, f"host-{i}", "ann", f"room-{i}") for i in range(5)]
    assert ordered(played) == 2
    assert problems(played) == {"limit-day"}
    assert isinstance(await store.write(kit.enqueue, "ann"), Denied)
    for i in range(2):
        await store.write(kit.accepted, f"host-{i}")
        assert isinstance(await store.write(kit.enqueue, f"host-{i}"), Denied), "one as host and one of their own"


async def test_accountable_person__pictures_of_all_ideas_are_the_hosts_alone(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, pictures_per_day=5)

    def both(tx: Tx) -> tuple[int, int]:
        session = open_session(tx, kit, "ann", "room", replace(RULES, per_round=4))
        assert isinstance(session, Session)
        service = SessionService(kit.manager)
        for name in ("ben", "cat"):
            service.apply(tx, session.id, ev.IdeaGiven(actor(kit, tx, name), f"a fox of {name}"))
        service.apply(tx, session.id, ev.StartPainting(actor(kit, tx, "ann")))
        day = money.day_of(tx.now, kit.manager.settings.zone)
        ann, ben = (kit.meet(tx, name)[2].id for name in ("ann", "ben"))
        return money.pictures_of_person(tx, ann, day, day), money.pictures_of_person(tx, ben, day, day)

    assert await store.write(both) == (4, 1)


async def test_accountable_person__minute_of_an_author_holds_in_everybodys_rooms(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path, requests_per_minute=2)
    played = [await store.write(play, kit, f"host-{i}", "ann", f"room-{i}") for i in range(3)]
    assert ordered(played) == 2
    clock.advance(61)
    await store.write(SessionService(kit.manager).tick, played[2].id)
    after = await store.read(SessionService(kit.manager).get, played[2].id)
    assert after is not None
    assert ordered([after]) == 1, "it waits for its minute, and nobody is refused"


async def test_accountable_person__running_limit_is_one_for_all_that_somebody_hosts(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path, hosted_sessions=0)
    await store.write(lambda tx: tx._run("UPDATE pool SET tasks_at_once = 5", {}))
    for i in range(4):
        await store.write(play, kit, "ann", f"guest-{i}", f"room-{i}")
    await store.write(kit.accepted, "ann")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    clock.advance(1)
    assert not isinstance(await store.write(kit.claim), Claimed)
    await store.write(kit.accepted, "ben")
    clock.advance(1)
    second = await store.write(kit.claim)
    assert isinstance(second, Claimed)
    assert second.job.payer_id == (await store.write(kit.meet, "ben"))[2].id


async def test_accountable_person__sessions_leave_their_host_a_waiting_place(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, waiting_jobs=3, hosted_sessions=0)
    played = [await store.write(play, kit, "ann", "ann", f"room-{i}", replace(RULES, per_round=4)) for i in range(3)]
    assert ordered(played) == 2
    await store.write(kit.accepted, "ann")


@pytest.mark.parametrize("kept", [0, 1])
async def test_accountable_person__what_is_not_kept_is_given_back_to_everyone_it_counted_against(
    store: Store, tmp_path: Path, clock: DrivenClock, kept: int
) -> None:
    kit = await Kit.make(store, tmp_path)
    session = await store.write(play, kit, "ann", "ben", "room")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    await store.write(kit.painted, claimed.job.id)
    if kept:
        await store.write(kit.collected, claimed.job.id)
    else:
        await store.write(lambda tx: money.settle(tx, tx.get(JobRow, "jobs.get", id=claimed.job.id), 0))

    def used(tx: Tx) -> list[int]:
        day = money.day_of(tx.now, kit.manager.settings.zone)
        people = [money.pictures_of_person(tx, kit.meet(tx, name)[2].id, day, day) for name in ("ann", "ben")]
        return [*people, SessionService(kit.manager).jobs.spent_li(tx, session.id)]

    assert await store.write(used) == [kept, kept, 160 * kept]
    assert await store.read(money.compare_totals) == []


async def test_accountable_person__sessions_budget_is_its_own_who_pays(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    await store.write(kit.accepted, "ann", 4)
    session = await store.write(play, kit, "ann", "ben", "room", replace(RULES, per_round=4, budget_li=330))
    assert ordered([session]) == 2
    assert problems([session]) == {"session-budget-out"}


async def test_accountable_person__new_topic_is_no_new_allowance(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, conversation_pictures_per_day=2)

    def ask(tx: Tx, thread: str) -> JobRow | Denied:
        person, _, payer = kit.meet(tx, f"in-{thread}")
        request = GenerationRequest(MODEL, "a sea of roses", 1, Size(1024, 1024), seed=7)
        return kit.manager.accept(tx, NewJob(request, payer, person, room(tx, "forum", thread), "en"))

    answers = [await store.write(ask, f"topic-{i}") for i in range(4)]
    assert [a.text_id if isinstance(a, Denied) else "" for a in answers] == ["", "", *["limit-conversation-day"] * 2]
    await store.write(kit.accepted, "ann")


async def test_accountable_person__who_may_not_use_the_bot_hosts_nothing(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)

    def banned(tx: Tx) -> Session:
        session = open_session(tx, kit, "ann", "room")
        assert isinstance(session, Session)
        tx.run("people.set_banned", id=session.host, banned=1)
        service = SessionService(kit.manager)
        service.apply(tx, session.id, ev.IdeaGiven(actor(kit, tx, "ben"), "a fox"))
        service.apply(tx, session.id, ev.StartPainting(actor(kit, tx, "ann")))
        after = service.get(tx, session.id)
        assert after is not None
        return after

    session = await store.write(banned)
    assert (session.phase, problems([session])) == ("resting", {"limit-host-banned"})


async def test_accountable_person__so_many_sessions_at_once_and_none_woken_beyond(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, hosted_sessions=2)
    service = SessionService(kit.manager)
    first, _ = [await store.write(open_session, kit, "ann", f"room-{i}") for i in range(2)]
    assert isinstance(first, Session)
    denied = await store.write(open_session, kit, "ann", "room-2")
    assert isinstance(denied, Denied)
    assert denied.text_id == "limit-sessions"
    assert isinstance(await store.write(open_session, kit, "ben", "room-3"), Session)

    def empty(tx: Tx) -> None:
        service.apply(tx, first.id, ev.ChatBlocked())

    await store.write(empty)
    third = await store.write(open_session, kit, "ann", "room-2")
    assert isinstance(third, Session), "one that rests is in nobody's way"
    cat = await store.write(lambda tx: actor(kit, tx, "cat"))
    for waking in (ev.Resume(cat), ev.IdeaGiven(cat, "a fox")):
        outcome = await store.write(service.apply, first.id, waking)
        assert isinstance(outcome, EventRefused)
        assert (outcome.text_id, outcome.arguments["host"]) == ("session-host-has-enough", "ann")
    await store.write(lambda tx: service.apply(tx, third.id, ev.End(actor(kit, tx, "ann"))))
    outcome = await store.write(lambda tx: service.apply(tx, first.id, ev.Resume(actor(kit, tx, "cat"))))
    assert not isinstance(outcome, EventRefused)


async def test_accountable_person__at_the_same_moment_nothing_is_promised_twice(store: Store, tmp_path: Path) -> None:
    """Rooms opened together, ideas painted together: the last place and the last picture are given to one."""
    kit = await Kit.make(store, tmp_path, hosted_sessions=2, pictures_per_day=2)
    opened = await asyncio.gather(*(store.write(open_session, kit, "ann", f"room-{i}") for i in range(6)))
    assert sum(isinstance(answer, Session) for answer in opened) == 2
    hosts = [f"host-{i}" for i in range(6)]
    played = await asyncio.gather(*(store.write(play, kit, host, "cat", f"at-{host}") for host in hosts))
    assert ordered(list(played)) == 2
    assert await store.read(money.compare_totals) == []


# --- batches


def wanted(count: int) -> list[BatchItem]:
    request = GenerationRequest(MODEL, "a fox", 1, Size(1024, 1024), seed=7)
    return [BatchItem(replace(request, seed=i), Bilingual(str(i), str(i)), 160) for i in range(count)]


def begin(tx: Tx, kit: Kit, name: str, count: int = 2, kind: str = "compare") -> Denied | None:
    person, place, payer = kit.meet(tx, name)
    speaker = Speaker(person, place, payer, "en", Principal(person.id, place.id))
    return Batches(kit.manager).start(tx, speaker, wanted(count), kind=kind, job_kind="imagine", reply_to="")


async def test_accountable_person__so_many_batches_at_once_and_a_yes_does_not_go_around_it(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path, open_batches=2)
    for _ in range(2):
        assert await store.write(begin, kit, "ann", 5) is None  # Asked about first.
        assert await store.write(begin, kit, "ann") is None
    denied = await store.write(begin, kit, "ann")
    assert isinstance(denied, Denied)
    assert (denied.text_id, denied.arguments) == ("limit-batches", {"limit": 2, "id": 2})
    agreed = await store.write(lambda tx: Batches(kit.manager).confirm(tx, tx.get(BatchRow, "batches.get", id=1)))
    assert isinstance(agreed, Denied)
    assert await store.write(begin, kit, "ben") is None
    together = await asyncio.gather(*(store.write(begin, kit, "cat") for _ in range(5)))
    assert together.count(None) == 2


async def test_accountable_person__nobodys_many_batches_keep_anothers_from_its_end(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    """56 small batches of one person, all waiting; another's comparison is painted, and told."""
    kit = await Kit.make(store, tmp_path, open_batches=0, waiting_jobs=5)

    def crowd(tx: Tx) -> BatchRow:
        for _ in range(56):
            assert begin(tx, kit, "ann") is None
        assert begin(tx, kit, "ben") is None
        ben = kit.meet(tx, "ben")[0].id
        for job in tx.all(JobRow, "jobs.open_of_person", person_id=ben):
            cancel_job(tx, job.id)
        return tx.get(BatchRow, "batches.get", id=57)

    batch = await store.write(crowd)
    assert batch.state == "painting"
    feeder = BatchFeeder(store, Batches(kit.manager))
    await feeder.once()
    after = await store.read(lambda tx: tx.get(BatchRow, "batches.get", id=57))
    assert after.state == "done", "the first of each payer comes before anybody's second"
    assert MAX_BATCHES_PER_STEP < 57


async def test_accountable_person__all_open_batches_are_looked_at_in_each_round(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path, open_batches=0, waiting_jobs=1)
    count = 2 * MAX_BATCHES_PER_STEP + 1

    def crowd(tx: Tx) -> None:
        for i in range(count):
            assert begin(tx, kit, f"person-{i % 30}") is None

    await store.write(crowd)
    feeder = BatchFeeder(store, Batches(kit.manager))
    for _ in range(2):
        clock.advance(3)
        calls = 1
        while await feeder.once() <= clock.now():
            calls += 1
        assert calls == 3

        def looked(tx: Tx) -> list[float]:
            return [float(tx.get(BatchRow, "batches.get", id=i + 1).checked_at) for i in range(count)]

        assert await store.read(looked) == [clock.now()] * count


async def test_accountable_person__batch_that_waits_writes_nothing_and_wakes_nobody(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    """Its loop is woken by what it wrote itself: it would never rest."""
    kit = await Kit.make(store, tmp_path, waiting_jobs=1)
    await store.write(begin, kit, "ann")
    feeder = BatchFeeder(store, Batches(kit.manager))
    await feeder.once()
    feeder.woken.clear()
    post: Any = await store.read(lambda tx: tx.one(PostRow, "posts.by_subject", subject=batch_subject(1)))
    clock.advance(3)
    await feeder.once()
    assert not feeder.woken.is_set()
    assert await store.read(lambda tx: tx.one(PostRow, "posts.by_subject", subject=batch_subject(1))) == post
