"""Shared fixtures: the whole app, running, with a scripted platform in front and the studio as its upstream."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import os
import pickle
import tomllib
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
from PIL import Image, ImageDraw

from bot.app import App, build
from bot.jobs import task_stats
from bot.media.typography import fonts
from bot.sessions import rounds
from bot.store import sqlite
from bot.store.rows import JobRow
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.databases import prepared
from tests.scripted import ScriptedPlatform

# One line per error: structlog's default renders tracebacks with all local variables, which takes seconds where a test
# provokes many.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(default=repr, ensure_ascii=False),
    ]
)

LOG_LINES = structlog.get_config()


@pytest.fixture(autouse=True)
def _log_lines() -> Iterator[None]:
    """Restore the log configuration after a test that changes it."""
    yield
    structlog.configure(**LOG_LINES)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_synced() -> Iterator[None]:
    """No commit and no file waits for the disk: the machine goes on, whatever a test does to its processes. The children of
    tests/crash and all others run as an operator would run them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "SYNCHRONOUS", "OFF")
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _toml_is_parsed_once() -> Iterator[None]:
    """A text that was parsed before is unpickled: each app and each studio reads the catalogue, 2.3 ms of CPU at a time."""
    loads = tomllib.loads

    @lru_cache(maxsize=16)
    def pickled(text: str) -> bytes:
        return pickle.dumps(loads(text))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", lambda text: pickle.loads(pickled(text)))
        yield


# No deadline: how long an example takes depends on how busy the machine is.
hypothesis.settings.register_profile("shenbi", deadline=None, print_blob=True)
hypothesis.settings.load_profile("shenbi")

if font_folder := os.environ.get("SHENBI_TEST_FONTS"):
    # Tests compare what is drawn with what the installed fonts can show: this simulates a machine with others, or none.
    fonts.FOLDERS = (font_folder,)


LONG = (
    "crash",
    "simulation",
    "browser",
    "soak",
    "siege",
    "upgrade",
    "sessions",
    "telegram",
    "jobs",
    "studio",
    "conformance",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect garbage neither while modules and tests are loaded, nor among them later: all of them stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Schedule slow files first: one that starts last would run alone at the end."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=place)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Report a missing browser at the very end, where it is not lost among hundreds of skip reasons."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and any(
        "no Chromium" in str(report.longrepr) for report in reporter.stats.get("skipped", ())
    ):
        from tests.browser.chromium import MISSING

        reporter.write_line(MISSING)


def photo(width: int = 640, height: int = 480, colour: str = "teal") -> bytes:
    """A small JPEG with shapes in it."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).ellipse((width // 4, height // 4, width // 2, height // 2), fill="orange")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


@dataclass(repr=False)  # asyncio makes text of it at each run of a loop: of the result of its task.
class RunningApp:
    """A running app with its scripted platform and its upstream."""

    app: App
    chat: ScriptedPlatform
    studio: Studio

    async def jobs(self) -> list[JobRow]:
        """All jobs."""
        return await self.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=1000))


@asynccontextmanager
async def running_app(
    folder: Path, studio: Studio, chat: ScriptedPlatform | None = None, **settings: Any
) -> AsyncIterator[RunningApp]:
    """Run the app on `folder`, with `studio` as its upstream: one account, real prices."""
    chat = chat or ScriptedPlatform()
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    upstream.update(settings.pop("upstream", {}))
    made = Settings.model_validate(
        {"data_dir": folder, "upstream": upstream, "language": "en", "keeping": {"low_disk_mb": 0}, **settings}
    )
    async with build(prepared(made), adapters=[chat]) as app:
        running = asyncio.create_task(app.run())
        try:
            yield RunningApp(app, chat, studio)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


ANY_RATE = 1000.0
"""Submissions a second."""


@pytest.fixture
def no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an app submit at any rate, poll at once, and close a round of a session as soon as everyone has answered. The
    vendor's two submissions a second, half a second until the first poll and three seconds until a round closes would be most
    of what a test takes; tests/jobs and tests/sessions test them in simulated time."""
    remove_intervals(monkeypatch)


def remove_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """See the fixture `no_intervals`; for fixtures of a module."""
    loaded = Catalogue.load()
    models = {name: model.model_copy(update={"submissions_per_s": ANY_RATE}) for name, model in loaded.models.items()}
    monkeypatch.setattr(Catalogue, "load", lambda: replace(loaded, models=models))
    monkeypatch.setattr(task_stats, "DUE_POLL_S", 0.02)
    monkeypatch.setattr(rounds, "EARLY_CLOSE_DELAY_S", 0.0)


@pytest.fixture
async def studio(no_intervals: None) -> AsyncIterator[Studio]:
    """A studio with instant canned pictures, at any rate."""
    async with Studio(instant_studio()) as running:
        yield running


def instant_studio() -> StudioOptions:
    """Canned pictures at once, at any rate."""
    rates = dict.fromkeys(Catalogue.load().models, ANY_RATE)
    return StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.0, submissions_per_second=rates), seed=1)


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    """A running app whose scripted platform can edit messages."""
    async with running_app(tmp_path, studio) as running:
        yield running


@pytest.fixture(params=["installed fonts", "no font"])
def either_fonts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Runs a test twice: with the installed fonts, and without any."""
    if request.param == "no font":
        monkeypatch.setattr(fonts, "FOLDERS", ())
    clear_font_caches()
    yield
    clear_font_caches()


def clear_font_caches() -> None:
    """Clear the caches of what the font folders hold."""
    for cached in (fonts._files, fonts.font_stack, fonts.emoji_font, fonts.missing_glyphs):
        cached.cache_clear()
