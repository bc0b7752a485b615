"""What the operator's commands say: in words for people, unchanged for programs; their help in both languages."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer.main

from bot.cli.commands import app
from bot.cli.help_page import page
from bot.cli.words import Words
from bot.jobs.states import State
from bot.runtime.clock import SystemClock
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import open_store
from config.settings import LOCALES_FOLDER, Settings
from tests.cli.test_start import shenbi
from tests.conformance.store.kit import Kit

NOW = datetime(2026, 12, 1, 14, 3, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder: `=ann`, whose name a spreadsheet would compute, has a picture, and Bob waits."""

    async def make() -> None:
        settings = Settings.model_validate({"data_dir": tmp_path})
        store = await open_store(settings.store_url, SystemClock())
        kit = await Kit.make(store, tmp_path)
        await store.write(kit.accepted, "=ann", 2)
        await store.write(kit.finish, 1)
        await store.write(kit.accepted, "bob", 1)
        await store.close()

    asyncio.run(make())
    return tmp_path


Say = Any


@pytest.fixture
def say(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    def typed(*words: str, status: int = 0, language: str = "en") -> str:
        environment = {"SHENBI_DATA_DIR": str(folder), "SHENBI_LANGUAGE": language}
        assert shenbi(monkeypatch, folder, *words, **environment) == status
        captured = capsys.readouterr()
        return captured.err if status == 2 else captured.out

    return typed


def test_operator_words__jobs_are_told_in_words(say: Say) -> None:
    line = next(each for each in say("jobs", "list").splitlines() if "waiting" in each)
    assert "bob (test:bob)" in line
    assert "today " in line
    assert "done" not in say("jobs", "list")
    assert "已完成" in say("jobs", "list", "--all", language="zh")
    assert [job["state"] for job in json.loads(say("jobs", "list", "--all", "--json"))] == ["queued", "done"]
    assert "¥0.32" in say("jobs", "explain", "1")


def test_operator_words__people_and_spending(say: Say) -> None:
    people = say("people")
    assert re.search(r"=ann \(test:=ann\) +person +2 +¥0\.32 +today", people)
    assert "¥0.16" in say("people", "test:bob")
    one = json.loads(say("people", "#1", "--json"))
    assert (one["person"], one["amount_li"], one["jobs"]) == ("test:=ann", 320, {"done": 1})
    assert "looked at =ann (test:=ann)" in say("audit")
    total = json.loads(say("spending", "--json"))
    assert (total["amount_li"], total["pictures"]) == (480, 3)
    assert sum(row["amount_li"] for row in total["rows"]) == 480
    assert "¥0.48" in say("spending", "--by", "model").splitlines()[-1]


def test_operator_words__csv_holds_no_formulas(say: Say) -> None:
    rows = list(csv.reader(io.StringIO(say("spending", "--csv"))))
    assert rows == [
        ["person", "name", "pictures", "yuan"],
        ["test:=ann", "'=ann", "2", "0.32"],
        ["test:bob", "bob", "1", "0.16"],
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("jobs list --state flying", "flying"),
        ("jobs list --state done --all", "--all"),
        ("jobs list --limit 0", "--limit"),
        ("audit --limit -1", "--limit"),
        ("people test:nobody", "test:nobody"),
        ("people #99", "99"),
        ("spending --by colour", "--by"),
        ("spending --day 2026-02-30", "--day"),
        ("spending --day 2026-02", "--day"),
        ("spending --month 2026-02-01", "--month"),
        ("spending --month 2026-02 --day 2026-02-01", "--day"),
        ("spending --csv --json", "--csv"),
        ("doctor --yes", "--probe"),
    ],
)
def test_operator_words__bad_values_are_one_line_and_status_2(say: Say, words: str, says: str) -> None:
    line = say(*words.split(), status=2)
    assert line.startswith("shenbi: ")
    assert line.count("\n") == 1
    assert says in line


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (NOW - 60, "今天 14:02", "today 14:02"),
        (NOW - 86400, "11月30日 14:03", "30 Nov 14:03"),
        (NOW - 366 * 86400, "2025年11月30日 14:03", "2025-11-30 14:03"),
        (0, "", ""),
    ],
)
def test_operator_words__times(moment: float, zh: str, en: str) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        settings = Settings.model_validate({"language": language, "timezone": "Asia/Shanghai"})
        assert Words(settings, NOW).time(moment) == expected


def test_operator_words__every_state_has_its_word() -> None:
    texts = Texts(LOCALES_FOLDER)
    assert [state for state in State if not texts.has(f"cli-state-{state}")] == []


def _commands(command: Any, ctx: Any) -> Iterator[tuple[Any, Any]]:
    yield command, ctx
    for name in command.list_commands(ctx) if hasattr(command, "list_commands") else ():
        sub = command.get_command(ctx, name)
        yield from _commands(sub, type(ctx)(sub, info_name=name, parent=ctx))


@pytest.mark.parametrize("language", LANGUAGES)
def test_help__every_command_and_parameter_is_explained(language: str) -> None:
    root = typer.main.get_command(app)
    pages = [page(command, ctx, language) for command, ctx in _commands(root, root.make_context("shenbi", ["run"]))]
    assert len(pages) > 20
    for text in pages:
        assert "cli-" not in text  # An id without a text is shown as it is.
        assert bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh"), text


def test_help__is_shown_in_the_language_of_the_settings(say: Say) -> None:
    assert "谁花了多少" in say("spending", "--help", language="zh")
    assert "Who spent what" in say("spending", "--help")


def test_help__loads_nothing_that_a_command_needs() -> None:
    code = (
        "import sys; from bot.cli.commands import app; from typer.testing import CliRunner;"
        "CliRunner().invoke(app, ['--help']);"
        "print([name for name in ('aiohttp', 'psycopg', 'PIL', 'bot.store', 'bot.jobs.money') if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert loaded.stdout == "[]\n"
