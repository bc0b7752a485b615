"""Decode large images in a child process, one for each image.

A decode may take hundreds of megabytes, and a C library may crash on a malicious file. In a child all memory is returned, and
a crash is reported as a damaged image. Small images are decoded in the bot's process, which saves starting one.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from typing import IO, Any, Final, ParamSpec, TypeVar

import structlog

from bot.media.containers import parse_container
from bot.media.errors import ImageProblem
from bot.media.limits import BYTES_PER_PIXEL
from bot.media.sniffing import sniff

P = ParamSpec("P")
T = TypeVar("T")

OWN_PROCESS_BYTES: Final = 48_000_000
"""A decode that takes more memory runs in a child process (a PNG of 12 megapixels does), which takes half a second to start."""
TIMEOUT_S: Final = 90.0
"""How long one decode may take, on a busy machine."""

log = structlog.get_logger()


def needs_process(data: bytes) -> bool:
    """Whether decoding takes enough memory for a separate process. False for what cannot be read: it is refused quickly."""
    kind = sniff(data)
    if kind is None:
        return False
    if kind == "PNG":
        # From the header: to parse a file of 30 MB copies it, holding the interpreter lock for 30 ms.
        width, height = struct.unpack_from(">LL", data[:24].ljust(24, b"\0"), 16)
        return bool(width * height * BYTES_PER_PIXEL["PNG"] > OWN_PROCESS_BYTES)
    from bot.media.decoders import open_source  # Imported here: Pillow is loaded with the first picture.

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about malformed files, which must not fill the log.
            width, height = open_source(parse_container(kind, data)).size
    except Exception:  # noqa: BLE001 - whatever a decoder raises; the work itself reports it
        return False
    # JPEGs are decoded at an eighth of their size; a progressive one keeps its coefficients meanwhile, two bytes each.
    return width * height * BYTES_PER_PIXEL.get(kind, 3.0) > OWN_PROCESS_BYTES


def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a new process. `work` is a module-level function; arguments and result are pickled. Raises what the
    work raises; ImageProblem if the process dies or times out."""
    try:
        # In a file, not through a pipe: 30 MB written in pieces of a page take the interpreter lock eight thousand times.
        with _open_file() as task:
            pickle.dump((work, args, kwargs), task)
            task.seek(0)
            done = subprocess.run(
                [sys.executable, "-m", "bot.media"],
                stdin=task,
                capture_output=True,
                timeout=TIMEOUT_S,
                start_new_session=True,  # Ctrl-C is handled by the bot.
                check=False,
            )
    except subprocess.TimeoutExpired:
        log.warning("image.decoder-slow", limit_s=TIMEOUT_S)
        raise ImageProblem("image-damaged") from None
    if done.returncode:
        log.warning("image.decoder-died", status=done.returncode, output=done.stderr[-500:].decode("utf-8", "replace"))
        raise ImageProblem("image-damaged")
    result: Any = pickle.loads(done.stdout)  # noqa: S301 - from our own process, which unpickled only our task
    if isinstance(result, Exception):
        raise result
    answer: T = result
    return answer


def _open_file() -> IO[bytes]:
    """A file without a name, in memory where the system has such."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("image"), "w+b")
    return tempfile.TemporaryFile()


def main() -> None:
    """In the child: read the task from standard input, write the result to standard output."""
    work, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the bot, our parent
    try:
        result = work(*args, **kwargs)
    except ImageProblem as problem:
        result = problem
    sys.stdout.buffer.write(pickle.dumps(result))
