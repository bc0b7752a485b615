"""What the console reads does not become more with the jobs that have ended, but where it adds up a month
of charges or all jobs of a person.

Counted in steps of SQLite's virtual machine, which are the same on every machine. Times in Chromium, for 1,000 people with
100,000 jobs and on both databases: `python -m benchmarks.console`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import company
from bot.access import Principal, Rank
from bot.commands.operating.console import details, lists
from bot.intake.admission import Admission
from bot.jobs.manager import JobManager
from bot.jobs.spending import By
from bot.operating import platform_health
from bot.operating.overview import money_view, overview
from bot.operating.settings_in_force import settings_in_force
from bot.runtime.clock import SystemClock
from bot.runtime.texts import Texts
from bot.store import Store, Tx, open_store
from bot.upstream import Catalogue
from config.settings import LOCALES_FOLDER, Settings
from tests.databases import sqlite_url

PEOPLE, FEW, MANY = 40, 1_400, 7_000
STEPS = 50
"""How exactly steps are counted."""
OWNER = Principal(1, rank=Rank.OWNER)
NEWEST = 2**62
Read = Callable[[Tx], object]


def reads(manager: JobManager) -> Mapping[str, Read]:
    """Everything that the console reads, by section."""
    texts, admission = Texts(LOCALES_FOLDER), Admission(manager.settings.access)
    return {
        "overview": lambda tx: overview(tx, manager, ["telegram", "web"]),
        "money": lambda tx: money_view(tx, manager),
        "held": lambda tx: lists.held(tx, texts, "en", NEWEST),
        "people": lambda tx: lists.people(tx, manager, admission, OWNER, NEWEST, ""),
        "conversations": lambda tx: lists.conversations(tx, manager, OWNER, NEWEST, ""),
        "audit": lambda tx: lists.audit(tx, manager, texts, "en", NEWEST, {}),
        "settings": lambda tx: settings_in_force(tx, manager.settings),
        "one person": lambda tx: details.person(tx, manager, admission, texts, "en", OWNER, 20),
        "one conversation": lambda tx: details.conversation(tx, manager, texts, "en", OWNER, 20),
        "by person": lambda tx: lists.spent(tx, manager, texts, "en", By.PERSON, ""),
        "by conversation": lambda tx: lists.spent(tx, manager, texts, "en", By.CONVERSATION, ""),
        "by model": lambda tx: lists.spent(tx, manager, texts, "en", By.MODEL, ""),
    }


def steps(tx: Tx, read: Read) -> int:
    """How many steps a read takes."""
    connection: sqlite3.Connection = tx._run("SELECT 1", {}).connection
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    connection.set_progress_handler(count, STEPS)
    try:
        assert read(tx) is not None
    finally:
        connection.set_progress_handler(None, 0)
    return counted * STEPS


async def counted(folder: Path, jobs: int) -> dict[str, int]:
    store: Store = await open_store(sqlite_url(folder / f"{jobs}.db"), SystemClock())
    try:
        made: dict[str, Any] = {"upstream": {"accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}}
        manager = JobManager(Settings.model_validate(made), Catalogue.load(), ("main",))
        await store.write(manager.set_up)
        await company.fill(store, manager, people=PEOPLE, jobs=jobs)
        return {name: await store.read(steps, read) for name, read in reads(manager).items()}
    finally:
        await store.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("growth")


async def test_console__reads_no_more_when_there_are_more_jobs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_health, "NEWEST_UPDATES", 500)  # Fewer than there are.
    few, many = await counted(folder, FEW), await counted(folder, MANY)
    growth = {name: many[name] / max(few[name], 20 * STEPS) for name in few}
    months = {"by person", "by conversation", "by model", "one person"}
    grown = {
        name: round(times, 2) for name, times in growth.items() if times > (1.2 * MANY / FEW if name in months else 1.6)
    }
    assert not grown, (few, many)
