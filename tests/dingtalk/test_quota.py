"""The quota tracker: counts as the service does, drops the lowest priority first, keeps to the rate limit."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.dingtalk.quota import Priority, Usage, month_of, priority_of
from bot.adapter_api import Button, Create, Delivered, PostView, RetryLater, Skipped, ViewPicture
from tests.dingtalk.host import WAIT_S, AdapterHarness, adapter_harness
from tests.emulators.dingtalk import faults

PICTURE = ViewPicture("k", "image/png", 8, 8)


@pytest.mark.parametrize(
    ("view", "need"),
    [
        (PostView("x", milestone="accepted"), Priority.PROGRESS),
        (PostView("x", milestone="running"), Priority.PROGRESS),
        (PostView("x", milestone="notice"), Priority.NOTICE),
        (PostView("x", milestone="cancelled"), Priority.NOTICE),
        (PostView("x", milestone="notice", files=(PICTURE,)), Priority.RESULT),
        (PostView("x", milestone="done", picture=PICTURE), Priority.RESULT),
        (PostView("x", milestone="failed"), Priority.RESULT),
        (PostView("x", milestone="held"), Priority.RESULT),
    ],
)
def test_quota__what_matters_more(view: PostView, need: Priority) -> None:
    assert priority_of(view) is need


def test_quota__what_is_left_goes_to_what_matters_most() -> None:
    allowed = [
        [need.name for need in Priority if Usage(used, 100).allows(need)] for used in (0, 80, 81, 95, 96, 99, 100, 101)
    ]
    assert allowed == [
        ["PROGRESS", "NOTICE", "RESULT"],
        ["PROGRESS", "NOTICE", "RESULT"],
        ["NOTICE", "RESULT"],
        ["NOTICE", "RESULT"],
        ["RESULT"],
        ["RESULT"],
        [],
        [],
    ]
    assert Usage(10**9, 0).allows(Priority.PROGRESS), "0 is no limit"


def test_quota__month_turns_in_china() -> None:
    assert month_of(1_790_783_999) != month_of(1_790_784_000)
    assert month_of(1_790_784_000) == "2026-10"


async def spend(it: AdapterHarness, calls: int) -> None:
    quota = it.adapter.quota
    quota._alert_used("calls", await it.host.store.write(quota._count, "calls", calls))


async def test_quota__calls_and_pushes_are_counted_as_the_service_counts_them(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path) as it:
        it.dd.delivery.duplicates = 2
        for n in range(5):
            await it.heard(it.li.say(it.chat, f"画 {n}"))
        for chat in (it.chat, it.group):
            await it.post(chat, it.view(picture=it.picture()))
        it.dd.revoke_token(it.robot)
        await it.post(it.chat, it.view())
        used = await it.adapter.quota.usage()
        # The call with the dead token was refused before the service counted it; we count what leaves.
        assert it.dd.usage.api_calls <= used["calls"].used <= it.dd.usage.api_calls + 1
        assert used["pushes"].used == it.dd.usage.pushes == 5


async def test_quota__as_calls_run_low_notices_go_by_webhook_and_then_not_at_all(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path, monthly_api_calls=100) as it:
        await it.heard(it.li.say(it.chat, "画"))
        await spend(it, 85)
        assert isinstance(await it.post(it.chat, it.view(milestone="accepted")), Delivered)
        assert it.chat.answers[-1].via == "webhook"
        await it.clock.advance(91 * 60)
        before = it.dd.usage.api_calls
        assert await it.post(it.chat, it.view(milestone="accepted")) == Skipped()
        assert it.dd.usage.api_calls == before
        assert isinstance(await it.post(it.chat, it.view(milestone="notice")), Delivered)
        await spend(it, 12)
        assert await it.post(it.chat, it.view(milestone="notice")) == Skipped()
        assert isinstance(await it.post(it.chat, it.view(picture=it.picture())), Delivered)
        assert it.chat.answers[-1].pictures
        assert isinstance(await it.post(it.chat, it.view()), RetryLater), "the hundredth was the last"
        assert [told["used"] for told in it.told("dingtalk-quota-used")] == [85, 98, 100]


async def test_quota__when_the_service_says_that_nothing_is_left_it_is_believed_for_an_hour(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path) as it:
        await it.heard(it.li.say(it.chat, "画"))
        it.dd.faults.add("robot.batchSend", faults.API_QUOTA)
        assert isinstance(await it.post(it.chat, it.view()), Delivered)
        assert it.chat.answers[-1].via == "webhook"
        assert isinstance(await it.post(it.chat, it.view()), Delivered)
        assert it.dd.recorder.counts()["robot.batchSend"] == 1
        await it.clock.advance(3601)
        assert isinstance(await it.post(it.chat, it.view()), Delivered)
        assert it.dd.recorder.counts()["robot.batchSend"] == 2
        assert it.told("dingtalk-quota-exhausted")


async def test_quota__when_both_are_used_up_a_picture_waits_for_the_next_month(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path, monthly_api_calls=10, monthly_pushes=10) as it:
        await it.heard(it.li.say(it.chat, "画"))
        await spend(it, 10)
        await it.adapter.quota.count_pushes(10)
        view = it.view(picture=it.picture(), buttons=((Button("再来", "again:1", "/again 1"),),))
        assert isinstance(await it.post(it.chat, view), RetryLater)
        await it.clock.advance(32 * 24 * 3600)
        assert isinstance(await it.post(it.chat, view), Delivered)


async def test_quota__message_whose_words_were_withheld_is_answered_once_an_hour(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path) as it:
        it.dd.settings.pushes_per_month = 0
        for _ in range(3):
            await it.li.say(it.chat, "画一只猫").acked(WAIT_S)
        await it.chat.wait_for(lambda message: "额度" in message.text)
        assert len(it.chat.answers) == 1
        assert len(it.told("dingtalk-pushes-used-up")) == 3
        await it.clock.advance(3601)
        await it.li.say(it.chat, "画一只狗").acked(WAIT_S)
        await it.dd.core.changed.wait_until(lambda: len(it.chat.answers) == 2, WAIT_S, "a second word")


async def test_quota__no_interface_is_called_twenty_one_times_in_a_second(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path) as it:
        calls = [it.adapter.post(it.where(it.chat), Create(n, it.view(f"#{n}"))) for n in range(60)]
        outcomes = await it.done(asyncio.wait_for(asyncio.gather(*calls), WAIT_S))
        assert all(isinstance(outcome, Delivered) for outcome in outcomes)
        times = sorted(request.at for request in it.dd.recorder.of("robot.batchSend"))
        assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[20:], strict=False))
        assert not it.dd.violations


async def test_quota__clock_set_back_does_not_stop_everything(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path) as it:
        await it.post(it.chat, it.view())
        it.clock._now -= 7200
        assert isinstance(await asyncio.wait_for(it.post(it.chat, it.view()), WAIT_S), Delivered)
