"""Builds the container image where no Docker engine runs, and tries it: python -m tools.image

Buildah builds the unchanged Dockerfile on a bare Debian root that is tagged with the name of its FROM. Then the image's own
command runs as its own user in its own environment: a picture and an album are painted over HTTP, SIGTERM ends it.
One line says how it went; exit status 1 if something failed, 2 if nothing could be tried.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from tools import roots
from tools.roots import RootError
from tools.visit import VisitError, Visitor, album, letters_missing, paint

ROOT = Path(__file__).parents[1]
LOG = ROOT / "build" / "image.log"
SUITE = "trixie"
IMAGE = "localhost/shenbi:tried"
WORDS, IDEA = "秋天的城市 🍁", "雪山下的湖 𬭊 🦊"
BUILD_S = 1800.0
STOP_S = 10.0


class Buildah:
    """Calls buildah with a store of its own; its output goes into the log."""

    def __init__(self, store: Path, log: IO[str]) -> None:
        self._log = log
        folders = ["--root", str(store / "root"), "--runroot", str(store / "run")]
        self._command = ["buildah", *folders, "--storage-driver", "vfs"]

    def __call__(self, *words: str, cwd: Path | None = None) -> str:
        """Run one command; returns its output."""
        self._log.flush()
        done = subprocess.run(
            [*self._command, *words], stdout=subprocess.PIPE, stderr=self._log, text=True, timeout=BUILD_S, cwd=cwd,
            check=False,
        )  # fmt: skip
        self._log.write(done.stdout)
        if done.returncode:
            raise RootError(f"buildah {words[0]} failed with status {done.returncode}")
        return done.stdout.strip()


def base_image(buildah: Buildah, log: IO[str]) -> None:
    """A root with Python under the name that the Dockerfile begins with."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    version = re.search(r"^ARG PYTHON=(\S+)", text, re.MULTILINE)
    named = re.search(r"^FROM (\S+)", text, re.MULTILINE)
    if version is None or named is None:
        raise RootError("the Dockerfile names no Python to begin FROM")
    root = roots.base_root("image", SUITE, roots.read_machine(), ["python3-venv", "python-is-python3"], log)
    name = named.group(1).replace("${PYTHON}", version.group(1))
    container = buildah("from", "scratch")
    buildah("add", "--quiet", container, str(root), "/")
    buildah("config", "--env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container)
    buildah("commit", "--quiet", container, f"docker.io/library/{name}")
    buildah("rm", container)


def start(root: Path, config: dict[str, Any], port: int, token: str) -> subprocess.Popen[bytes]:
    """The image's own command, as its own user."""
    environment = dict(pair.split("=", 1) for pair in config["Env"])
    environment |= {"SHENBI_WEB_PORT": str(port), "SHENBI_WEB_TOKEN": token, "SHENBI_LANGUAGE": "en"}
    command = f"cd {config['WorkingDir']}; exec {shlex.join(config['Cmd'])}"
    inside = roots.command_in(root, command, user=config["User"], **environment)
    return subprocess.Popen(inside, stdin=subprocess.DEVNULL, stdout=LOG.open("ab"), stderr=subprocess.STDOUT)


def process_of(root: Path) -> int:
    """The PID, on this machine, of the app in a root."""
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words = (each / "cmdline").read_bytes().split(b"\0")
            if (each / "root").readlink() == root and any(word.endswith(b"/shenbi") for word in words[:2]):
                return int(each.name)
        except OSError:
            continue  # It has ended meanwhile, or is a kernel thread.
    raise RootError("the room's process is not there")


def try_image(buildah: Buildah) -> str:
    """Paint, check the process, make an album, stop; returns a summary. Raises RootError, VisitError."""
    config = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    container = buildah("from", "--pull-never", IMAGE)
    root = Path(buildah("mount", container))
    roots.configure(root, roots.Machine(""))  # Name resolution only; the image gets no package indexes.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    token = secrets.token_hex(8)
    running = start(root, config, port, token)
    try:
        visitor = Visitor(f"http://127.0.0.1:{port}/", token)
        visitor.open()
        painted = paint(visitor, "a sea of roses at sunrise")
        pid = process_of(root)
        if (owner := Path(f"/proc/{pid}").stat().st_uid) < 1000:
            raise RootError(f"it runs as user {owner}")
        healthy = shlex.join(config["Healthcheck"]["Test"][1:])
        environment = dict(pair.split("=", 1) for pair in config["Env"]) | {"SHENBI_WEB_PORT": str(port)}
        with LOG.open("a", encoding="utf-8") as log:
            if roots.enter(root, healthy, log=log, user=config["User"], **environment):
                raise RootError("its HEALTHCHECK fails")
        file = album(visitor, WORDS, IDEA)
        if missing := letters_missing(file, WORDS + IDEA):
            raise RootError(f"its album has no {missing}")
        began = time.monotonic()
        os.kill(pid, signal.SIGTERM)
        try:
            running.wait(STOP_S)
        except subprocess.TimeoutExpired:
            raise RootError(f"SIGTERM did not end it within {STOP_S:.0f} s") from None
        stopped = time.monotonic() - began
        return f"{painted}; as user {owner}; album whole; stopped after {stopped:.1f} s"
    finally:
        running.kill()
        running.wait()
        buildah("umount", container)
        buildah("rm", container)


def main() -> int:
    """The command."""
    try:
        roots.need_tools("buildah")
    except RootError as error:
        sys.stderr.write(f"image: {error}\n")
        return 2
    LOG.parent.mkdir(parents=True, exist_ok=True)
    store = roots.cache_folder().parent / "images"
    LOG.write_bytes(b"")
    with LOG.open("a", encoding="utf-8") as log:  # Child processes append to it too.
        try:
            buildah = Buildah(store, log)
            began = time.monotonic()
            base_image(buildah, log)
            buildah(
                "build", "--isolation", "chroot", "--network", "host", "--pull-never", "--format", "docker",
                "--tag", IMAGE, ".", cwd=ROOT,
            )  # fmt: skip
            built = time.monotonic() - began
            print(f"image: built in {built:.0f} s, {try_image(buildah)}", flush=True)
        except (RootError, VisitError, OSError, subprocess.SubprocessError) as error:
            print(f"image: FAILED: {' '.join(str(error).split())} (all of it: {LOG})", flush=True)
            return 1
        finally:
            roots.remove(store)
    return 0


if __name__ == "__main__":
    sys.exit(main())
