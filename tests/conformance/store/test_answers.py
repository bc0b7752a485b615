"""Jobs whose answer brings the pictures: slots, the rate, lost and late answers, and their money."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.jobs import claim as claiming
from bot.jobs import create_answer, forecast, intervention, life_cycle, money, painted
from bot.jobs.cancellation import CancelResult, cancel_job
from bot.jobs.create_answer import BUDGET_REASON, WRONG_ADDRESS_REASON
from bot.jobs.running_totals import ALL_TIME
from bot.jobs.states import State
from bot.jobs.workers import Resolver, Submitter
from bot.store import Store, Tx
from bot.store.rows import AlertRow, JobRow, PoolRow
from bot.upstream import Answered, AnswerLost, Catalogue, NotSent, Refused, ResultItem
from bot.upstream.outcomes import CreateOutcome
from bot.upstream.verdict import Treatment, Verdict
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

MODEL = "z-image-turbo"
SLOTS = 4
PRICE_LI = 100
LIMIT_S = 300.0
DAY_S = 24 * 3600.0
BUSY = Refused(Verdict("Throttling", Treatment.RETRY_LATER, "upstream-busy"), "busy", 429, retry_after_s=20.0)
REFUSED = Refused(Verdict("InvalidParameter", Treatment.TELL_PERSON, "upstream-impossible"), "no", 400)


@dataclass
class AnswerKit(Kit):
    """The kit, with the steps of a model that answers."""

    async def ask(self, name: str = "ann") -> int:
        """`name` asks for a picture; the job's id."""
        job = await self.store.write(self.enqueue, name, 1, "a fox", MODEL)
        assert isinstance(job, JobRow), job
        return job.id

    def submitter(self, tx: Tx, account: str = "main", owner: str = "worker-1") -> Submitter:
        """A process's submitter of the pool."""
        context = replace(self.context, owner=owner)
        return Submitter(context, self.pool(tx, account, MODEL))

    async def try_claim(self, owner: str = "worker-1") -> claiming.Claimed | claiming.NoClaim:
        """Claim as a process does."""
        submitter = await self.store.read(self.submitter, "main", owner)
        return await self.store.write(submitter._claim)

    async def claimed(self) -> claiming.Claimed:
        """A claim that must succeed."""
        found = await self.try_claim()
        assert isinstance(found, claiming.Claimed), found
        return found

    async def sent(self) -> claiming.Claimed:
        """A claim whose request has left."""
        found = await self.claimed()
        await self.store.write(claiming.note_left, found, 0.5)
        return found

    async def note(self, claimed: claiming.Claimed, answer: CreateOutcome) -> None:
        """What the upstream answers is recorded."""
        if isinstance(answer, Answered):
            await self.store.write(painted.note_answered, self.manager, claimed, answer)
        else:
            await self.store.write(create_answer.note_answer, claimed, answer, 1.0)

    async def job(self, number: int) -> JobRow:
        """A job's row."""
        return await self.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=number))

    async def row(self) -> PoolRow:
        """The pool's row."""
        return await self.store.read(self.pool, "main", MODEL)

    async def change(self, account: str, model: str = "", **wanted: str) -> None:
        """The operator changes limits of an account, or of its pool."""
        accounts = self.manager.settings.upstream.accounts
        changed = await self.store.write(lambda tx: intervention.change_account(tx, accounts, account, model, **wanted))
        assert changed

    async def resolve(self) -> None:
        """The resolver runs until nothing is due."""
        resolver = Resolver(self.context)
        resolver._started = True
        while await resolver.once() <= self.store.clock.now():
            pass

    async def owed(self) -> tuple[int, int]:
        """What all payers are charged, and what the account owes upstream, in li."""
        charged = await self.store.read(money.spent_between, "all", "0", "9")
        return charged.amount_li, (await self.store.read(money.spent_between, "account:main", "0", "9")).amount_li

    async def told(self) -> set[str]:
        """What the operator is told."""
        return {row.text_id for row in await self.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))}


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> AnswerKit:
    made = await AnswerKit.make(store, tmp_path)
    return AnswerKit(made.store, made.manager, made.context)


