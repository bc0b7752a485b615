"""The command `shenbi`: its entry point. What a command needs is imported when it is chosen."""

from __future__ import annotations

import gc
import io
import sys
from typing import NoReturn

from bot.cli import terminal
from bot.runtime.umask import keep_new_files_private
from config.mistakes import SettingsError, reader_language


def main() -> None:
    """The entry point: wrong settings and wrong arguments end with one line and exit status 2."""
    keep_new_files_private()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # A terminal that cannot encode 神 must not end the program.
    try:
        sys.exit(_perform(sys.argv[1:]))
    except SettingsError as error:
        _exit_with(error.said(reader_language()))


def _perform(words: list[str]) -> int:
    """Do what the words say; the exit status. Raises SettingsError."""
    if words == ["run"]:
        # Without the parser of words, which would take 3 MB for as long as the bot runs.
        gc.disable()  # What is imported and built stays: to look through it again and again would take a seventh of the start.
        try:
            from bot.cli.running import run_bot

            run_bot()
        finally:
            gc.enable()
        return 0
    from bot.cli.commands import perform

    return perform()


def _exit_with(line: str) -> NoReturn:
    """Print what is wrong in one line, and exit."""
    from bot.runtime import logs  # Imported here: `shenbi --help` logs nothing.

    terminal.line(f"shenbi: {logs.redacted(' '.join(line.split()))}", error=True)
    sys.exit(2)
