"""One platform's proof: the play twice, uninterrupted and with kills, side by side; then the comparison."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from config.settings import Settings, load
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash_sessions.child import Child
from tests.crash_sessions.database import Database
from tests.crash_sessions.dingtalk import dingtalk_stage
from tests.crash_sessions.easel import QuickEasel
from tests.crash_sessions.play import POINTS, Play, Points
from tests.crash_sessions.stage import Stage
from tests.crash_sessions.telegram import telegram_stage
from tests.crash_sessions.verdict import Course, Verdict, compared, course_of
from tests.crash_sessions.web import web_stage

PLATFORMS = ("telegram", "dingtalk", "web")
PLAY_S, ROUND_S = 150.0, 150.0
"""How long a play may take, and each round of it, on a machine that is busy with the other platforms' plays."""
NOON = 12


async def proof(
    platform: str, folder: Path, browser: Browser | None = None, points: Sequence[Points] = POINTS
) -> Verdict:
    """Both runs and the verdict. `points`: of each round that is played. Never raises for what a bot does wrong: that is in
    the verdict's problems."""
    began = time.monotonic()
    # Side by side, so that the days and hours in both albums are the same.
    runs = await asyncio.gather(
        _run(platform, folder / "whole", browser, (), len(points)),
        _run(platform, folder / "cut", browser, points, len(points)),
        return_exceptions=True,
    )
    whole, cut = runs
    if isinstance(whole, BaseException) or isinstance(cut, BaseException):
        failed = [each for each in runs if isinstance(each, BaseException)]
        if other := next((each for each in failed if not isinstance(each, Exception)), None):
            raise other
        problems = [f"{type(each).__name__}: {each}" for each in failed]
        verdict = Verdict(same_album=False, problems=problems)
    else:
        verdict = compared(whole, cut, edits=platform != "dingtalk", rounds=len(points))
    verdict.seconds = round(time.monotonic() - began, 1)
    return verdict


async def _run(platform: str, folder: Path, browser: Browser | None, points: Sequence[Points], rounds: int) -> Course:
    await asyncio.to_thread(folder.mkdir, parents=True)
    options = StudioOptions(settings=StudioSettings(min_task_s=0.05), seed=1)
    with patch("studio.server.server.Easel", QuickEasel):
        studio = Studio(options)
    async with studio, _stage(platform, browser) as stage:
        settings = await asyncio.to_thread(_configure, folder, stage, studio.base_url)
        child, database = Child(folder / "shenbi.toml"), Database(settings.data_dir / "shenbi.db")
        play = Play(stage, child, database, points, rounds)
        try:
            async with asyncio.timeout(PLAY_S + ROUND_S * rounds):
                session = await play.run()
                standing = await stage.visible(database)
        except (AssertionError, TimeoutError, PlaywrightError) as error:
            seen = f"kills {dict(play.kills)}; {await asyncio.to_thread(database.see)}; log: {child.log()}"
            raise AssertionError(f"{type(error).__name__}: {error}; {seen}") from error
        finally:
            await child.end()
        return await course_of(session, database, settings, studio.record(), stage, standing, play.kills)


def _stage(platform: str, browser: Browser | None) -> AbstractAsyncContextManager[Stage]:
    match platform:
        case "telegram":
            return telegram_stage()
        case "dingtalk":
            return dingtalk_stage()
        case _:
            assert browser is not None, "the room wants a browser"
            return web_stage(browser)


def _configure(folder: Path, stage: Stage, upstream_url: str) -> Settings:
    """Write shenbi.toml as an operator would; the settings that the bot will read from it."""
    # Some zone in which it is about noon: an album has the day on which its session began.
    east = NOON - datetime.now(UTC).hour
    zone = f"Etc/GMT{-east:+d}" if east else "Etc/GMT"
    text = f"""
data_dir = {json.dumps(str(folder / "data"))}
language = "en"
timezone = "{zone}"
[limits]
requests_per_minute = 0
daily_yuan = 100
[keeping]
low_disk_mb = 0
[leases]
post_s = 20
[upstream]
base_url = {json.dumps(upstream_url)}
create_timeout_s = 2
send_window_s = 1
listing_margin_s = 0.2
between_listings_s = 0.2
[[upstream.accounts]]
name = "main"
keys = ["sk-test-0001"]
"""
    text += stage.config()
    if stage.name != "web":
        text += "[web]\nenabled = false\n"
    path = folder / "shenbi.toml"
    path.write_text(text, encoding="utf-8")
    return load({"SHENBI_CONFIG": str(path)})
