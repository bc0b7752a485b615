"""Alerts about jobs, results, budgets and the disk: once per cause, and in time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.adapter_api import GenerationRequest, Size
from bot.dashscope.transport import HttpAnswer
from bot.jobs import outage
from bot.jobs.limits import Denied
from bot.jobs.manager import NewJob
from bot.jobs.states import State
from bot.retention.maintenance import WARN_EVERY_S, Maintenance
from bot.store import Tx
from bot.store.rows import AlertRow, ConversationRow, JobRow, PayerRow, PersonRow
from bot.upstream import CallFailed, Damaged, Missing, NotSent
from bot.upstream.outcomes import DownloadOutcome
from tests.jobs.bench import Bench, Creation, bench, settled

DAYS_S = 3 * 24 * 3600.0
GONE: dict[str, Callable[[str], DownloadOutcome]] = {
    "gone for good": lambda url: Missing("HTTP 410", final=True),
    "never a picture": lambda url: Damaged("not a picture"),
    "no answer for a day": lambda url: CallFailed("timeout"),
}


async def alerts_of(work: Bench) -> dict[str, dict[str, Any]]:
    """What was noted, by cause."""
    rows = await work.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    return {row.cause: json.loads(row.arguments) | {"times": row.occurrences} for row in rows}


def janitor(work: Bench) -> Maintenance:
    return Maintenance(work.store, work.manager, work.context.pictures, lambda *args, **more: None)


@pytest.mark.parametrize(
    ("answer", "cause", "kind"),
    [
        (HttpAnswer(429, b'{"code": "Throttling.RateQuota", "message": "no", "request_id": "r"}'),
         "alert-job-given-up|wanx-v1|Throttling.RateQuota", "Throttling.RateQuota"),
        (NotSent("connection refused"), "alert-job-given-up|wanx-v1|", "not sent: connection refused"),
    ],
)  # fmt: skip
async def test_operator_alerts__jobs_that_are_given_up_alert_once(
    tmp_path: Path, answer: Creation, cause: str, kind: str
) -> None:
    async with bench(tmp_path) as work:
        work.upstream.creation = lambda request: answer
        for number in range(3):
            await work.enqueue(f"person-{number}")
        await work.run_for(DAYS_S, settled)
        assert {job.state for job in await work.jobs()} == {State.FAILED}
        noted = await alerts_of(work)
        assert list(noted.keys() - {f"{outage.OUTAGE_TEXT}|main"}) == [cause]
        assert (noted[cause]["kind"], noted[cause]["times"]) == (kind, 3)


async def test_operator_alerts__wrong_address_alerts_while_jobs_still_wait(tmp_path: Path) -> None:
    async with bench(tmp_path) as work:
        work.upstream.creation = lambda request: HttpAnswer(404, b"<html>nothing here</html>")
        await work.enqueue("ann")
        await work.run_for(60)
        assert (await work.job(1)).state == State.QUEUED
        (cause,) = await alerts_of(work)
        assert cause.startswith("upstream-address-operator|main|")


@pytest.mark.parametrize("fetch", GONE.values(), ids=GONE.keys())
async def test_operator_alerts__lost_result_alerts(tmp_path: Path, fetch: Callable[[str], DownloadOutcome]) -> None:
    async with bench(tmp_path) as work:
        work.upstream.fetch = fetch
        await work.enqueue("ann", n=2)
        await work.run_for(DAYS_S, settled)
        assert (await work.job(1)).state == State.FAILED
        noted = await alerts_of(work)
        assert list(noted) == ["alert-result-given-up|main|wanx-v1"]
        assert noted["alert-result-given-up|main|wanx-v1"]["count"] == "2"


async def refused(work: Bench, name: str) -> str:
    """By which limit one more request is refused."""

    def accept(tx: Tx) -> JobRow | Denied:
        person = tx.get(
            PersonRow, "people.person", platform="t", user_id=name, name=name, hint="", reply_key="", now=tx.now
        )
        place = tx.get(ConversationRow, "people.conversation", platform="t", chat_id=name, thread_id="", direct=1)
        payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
        request = GenerationRequest("wanx-v1", name, 1, Size(1024, 1024), seed=7)
        return work.manager.accept(tx, NewJob(request, payer, person, place, "en"))

    denied = await work.store.write(accept)
    assert isinstance(denied, Denied)
    return denied.text_id


@pytest.mark.parametrize("limit", ["daily_yuan", "monthly_yuan"])
async def test_operator_alerts__total_budget_alerts_at_four_fifths_and_when_it_is_used_up(
    tmp_path: Path, limit: str
) -> None:
    async with bench(tmp_path, limits={limit: "0.8"}) as work:  # Five pictures.
        keeper = janitor(work)
        for number in range(3):
            await work.enqueue(f"person-{number}")
        await keeper.once()
        assert await alerts_of(work) == {}
        await work.enqueue("person-4")
        await keeper.once()
        assert await alerts_of(work) == {}, "it is not looked at so often"
        work.clock.advance(WARN_EVERY_S)
        await keeper.once()
        (cause,) = noted = await alerts_of(work)
        assert cause.startswith("alert-budget-used|20")
        assert (noted[cause]["used"], noted[cause]["most"]) == ("0.64", "0.8")
        await work.enqueue("person-5")
        assert await refused(work, "person-6") in ("limit-money-day", "limit-money-month")
        assert {cause.partition("|")[0] for cause in await alerts_of(work)} == {"alert-budget-used", "alert-budget-out"}


async def test_operator_alerts__accounts_budget_alerts_at_four_fifths_and_when_jobs_wait_for_it(tmp_path: Path) -> None:
    async with bench(tmp_path, account={"daily_yuan": "0.8"}) as work:
        for number in range(4):
            await work.enqueue(f"person-{number}")
        await work.run_for(3600, settled)
        await janitor(work).once()
        (cause,) = noted = await alerts_of(work)
        assert cause.startswith("alert-account-budget-used|main|20")
        assert noted[cause]["used"] == "0.64"
        for number in range(4, 8):
            await work.enqueue(f"person-{number}")
        await work.run_for(3600)
        causes = {cause.partition("|")[0] for cause in await alerts_of(work)}
        assert "alert-account-budget-out" in causes
        assert [job.state for job in await work.jobs()].count(State.QUEUED) > 0


async def test_operator_alerts__free_pictures_alert_before_they_are_used_up(tmp_path: Path) -> None:
    async with bench(tmp_path, account={"free_until": "2099-12-31"}) as work:
        free = work.manager.catalogue.models["wanx-v1"].free_pictures
        assert free
        for number in range(free // 4 * 4 // 5):
            await work.enqueue(f"person-{number}", n=4)
        await janitor(work).once()
        assert list(await alerts_of(work)) == ["alert-free-pictures-used|main|wanx-v1"]


async def test_operator_alerts__disk_that_is_filling_alerts_before_requests_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench(tmp_path) as work:
        low = work.manager.settings.keeping.low_disk_bytes
        for free, wanted in ((low * 3, []), (low * 2 - 1, ["alert-disk-filling"])):
            monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: SimpleNamespace(free=free))
            await janitor(work).once()
            assert list(await alerts_of(work)) == wanted
            assert not work.manager.disk.low
