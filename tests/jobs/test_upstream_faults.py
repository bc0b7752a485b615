"""Faults of the upstream, and what people are told. The studio's record shows what was paid for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import Tx
from bot.store.rows import JobEventRow, JobRow, PoolRow
from studio.server import Fault, Studio
from tests.conftest import RunningApp, photo, running_app


def paid(studio: Studio) -> int:
    """Pictures that the studio billed."""
    return sum(int(task["image_count"]) for task in studio.record()["tasks"])


async def ledger_is_sound(shenbi: RunningApp) -> None:
    """The totals agree with the ledgers."""
    from bot.jobs import money

    assert await shenbi.app.store.read(money.compare_totals) == []


async def spent(shenbi: RunningApp) -> int:
    """What person 1 is charged, in li, reserved included."""
    from bot.jobs import money

    return (await shenbi.app.store.read(money.spent_between, "payer:1", "0", "9")).amount_li


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            Fault(
                "create", "error", code="DataInspectionFailed", message="Input data may contain inappropriate content."
            ),
            "moderat",
        ),
        (
            Fault(
                "task", "fail", code="DataInspectionFailed", message="Output data may contain inappropriate content."
            ),
            "moderat",
        ),
        (
            Fault("create", "error", code="InvalidParameter", message="Range of n should be [1, 4]"),
            "that many pictures",
        ),
        (Fault("create", "error", code="IPInfringementSuspect"), "protected work"),
    ],
)
async def test_upstream_faults__request_that_cannot_work_fails_with_a_reason_and_costs_nothing(
    shenbi: RunningApp, fault: Fault, words: str
) -> None:
    shenbi.studio.add_faults(fault)
    await shenbi.chat.say("/imagine something")
    standing = await shenbi.chat.until(
        lambda: next((m for m in shenbi.chat.visible() if m.view.milestone == "failed"), None)
    )
    text = standing.view.text.lower()
    assert "charged" in text
    assert words.lower() in text or (
        words == "moderat" and ("safety" in text or "inappropriate" in text or "content" in text)
    )
    assert await spent(shenbi) == 0
    await ledger_is_sound(shenbi)


@pytest.mark.parametrize("code", ["Throttling.RateQuota", "ModelUnavailable", "Throttling.Concurrency"])
async def test_upstream_faults__busy_upstream_is_retried(shenbi: RunningApp, code: str) -> None:
    shenbi.studio.add_faults(Fault("create", "error", code=code))
    await shenbi.chat.say("/imagine patience")
    await until_event(shenbi, 1, code)
    await make_due(shenbi, "")
    await shenbi.chat.picture()
    assert paid(shenbi.studio) == 1


@pytest.mark.parametrize("code", ["InternalError.Algo", "InternalError.Timeout"])
async def test_upstream_faults__task_that_breaks_down_gets_one_new_task(shenbi: RunningApp, code: str) -> None:
    shenbi.studio.add_faults(Fault("task", "fail", code=code, message="inference internal error."))
    await shenbi.chat.say("/imagine again")
    await shenbi.chat.picture()
    assert paid(shenbi.studio) == 1


async def test_upstream_faults__task_that_breaks_down_twice_fails(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("task", "fail", code="InternalError.Algo", times=2))
    await shenbi.chat.say("/imagine again")
    await shenbi.chat.until(lambda: any(m.view.milestone == "failed" for m in shenbi.chat.visible()))
    assert len(shenbi.studio.record()["tasks"]) == 2


async def test_upstream_faults__some_of_four_fail_and_only_the_others_are_charged(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(
        Fault("task", "partial", code="DataInspectionFailed", message="Output data may contain ...", count=3)
    )
    await shenbi.chat.say("/imagine four --n 4")
    shown = await shenbi.chat.picture()
    assert "1 of 4" in shown.view.text
    assert "held the rest back" in shown.view.text
    assert "Nothing was charged" not in shown.view.text
    assert await spent(shenbi) == 160
    await ledger_is_sound(shenbi)


@pytest.mark.parametrize(
    "code", ["Arrearage", "InvalidApiKey", "AllocationQuota.FreeTierOnly", "AccessDenied.Unpurchased"]
)
async def test_upstream_faults__account_out_of_order_is_suspended_and_the_job_waits(
    shenbi: RunningApp, code: str
) -> None:
    shenbi.studio.add_faults(Fault("create", "error", code=code, times=1))
    await shenbi.chat.say("/imagine later")
    await shenbi.chat.text("out of order")
    # The operator mends it: the job goes on by itself.
    await shenbi.app.store.write(lambda tx: shenbi.app.manager.set_up(tx))
    await shenbi.app.store.write(lambda tx: tx.hint("accounts"))
    await shenbi.chat.picture()


async def test_upstream_faults__second_key_takes_over_from_a_refused_one(tmp_path: Path, studio: Studio) -> None:
    studio.change_settings(accounts={"sk-dead-0001": "main", "sk-good-0002": "main"})
    upstream = {"accounts": [{"name": "main", "keys": ["sk-dead-0001", "sk-good-0002"]}]}
    dead = next(iter(studio_key_ids(studio, "sk-dead-0001")))
    studio.add_faults(Fault("any", "error", code="InvalidApiKey", times=None, key_id=dead))
    async with running_app(tmp_path, studio, upstream=upstream) as shenbi:
        await shenbi.chat.say("/imagine two keys")
        await shenbi.chat.picture()


def studio_key_ids(studio: Studio, key: str) -> list[str]:
    """The name under which faults know a key."""
    from studio.server.authentication import key_id

    return [key_id(key)]


async def test_upstream_faults__lost_answer_is_found_and_paid_once(tmp_path: Path, studio: Studio) -> None:
    studio.add_faults(Fault("create", "lose"))
    async with running_app(tmp_path, studio, upstream={"create_timeout_s": 0.2}) as shenbi:
        await shenbi.chat.say("/imagine lost")
        await shenbi.chat.text("answer got lost")
        await make_due(shenbi, "unknown")
        await shenbi.chat.picture()
        assert len(studio.record()["tasks"]) == 1
        assert paid(studio) == 1
        await ledger_is_sound(shenbi)


async def test_upstream_faults__dropped_create_is_proven_absent_and_requeued(tmp_path: Path, studio: Studio) -> None:
    studio.add_faults(Fault("create", "drop"))
    async with running_app(tmp_path, studio, upstream={"create_timeout_s": 0.2}) as shenbi:
        await shenbi.chat.say("/imagine dropped")
        await shenbi.chat.text("answer got lost")
        await make_due(shenbi, "unknown")
        await asyncio.wait_for(until_event(shenbi, 1, "proven absent", hurry="unknown"), 30)
        await shenbi.chat.picture()
        assert len(studio.record()["tasks"]) == 1


async def make_due(shenbi: RunningApp, state: str) -> None:
    """Let time pass for jobs in a state that nobody is working on, without waiting for it."""

    def due(tx: Tx) -> None:
        for job in tx.all(JobRow, "jobs.oldest_open", limit=1000):
            if job.state == state and not job.owner:
                tx.run("jobs.lease", id=job.id, owner="", due_at=0)
        for pool in tx.all(PoolRow, "queue.pools"):
            tx.run("queue.set_next_submit", id=pool.id, next_submit_at=0, pause_reason="", failures=pool.failures)

    await shenbi.app.store.write(due)
    shenbi.app.store.hints.wake(shenbi.app.store.hints.topics())


async def until_event(shenbi: RunningApp, job: int, words: str, *, hurry: str = "") -> None:
    """Wait until something with these words has happened to a job; `hurry` lets time pass for jobs in that state."""
    async with asyncio.timeout(30):
        while True:
            events = await shenbi.app.store.read(lambda tx: tx.all(JobEventRow, "jobs.events", job_id=job))
            if any(words in event.details or words == event.to_state for event in events):
                return
            if hurry:
                await make_due(shenbi, hurry)
            await asyncio.sleep(0)


async def test_upstream_faults__result_that_is_gone_is_not_charged(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("result", "error", status=404, code="NoSuchKey", message="gone", times=None))
    await shenbi.chat.say("/imagine gone")
    await until_event(shenbi, 1, "failed", hurry="collecting")
    await shenbi.chat.text("gone before it could be fetched")
    assert await spent(shenbi) == 0


async def test_upstream_faults__result_that_is_not_an_image_is_not_charged(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("task", "spoil", file="text"))
    await shenbi.chat.say("/imagine spoilt")
    await until_event(shenbi, 1, "failed", hurry="collecting")
    await shenbi.chat.text("damaged")
    assert await spent(shenbi) == 0


async def test_upstream_faults__moderation_of_a_reference_is_explained_as_such(shenbi: RunningApp) -> None:
    fault = Fault(
        "create",
        "error",
        code="DataInspectionFailed",
        message="Input image data may contain inappropriate content.",
        reference=True,
    )
    shenbi.studio.add_faults(fault)
    await shenbi.chat.say("/restyle anime", image=photo())
    await shenbi.chat.until(lambda: any(m.view.milestone == "failed" for m in shenbi.chat.visible()))
    assert await spent(shenbi) == 0


async def test_upstream_faults__upload_that_fails_is_tried_again(shenbi: RunningApp) -> None:
    shenbi.studio.add_faults(Fault("policy", "error", code="InternalError"))
    await shenbi.chat.say("/restyle anime", image=photo())
    await shenbi.chat.picture()
    assert paid(shenbi.studio) == 1


async def test_upstream_faults__lost_answer_of_the_day_before_yesterday_proves_nothing(
    tmp_path: Path, studio: Studio
) -> None:
    studio.add_faults(Fault("create", "lose"))
    async with running_app(tmp_path, studio, upstream={"create_timeout_s": 0.2}) as shenbi:
        await shenbi.chat.say("/imagine over the weekend")
        await shenbi.chat.text("answer got lost")

        def long_ago(tx: Tx) -> None:
            moved = ", ".join(
                f"{column} = {column} - 48 * 3600.0" for column in ("submitted_at", "send_by", "created_at")
            )
            tx._run(f"UPDATE job SET {moved} WHERE id = 1", {})

        await shenbi.app.store.write(long_ago)
        async with asyncio.timeout(30):
            while (await shenbi.jobs())[0].state != "held":
                await make_due(shenbi, "unknown")
                await asyncio.sleep(0)
        assert len(studio.record()["tasks"]) == 1


def _failed(shenbi: RunningApp, words: str) -> Callable[[], bool]:
    """Whether a message with these words stands there as failed."""
    return lambda: any(words in m.view.text and m.view.milestone == "failed" for m in shenbi.chat.visible())


async def test_upstream_faults__lost_result_counts_against_the_daily_budget(tmp_path: Path, studio: Studio) -> None:
    studio.add_faults(Fault("result", "error", status=404, code="NoSuchKey", message="gone", times=None))
    async with running_app(tmp_path, studio, limits={"daily_yuan": "0.40"}) as shenbi:
        for number in ("one", "two"):
            await shenbi.chat.say(f"/imagine number {number}")
            await until_event(shenbi, ("one", "two").index(number) + 1, "failed", hurry="collecting")
            await shenbi.chat.until(_failed(shenbi, f"number {number}"))
        assert await spent(shenbi) == 0
        await shenbi.chat.say("/imagine one too many")
        await shenbi.chat.text("budget is used up")
