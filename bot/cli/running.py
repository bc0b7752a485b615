"""`shenbi run`: settings, logging, and the bot until it is stopped."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Coroutine

from bot.runtime import failpoints, logs
from bot.runtime.cancelling import cancel_and_wait
from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER, Settings, SettingsError, load

STOP_S = 10.0
"""How long stopping may take: what has not finished by then is safe in the database."""


def load_settings() -> Settings:
    """The settings, with logging set up by them. Raises SettingsError."""
    settings = load()
    logs.set_up(settings.log_level)
    logs.hide_secrets_of(settings)
    return settings


def run_bot() -> None:
    """Start everything that is configured, and run until stopped. Raises SettingsError."""
    settings = load_settings()
    failpoints.arm_from_environment()
    asyncio.run(until_stopped(_run(settings)))


async def _run(settings: Settings) -> None:
    # First: most of what Fluent and Babel read is dropped again at once, and makes room for what is imported then.
    Texts(LOCALES_FOLDER).prepare(settings.language)
    # Imported late: a wrong setting is told at once.
    from bot.app import App, build
    from bot.cli.announce import announce
    from bot.runtime.gc_freeze import YOUNG, freeze_gc
    from bot.runtime.supervision import first_of
    from bot.store import StoreError

    def started(app: App) -> None:
        freeze_gc(YOUNG)
        announce(app)

    gc.collect()  # What importing left behind makes room for what is built now.
    try:
        async with build(settings) as shenbi:
            gc.enable()
            await shenbi.run(started=started)
    except StoreError as error:
        raise SettingsError(str(error)) from None
    except ExceptionGroup as group:
        # From a task of the app's TaskGroup.
        if (wrong := group.subgroup(SettingsError)) is None:
            raise
        raise first_of(wrong) from None


async def until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run `work` until it ends or SIGTERM or SIGINT comes, or this is cancelled; then cancel it and let it finish its
    writes."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await asyncio.wait({task})
    finally:
        await cancel_and_wait(task)
    if not task.cancelled():
        task.result()
