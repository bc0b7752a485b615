"""The pages' form: prose wraps at 100 characters. Tables, code and a link or word that is longer by itself do not wrap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_LINE_CHARS = 100
# Chinese pages do not wrap: a line break inside a Chinese sentence is shown as a space.
PAGES = [
    page
    for page in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    )
    if not page.name.endswith(".zh-CN.md") and page.name != "lines.md"
]


def prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines that wrap, with their numbers: no tables, fenced or indented code, images or HTML."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced and not re.match(r"\s*[|<]|\s*!\[| {4}(?=\S)", line):
            yield number, line


def is_one_word(line: str) -> bool:
    """Whether a line holds nothing but one link or code span, which cannot be broken."""
    return re.fullmatch(r"\s*(?:[-*]|\d+\.)?\s*(?:\[[^\]]*\]\S*|`[^`]+`\S*|\S+)", line) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_prose__prose_wraps(page: Path) -> None:
    too_long = [
        f"{page.relative_to(ROOT)}:{number}: {len(line)} characters"
        for number, line in prose(page.read_text(encoding="utf-8"))
        if len(line) > MAX_LINE_CHARS and not is_one_word(line)
    ]
    assert not too_long
