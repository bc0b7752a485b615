"""The proof of creative sessions: on each platform (its emulator, or a real browser) three rounds with five people are played
twice side by side, uninterrupted and with the app killed twice in each phase; both must give the same album."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from config.settings import load
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.browser.chromium import chromium
from tests.crash.child import ForkServer
from tests.crash.harness import child_on, write_config
from tests.crash.sessions.database import Database
from tests.crash.sessions.dingtalk import dingtalk_group
from tests.crash.sessions.discord import discord_group
from tests.crash.sessions.group_chat import GroupChat
from tests.crash.sessions.play import EDIT_MODEL, FAILPOINTS, Play, RoundFailpoints
from tests.crash.sessions.quick_painter import QuickPainter
from tests.crash.sessions.room import web_room
from tests.crash.sessions.telegram import telegram_group
from tests.crash.sessions.verdict import RunResult, Verdict, compare, result_of

FIGURES = ("kills", "same_album", "paid_twice", "posted_twice", "strays", "seconds")
KILLS_A_ROUND = 8
PLAY_S, ROUND_S = 150.0, 150.0
"""How long a run may take, and each round of it, on a machine that is busy with the runs of other platforms."""
NOON = 12


def main(platforms: Sequence[str], folder: Path, *, kills: int | None, as_json: bool) -> int:
    """Play, compare, print; the exit status. `kills`: play only as many rounds as take so many."""
    rounds = len(FAILPOINTS) if kills is None else max(1, min(len(FAILPOINTS), -(-kills // KILLS_A_ROUND)))
    # The room's name in figures is its adapter's.
    names = tuple(dict.fromkeys("web" if each == "room" else each for each in platforms))
    verdicts = asyncio.run(_proofs(names, folder, FAILPOINTS[:rounds]))
    sys.stdout.write(f"{'':10}" + "".join(f"{name:>14}" for name in FIGURES) + "\n")
    for name, verdict in verdicts.items():
        sys.stdout.write(f"{name:10}" + "".join(f"{getattr(verdict, each)!s:>14}" for each in FIGURES) + "\n")
    for name, verdict in verdicts.items():
        sys.stdout.writelines(f"{name}: {problem}\n" for problem in verdict.problems)
    if as_json:
        figures = {name: {each: getattr(verdict, each) for each in FIGURES} for name, verdict in verdicts.items()}
        sys.stdout.write(json.dumps({"platform": figures}, ensure_ascii=False) + "\n")
    return int(any(verdict.problems for verdict in verdicts.values()))


async def _proofs(
    platforms: tuple[str, ...], folder: Path, failpoints: Sequence[RoundFailpoints]
) -> dict[str, Verdict]:
    """All platforms at once."""
    async with AsyncExitStack() as stack:
        fork_server = await stack.enter_async_context(ForkServer())
        browser = await stack.enter_async_context(chromium()) if "web" in platforms else None
        proofs = (proof(each, folder / each, fork_server, browser, failpoints) for each in platforms)
        verdicts = await asyncio.gather(*proofs)
    return dict(zip(platforms, verdicts, strict=True))


async def proof(
    platform: str,
    folder: Path,
    fork_server: ForkServer,
    browser: Browser | None = None,
    failpoints: Sequence[RoundFailpoints] = FAILPOINTS,
) -> Verdict:
    """Both runs and the verdict. `failpoints`: of each round that is played. What the app does wrong is never raised: it is in
    the verdict's problems."""
    began = time.monotonic()
    # At the same time, so that the dates and times in both albums are the same.
    rounds = len(failpoints)
    runs = await asyncio.gather(
        _run(platform, folder / "whole", fork_server, browser, (), rounds),
        _run(platform, folder / "cut", fork_server, browser, failpoints, rounds),
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
        verdict = compare(whole, cut, edits=platform != "dingtalk", rounds=rounds)
    verdict.seconds = round(time.monotonic() - began, 1)
    return verdict


async def _run(
    platform: str,
    folder: Path,
    fork_server: ForkServer,
    browser: Browser | None,
    failpoints: Sequence[RoundFailpoints],
    rounds: int,
) -> RunResult:
    await asyncio.to_thread(folder.mkdir, parents=True)
    options = StudioOptions(settings=StudioSettings(min_task_s=0.05), seed=1)
    with patch("studio.server.server.PainterPool", QuickPainter):
        studio = Studio(options)
    async with studio, _group_chat(platform, browser) as group:
        config = await asyncio.to_thread(_configure, folder, group, studio)
        settings = load({"SHENBI_CONFIG": str(config)})
        child, database = child_on(config, fork_server, group.up), Database(settings.data_dir / "shenbi.db")
        play = Play(group, child, database, settings.store_url, failpoints, rounds)
        try:
            async with asyncio.timeout(PLAY_S + ROUND_S * rounds):
                session = await play.run()
                messages = await group.visible(database)
        except (AssertionError, TimeoutError, PlaywrightError) as error:
            seen = f"kills {dict(play.kills)}; {await asyncio.to_thread(database.snapshot)}; log: {child.log()}"
            raise AssertionError(f"{type(error).__name__}: {error}; {seen}") from error
        finally:
            if child.starts:
                await child.end(signal.SIGTERM)
        return await result_of(session, database, settings, studio.record(), group, messages, play.kills)


def _group_chat(platform: str, browser: Browser | None) -> AbstractAsyncContextManager[GroupChat]:
    match platform:
        case "telegram":
            return telegram_group()
        case "dingtalk":
            return dingtalk_group()
        case "discord":
            return discord_group()
        case _:
            assert browser is not None, "the room needs a browser"
            return web_room(browser)


def _configure(folder: Path, group: GroupChat, studio: Studio) -> Path:
    """The configuration file of a run."""
    # A time zone in which it is about noon, so that no session passes midnight: an album has the day on which it began.
    east = NOON - datetime.now(UTC).hour
    return write_config(
        folder,
        studio,
        timezone=f"Etc/GMT{-east:+d}" if east else "Etc/GMT",
        limits={"requests_per_minute": 0, "daily_yuan": 100},
        leases={"post_s": 20},
        upstream={"send_window_s": 1, "listing_margin_s": 0.2, "between_listings_s": 0.2, "edit_model": EDIT_MODEL},
        **group.settings(),
    )
