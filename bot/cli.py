"""The command `shenbi`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from bot import logs, operating, points
from config.settings import Settings, SettingsError, load

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="神笔: a chat bot that paints.", pretty_exceptions_enable=False
)

operating.add_to(app)

STOP_S = 10.0
"""How long a stop may take: whatever has not finished by then is safe in the database."""


def main() -> None:
    """The entry point: wrong configuration is one line and exit status 2."""
    try:
        app()
    except SettingsError as error:
        sys.stderr.write(f"shenbi: {error}\n")
        sys.exit(2)


def _settings() -> Settings:
    settings = load()
    logs.set_up(settings.log_level)
    secrets = [key for account in settings.upstream.accounts for key in account.keys]
    secrets += filter(
        None,
        (
            settings.web.token,
            settings.telegram.bot_token,
            settings.telegram.webhook_secret,
            settings.dingtalk.client_secret,
            settings.pictures.secret_access_key,
        ),
    )
    logs.hide(secret.get_secret_value() for secret in secrets)
    return settings


@app.command()
def run() -> None:
    """Start everything that is configured."""
    settings = _settings()
    points.arm_from_environment()
    asyncio.run(_until_stopped(_run(settings)))


async def _run(settings: Settings) -> None:
    # Imported late: `shenbi --help` and a wrong setting should answer at once.
    from bot.app import announce, build
    from bot.store import StoreError
    from bot.wanxiang.catalogue import CatalogueError

    try:
        async with build(settings) as shenbi:
            await shenbi.run(started=announce)
    except (StoreError, CatalogueError) as error:
        raise SettingsError(str(error)) from None


async def _until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run `work` until it ends or SIGTERM or SIGINT comes; then cancel it and let it finish its writes."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


@app.command()
def studio(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8765,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where tasks and pictures are kept; nowhere without it.")
    ] = None,
) -> None:
    """Serve the stand-in for DashScope alone, for anyone who develops against it."""
    logs.set_up("WARNING")
    from bot.studio import StudioOptions, run_studio

    async def serve() -> None:
        def started(base_url: str) -> None:
            typer.echo(f"DASHSCOPE_HTTP_BASE_URL={base_url}")

        await run_studio(StudioOptions(data_dir=data_dir), port=port, stop=asyncio.Event(), started=started)

    asyncio.run(_until_stopped(serve()))


@app.command()
def doctor() -> None:
    """Check the configuration and say what is wrong, one line each."""
    from bot.doctor import examine

    settings = _settings()
    findings = asyncio.run(examine(settings))
    for finding in findings:
        typer.echo(finding.line)
    if any(finding.bad for finding in findings):
        raise typer.Exit(2)
