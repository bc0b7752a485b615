"""Follows docs/tutorial-add-a-command.md: the steps of the page, and carrying them out in a copy of the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_STEP = re.compile(
    r"^(?:(?P<verb>Create|Append to) `(?P<file>[^`]+)`"
    r"|In `(?P<edited>[^`]+)`,\s+(?P<side>after|before)\s+the\s+line\s+that\s+begins\s+with\s+"
    r"(?P<ticks>`+) ?(?P<line>.+?) ?(?P=ticks)):\n\n"
    r"```\w+\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One change: `body` becomes a file, goes to the end of one, or beside its only line that begins with `line`."""

    file: str
    body: str
    side: str
    line: str = ""


def steps_of(page: str) -> list[Step]:
    """The changes that a page asks for, in their order."""
    found = []
    for step in _STEP.finditer(page):
        if step["verb"]:
            found.append(Step(step["file"], step["body"], "new" if step["verb"] == "Create" else "end"))
        else:
            found.append(Step(step["edited"], step["body"], step["side"], step["line"]))
    return found


def follow(step: Step, root: Path) -> None:
    """Carry out a step. Raises ValueError if the file is not as the page says."""
    path = root / step.file
    if step.side == "new":
        if path.exists():
            raise ValueError(f"{step.file} exists already")
        path.write_text(step.body, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    if step.side == "end":
        path.write_text(text + step.body, encoding="utf-8")
        return
    lines = text.splitlines(keepends=True)
    places = [at for at, line in enumerate(lines) if line.lstrip().startswith(step.line)]
    if len(places) != 1:
        raise ValueError(f"{step.file}: {len(places)} lines begin with {step.line!r}")
    at = places[0] + (step.side == "after")
    path.write_text("".join([*lines[:at], step.body, *lines[at:]]), encoding="utf-8")
