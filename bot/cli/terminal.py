"""Output on the operator's terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from bot.runtime.printable import json_text, printable

if TYPE_CHECKING:
    from rich.text import Text


def cell(text: str) -> Text:
    """A table cell, without markup and with control characters escaped."""
    from rich.text import Text  # Imported where a table is shown.

    return Text(printable(text))


def line(text: str, *, error: bool = False) -> None:
    """Print one line."""
    typer.echo(printable(text), err=error)


def lines(text: str) -> None:
    """Print a text of ours that has several lines."""
    for each in text.split("\n"):
        line(each)


def json_line(value: Any) -> None:
    """Print one JSON value."""
    typer.echo(json_text(value))
