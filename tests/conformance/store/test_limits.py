"""A refused request says which limit, and when it will work again; then it does."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.jobs import intervention
from bot.jobs.claim import Claimed
from bot.jobs.limits import Denied
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Store, Tx
from bot.store.rows import JobRow
from config.settings import LOCALES_FOLDER
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

TEXTS = Texts(LOCALES_FOLDER)


def said(denied: Denied) -> list[str]:
    """What a person is told, in every language."""
    again = {"again": "12:00:00"} if denied.again_at else {}
    texts = [TEXTS.say(language, denied.text_id, **{**denied.arguments, **again}) for language in LANGUAGES]
    assert not [text for text in texts if "{" in text or denied.text_id in text], "a text, or a part of it, is missing"
    return texts


async def refused(store: Store, kit: Kit, name: str = "ann", n: int = 1) -> Denied:
    answer = await store.write(kit.enqueue, name, n)
    assert isinstance(answer, Denied)
    assert all(said(answer))
    return answer


@pytest.mark.parametrize(
    ("limits", "text_id", "named"),
    [
        ({"requests_per_minute": 2}, "limit-minute", "2"),
        ({"pictures_per_day": 2}, "limit-day", "2"),
        ({"conversation_pictures_per_day": 2}, "limit-conversation-day", "2"),
        *(
            (
                {f"{chat}{measure}_per_{period}": 2 if measure == "pictures" else "0.40"},
                f"limit-{chat.replace('_', '-')}{measure}",
                "2" if measure == "pictures" else "0.08",
            )
            for chat in ("", "conversation_")
            for measure in ("pictures", "yuan")
            for period in ("day", "week", "month")
            if (measure, period) != ("pictures", "day")
        ),
        ({"daily_yuan": "0.40"}, "limit-money-day", "0.08"),
        ({"monthly_yuan": "0.40"}, "limit-money-month", "0.08"),
    ],
)
async def test_limits__denied_request_is_accepted_at_the_time_named_and_not_before(
    store: Store, tmp_path: Path, clock: DrivenClock, limits: dict[str, Any], text_id: str, named: str
) -> None:
    kit = await Kit.make(store, tmp_path, **limits)
    for _ in range(2):
        await store.write(kit.accepted, "ann")
    denied = await refused(store, kit)
    assert denied.text_id == text_id
    assert all(named in text and "12:00:00" in text for text in said(denied))
    clock.advance_to(denied.again_at - 1)
    assert (await refused(store, kit)).text_id == text_id
    clock.advance_to(denied.again_at + 0.001)
    await store.write(kit.accepted, "ann")


async def test_limits__too_many_waiting_jobs_are_denied_with_the_time_of_the_next_free_place(
    store: Store, tmp_path: Path, clock: DrivenClock
) -> None:
    kit = await Kit.make(store, tmp_path, waiting_jobs=2)
    await store.write(kit.accepted, "ben")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    for _ in range(2):
        await store.write(kit.accepted, "ann")
    denied = await refused(store, kit)
    assert denied.text_id == "limit-waiting"
    assert clock.now() < denied.again_at < clock.now() + 60
    clock.advance_to(denied.again_at)
    await store.write(kit.finish, claimed.job.id)
    assert isinstance(await store.write(kit.claim), Claimed)
    await store.write(kit.accepted, "ann")


async def test_limits__no_time_is_named_where_it_is_unknown(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path, waiting_jobs=1)
    await store.write(kit.accepted, "ann")
    await store.write(lambda tx: intervention.set_account(tx, "main", live=False))
    denied = await refused(store, kit)
    assert denied.again_at == 0
    assert not any("12:00" in text or "unknown" in text for text in said(denied))


@pytest.mark.parametrize(
    ("limits", "text_id"),
    [
        ({"pictures_per_day": 3}, "limit-day-never"),
        ({"conversation_pictures_per_day": 3}, "limit-conversation-day-never"),
        ({"daily_yuan": "0.50"}, "limit-money-day-never"),
        ({"monthly_yuan": "0.50"}, "limit-money-month-never"),
    ],
)
async def test_limits__request_larger_than_the_limit_is_denied_for_good(
    store: Store, tmp_path: Path, limits: dict[str, Any], text_id: str
) -> None:
    kit = await Kit.make(store, tmp_path, **limits)
    denied = await refused(store, kit, n=4)
    assert (denied.text_id, denied.again_at) == (text_id, 0)
    await store.write(kit.accepted, "ann", 3)


async def test_limits__every_limit_can_be_changed_at_runtime(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    configured = kit.manager.settings.limits
    changes: dict[str, Any] = {
        "waiting_jobs": "1", "requests_per_minute": "1", "pictures_per_day": "1", "conversation_pictures_per_day": "1",
        "daily_yuan": "0.2", "monthly_yuan": "0.2", "cooldown_s": "5",
        **{f"{chat}pictures_per_{period}": "1" for chat in ("", "conversation_") for period in ("week", "month")},
        **{f"{chat}yuan_per_{period}": "0.2" for chat in ("", "conversation_") for period in ("day", "week", "month")},
    }  # fmt: skip
    # test_accountable.py, below, and test_calls.py
    elsewhere = {"running_jobs", "open_batches", "hosted_sessions", "calls_at_once", "calls_per_hour"}
    elsewhere |= {"guests", "moderators", "admins", "owners"}
    assert set(changes) | elsewhere == set(type(configured).model_fields)
    for name, value in changes.items():

        def change(tx: Tx, name: str = name, value: str = value) -> JobRow | Denied:
            intervention.change_limits(tx, configured, **{name: value})
            kit.enqueue(tx, name)
            answer = kit.enqueue(tx, name)
            intervention.change_limits(tx, configured, **{name: "0"})
            return answer

        denied = await store.write(change)
        assert isinstance(denied, Denied), name
        assert getattr(await store.read(kit.manager.limits), name) == Decimal(0)
    await store.write(kit.accepted, "waiting_jobs")


async def test_limits__higher_running_limit_applies_at_once(store: Store, tmp_path: Path, clock: DrivenClock) -> None:
    kit = await Kit.make(store, tmp_path)
    await store.write(lambda tx: tx._run("UPDATE pool SET tasks_at_once = 5", {}))
    for _ in range(2):
        await store.write(kit.accepted, "ann")
    claimed = await store.write(kit.claim)
    assert isinstance(claimed, Claimed)
    await store.write(kit.accept_upstream, claimed)
    clock.advance(60)
    assert not isinstance(await store.write(kit.claim), Claimed)
    await store.write(lambda tx: intervention.change_limits(tx, kit.manager.settings.limits, running_jobs="2"))
    assert isinstance(await store.write(kit.claim), Claimed)
