"""The commands of `shenbi`, their words and options. Each imports what it needs when it runs: a page of help, and a mistyped
word, are answered at once."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import typer

from bot.cli import admin, terminal
from bot.cli.help_page import Command, Group
from config.mistakes import Mistake, SettingsError, mistake

if TYPE_CHECKING:
    from bot.retention.backup import Summary
    from config.settings import Settings

Result = TypeVar("Result")

# Typer raises its own copy of click's UsageError, older versions click's; both are what its BadParameter comes from.
UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])

app = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

admin.add_to(app)


def perform() -> int:
    """Do what the words of the command line say; the exit status. Raises SettingsError, also for wrong words."""
    try:
        return int(app(standalone_mode=False) or 0)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # `shenbi` or `shenbi jobs` alone: show the help.
            terminal.lines(error.ctx.get_help() if error.ctx else "")
            return 2
        from bot.cli.usage import usage_mistake

        where = error.ctx.command_path if error.ctx else "shenbi"
        raise mistake("settings-usage", wrong=usage_mistake(error), where=where) from None


def _version(asked: bool) -> None:
    if asked:
        from importlib import metadata

        terminal.line(f"shenbi {metadata.version('shenbi')}")
        raise typer.Exit


@app.callback()
def shenbi(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """神笔: a chat bot that paints."""


@app.command(cls=Command)
def run() -> None:
    """Start everything that is configured."""
    from bot.cli.running import run_bot

    run_bot()


@app.command(cls=Command)
def studio(
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8765,
    data_dir: Path | None = None,
) -> None:
    """Serve the stand-in for DashScope alone, for anyone who develops against it."""
    import asyncio
    import sqlite3

    from bot.cli.running import until_stopped
    from bot.runtime import logs

    logs.set_up("WARNING")
    from studio.embedded import can_paint

    if not can_paint():
        raise mistake("settings-studio-libraries")
    from studio.server import StudioOptions, run_studio

    async def serve() -> None:
        def started(base_url: str) -> None:
            terminal.line(f"DASHSCOPE_HTTP_BASE_URL={base_url}")

        await run_studio(StudioOptions(data_dir=data_dir), port=port, stop=asyncio.Event(), started=started)

    try:
        asyncio.run(until_stopped(serve()))
    except OSError as error:
        where = str(error.filename) if error.filename else f"127.0.0.1:{port} (--port)"
        raise mistake("settings-studio-serve", place=where, reason=error.strerror or str(error)) from None
    except sqlite3.OperationalError as error:
        raise mistake("settings-studio-folder", folder=str(data_dir), reason=str(error)) from None
    except sqlite3.DatabaseError as error:
        raise SettingsError(str(error), str(data_dir)) from None


@app.command(cls=Command)
def doctor(
    probe: Annotated[bool, typer.Option("--probe")] = False,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    as_json: admin.Json = False,
) -> None:
    """Check the configuration and say what is wrong, one line each."""
    import asyncio
    import os

    from bot.cli.doctor import examine
    from bot.cli.probe import probe_command
    from bot.cli.running import load_settings

    if yes and not probe:
        raise mistake("settings-belongs-to", option="--yes", other="--probe")
    settings = load_settings()
    if probe:
        probe_command(settings, yes=yes, as_json=as_json)
        return
    findings = asyncio.run(examine(settings, os.environ))
    if as_json:
        terminal.json_line([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            terminal.line(finding.line)
    if any(finding.bad for finding in findings):
        raise typer.Exit(2)


@app.command(cls=Command)
def migrate(
    source: Annotated[str, typer.Option("--from")] = "",
    target: Annotated[str, typer.Option("--to")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    as_json: admin.Json = False,
) -> None:
    """Move all data from one database to another; stop Shenbi first. The address that is left out is
    SHENBI_DATABASE_URL, where its password belongs: everybody on this machine can read the arguments of a command. With
    neither, from the data folder's database to that address. With --dry-run nothing is moved: it says what starting this
    version would change in the database of the settings."""
    from bot.adapter_api.installed import adapter_sql_folders
    from bot.cli.running import load_settings
    from bot.runtime.clock import SystemClock
    from bot.runtime.secrets import secrets_of
    from bot.runtime.texts import Texts
    from bot.store.transfer import move
    from config.settings import LOCALES_FOLDER

    settings = load_settings()
    if dry_run:
        if source or target:
            raise mistake("settings-dry-run")
        from bot.cli.upgrade import show_plan

        show_plan(settings, as_json=as_json)
        return
    for name, address in (("--from", source), ("--to", target)):
        if secrets_of(address):
            raise SettingsError(Mistake("settings-password-argument", name=name), name)
    if not (source and target) and not settings.database_url:
        raise mistake("settings-no-source-and-target")
    if not source and not target:
        source = settings.model_copy(update={"database_url": ""}).store_url
    source, target = source or settings.database_url, target or settings.database_url
    if source.startswith("sqlite:///") and not (file := Path(source.removeprefix("sqlite:///"))).is_file():
        raise SettingsError(Mistake("settings-no-database-file", file=str(file)), "--from")
    counts = _run_maintenance(move(source, target, adapter_sql_folders(), SystemClock()))
    if as_json:
        terminal.json_line(counts)
        return
    for name, rows in counts.items():
        terminal.line(f"{rows:>12}  {name}")
    terminal.line(Texts(LOCALES_FOLDER).say(settings.language, "upkeep-moved", rows=sum(counts.values())))


@app.command(cls=Command)
def backup(file: Path, check: Annotated[bool, typer.Option("--check")] = False, as_json: admin.Json = False) -> None:
    """Write everything, database and pictures, into one tar file. Shenbi may be running."""
    from bot.adapter_api.installed import adapter_sql_folders
    from bot.cli.running import load_settings
    from bot.retention.backup import back_up
    from bot.retention.backup_check import check_backup
    from bot.runtime.clock import SystemClock

    settings = load_settings()
    if check:
        checked = _run_maintenance(check_backup(settings, adapter_sql_folders(), file, SystemClock()))
        _print_summary(settings, "upkeep-backup-checked", checked.summary, file, as_json=as_json, absent=checked.absent)
        return
    _print_summary(
        settings,
        "upkeep-backed-up",
        _run_maintenance(back_up(settings, adapter_sql_folders(), file, SystemClock())),
        file,
        as_json=as_json,
    )


@app.command(cls=Command)
def restore(file: Path, as_json: admin.Json = False) -> None:
    """Put a backup into an empty data folder, or an empty database and bucket."""
    from bot.adapter_api.installed import adapter_sql_folders
    from bot.cli.running import load_settings
    from bot.retention.restore import restore as put_back
    from bot.runtime.clock import SystemClock

    settings = load_settings()
    _print_summary(
        settings,
        "upkeep-restored",
        _run_maintenance(put_back(settings, adapter_sql_folders(), file, SystemClock())),
        file,
        as_json=as_json,
    )


@app.command(cls=Command)
def export(person: str, file: Path, as_json: admin.Json = False) -> None:
    """Write what is kept about one person into one tar file, for that person."""
    from bot.cli.exporting import export_to
    from bot.cli.running import load_settings

    settings = load_settings()
    summary, line = _run_maintenance(export_to(settings, person, file))
    if as_json:
        terminal.json_line({"file": str(file), **asdict(summary)})
    else:
        terminal.line(line)


def _run_maintenance(work: Coroutine[None, None, Result]) -> Result:
    """Run a maintenance command; errors become one line."""
    import asyncio

    from bot.retention.backup import BackupError
    from bot.retention.person_export import ExportError
    from bot.store import StoreError

    try:
        return asyncio.run(work)
    except (BackupError, ExportError, StoreError, ValueError, OSError) as error:
        raise SettingsError(str(error)) from None


def _print_summary(
    settings: Settings, text_id: str, summary: Summary, file: Path, *, as_json: bool, **more: int
) -> None:
    if as_json:
        terminal.json_line({"file": str(file), **asdict(summary), **more})
        return
    from bot.runtime.texts import Texts
    from config.settings import LOCALES_FOLDER

    terminal.line(
        Texts(LOCALES_FOLDER).say(
            settings.language,
            text_id,
            file=str(file),
            rows=summary.rows,
            pictures=summary.pictures,
            megabytes=round(summary.bytes / 1e6, 1),
            **more,
        )
    )
