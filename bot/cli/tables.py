"""Tables for people, one JSON value or CSV for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.cli import terminal
from bot.cli.words import Words

WIDE = 200
MOST_CHARACTERS = 40
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def show(rows: Sequence[dict[str, Any]], words: Words, *, whole: str = "") -> None:
    """Print a table; every value is text already. Rows have the same columns; without rows a line says that there are
    none. The column `whole` is never cut: where it is too long it goes on in the next line."""
    if not rows:
        terminal.line(words.say("operate-none"))
        return
    table = Table(box=None, header_style="bold")
    for column in rows[0]:
        table.add_column(words.heading(column), no_wrap=column != whole)
    for row in rows:
        cells = (str(value) if column == whole else _shortened(str(value)) for column, value in row.items())
        table.add_row(*map(terminal.cell, cells))
    console = Console()
    # In a pipe the table keeps its width; on a terminal it is cut to fit.
    (console if console.is_terminal else Console(width=WIDE)).print(table)


def show_pairs(values: dict[str, Any], words: Words) -> None:
    """Print one thing, a line for each of its values."""
    for column, value in values.items():
        terminal.line(f"{words.heading(column)}  {value}")


def show_csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print CSV with a head. What a spreadsheet would take for a formula is marked as text: names are chosen by people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_as_text(row[column]) for column in columns])
    terminal.lines(out.getvalue().rstrip("\n"))


def _as_text(value: Any) -> Any:
    if isinstance(value, str):
        value = " ".join(value.split())
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
