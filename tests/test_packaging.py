"""Wheel and image get the same packages; what is declared is used."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


def test_packaging__image_gets_every_package_of_the_wheel() -> None:
    """What the Dockerfile copies must not be kept out by .dockerignore."""
    let_in = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    lines = re.findall(r"^COPY (?!--)(.+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    copied = {name for line in lines for name in line.split()[:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert copied == set(let_in)
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= copied


def test_packaging__wheel_has_every_file_that_the_code_reads() -> None:
    packed = {ROOT / file.relative_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    read = {
        path
        for package in ("bot", "studio", "adapters", "config")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == read
    assert any(path.parent.name == "templates" for path in packed)


def test_packaging__every_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["studio"]]
    owners, imported = packages_distributions(), set[str]()
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        for path in (ROOT / package).rglob("*.py"):
            modules = re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
            imported.update(_normal(owner) for module in modules for owner in owners.get(module, ()))
    unused = {_normal(requirement) for requirement in declared} - imported
    assert unused == {"tzdata"}, "tzdata is data, which zoneinfo reads"


def _normal(requirement: str) -> str:
    """The name of a distribution as an index compares it, without versions and extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~ ]", requirement)[0]).lower()
