"""Interventions of the operator: held jobs, refunds, limits changed at runtime."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app as command
from bot.jobs import intervention, life_cycle, money, reports
from bot.jobs.states import State
from bot.runtime.clock import SystemClock
from bot.store import Tx, open_store
from bot.store.rows import AuditEntryRow, JobRow, PoolRow
from config.settings import load
from tests.bans import ban
from tests.conformance.store.kit import Kit
from tests.conftest import RunningApp
from tests.jobs.test_upstream_faults import ledger_is_sound, make_due, spent
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.transitions import move_through


async def hold(shenbi: RunningApp) -> None:
    """A job of which nobody can tell whether it was painted."""
    shenbi.studio.change_settings(min_task_s=60.0)
    await shenbi.chat.say("/imagine doubtful")
    await shenbi.chat.text("Painting")

    def doubt(tx: Tx) -> None:
        assert life_cycle.transition(tx, tx.get(JobRow, "jobs.get", id=1), State.HELD, details="in doubt")

    await shenbi.app.store.write(doubt)
    await shenbi.chat.text("not clear yet whether")


async def test_intervention__held_job_keeps_its_money_until_it_is_decided(shenbi: RunningApp) -> None:
    await hold(shenbi)
    assert await spent(shenbi) == 160
    assert await shenbi.app.store.write(intervention.give_up, 1) is intervention.InterventionResult.DONE
    await shenbi.chat.text("the operator closed it")
    assert await spent(shenbi) == 0
    assert await shenbi.app.store.write(intervention.give_up, 1) is intervention.InterventionResult.WRONG_STATE


async def test_intervention__held_job_can_be_adopted_as_its_task(shenbi: RunningApp) -> None:
    await hold(shenbi)
    task = shenbi.studio.record()["tasks"][0]["task_id"]
    await shenbi.app.store.write(lambda tx: tx.run("jobs.set_resubmitted", id=1))
    assert await shenbi.app.store.write(intervention.adopt, 1, task) is intervention.InterventionResult.DONE
    await shenbi.chat.text("Painting")


async def test_intervention__held_job_can_be_released(shenbi: RunningApp) -> None:
    await hold(shenbi)
    shenbi.studio.change_settings(min_task_s=0.05, tasks_at_once={"wanx-v1": 5})
    assert await shenbi.app.store.write(intervention.release, 1) is intervention.InterventionResult.DONE
    await shenbi.chat.picture()


async def test_intervention__refund_is_given_once(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine dear")
    await shenbi.chat.picture()
    assert await spent(shenbi) == 160
    assert await shenbi.app.store.write(intervention.refund, 1) is intervention.InterventionResult.DONE
    assert await shenbi.app.store.write(intervention.refund, 1) is intervention.InterventionResult.NOTHING_TO_REFUND
    assert await spent(shenbi) == 0
    await ledger_is_sound(shenbi)
    assert (await shenbi.app.store.read(money.spent_between, "account:main", "0", "9")).amount_li == 160


async def test_intervention__limits_change_while_running(shenbi: RunningApp) -> None:
    shenbi.studio.change_settings(min_task_s=60.0)
    limits = shenbi.app.settings.limits
    await shenbi.app.store.write(lambda tx: intervention.change_limits(tx, limits, waiting_jobs="1"))
    for number in range(4):
        await shenbi.chat.say(f"/imagine number {number}")
    await shenbi.chat.text("You already have a picture waiting")
    with pytest.raises(ValueError, match="waiting_jobs"):
        await shenbi.app.store.write(lambda tx: intervention.change_limits(tx, limits, waiting_jobs="many"))


async def test_intervention__waiting_job_of_a_banned_person_fails(shenbi: RunningApp) -> None:
    shenbi.studio.change_settings(min_task_s=60.0)
    await shenbi.chat.say("/imagine in front", user="bob")
    await shenbi.chat.text("Painting", "bob")
    await shenbi.chat.say("/imagine into the spare slot")
    await shenbi.chat.text("right after the current")
    await shenbi.chat.say("/imagine into the queue")
    await shenbi.chat.text("You are next")
    await shenbi.app.store.write(lambda tx: ban(tx, "scripted", "ann", banned=True))

    def make_room(tx: Tx) -> None:
        for pool in tx.all(PoolRow, "queue.pools"):
            tx.run("queue.set_spare", id=pool.id, spare=5, spare_back_at=0)

    await shenbi.app.store.write(make_room)
    await make_due(shenbi, "")
    await shenbi.chat.text("may not use this bot")
    assert await shenbi.app.store.read(money.compare_totals) == []


async def test_intervention__explain_shows_everything_about_a_job(
    shenbi: RunningApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shenbi.chat.say("/imagine explained")
    await shenbi.chat.picture()
    monkeypatch.setenv("SHENBI_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    result = await asyncio.to_thread(CliRunner().invoke, command, ["jobs", "explain", "1", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["state"] == "done"
    assert told["charges"] == [["reserve", 160, 1], ["settle", 0, 0]]
    assert [event[2] for event in told["events"]][-1] == "done"
    table = await asyncio.to_thread(CliRunner().invoke, command, ["jobs", "list", "--state", "done"])
    assert "explained" in table.output


async def test_intervention__task_of_another_job_cannot_be_adopted(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine its own", user="bob")
    await shenbi.chat.picture("bob")
    task = shenbi.studio.record()["tasks"][0]["task_id"]
    shenbi.studio.change_settings(min_task_s=60.0)
    await shenbi.chat.say("/imagine doubtful")
    await shenbi.chat.text("Painting")
    await shenbi.app.store.write(
        lambda tx: life_cycle.transition(tx, tx.get(JobRow, "jobs.get", id=2), State.HELD, details="in doubt")
    )
    assert await shenbi.app.store.write(intervention.adopt, 2, task) is intervention.InterventionResult.TASK_TAKEN
    assert (await shenbi.app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=2))).state == State.HELD


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
async def test_intervention__every_decision_as_a_command(
    tmp_path: Path, dialect: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table or a line for people, `--json` for programs; exit status 1 where nothing was done."""
    url = f"sqlite:///{tmp_path / 'shenbi.db'}" if dialect == "sqlite" else request.getfixturevalue("postgres_url")
    for name, value in (("DATA_DIR", str(tmp_path)), ("DATABASE_URL", url), ("LANGUAGE", "en")):
        monkeypatch.setenv(f"SHENBI_{name}", value)
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test-0001")
    monkeypatch.chdir(tmp_path)
    account = load().upstream.accounts[0].name
    store = await open_store(url, SystemClock())
    kit = await Kit.make(store, tmp_path, accounts=(account,), running_jobs=9)
    for _ in range(4):
        await store.write(kit.accepted, "ann")

    def hold(tx: Tx) -> None:
        for number in (1, 2, 3):
            job = tx.get(JobRow, "jobs.get", id=number)
            move_through(tx, job, State.SUBMITTING, State.UNKNOWN, State.HELD, details="in doubt")

    await store.write(hold)
    await store.close()

    async def run(*words: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, command, list(words))
        return result.exit_code, result.output

    assert json.loads((await run("jobs", "list", "--state", "held", "--json"))[1])[0]["state"] == "held"
    assert "held" in (await run("jobs", "list", "--state", "held"))[1]
    assert await run("jobs", "release", "1") == (0, "✓ Release #1 — done, no. 3 in the audit.\n")
    assert await run("jobs", "adopt", "2", "x", "--json") == (1, '{"job": 2, "answer": "no-task-id"}\n')
    assert await run("jobs", "adopt", "2", "task-0002", "--json") == (0, '{"job": 2, "answer": "done"}\n')
    assert await run("jobs", "fail", "3") == (0, "✓ End #3 as failed — done, no. 5 in the audit.\n")
    assert await run("jobs", "fail", "4", "--json") == (1, '{"job": 4, "answer": "wrong-state"}\n')
    assert (await run("jobs", "refund", "3"))[0] == 1
    assert (await run("jobs", "release", "99"))[0] == 1
    code, said = await run("limits", "waiting_jobs=7", "--json")
    assert (code, {"limit": "waiting_jobs", "value": 7} in json.loads(said)) == (0, True)
    code, said = await run("accounts", account, "daily_yuan=7.5", "--json")
    assert (code, {row["daily_yuan"] for row in json.loads(said)}) == (0, {"7.5"})
    code, said = await run("accounts", "--aside", account, "--json")
    assert (code, {row["state"] for row in json.loads(said)}) == (0, {"aside"})
    code, said = await run("accounts", "--live", account, "--json")
    assert (code, {row["state"] for row in json.loads(said)}) == (0, {"live"})
    code, said = await run("accounts", account, "tasks_at_once=4", "--model", "wanx-v1")
    assert code == 0
    assert "tasks at once" in said
    assert (await run("accounts", account, "colour=red"))[0] != 0
    assert await run("ledger", "--json") == (0, "[]\n")
    store = await open_store(url, SystemClock())
    try:
        states = await store.read(lambda tx: [tx.get(JobRow, "jobs.get", id=number).state for number in (1, 2, 3, 4)])
        assert states == ["queued", "running", "failed", "queued"]
    finally:
        await store.close()


async def test_intervention__reading_prompts_is_audited_without_the_prompts(shenbi: RunningApp) -> None:
    await hold(shenbi)
    store = shenbi.app.store
    assert "doubtful" in str(await store.write(reports.list_jobs, "held"))
    assert "doubtful" in str(await store.write(reports.explain, 1))
    notes = await store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=10))
    assert [(note.action, note.object_id) for note in notes] == [("see", 1), ("see", 0)]
    assert "doubtful" not in json.dumps(notes)
