"""`shenbi models`: prices and limits as they are in force."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.jobs import intervention
from bot.jobs.manager import JobManager
from bot.runtime.clock import SystemClock
from bot.store import open_store
from bot.upstream import Catalogue
from config.settings import Settings
from tests.cli.test_start import shenbi

KEY = "sk-test-0001"


def rows(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> dict[str, dict[str, Any]]:
    capsys.readouterr()
    assert shenbi(monkeypatch, folder, "models", "--json", DASHSCOPE_API_KEY=KEY, SHENBI_DATA_DIR=str(folder)) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == len(Catalogue.load().models)
    return {row["model"]: row for row in found}


def test_models__before_the_first_start_those_of_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shenbi.toml").write_text(
        '[upstream]\nallowed_models = ["wanx-v1", "wan2.7-image"]\nmax_picture_yuan = 0.30', encoding="utf-8"
    )
    found = rows(monkeypatch, tmp_path, capsys)
    assert found["wanx-v1"] == {
        "model": "wanx-v1",
        "roles": "paint",
        "allowed": "yes",
        "legacy": "yes",
        "yuan": "0.16",
        "yuan_large": "",
        "yuan_an_image_sent": "",
        "yuan_allowed": "0.3",
        "free_pictures": 500,
        "account": "",
        "state": "",
        "submissions_per_min": 120.0,
        "tasks_at_once": 1,
    }
    assert (found["wan2.7-image"]["roles"], found["wan2.7-image"]["legacy"]) == ("edit", "no")
    pro = found["qwen-image-3.0-pro"]
    assert (pro["yuan"], pro["yuan_large"], pro["yuan_an_image_sent"]) == ("0.25", "0.5", "0.02")
    assert (pro["submissions_per_min"], pro["allowed"], pro["roles"]) == (5.0, "no", "")


async def test_models__limits_that_were_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    upstream = {"accounts": [{"name": "main", "keys": [KEY]}]}
    settings = Settings.model_validate({"data_dir": tmp_path, "upstream": upstream})
    store = await open_store(settings.store_url, SystemClock())
    await store.write(JobManager(settings, Catalogue.load(), ("main",)).set_up)
    changes = {"submissions_per_s": "1", "tasks_at_once": "3"}
    accounts = settings.upstream.accounts
    assert await store.write(lambda tx: intervention.change_account(tx, accounts, "main", "wanx-v1", **changes))
    await store.write(intervention.set_account, "main", live=False)
    await store.close()
    found = await asyncio.to_thread(rows, monkeypatch, tmp_path, capsys)
    row = found["wanx-v1"]
    assert (row["account"], row["state"]) == ("main", "aside")
    assert (row["submissions_per_min"], row["tasks_at_once"]) == (60.0, 3)


def test_models__table_for_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, "models", SHENBI_DATA_DIR=str(tmp_path), SHENBI_LANGUAGE="en") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:4] == ["model", "roles", "allowed", "legacy"]
    assert lines[1].split()[:5] == ["wanx-v1", "paint", "yes", "yes", "¥0.16"]
    assert len(lines) == 1 + len(Catalogue.load().models)
