"""Tries the README's two commands on bare Debian systems: python -m tools.fresh [--short] [SUITE ...]

For each Debian suite: a bare root with what the README asks for, a clone, `make run` as a user would call it, a picture painted
over HTTP, `make test` (or, with --short, `make test-quick`). One line a root; exit status 1 if one failed, 2 if nothing could be
tried. The first run takes some minutes more to make the roots, which are kept in ~/.cache/shenbi/roots.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import IO

from tools import roots
from tools.roots import USER, RootError
from tools.visit import VisitError, Visitor, paint

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "build" / "fresh"
SUITES = ("bookworm", "trixie")
INSTALL_S = 900.0
STOP_S = 15.0
TEST_S = 2400.0


def packages_of_the_readme() -> list[str]:
    """What the README tells a newcomer to install."""
    found = re.search(r"apt-get install ([a-z0-9.+ -]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    if found is None:
        raise RootError("README.md names no packages to install")
    return found.group(1).split()


@contextmanager
def make_run(root: Path, log: IO[str]) -> Iterator[str]:
    """`make run` in a root until the end of the block, where it must stop when asked to; yields the room's address."""
    # It is asked to stop by a line on its standard input: signals do not reach into its PID namespace.
    command = "cd shenbi; make run & read _; kill -TERM $!; wait $!"
    inside = roots.command_in(root, command, SHENBI_WEB_PORT="0", SHENBI_LANGUAGE="en")
    pipe = subprocess.PIPE
    running = subprocess.Popen(inside, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)
    assert running.stdin is not None and running.stdout is not None
    lines: Queue[str] = Queue()
    reader = threading.Thread(target=_read, args=(running.stdout, lines, log), daemon=True)
    reader.start()
    try:
        yield _address(lines)
        running.stdin.write("\n")
        running.stdin.flush()
        try:
            running.wait(STOP_S)
        except subprocess.TimeoutExpired:
            raise RootError(f"make run did not stop within {STOP_S:.0f} s") from None
    finally:
        running.kill()
        running.wait()
        reader.join()
        running.stdin.close()
        running.stdout.close()


def _read(stream: IO[str], lines: Queue[str], log: IO[str]) -> None:
    for line in stream:
        log.write(line)
        log.flush()
        lines.put(line)
    lines.put("")


def _address(lines: Queue[str]) -> str:
    last = ""
    end = time.monotonic() + INSTALL_S
    while time.monotonic() < end:
        try:
            line = lines.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            break
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found.group()
        if not line:
            raise RootError(f"make run ended: {last.strip() or 'no output'}")
        last = line.strip() or last
    raise RootError(f"make run printed no address within {INSTALL_S:.0f} s")


def try_root(suite: str, machine: roots.Machine, short: bool, log: IO[str]) -> str:
    """Both commands in a new copy of a root; returns a summary. Raises RootError, VisitError."""
    base = roots.base_root(suite, suite, machine, packages_of_the_readme(), log)
    root = roots.cache_folder() / f"{suite}.used"
    roots.copy(base, root)
    home = root / "home" / USER
    try:
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(home / "shenbi")], check=True)
        subprocess.run(["chown", "--recursive", f"{roots.UID}:{roots.UID}", str(home)], check=True)
        began = time.monotonic()
        with make_run(root, log) as address:
            started = time.monotonic() - began
            visitor = Visitor(address)
            visitor.open()
            painted = paint(visitor, "a sea of roses at sunrise")
        began, goal = time.monotonic(), "test-quick" if short else "test"
        status = roots.enter(root, f"cd shenbi; make {goal}", log=log, timeout_s=TEST_S)
        took = time.monotonic() - began
        tests, version = _summary(log), _python(base)
        if status:
            raise RootError(f"make {goal} failed with status {status}: {tests}")
        return f"Python {version}: make run answered after {started:.0f} s, {painted}; make {goal} in {took:.0f} s: {tests}"
    finally:
        _keep_downloads(root, base)
        roots.remove(root)


def _summary(log: IO[str]) -> str:
    log.flush()
    lines = Path(log.name).read_text(encoding="utf-8", errors="replace").splitlines()
    counted = [line.strip("= ") for line in lines if re.search(r"\d+ (passed|failed|errors?)\b", line)]
    return counted[-1] if counted else next((line for line in reversed(lines) if line.strip()), "no output")


def _python(base: Path) -> str:
    found = subprocess.run(["chroot", str(base), "python3", "--version"], capture_output=True, text=True, check=False)
    return found.stdout.removeprefix("Python ").strip()


def _keep_downloads(root: Path, base: Path) -> None:
    """Keep pip's download cache with the kept root: the second run is quick, and hashes are still checked."""
    kept, downloaded = (each / "home" / USER / ".cache" for each in (base, root))
    if downloaded.is_dir() and base.is_dir():
        shutil.rmtree(kept, ignore_errors=True)
        downloaded.rename(kept)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "suites", nargs="*", default=SUITES, help=f"Debian suites, {' and '.join(SUITES)} if none is named"
    )
    parser.add_argument("--short", action="store_true", help="make test-quick in place of make test")
    chosen = parser.parse_args()
    try:
        roots.need_tools("git")
        machine = roots.read_machine()
    except RootError as error:
        sys.stderr.write(f"fresh: {error}\n")
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    failed = False
    for suite in chosen.suites:
        file = LOGS / f"{suite}.log"
        file.write_bytes(b"")
        with file.open("a", encoding="utf-8") as log:
            try:
                line = try_root(suite, machine, chosen.short, log)
            except (RootError, VisitError, subprocess.CalledProcessError, OSError) as error:
                failed = True
                line = f"FAILED: {' '.join(str(error).split())} (all of it: {log.name})"
        print(f"{suite}: {line}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
