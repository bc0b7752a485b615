"""Output on the operator's terminal."""

from __future__ import annotations

from typing import Any

import typer
from rich.text import Text

from bot.runtime.printable import json_text, printable


def cell(text: str) -> Text:
    """A table cell, without markup and with control characters escaped."""
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