def pictures(count: int = 1) -> Answered:
    """An answer with pictures."""
    return Answered(tuple(ResultItem(i, f"https://results.invalid/{i}") for i in range(count)), "r", count, 1024 * 1024)


async def test_slots__as_many_creates_as_slots_also_after_the_operator_changed_them(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    for number in range(9):
        await kit.ask(f"person{number}")
    submitter = await kit.store.read(kit.submitter)  # Before the change, as in a process that runs.
    for _ in range(SLOTS):
        assert isinstance(await kit.store.write(submitter._claim), claiming.Claimed)
        clock.advance(10)
    assert isinstance(await kit.store.write(submitter._claim), claiming.NoClaim)
    await kit.change("main", MODEL, tasks_at_once="6")
    assert isinstance(await kit.store.write(submitter._claim), claiming.Claimed)
    clock.advance(10)
    assert isinstance(await kit.store.write(submitter._claim), claiming.Claimed)
    clock.advance(10)
    assert isinstance(await kit.store.write(submitter._claim), claiming.NoClaim)
    await kit.change("main", MODEL, tasks_at_once="1")
    first = (await kit.store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000)))[0]
    await kit.store.write(lambda tx: life_cycle.fail(tx, first, "job-failed-unknown"))
    assert isinstance(await kit.store.write(submitter._claim), claiming.NoClaim)


