"""Alerts that compare a span of time, each told once and its end once: the queue, failures, held jobs, the disk, an account, a
platform from which nothing comes."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.adapter_api import RawUpdate
from bot.dashscope.transport import HttpAnswer
from bot.intake.inbox import _save
from bot.jobs import flow, intervention
from bot.jobs.states import State
from bot.outbox.alerter import Alerter
from bot.retention.maintenance import PROBE_AFTER_S, WARN_EVERY_S, Maintenance
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import AlertRow, ConversationRow, InboxRow, PersonRow, PostRow
from bot.upstream import AnswerLost, CallFailed, Damaged
from config.settings import LOCALES_FOLDER, Settings
from tests.jobs.bench import Bench, bench, settled

HOUR_S = 3600.0
TEXTS = Texts(LOCALES_FOLDER)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Bench]:
    """Workers, maintenance and alerts on a driven clock; Ann is an admin. Every picture takes ten minutes."""
    async with bench(tmp_path, alerts={"quiet_h": 8}) as made:

        def meet_ann(tx: Tx) -> None:
            about = {"platform": "t", "user_id": "ann", "name": "ann", "hint": "", "reply_key": "", "now": tx.now}
            person = tx.get(PersonRow, "people.person", **about)
            place = tx.get(ConversationRow, "people.conversation", platform="t", chat_id="ann", thread_id="", direct=1)
            tx.run("people.set_dm_conversation", id=person.id, conversation_id=place.id)

        await made.store.write(meet_ann)
        keeper = Maintenance(
            made.store, made.manager, made.context.pictures, lambda *args, **more: None, ("telegram", "dingtalk")
        )
        settings = Settings.model_validate({"language": "en", "access": {"admins": ["t:ann"]}})
        made.loops += [keeper, Alerter(made.store, settings, TEXTS)]
        yield made


async def told(work: Bench) -> list[str]:
    """The texts of the messages to the operator, in order, by their ids."""

    def look(tx: Tx) -> list[PostRow]:
        numbers = range(1, 1 + int(tx.value("posts.count_open") or 0))
        return [tx.get(PostRow, "posts.by_id", id=number) for number in numbers]

    posts = [post for post in await work.store.read(look) if post.subject.startswith("note:alert:")]
    return [str(json.loads(post.payload)["lines"][-1][0]) for post in posts]


async def arguments(work: Bench, text_id: str) -> dict[str, str]:
    rows = await work.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    (found,) = [row for row in rows if row.text_id == text_id]
    read: dict[str, str] = json.loads(found.arguments)
    for language in ("en", "zh"):
        assert TEXTS.say(language, text_id, **read)
    return read


async def test_flow__queue_that_grows_is_told_once_and_its_end_once(work: Bench) -> None:
    work.upstream.task_s = 600.0
    for number in range(flow.MIN_WAITING - 1):
        await work.enqueue(f"person-{number}")
    await work.run_for(WARN_EVERY_S * 2)
    assert await told(work) == [], "so few are nobody's problem"
    for number in range(40):
        await work.enqueue(f"more-{number}")
    await work.run_for(2 * HOUR_S)
    assert await told(work) == ["alert-queue-growing"]
    said = await arguments(work, "alert-queue-growing")
    assert int(said["count"]) >= flow.MIN_WAITING
    assert int(said["most"]) > int(said["used"])
    work.upstream.task_s = 10.0
    await work.run_for(4 * HOUR_S, settled)
    await work.run_for(HOUR_S)
    assert await told(work) == ["alert-queue-growing", "alert-queue-growing-over"]


async def test_flow__long_queue_that_is_worked_off_is_not_reported(work: Bench) -> None:
    work.upstream.task_s = 10.0
    for number in range(60):
        await work.enqueue(f"person-{number}")
    await work.run_for(2 * HOUR_S)
    assert await told(work) == []


async def test_flow__many_failures_are_told_with_the_commonest_reason_and_their_end(work: Bench) -> None:
    work.upstream.fetch = lambda url: Damaged("not a picture")
    for number in range(2 * flow.MIN_ENDED):
        await work.enqueue(f"person-{number}")
    await work.run_for(3 * 24 * HOUR_S, settled)
    await work.run_for(WARN_EVERY_S * 2)
    texts = await told(work)
    assert texts.count("alert-jobs-failing") == 1
    said = await arguments(work, "alert-jobs-failing")
    assert said["used"] == said["most"]
    assert said["kind"] == (await work.job(1)).error
    await work.run_for(flow.WINDOW_S + 2 * WARN_EVERY_S)
    assert [text for text in await told(work) if text.startswith("alert-jobs")] == [
        "alert-jobs-failing",
        "alert-jobs-failing-over",
    ]


async def test_flow__what_moderation_refused_is_no_failure_of_ours(work: Bench) -> None:
    body = b'{"code": "DataInspectionFailed", "message": "Input text data may contain inappropriate content."}'
    work.upstream.creation = lambda request: HttpAnswer(400, body)
    for number in range(2 * flow.MIN_ENDED):
        await work.enqueue(f"person-{number}")
    await work.run_for(2 * HOUR_S, settled)
    assert {job.state for job in await work.jobs()} == {State.FAILED}
    await work.run_for(WARN_EVERY_S * 2)
    assert await told(work) == []


async def test_flow__account_that_works_again_is_told(work: Bench) -> None:
    refused = HttpAnswer(401, b'{"code": "InvalidApiKey", "message": "Invalid API-key provided."}')
    work.upstream.creation = lambda request: refused
    await work.enqueue("ann")
    await work.run_for(2 * PROBE_AFTER_S)
    (aside,) = await told(work)
    assert "upstream-key" in aside
    work.upstream.creation = lambda request: None
    await work.run_for(2 * HOUR_S, settled)
    await work.run_for(60)
    assert await told(work) == [aside, "alert-account-back"]
    assert (await arguments(work, "alert-account-back"))["account"] == "main"
    work.upstream.creation = lambda request: refused
    await work.enqueue("ann")
    await work.run_for(60)
    assert await told(work) == [aside, "alert-account-back", aside], "the next time is told at once"


async def test_flow__disk_that_has_room_again_is_told(work: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    low = work.manager.settings.keeping.low_disk_bytes
    for free in (low - 1, 3 * low, 3 * low):
        monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: SimpleNamespace(free=free))
        await work.run_for(2 * WARN_EVERY_S)
    assert await told(work) == ["alert-disk-low", "alert-disk-free"]


async def test_flow__no_held_job_any_more_is_told(work: Bench) -> None:
    work.upstream.creation = lambda request: AnswerLost("timeout")
    work.upstream.listing = lambda: CallFailed("timeout")
    await work.enqueue("ann")
    await work.run_for(10 * HOUR_S, settled)
    assert (await work.job(1)).state == State.HELD
    await work.run_for(2 * WARN_EVERY_S)

    async def about_held() -> list[str]:
        return [text for text in await told(work) if text.startswith("alert-job-held")]

    assert await about_held() == ["alert-job-held"]
    work.upstream.creation = lambda request: None
    work.upstream.listing = lambda: None
    await work.store.write(intervention.release, 1)
    await work.run_for(HOUR_S, settled)
    await work.run_for(2 * WARN_EVERY_S)
    assert (await work.job(1)).state == State.DONE
    assert await about_held() == ["alert-job-held", "alert-job-held-over"]


async def hear(work: Bench, platform: str, updates: int) -> None:
    """Updates that come and are handled now."""

    def handle(tx: Tx) -> None:
        now = f"{tx.now:.0f}"
        _save(tx, [(platform, [RawUpdate(f"{now}-{number}", "{}", "ann") for number in range(updates)])])
        for number in range(updates):
            row = tx.get(InboxRow, "inbox.by_event", platform=platform, event_id=f"{now}-{number}")
            tx.run("inbox.handled", id=row.id, now=tx.now)

    await work.store.write(handle)


async def test_flow__platform_in_use_from_which_nothing_comes_is_told_and_its_return(work: Bench) -> None:
    await hear(work, "telegram", 30)
    await hear(work, "dingtalk", 3)
    quiet_s = work.manager.settings.alerts.quiet_h * HOUR_S
    await work.run_for(quiet_s - HOUR_S)
    assert await told(work) == []
    await work.run_for(3 * HOUR_S)
    assert await told(work) == ["alert-platform-quiet"], "hardly anybody used the other one"
    assert (await arguments(work, "alert-platform-quiet"))["platform"] == "telegram"
    await hear(work, "telegram", 1)
    await work.run_for(HOUR_S)
    assert await told(work) == ["alert-platform-quiet", "alert-platform-quiet-over"]
