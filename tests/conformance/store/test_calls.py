"""Calls in the store: leases, fences, lost answers, limits and money, with a chat model that answers what it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.asker import LEASE_S, CallWorker
from bot.assistant.calls import NewCall, accept
from bot.dashscope import classify
from bot.jobs import money
from bot.jobs.limits import ACCOUNT_LIMITS_KEY, Denied
from bot.media.storage.folder_store import FolderPictureStore
from bot.retention.maintenance import release_leases
from bot.runtime.texts import Texts
from bot.store import Store, Tx
from bot.store.rows import AccountRow, ChatCallRow
from bot.upstream import AnswerLost, NotSent, Refused
from bot.upstream.chat import ChatAnswered, ChatOutcome, ChatRequest
from config.settings import LOCALES_FOLDER
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit
from tests.raw_rows import raw_rows

FOX = ChatAnswered("a red fox")
LOST = AnswerLost("timeout")
TEXTS = Texts(LOCALES_FOLDER)


def refused(code: str, status: int, message: str = "", retry_after_s: float | None = None) -> Refused:
    return Refused(classify(code, message, status), message, status, retry_after_s=retry_after_s)


@dataclass
class ToldChats:
    """A chat model that answers what it is told, one after another."""

    outcomes: list[ChatOutcome] = field(default_factory=list)
    asked: list[ChatRequest] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    async def ask(self, request: ChatRequest, *, timeout_s: float) -> ChatOutcome:
        self.asked.append(request)
        self.meanwhile()
        return self.outcomes.pop(0)


class CallBench:
    """A worker over a store, and one account."""

    def __init__(self, kit: Kit, folder: Path, *accounts: str) -> None:
        self.kit = kit
        self.chats = ToldChats()
        names = accounts or ("main",)
        self.worker = CallWorker(
            kit.store, kit.manager, dict.fromkeys(names, self.chats), FolderPictureStore(folder), TEXTS
        )

    async def improve(self, name: str = "ann") -> ChatCallRow | Denied:
        def work(tx: Tx) -> ChatCallRow | Denied:
            person, place, payer = self.kit.meet(tx, name)
            new = NewCall("improve", person, payer, place, "en", "", 800, words="a fox")
            return accept(tx, self.kit.manager, new)

        return await self.kit.store.write(work)

    async def work(self, *outcomes: ChatOutcome) -> None:
        """Ask until nothing is due."""
        self.chats.outcomes = list(outcomes)
        for _ in range(10):
            await self.worker.once()

    async def call(self, call_id: int = 1) -> ChatCallRow:
        return await self.kit.store.read(lambda tx: tx.get(ChatCallRow, "calls.get", id=call_id))

    async def charged(self) -> tuple[int, int]:
        """What the payer was charged, and what the accounts were, in li; the ledgers are sound."""

        def look(tx: Tx) -> tuple[int, int]:
            assert money.compare_totals(tx) == []
            sums = [
                raw_rows(tx, f"SELECT CAST(COALESCE(sum(amount_li), 0) AS BIGINT) AS li FROM {ledger}")[0]["li"]
                for ledger in ("charge", "cost")
            ]
            return sums[0], sums[1]

        return await self.kit.store.read(look)


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path)


@pytest.fixture
def bench(kit: Kit, tmp_path: Path) -> CallBench:
    return CallBench(kit, tmp_path)


async def test_call__is_reserved_then_answered_once(bench: CallBench) -> None:
    await bench.improve()
    assert await bench.charged() == (1, 0)
    await bench.work(FOX)
    call = await bench.call()
    assert (call.state, call.answer, call.tries, call.lost) == ("answered", "a red fox", 1, 0)
    assert await bench.charged() == (1, 1)
    assert len(bench.chats.asked) == 1


@pytest.mark.parametrize("whose", ["", "conversation_"])
async def test_call__counts_against_what_a_person_or_chat_may_spend(store: Store, tmp_path: Path, whose: str) -> None:
    limits: dict[str, Any] = {f"{whose}yuan_per_week": "0.002"}
    kit = await Kit.make(store, tmp_path, **limits)
    bench = CallBench(kit, tmp_path)
    for _ in range(2):
        assert not isinstance(await bench.improve(), Denied)
    denied = await bench.improve()
    assert isinstance(denied, Denied)
    assert denied.text_id == f"limit-{whose.replace('_', '-')}yuan"
    assert not isinstance(await bench.improve("ben"), Denied)


async def test_call__lost_answer_is_asked_for_once_more_and_not_twice(bench: CallBench) -> None:
    await bench.improve()
    await bench.work(LOST, FOX)
    assert (await bench.call()).state == "answered"
    assert await bench.charged() == (1, 2)
    await bench.improve()
    await bench.work(LOST, LOST, FOX)
    call = await bench.call(2)
    assert (call.state, call.error, call.lost, call.tries) == ("failed", "call-lost", 2, 2)
    assert await bench.charged() == (1, 4)


async def test_call__of_a_process_that_died_is_taken_over_when_its_lease_lapses(
    bench: CallBench, clock: DrivenClock
) -> None:
    await bench.improve()
    claimed, _ = await bench.worker.claim_due(8)
    assert [call.tries for call in claimed] == [1]
    await bench.work(FOX)
    assert bench.chats.asked == []  # Its lease has not lapsed.
    clock.advance(LEASE_S + 1)
    await bench.work(FOX)
    call = await bench.call()
    assert (call.state, call.tries, call.lost) == ("answered", 2, 1)
    assert await bench.charged() == (1, 2)


async def test_call__two_processes_that_die_are_enough(bench: CallBench, clock: DrivenClock) -> None:
    await bench.improve()
    for _ in range(2):
        await bench.worker.claim_due(8)
        clock.advance(LEASE_S + 1)
    await bench.work()
    call = await bench.call()
    assert (call.state, call.error) == ("failed", "call-lost")
    assert await bench.charged() == (0, 2)


async def test_call__answer_of_a_process_that_was_suspended_is_refused_but_booked(
    bench: CallBench, clock: DrivenClock
) -> None:
    await bench.improve()
    (late,), _ = await bench.worker.claim_due(8)
    clock.advance(LEASE_S + 1)
    await bench.work(ChatAnswered("a blue fox"))
    await bench.kit.store.write(bench.worker._note, late, FOX)
    assert (await bench.call()).answer == "a blue fox"
    assert await bench.charged() == (1, 2)


async def test_call__lease_is_renewed_while_it_is_asked_and_lost_with_its_fence(bench: CallBench) -> None:
    await bench.improve()
    (claimed,), _ = await bench.worker.claim_due(8)
    store = bench.kit.store
    assert await store.write(lambda tx: bench.worker.renew(tx, claimed, tx.now + 500))
    stale = claimed._replace(fence=claimed.fence - 1)
    assert not await store.write(lambda tx: bench.worker.renew(tx, stale, tx.now + 500))


async def test_call__at_the_start_of_a_single_process_no_lease_holds(bench: CallBench) -> None:
    await bench.improve()
    await bench.worker.claim_due(8)
    await bench.kit.store.write(release_leases)
    await bench.work(FOX)
    assert (await bench.call()).state == "answered"


@pytest.mark.parametrize(
    ("outcome", "text_id", "alerts"),
    [
        (refused("data_inspection_failed", 400, "Input text data may ..."), "call-moderation-improve", []),
        (refused("data_inspection_failed", 400, "Output data may ..."), "call-moderation-answer", []),
        (refused("IPInfringementSuspect", 400), "call-moderation-improve", []),
        (refused("invalid_parameter_error", 400), "call-refused", ["alert-call-refused"]),
        (refused("model_not_found", 404), "call-no-account", ["alert-call-refused"]),
        (refused("Arrearage", 400), "call-no-account", ["upstream-arrears-operator"]),
        (refused("Throttling.AllocationQuota", 429), "call-busy", []),  # Over within a minute, says the vendor.
        (ChatAnswered("```\n```"), "call-empty", []),
    ],
)
async def test_call__that_cannot_be_answered_ends_at_no_cost(
    bench: CallBench, outcome: ChatOutcome, text_id: str, alerts: list[str]
) -> None:
    await bench.improve()
    await bench.work(outcome)
    call = await bench.call()
    assert (call.state, call.error) == ("failed", text_id)
    told = await bench.kit.store.read(lambda tx: [row["text_id"] for row in raw_rows(tx, "SELECT text_id FROM alert")])
    assert told == alerts
    assert await bench.charged() == (0, 1 if isinstance(outcome, ChatAnswered) else 0)


async def test_call__that_never_left_is_tried_a_few_times(bench: CallBench, clock: DrivenClock) -> None:
    await bench.improve()
    for _ in range(4):
        await bench.work(NotSent("connection refused"))
        assert (await bench.call()).state == "waiting"
        clock.advance(1)
    await bench.work(NotSent("connection refused"))
    call = await bench.call()
    assert (call.state, call.error, call.tries) == ("failed", "call-not-reached", 5)
    assert await bench.charged() == (0, 0)


async def test_call__long_pause_that_is_asked_for_is_not_waited_out(bench: CallBench) -> None:
    await bench.improve()
    await bench.work(refused("limit_requests", 429, retry_after_s=60.0))
    assert (await bench.call()).error == "call-busy"


async def test_call__account_in_arrears_is_suspended_and_the_next_is_asked(store: Store, tmp_path: Path) -> None:
    bench = CallBench(await Kit.make(store, tmp_path, accounts=("main", "spare")), tmp_path, "main", "spare")
    await bench.improve()
    await bench.work(refused("Arrearage", 400), FOX)
    assert (await bench.call()).state == "answered"
    accounts = await store.read(lambda tx: tx.all(AccountRow, "queue.accounts"))
    assert sorted(account.state for account in accounts) == ["live", "suspended"]
    await bench.improve()
    await bench.work(FOX)
    assert {(await bench.call(1)).account, (await bench.call(2)).account} == {
        account.name for account in accounts if account.state == "live"
    }


async def test_call__no_account_that_can_be_asked_is_told(bench: CallBench) -> None:
    await bench.kit.store.write(
        lambda tx: tx.run("queue.set_account_state", name="main", state="suspended", reason="x", now=tx.now)
    )
    await bench.improve()
    await bench.work(FOX)
    assert (await bench.call()).error == "call-no-account"
    assert bench.chats.asked == []


async def test_call__limits_are_of_one_person_and_end(store: Store, tmp_path: Path, clock: DrivenClock) -> None:
    bench = CallBench(await Kit.make(store, tmp_path, calls_per_hour=2, calls_at_once=1), tmp_path)
    await bench.improve()
    second = await bench.improve()
    assert isinstance(second, Denied)
    assert second.text_id == "limit-calls-at-once"
    assert isinstance(await bench.improve("bob"), ChatCallRow)
    await bench.work(FOX, FOX)
    await bench.improve()
    await bench.work(FOX)
    third = await bench.improve()
    assert isinstance(third, Denied)
    assert (third.text_id, third.again_at) == ("limit-calls-hour", (await bench.call(1)).created_at + 3600)
    clock.advance(3601)
    assert isinstance(await bench.improve(), ChatCallRow)


async def test_call__limit_holds_for_those_who_ask_at_the_same_moment(store: Store, tmp_path: Path) -> None:
    bench = CallBench(await Kit.make(store, tmp_path, calls_per_hour=3, calls_at_once=0), tmp_path)
    outcomes = await asyncio.gather(*(bench.improve() for _ in range(10)))
    assert sum(isinstance(outcome, ChatCallRow) for outcome in outcomes) == 3


async def test_call__budget_of_all_holds_and_the_operator_is_told(store: Store, tmp_path: Path) -> None:
    bench = CallBench(await Kit.make(store, tmp_path, daily_yuan="0.001"), tmp_path)
    await bench.improve()
    denied = await bench.improve("bob")
    assert isinstance(denied, Denied)
    assert denied.text_id == "limit-money-day"
    rows = await store.read(lambda tx: raw_rows(tx, "SELECT text_id FROM alert"))
    assert [row["text_id"] for row in rows] == ["alert-budget-out"]


async def test_call__is_not_asked_again_over_a_budget(store: Store, tmp_path: Path) -> None:
    bench = CallBench(await Kit.make(store, tmp_path, daily_yuan="0.001"), tmp_path)
    await bench.improve()
    await bench.work(LOST, FOX)
    call = await bench.call()
    assert (call.state, call.error, call.lost) == ("failed", "call-lost-once", 1)
    assert await bench.charged() == (0, 1)
    assert len(bench.chats.asked) == 1


async def test_call__those_at_work_count_against_the_budget_of_their_account(store: Store, tmp_path: Path) -> None:
    bench = CallBench(await Kit.make(store, tmp_path), tmp_path)

    def limit(tx: Tx) -> None:
        value = json.dumps({"main": {"daily_yuan": "0.002"}})
        tx.run("jobs.set_runtime_value", name=ACCOUNT_LIMITS_KEY, value=value)

    await store.write(limit)
    for name in ("ann", "bob", "eve"):
        await bench.improve(name)
    claimed, _ = await bench.worker.claim_due(8)
    assert [call.id for call in claimed] == [1, 2]
    assert (await bench.call(3)).error == "call-no-account"


async def test_call__picture_that_is_gone_is_told(bench: CallBench) -> None:
    def ask(tx: Tx) -> None:
        person, place, payer = bench.kit.meet(tx, "ann")
        new = NewCall("describe", person, payer, place, "en", "", 800, image="images/gone.jpg")
        assert isinstance(accept(tx, bench.kit.manager, new), ChatCallRow)

    await bench.kit.store.write(ask)
    await bench.work(FOX)
    call = await bench.call()
    assert (call.state, call.error) == ("failed", "reference-gone")
    assert await bench.charged() == (0, 0)
