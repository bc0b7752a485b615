"""Processes that share a PostgreSQL share the work: one talks to people, another paints."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api import AdapterFactory
from bot.app import App, build
from bot.intake.update_worker import UpdateWorker
from bot.jobs.workers import Submitter
from config.settings import Settings, SettingsError
from config.startup_checks import check_roles
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.scripted import ScriptedPlatform


@asynccontextmanager
async def process(made: Settings, adapters: Sequence[AdapterFactory]) -> AsyncIterator[App]:
    async with build(made, adapters=adapters) as app:
        running = asyncio.create_task(app.run())
        try:
            yield app
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def settings(folder: Path, **more: Any) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": {"accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            **more,
        }
    )


async def test_roles__one_process_talks_and_another_paints(tmp_path: Path, postgres_url: str) -> None:
    chat = ScriptedPlatform()
    async with Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.05), seed=1)) as studio:
        upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
        shared = {"database_url": postgres_url, "upstream": upstream}
        async with process(settings(tmp_path, workers=False, **shared), [chat]) as talking:
            assert not any(isinstance(loop, Submitter) for loop in talking.loops)
            await chat.say("/compare a fox")
            await chat.text("Comparison")
            assert studio.record()["tasks"] == []
            async with process(settings(tmp_path, **shared), []) as painting:
                assert not any(isinstance(loop, UpdateWorker) for loop in painting.loops)
                shown = await chat.picture()
                assert shown.view.picture is not None
                assert len(studio.record()["tasks"]) == 4


@pytest.mark.parametrize(
    ("more", "platforms", "says"),
    [
        ({"workers": False}, ["web"], "one process does everything"),
        ({}, [], "nothing is turned on"),
        ({"workers": False, "database_url": "postgresql://db/x"}, [], "nothing is turned on"),
        ({"database_url": "postgresql://db/x", "upstream": {}}, [], "DASHSCOPE_API_KEY"),
        ({"workers": False, "database_url": "postgresql://db/x", "upstream": {}}, ["web"], "DASHSCOPE_API_KEY"),
    ],
)
def test_roles__that_make_no_sense_are_told(
    tmp_path: Path, more: dict[str, Any], platforms: list[str], says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        check_roles(settings(tmp_path, **more), platforms)
