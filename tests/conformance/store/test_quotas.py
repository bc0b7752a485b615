"""Limits by day, week and month, of one person or chat, of ranks, and gifts: no order of requests passes one."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.jobs import gifts, money
from bot.jobs.cancellation import cancel_job
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager
from bot.jobs.periods import Period, days_of, next_begins
from bot.outbox.chat_migration import move_chat
from bot.store import Store, Tx
from bot.store.rows import JobRow
from config.settings import Limits, Settings
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def at(zone: ZoneInfo, *parts: int) -> float:
    return datetime(*parts, tzinfo=zone).timestamp()  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("period", "now", "zone", "begins", "hours"),
    [
        (Period.DAY, (2026, 3, 8, 1), NEW_YORK, (2026, 3, 9), 22),
        (Period.DAY, (2026, 11, 1, 0), NEW_YORK, (2026, 11, 2), 25),
        (Period.WEEK, (2026, 10, 26, 0), NEW_YORK, (2026, 11, 2), 7 * 24 + 1),
        (Period.WEEK, (2026, 11, 29, 23), SHANGHAI, (2026, 11, 30), 1),
        (Period.WEEK, (2026, 11, 30, 0), SHANGHAI, (2026, 12, 7), 7 * 24),
        (Period.WEEK, (2026, 12, 31, 12), SHANGHAI, (2027, 1, 4), 3 * 24 + 12),
        (Period.MONTH, (2026, 12, 31, 23), SHANGHAI, (2027, 1, 1), 1),
        (Period.MONTH, (2028, 2, 28, 0), SHANGHAI, (2028, 3, 1), 48),
        (Period.MONTH, (2026, 3, 1, 0), NEW_YORK, (2026, 4, 1), 31 * 24 - 1),
    ],
)
def test_periods__begin_at_midnight_also_where_clocks_change(
    period: Period, now: tuple[int, ...], zone: ZoneInfo, begins: tuple[int, ...], hours: int
) -> None:
    moment = at(zone, *now)
    following = next_begins(period, moment, zone)
    assert following == at(zone, *begins)
    assert following - moment == hours * 3600
    first, last = days_of(period, money.day_of(moment, zone))
    assert first <= money.day_of(moment, zone) <= money.day_of(following - 1, zone) <= last
    assert days_of(period, money.day_of(following, zone))[0] == money.day_of(following, zone) > last


def test_ranks__limits_that_are_none_of_a_person_are_refused() -> None:
    for wrong in ({"daily_yuan": 3}, {"conversation_pictures_per_day": 3}, {"pictures": 3}, {"pictures_per_day": -1}):
        with pytest.raises(ValueError, match="guests"):
            Limits.model_validate({"guests": wrong})


def set_own(tx: Tx, kind: str, ref_id: int, **limits: Any) -> None:
    for name, value in limits.items():
        tx.run("limits.set_override", kind=kind, ref_id=ref_id, name=name, value=str(value))


async def test_limits__one_person_and_one_chat_have_their_own(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, pictures_per_day=2, conversation_pictures_per_day=8)

    def live(tx: Tx) -> None:
        set_own(tx, "person", kit.meet(tx, "ann")[0].id, pictures_per_day=3)
        set_own(tx, "person", kit.meet(tx, "cat")[0].id, pictures_per_day=0)
        set_own(tx, "conversation", kit.meet(tx, "ben")[1].id, conversation_pictures_per_day=1)
        kit.accepted(tx, "ann", 3)
        kit.accepted(tx, "ben", 1)
        kit.accepted(tx, "cat", 4)
        denied = [kit.enqueue(tx, "ann"), kit.enqueue(tx, "ben"), kit.enqueue(tx, "dan", 3)]
        assert [d.text_id for d in denied if isinstance(d, Denied)] == [
            "limit-day",
            "limit-conversation-day",
            "limit-day-never",
        ]

    await store.write(live)


async def test_limits__those_of_a_chat_move_with_it_and_hold_for_all_its_topics(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        old, new = kit.meet(tx, "old")[1], kit.meet(tx, "new")[1]
        set_own(tx, "conversation", old.id, conversation_pictures_per_week=1)
        move_chat(tx, "test", old.chat_id, new.chat_id)
        kit.accepted(tx, "new")
        denied = kit.enqueue(tx, "new")
        assert isinstance(denied, Denied)
        assert denied.text_id == "limit-conversation-pictures"

    await store.write(live)


async def test_limits__guests_have_those_of_their_rank(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(
        store, tmp_path, pictures_per_day=2, guests={"pictures_per_day": 1}, admins={"pictures_per_day": 0}
    )
    access = {"people": ["test:ann"], "guests": True, "admins": ["test:amy"]}
    settings = Settings.model_validate({**kit.manager.settings.model_dump(), "access": access})
    kit.manager = JobManager(settings, kit.manager.catalogue, kit.manager.accounts)

    def live(tx: Tx) -> None:
        for name, most in (("ann", 2), ("gus", 1)):
            kit.accepted(tx, name, most)
            assert isinstance(kit.enqueue(tx, name), Denied)
        kit.accepted(tx, "amy", 4)

    await store.write(live)


async def test_limits__cooldown_ends_when_it_says(store: Store, tmp_path: Path, clock: DrivenClock) -> None:
    kit = await Kit.make(store, tmp_path, cooldown_s=30)
    await store.write(kit.accepted, "ann")
    denied = await store.write(kit.enqueue, "ann")
    assert isinstance(denied, Denied)
    assert (denied.text_id, denied.again_at) == ("limit-cooldown", clock.now() + 30)
    clock.advance_to(denied.again_at)
    await store.write(kit.accepted, "ann")


async def test_gifts__are_used_last_and_return_first(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, pictures_per_day=4)

    def live(tx: Tx) -> None:
        payer = kit.meet(tx, "ann")[2].id
        gifts.give(tx, payer, 5)
        kit.accepted(tx, "ann", 3)
        assert gifts.left(tx, payer) == 5, "used while the limit had room"
        both = kit.accepted(tx, "ann", 4)
        assert gifts.left(tx, payer) == 2, "three of the four are given"
        assert isinstance(kit.enqueue(tx, "ann", 3), Denied)
        money.settle(tx, both, 2)
        assert gifts.left(tx, payer) == 4, "what did not come returns to the gifts first"
        kit.accepted(tx, "ann", 4)
        assert gifts.left(tx, payer) == 0
        assert isinstance(kit.enqueue(tx, "ann"), Denied)
        assert money.compare_totals(tx) == []

    await store.write(live)


async def test_gifts__limits_of_money_hold_for_them(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, pictures_per_day=1, yuan_per_day="0.40")

    def live(tx: Tx) -> None:
        gifts.give(tx, kit.meet(tx, "ann")[2].id, 9)
        kit.accepted(tx, "ann", 2)
        denied = kit.enqueue(tx, "ann")
        assert isinstance(denied, Denied)
        assert denied.text_id == "limit-yuan"

    await store.write(live)


def counted(tx: Tx, zone: ZoneInfo, period: Period, whose: str, jobs: list[JobRow]) -> tuple[int, int]:
    """Pictures without given ones, and li, of a person or chat in this period: from the ledger, not from totals."""
    first, last = days_of(period, money.day_of(tx.now, zone))
    ids = [j.id for j in jobs if whose in (f"person {j.person_id}", f"chat {j.conversation_id}")]
    rows = tx._run("SELECT job_id, day, pictures - gift_pictures, amount_li FROM charge", {}).fetchall()
    mine = [row for row in rows if row[0] in ids and first <= row[1] <= last]
    return sum(row[2] for row in mine), sum(row[3] for row in mine)


@pytest.mark.parametrize("seed", range(4))
async def test_limits__no_order_of_requests_passes_one(
    store: Store, tmp_path: Path, clock: DrivenClock, seed: int
) -> None:
    rng = random.Random(seed)
    most: dict[str, Any] = {"pictures_per_day": 5, "pictures_per_week": 9, "pictures_per_month": 14}
    most |= {f"conversation_{name}": value - 1 for name, value in most.items()}
    most |= {"yuan_per_day": 2, "yuan_per_week": 3, "yuan_per_month": 4, "conversation_yuan_per_week": 2}
    kit = await Kit.make(store, tmp_path, **most)
    zone, accepted, denied = kit.manager.settings.zone, 0, 0
    jobs: dict[int, JobRow] = {}
    ended: set[int] = set()

    def step(tx: Tx) -> None:
        nonlocal accepted, denied
        name = rng.choice(["ann", "ben"])
        payer = kit.meet(tx, name)[2].id
        match rng.choice(["ask"] * 6 + ["end", "cancel", "gift", "take", "refund"]):
            case "ask":
                answer = kit.enqueue(tx, name, rng.randint(1, 4))
                if isinstance(answer, Denied):
                    denied += 1
                else:
                    accepted += 1
                    jobs[answer.id] = answer
            case "gift":
                gifts.give(tx, payer, rng.randint(1, 3))
            case "take":
                gifts.take_back(tx, payer, 2)
            case choice if jobs:
                job = rng.choice(list(jobs.values()))
                if choice == "cancel":
                    cancel_job(tx, job.id)
                elif choice == "refund":
                    money.refund(tx, job)
                elif job.id not in ended:
                    ended.add(job.id)
                    money.settle(tx, job, rng.randint(0, job.n))
        assert gifts.left(tx, payer) >= 0
        for prefix, scope in (("", "person"), ("conversation_", "chat")):
            for whose in {f"{scope} {j.person_id if scope == 'person' else j.conversation_id}" for j in jobs.values()}:
                for period in Period:
                    pictures, li = counted(tx, zone, period, whose, list(jobs.values()))
                    assert pictures <= most.get(f"{prefix}pictures_per_{period}", 10**9), (prefix, period)
                    assert li <= most.get(f"{prefix}yuan_per_{period}", 10**6) * 1000, (prefix, period)

    for _ in range(120):
        clock.advance(rng.choice([60, 3600, 6 * 3600, 26 * 3600]))
        await store.write(step)
    assert accepted > 5
    assert denied > 5
