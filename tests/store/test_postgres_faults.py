"""The whole of Shenbi on PostgreSQL, while the database is taken away from under it."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api import Create, Outcome
from bot.jobs import create_answer, money
from bot.jobs.workers import submit
from bot.outbox.outcome_recorder import Delivery, OutcomeRecorder
from bot.store import StoreUnavailable, Tx
from bot.store.rows import JobEventRow
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.conftest import running_app
from tests.postgres import Server, start
from tests.scripted import ScriptedPlatform

# Work that was under way when the database went is taken up again after its lease: soon, here.
SHORT = {f"{step}_s": 1.5 for step in ("intake", "prepare", "poll", "collect", "resolve")} | {"post_s": 5.0}
QUICK = {"create_timeout_s": 2.0, "send_window_s": 1.0, "listing_margin_s": 0.5}
PEOPLE = [f"person-{i}" for i in range(6)]


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.05), seed=1)
    async with Studio(options) as running:
        yield running


async def test_postgres_faults__one_message_to_one_picture(tmp_path: Path, studio: Studio, postgres_url: str) -> None:
    async with running_app(tmp_path, studio, database_url=postgres_url) as shenbi:
        await shenbi.chat.say("/imagine a sea of roses")
        shown = await shenbi.chat.picture()
        assert "a sea of roses" in shown.view.text


async def test_postgres_faults__two_processes_each_with_a_platform_of_its_own(
    tmp_path: Path, studio: Studio, postgres_url: str
) -> None:
    """Neither keeps the other's messages waiting, and either brings the other's pictures along."""
    chats = [ScriptedPlatform(name=name) for name in ("north", "south")]
    same = {"database_url": postgres_url, "limits": {"waiting_jobs": 0, "daily_yuan": 100}}
    async with running_app(tmp_path, studio, chats[0], **same), running_app(tmp_path, studio, chats[1], **same) as last:
        for chat in chats:
            for name in PEOPLE:
                await chat.say(f"/imagine a boat for {name}", user=name)
        async with asyncio.timeout(50):  # Well within a lease.
            for chat in chats:
                for name in PEOPLE:
                    await chat.picture(name)
        assert len(studio.record()["tasks"]) == 2 * len(PEOPLE)
        assert await last.app.store.read(money.compare_totals) == []


async def everyone_is_served(shenbi: Any, studio: Studio) -> None:
    """Each person has one picture, painted and paid for once."""
    for name in PEOPLE:
        await shenbi.chat.picture(name)
    tasks = studio.record()["tasks"]
    assert len(tasks) == len(PEOPLE), "a job was paid for twice, or lost"
    assert [m.view.milestone for name in PEOPLE for m in shenbi.chat.visible(name)] == ["done"] * len(PEOPLE)
    assert await shenbi.app.store.read(money.compare_totals) == []


@pytest.mark.parametrize("times", [1, 4])
async def test_postgres_faults__answer_of_the_platform_is_kept_while_the_database_is_away(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """What was shown is noted when the database is back, not shown again."""
    note, away = OutcomeRecorder.note, [StoreUnavailable("away")] * times

    def noting(self: OutcomeRecorder, tx: Tx, errand: Delivery, outcome: Outcome) -> None:
        if away and isinstance(errand.call, Create):
            raise away.pop()
        note(self, tx, errand, outcome)

    monkeypatch.setattr(OutcomeRecorder, "note", noting)
    async with running_app(tmp_path, studio, leases=SHORT) as shenbi:
        await shenbi.chat.say("/imagine a boat")
        await shenbi.chat.picture()
        assert [message.view.milestone for message in shenbi.chat.visible()] == ["done"]
        assert not away


async def test_postgres_faults__answer_of_the_service_is_kept_while_the_database_is_away(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was accepted runs on when the database is back: no task list is searched for it."""
    note, away = create_answer.note_answer, [StoreUnavailable("away")] * 2

    def noting(tx: Tx, *rest: Any) -> None:
        if away:
            raise away.pop()
        note(tx, *rest)

    monkeypatch.setattr(submit, "note_answer", noting)
    async with running_app(tmp_path, studio) as shenbi:
        await shenbi.chat.say("/imagine a boat")
        await shenbi.chat.picture()
        events = await shenbi.app.store.read(lambda tx: tx.all(JobEventRow, "jobs.events", job_id=1))
        assert "unknown" not in [row.to_state for row in events]
        assert not away


async def test_postgres_faults__connections_cut_under_load(
    tmp_path: Path, studio: Studio, postgres_url: str, postgres_server: Server
) -> None:
    """An administrator (or a failover) throws every client out, several times; nobody's message is lost."""
    async with running_app(tmp_path, studio, database_url=postgres_url, leases=SHORT, upstream=QUICK) as shenbi:
        with postgres_server.admin() as admin:
            for name in PEOPLE:
                await said(shenbi, name)
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'shenbi%'"
                )
        await everyone_is_served(shenbi, studio)


async def test_postgres_faults__server_restarts_under_load(tmp_path: Path, studio: Studio) -> None:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server, handle = await asyncio.to_thread(start, folder, fsync=True)

    def restart() -> None:
        call = [str(handle.bin_path / "pg_ctl"), "-w", "-D", str(folder), "-m", "immediate", "restart"]
        subprocess.run(call, user=handle.system_user, check=True, timeout=30, stdout=subprocess.DEVNULL)

    try:
        _, url = server.create()
        async with running_app(tmp_path, studio, database_url=url, leases=SHORT, upstream=QUICK) as shenbi:
            for name in PEOPLE[:3]:
                await said(shenbi, name)
            restarting = asyncio.create_task(asyncio.to_thread(restart))
            for name in PEOPLE[3:]:
                await said(shenbi, name)
            await restarting
            await everyone_is_served(shenbi, studio)
    finally:
        await asyncio.to_thread(handle.cleanup)


async def said(shenbi: Any, name: str) -> None:
    """A platform brings the same update again until it is acknowledged, as they all do."""
    for _ in range(200):
        try:
            await shenbi.chat.say(f"/imagine a boat for {name}", user=name, event_id=f"only-{name}")
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("never saved")
