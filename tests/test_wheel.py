"""The wheel, installed outside of the checkout: it has every file that it needs, and says what is missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.visit import Visitor, album, letters_missing, paint

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.long  # It builds, and makes an environment.
STUDIO = ("numpy", "cv2", "opencv_python_headless")
OURS = ("shenbi", "_shenbi", "__editable__")


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, linked, all its dependencies but those of the studio."""
    folder = tmp_path_factory.mktemp("outside")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    (wheel,) = folder.glob("shenbi-*.whl")
    venv.create(folder / "venv", symlinks=True)
    link(folder, lambda name: not name.lower().startswith((*STUDIO, *OURS)))
    install = ["-m", "pip", "--python", str(folder / "venv"), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, *install], check=True, capture_output=True, timeout=60)
    return folder


def link(folder: Path, wanted: Callable[[str], bool]) -> None:
    """Put packages of this environment into the other one."""
    names = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    target = Path(sysconfig.get_path("purelib", vars=names))
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if wanted(each.name) and not (target / each.name).exists():
            (target / each.name).symlink_to(each)


def environment(folder: Path) -> dict[str, str]:
    """What the program is started with: nothing that leads back into the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHENBI", "DASHSCOPE", "PYTHON"))}
    return kept | {"SHENBI_WEB_PORT": "0", "SHENBI_LANGUAGE": "en", "SHENBI_DATA_DIR": str(folder / "data")}


def shenbi(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(folder / "venv/bin/shenbi"), *words]
    return subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=60, check=False
    )


def test_wheel__says_its_version(outside: Path) -> None:
    said = shenbi(outside, "--version")
    assert said.returncode == 0
    assert re.fullmatch(r"shenbi \d+\.\d+\.\d+\S*\n", said.stdout)


def test_wheel__without_the_studio_it_says_in_one_line_what_is_missing_and_with_it_it_paints(outside: Path) -> None:
    refused = shenbi(outside, "run")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "shenbi[studio]" in refused.stderr
    link(outside, lambda name: name.lower().startswith(STUDIO))
    command = [str(outside / "venv/bin/shenbi"), "run"]
    running = subprocess.Popen(command, cwd=outside, env=environment(outside), stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", running.stdout.readline())
        assert found, "it did not say where it is"
        visitor = Visitor(found.group())
        visitor.open()
        assert "bytes" in paint(visitor, "雪山")
        # What `make image` does in the container, which is built too rarely to find out that it no longer works.
        assert not letters_missing(album(visitor, "Autumn", "a lake"), "Autumn")
        running.terminate()
        assert running.wait(30) == 0
    finally:
        running.kill()
        running.communicate()
