"""Comments and docstrings name modules that exist, and what is in them: a reader follows such names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "adapters", "studio", "config")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
DOTTED = re.compile(r"`((?:bot|adapters|config|studio\.(?:server|painter))(?:\.\w+)+)`")
PATH = re.compile(r"\b((?:docs|bot|adapters|studio|config|tests|benchmarks)/[\w/.-]*\w\.(?:py|md|toml|sql))\b")


@cache
def modules() -> dict[str, Path]:
    """All modules and packages, by their dotted names."""
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}


def exists(dotted: str) -> bool:
    """Whether a dotted name is a module, or a name in a module or in one of a package, which may export it."""
    if dotted in modules():
        return True
    parts = dotted.split(".")
    for length in range(len(parts) - 1, 0, -1):
        if module := modules().get(".".join(parts[:length])):
            files = sorted(module.parent.glob("*.py")) if module.name == "__init__.py" else [module]
            text = "\n".join(file.read_text(encoding="utf-8") for file in files)
            return all(re.search(rf"\b{name}\b", text) for name in parts[length:])
    return False


def unknown(text: str) -> list[str]:
    """The names in a text that nothing has."""
    return [name for name in DOTTED.findall(text) if not exists(name)] + [
        path for path in PATH.findall(text) if not (ROOT / path).exists()
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_references__lead_to_something(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in FILES
        if path.is_relative_to(ROOT / folder) and (names := unknown(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["`bot.media.in_turn`", "`bot.medium`", "see docs/nothing.md", "in bot/store/rows.py"])
def test_references__a_name_of_nothing_is_found(text: str) -> None:
    assert len(unknown(text)) == 1
