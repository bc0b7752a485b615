"""The tutorial works as it stands: its steps are carried out in a copy of the tree, and its own test passes there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.tutorial import follow, steps_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial-add-a-command.md"
TREE = ("bot", "adapters", "studio", "config", "tests", "docs", "benchmarks", "tools")
TESTS = (
    "tests/commands/test_stats.py",
    "tests/grammar/test_callback_data.py",
    "tests/docs/test_pages.py",
    "tests/config/test_locales.py",
)
LINT = ("check", "--no-cache", "--quiet")


def test_tutorial__steps_make_a_command_that_passes_its_test(tmp_path: Path) -> None:
    steps = steps_of(PAGE.read_text(encoding="utf-8"))
    assert len(steps) == PAGE.read_text(encoding="utf-8").count("\n```python\n") + 5  # SQL, two locales, two READMEs
    for name in TREE:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (*ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "Makefile"):
        shutil.copy(path, tmp_path)
    for step in steps:
        follow(step, tmp_path)
    changed = sorted({step.file for step in steps if step.file.endswith(".py")})
    run(tmp_path, "-m", "ruff", *LINT, *changed)
    run(tmp_path, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *TESTS)


def run(folder: Path, *arguments: str) -> None:
    """Run Python in the copy, whose packages come before the installed ones."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