async def test_rate__next_create_waits_for_the_one_that_may_still_leave_in_any_process(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    for number in range(4):
        await kit.ask(f"person{number}")
    first = await kit.claimed()
    for seconds in (0.0, 5.0, 0.49):
        clock.advance(seconds)
        assert isinstance(await kit.try_claim("worker-2"), claiming.NoClaim)
    clock.advance(0.02)
    second = await kit.try_claim("worker-2")
    assert isinstance(second, claiming.Claimed), "it can have left at the end of its window at the latest"
    # The first, suspended since, notes now that it has left: this must not give back what is reserved for the second.
    await kit.store.write(claiming.note_left, first, 0.5)
    clock.advance(1.0)
    assert isinstance(await kit.try_claim(), claiming.NoClaim)
    await kit.store.write(claiming.note_left, second, 0.5)
    assert isinstance(await kit.try_claim(), claiming.NoClaim)
    clock.advance(0.51)
    assert isinstance(await kit.try_claim(), claiming.Claimed)


async def test_rate__claim_that_sends_nothing_reserves_nothing(kit: AnswerKit) -> None:
    banned, _ = await kit.ask("ann"), await kit.ask("ben")
    person_id = (await kit.job(banned)).person_id
    await kit.store.write(lambda tx: tx.run("people.set_banned", id=person_id, banned=1))
    assert (await kit.claimed()).job.id != banned
    assert (await kit.job(banned)).state == State.FAILED


@pytest.mark.parametrize("answer", [BUSY, NotSent("no line")])
async def test_pause__outlasts_what_is_reserved_and_answers_of_before(
    kit: AnswerKit, clock: DrivenClock, answer: CreateOutcome
) -> None:
    """A pause that begins while another request is about to leave, and while a third waits for its answer."""
    for number in range(4):
        await kit.ask(f"person{number}")
    earlier, refused = await kit.sent(), await _next(kit, clock)
    leaving = await _next(kit, clock, left=False)
    await kit.note(refused, answer)
    until = (await kit.row()).next_submit_at
    assert until > leaving.next_reserved_at
    await kit.store.write(claiming.note_left, leaving, 0.5)
    await kit.note(earlier, pictures())
    pool = await kit.row()
    assert (pool.next_submit_at, pool.failures) == (until, 1)
    assert pool.pause_reason
    clock.advance_to(until)
    await kit.note(await kit.sent(), pictures())
    assert ((await kit.row()).failures, (await kit.row()).pause_reason) == (0, "")


async def _next(kit: AnswerKit, clock: DrivenClock, *, left: bool = True) -> claiming.Claimed:
    clock.advance(1.0)
    return await (kit.sent() if left else kit.claimed())


async def test_pause__without_money_is_not_ended_by_an_answer(kit: AnswerKit, clock: DrivenClock) -> None:
    await kit.ask()
    claimed = await kit.sent()
    midnight = clock.now() + 3600
    paused = {"next_submit_at": midnight, "pause_reason": BUDGET_REASON, "failures": 0}
    await kit.store.write(lambda tx: tx.run("queue.set_next_submit", id=claimed.pool.id, **paused))
    await kit.note(claimed, pictures())
    assert ((await kit.row()).pause_reason, (await kit.row()).next_submit_at) == (BUDGET_REASON, midnight)
    assert WRONG_ADDRESS_REASON != BUDGET_REASON


async def test_lost_answers__second_stops_the_pool_until_one_is_decided(kit: AnswerKit, clock: DrivenClock) -> None:
    numbers = [await kit.ask(f"person{number}") for number in range(5)]
    first, second = await kit.sent(), await _next(kit, clock)
    await kit.note(first, AnswerLost("dropped"))
    clock.advance(70)
    third = await kit.sent()
    await kit.note(second, AnswerLost("dropped"))
    clock.advance(70)
    assert isinstance(await kit.try_claim(), claiming.NoClaim)
    clock.advance(LIMIT_S)
    await kit.resolve()
    states = [(await kit.job(number)).state for number in numbers]
    assert states == [State.HELD, State.HELD, State.HELD, State.QUEUED, State.QUEUED]
    clock.advance(60)
    await kit.note(third, pictures())
    assert (await kit.job(third.job.id)).state == State.COLLECTING, "its answer was late"
    assert isinstance(await kit.try_claim(), claiming.Claimed)


async def test_lost_answer__keeps_its_slot_until_the_answer_cannot_come_any_more(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    number = await kit.ask()
    claimed = await kit.sent()
    clock.advance(1)
    await kit.note(claimed, AnswerLost("dropped"))
    clock.advance_to(claimed.send_by + LIMIT_S - 0.1)
    await kit.resolve()
    assert (await kit.job(number)).state == State.UNKNOWN
    clock.advance(kit.manager.settings.upstream.listing_margin_s + 0.2)
    await kit.resolve()
    held = await kit.job(number)
    assert (held.state, held.error, held.slot_free) == (State.HELD, life_cycle.UNSURE, 1)
    assert await kit.told() == {"alert-answer-lost"}


@pytest.mark.parametrize("gone", ["the model", "its protocol"])
async def test_lost_answer__of_a_model_that_the_catalogue_has_no_more_is_told_and_booked(
    kit: AnswerKit, clock: DrivenClock, gone: str
) -> None:
    number = await kit.ask()
    await kit.note(await kit.sent(), AnswerLost("dropped"))
    models = dict(kit.manager.catalogue.models)
    changed = models.pop(MODEL)
    if gone == "its protocol":
        models[MODEL] = changed.model_copy(update={"protocol": "task"})
    manager = replace(kit.manager, catalogue=Catalogue(models))
    kit.context = replace(kit.context, manager=manager)
    clock.advance(LIMIT_S + 30)
    await kit.resolve()
    assert (await kit.job(number)).error == life_cycle.UNSURE
    clock.advance(DAY_S)
    await kit.resolve()
    assert (await kit.job(number)).state == State.FAILED
    assert await kit.owed() == (0, PRICE_LI)


async def test_clock__set_back_holds_the_slot_for_the_whole_limit(kit: AnswerKit, clock: DrivenClock) -> None:
    number = await kit.ask()
    await kit.sent()
    clock.advance(-2 * 3600.0)
    await kit.store.write(lambda tx: tx.run("recovery.recall_jobs", now=tx.now, horizon=tx.now + 900))
    await kit.resolve()
    assert (await kit.job(number)).state == State.UNKNOWN
    clock.advance(LIMIT_S - 1)
    await kit.resolve()
    assert (await kit.job(number)).state == State.UNKNOWN
    clock.advance(2)
    await kit.resolve()
    assert (await kit.job(number)).error == life_cycle.UNSURE


async def test_clock__set_back_while_an_answer_is_lost_holds_the_slot_for_the_whole_limit(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    number = await kit.ask()
    await kit.note(await kit.sent(), AnswerLost("dropped"))
    clock.advance(-2 * 3600.0)
    await kit.store.write(lambda tx: tx.run("recovery.recall_jobs", now=tx.now, horizon=tx.now + 900))
    await kit.resolve()
    assert (await kit.job(number)).state == State.UNKNOWN
    clock.advance(LIMIT_S + 1)
    await kit.resolve()
    assert (await kit.job(number)).error == life_cycle.UNSURE


async def lost(kit: AnswerKit, clock: DrivenClock) -> claiming.Claimed:
    """A claim whose job is held since its answer did not come."""
    await kit.ask()
    claimed = await kit.sent()
    clock.advance(LIMIT_S + 30)
    await kit.resolve()
    assert (await kit.job(claimed.job.id)).error == life_cycle.UNSURE
    return claimed


async def test_late_answer__brings_the_pictures_of_a_held_job_and_settles_once(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    claimed = await lost(kit, clock)
    for _ in range(2):  # The second time as after a commit whose confirmation was lost.
        await kit.note(claimed, pictures())
    job = await kit.job(claimed.job.id)
    assert (job.state, job.error, job.task_id) == (State.COLLECTING, "", f"answer:{job.id}:1")
    await kit.store.write(kit.collected, job.id)
    assert await kit.owed() == (PRICE_LI, PRICE_LI)
    assert await kit.store.read(money.compare_totals) == []
    assert "alert-result-given-up" not in await kit.told()


async def test_late_answer__that_refuses_ends_the_job_at_no_cost(kit: AnswerKit, clock: DrivenClock) -> None:
    claimed = await lost(kit, clock)
    await kit.note(claimed, REFUSED)
    job = await kit.job(claimed.job.id)
    assert (job.state, job.error) == (State.FAILED, "upstream-impossible")
    assert await kit.owed() == (0, 0)


@pytest.mark.parametrize("answer", [BUSY, NotSent("no line")])
async def test_late_answer__that_nothing_was_accepted_queues_the_job_again(
    kit: AnswerKit, clock: DrivenClock, answer: CreateOutcome
) -> None:
    claimed = await lost(kit, clock)
    await kit.note(claimed, answer)
    job = await kit.job(claimed.job.id)
    assert (job.state, job.error) == (State.QUEUED, "")


async def test_late_answer__that_nothing_was_accepted_ends_a_cancelled_job(kit: AnswerKit, clock: DrivenClock) -> None:
    claimed = await lost(kit, clock)
    assert await kit.store.write(cancel_job, claimed.job.id) is CancelResult.REQUESTED
    await kit.note(claimed, NotSent("no line"))
    assert (await kit.job(claimed.job.id)).state == State.CANCELLED
    assert await kit.owed() == (0, 0)


async def test_late_answer__of_a_released_job_is_taken_instead_of_a_second_submission(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    claimed = await lost(kit, clock)
    assert await kit.store.write(intervention.release, claimed.job.id) is intervention.InterventionResult.DONE
    await kit.note(claimed, pictures())
    assert (await kit.job(claimed.job.id)).state == State.COLLECTING
    assert isinstance(await kit.try_claim(), claiming.NoClaim)


async def test_late_answer__of_a_submission_that_was_repeated_on_the_operators_word_is_booked_and_told(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    first = await lost(kit, clock)
    await kit.store.write(intervention.release, first.job.id)
    clock.advance(60)
    second = await kit.sent()
    assert second.job.id == first.job.id
    await kit.note(first, pictures())
    job = await kit.job(first.job.id)
    assert (job.state, job.task_id) == (State.SUBMITTING, ""), "the second submission is not the first's"
    assert await kit.owed() == (PRICE_LI, PRICE_LI)
    assert "alert-result-given-up" in await kit.told()
    await kit.note(second, pictures())
    assert (await kit.job(job.id)).state == State.COLLECTING
    assert await kit.owed() == (PRICE_LI, 2 * PRICE_LI)


async def test_operator__cannot_adopt_a_task_where_there_is_none(kit: AnswerKit, clock: DrivenClock) -> None:
    claimed = await lost(kit, clock)
    result = await kit.store.write(intervention.adopt, claimed.job.id, "task-1")
    assert result is intervention.InterventionResult.WRONG_STATE
    assert (await kit.job(claimed.job.id)).error == life_cycle.UNSURE


async def test_operator__who_fails_it_books_nothing(kit: AnswerKit, clock: DrivenClock) -> None:
    claimed = await lost(kit, clock)
    assert await kit.store.write(intervention.give_up, claimed.job.id) is intervention.InterventionResult.DONE
    assert (await kit.job(claimed.job.id)).error == life_cycle.GIVEN_UP
    assert await kit.owed() == (0, 0)


async def test_money__of_a_lost_answer_is_in_flight_until_it_is_booked(kit: AnswerKit, clock: DrivenClock) -> None:
    await lost(kit, clock)
    assert await kit.store.read(money.in_flight_li, "main") == PRICE_LI
    clock.advance(DAY_S)
    await kit.resolve()
    assert await kit.store.read(money.in_flight_li, "main") == 0
    assert await kit.owed() == (0, PRICE_LI)
    assert await kit.store.read(money.compare_totals) == []


async def test_money__free_picture_that_may_have_been_painted_stays_used(kit: AnswerKit, clock: DrivenClock) -> None:
    await kit.change("main", free_until="2099-01-01")
    scope = money.free_scope("main", MODEL)
    for lost_one in (True, False):
        await kit.ask()
        claimed = await kit.sent()
        assert claimed.job.price_li == 0
        await kit.note(claimed, AnswerLost("dropped") if lost_one else NotSent("no line"))
        await kit.store.write(cancel_job, claimed.job.id)
        clock.advance(DAY_S + 1)
        await kit.resolve()
        assert (await kit.store.read(money.spent_on, scope, ALL_TIME)).pictures == 1, "the one that was lost"
    assert await kit.owed() == (0, 0)
    assert await kit.store.read(money.compare_totals) == []


async def test_forecast__counts_no_spare_slot_and_the_age_of_creates(kit: AnswerKit, clock: DrivenClock) -> None:
    for number in range(SLOTS + 2):
        await kit.ask(f"person{number}")
    oldest = await kit.sent()
    for _ in range(SLOTS - 1):
        clock.advance(1.0)
        await kit.sent()

    def look(tx: Tx) -> tuple[dict[int, forecast.QueuePosition], float]:
        places = kit.manager.positions(tx, kit.pool(tx, "main", MODEL))
        status = kit.manager.queue_status(tx, tx.get(JobRow, "jobs.get", id=oldest.job.id))
        return dict(places), status.done_in_s or 0.0

    places, done_in_s = await kit.store.read(look)
    typical_s = kit.manager.catalogue.models[MODEL].typical_task_s
    assert done_in_s == pytest.approx(typical_s - (SLOTS - 1))
    first, second = sorted(places.values(), key=lambda place: place.position)
    assert first.done_in_s == pytest.approx(done_in_s + typical_s)
    assert second.done_in_s == pytest.approx(done_in_s + 1.0 + typical_s)


async def test_processes__claim_side_by_side_and_exceed_neither_slots_nor_rate(
    kit: AnswerKit, clock: DrivenClock
) -> None:
    for number in range(8):
        await kit.ask(f"person{number}")
    claims = 0
    for _ in range(20):
        found = await asyncio.gather(*(kit.try_claim(f"worker-{each}") for each in range(3)))
        at_once = [each for each in found if isinstance(each, claiming.Claimed)]
        assert len(at_once) <= 1
        for each in at_once:
            await kit.store.write(claiming.note_left, each, 0.5)
        claims += len(at_once)
        clock.advance(0.6)
    assert claims == SLOTS
