"""Output on the operator's terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from bot.runtime.printable import json_text, printable

if TYPE_CHECKING:
    from rich.text import Text


def cell(text: str) -> Text:
    """A table cell, without markup and with control characters escaped."""
    from rich.text import Text  # Imported where a table is shown.

    return Text(printable(text))


def line(text: str, *, error: bool = False) -> None:
    """Print one line."""
    print(printable(text), file=sys.stderr if error else sys.stdout, flush=True)


def lines(text: str) -> None:
    """Print a text of ours that has several lines."""
    for each in text.split("\n"):
        line(each)


def json_line(value: Any) -> None:
    """Print one JSON value."""
    print(json_text(value), flush=True)  # noqa: T201 - as above
